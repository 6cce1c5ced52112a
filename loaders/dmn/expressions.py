"""Boxed expressions as text, in the words of FEEL that mean the same (DMN 1.5, 10.2 and 10.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from asbuilt.loaders.dmn.names import EXPRESSIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from asbuilt.reading.model import Element


def expression_in(holder: Element) -> Element | None:
    """Give the expression that stands directly in an element."""
    return next(holder.all(*EXPRESSIONS), None)


def text_in(holder: Element, *names: str) -> str:
    """Give the text of an element's first child of one of these names: unary tests or literals."""
    return next((text_of(child) for child in holder.all(*names)), "")


def text_of(element: Element) -> str:
    """Give an expression, unary tests or what wraps one expression as text; empty where it is so.

    Texts stand as the file has them, in whatever language they are; a decision table in a larger
    expression is only named, for it is a thing of its own.
    """
    return _WRITTEN.get(element.name, _plain)(element)


def _plain(element: Element) -> str:
    for child in element.all("text"):
        return child.text
    for imported in element.all("importedValues"):
        where = imported.get("locationURI") or imported.get("namespace")
        return f"{where}#{text_in(imported, 'importedElement') or imported.text}"
    inner = expression_in(element)
    if inner is not None:
        return text_of(inner)
    return element.text if not element.children else ""


def _inner(element: Element) -> str:
    inner = expression_in(element)
    return "" if inner is None else text_of(inner)


def _context(element: Element) -> str:
    return "{ " + ", ".join(_entries(element)) + " }"


def _list(element: Element) -> str:
    return "[" + ", ".join(map(text_of, element.all(*EXPRESSIONS))) + "]"


def _relation(element: Element) -> str:
    return "[" + ", ".join(_rows(element)) + "]"


def _invocation(element: Element) -> str:
    bound = ", ".join(map(_binding, element.all("binding")))
    return f"{_inner(element)}({bound})"


def _function(element: Element) -> str:
    parameters = ", ".join(one.label for one in element.all("formalParameter"))
    return f"function({parameters}) {_inner(element)}".rstrip()


def _conditional(element: Element) -> str:
    parts = ((word, text_in(element, word)) for word in ("if", "then", "else"))
    return " ".join(f"{word} {text}" for word, text in parts)


def _iteration(element: Element) -> str:
    last = "return" if element.name == "for" else "satisfies"
    variable = element.get("iteratorVariable")
    within, then = text_in(element, "in"), text_in(element, last)
    return f"{element.name} {variable} in {within} {last} {then}"


def _filter(element: Element) -> str:
    return f"{text_in(element, 'in')}[{text_in(element, 'match')}]"


def _table(element: Element) -> str:
    return f"(decision table {element.identifier})"


def _entries(context: Element) -> Iterator[str]:
    """Give the entries of a context; the last may have no name and be its result (10.2.1.4)."""
    for entry in context.all("contextEntry"):
        name = next((one.label for one in entry.all("variable")), "") or "<result>"
        yield f"{name}: {_inner(entry)}"


def _rows(relation: Element) -> Iterator[str]:
    columns = [column.label for column in relation.all("column")]
    for row in relation.all("row"):
        cells = [text_of(cell) for cell in row.all(*EXPRESSIONS)]
        named = zip(columns, cells, strict=False)
        yield "{ " + ", ".join(f"{name}: {cell}" for name, cell in named) + " }"


def _binding(binding: Element) -> str:
    name = next((one.label for one in binding.all("parameter")), "")
    return f"{name}: {_inner(binding)}"


_WRITTEN: Final[Mapping[str, Callable[[Element], str]]] = {
    "context": _context,
    "list": _list,
    "row": _list,
    "relation": _relation,
    "invocation": _invocation,
    "functionDefinition": _function,
    "encapsulatedLogic": _function,
    "conditional": _conditional,
    "for": _iteration,
    "every": _iteration,
    "some": _iteration,
    "filter": _filter,
    "decisionTable": _table,
}
"""How each kind of expression is written; all others are plain text or hold one expression."""
