"""Markup of OSCAL as the Markdown that its JSON form has, whichever form it was read from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from asbuilt.reading.vendors import split

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

_MARKS: Final = {
    "em": "*", "i": "*", "strong": "**", "b": "**", "code": "`", "sub": "~", "sup": "^", "q": '"',
}  # fmt: skip
_HEADINGS: Final = {f"h{level}": "#" * level for level in range(1, 7)}
BLOCKS: Final = frozenset({"p", "ul", "ol", "pre", "table", "blockquote", "hr", "img", *_HEADINGS})
"""Elements of XHTML that stand for paragraphs."""

_SPACE: Final = re.compile(r"\s+")
_ESCAPED: Final = re.compile(r"\\([*_`~^\[\]\"'<>()#|-])")
_LINE_END: Final = re.compile(r"[ \t]+\n")
_GAP: Final = re.compile(r"\n{3,}")
_FENCE: Final = "```"
_ITEM: Final = re.compile(r"(\s*)([*+-]|\d+[.)])\s+(.*)\Z")
_LISTED: Final = re.compile(r"\s*(?:[*+-]|\d+[.)]|\||#|>)")


def line(element: etree._Element) -> str:
    """Give one line of markup."""
    return " ".join(_inline(element).split())


def blocks(elements: list[etree._Element]) -> str:
    """Give paragraphs, lists and tables with an empty line between them."""
    return "\n\n".join(text for text in (_block(element) for element in elements) if text)


def tidy(text: str) -> str:
    """Give Markdown with its lines joined as a reader sees them, and no escapes.

    Two texts that say the same thing, one written by hand and one made of XHTML, become one.
    """
    plain = _GAP.sub("\n\n", _LINE_END.sub("\n", text.replace("\r\n", "\n").strip()))
    if _FENCE in plain:
        return plain
    return "\n\n".join(_joined(part) for part in plain.split("\n\n"))


def _joined(paragraph: str) -> str:
    """Put the lines of one paragraph on one line, but for lists, tables and headings."""
    done: list[str] = []
    numbers: dict[str, int] = {}
    for one in paragraph.split("\n"):
        if done and not _LISTED.match(one):
            done[-1] = f"{done[-1]} {_spaced(one)}"
            continue
        item = _ITEM.match(one)
        if item is None:
            done.append(_spaced(one))
            continue
        indent, mark, text = item.groups()
        if mark[:-1] == "1":  # Markdown counts on by itself where each item is numbered 1
            numbers[indent] = numbers.get(indent, 0) + 1
            mark = f"{numbers[indent]}."
        done.append(f"{indent}{mark if mark[:-1] else '-'} {_spaced(text)}")
    return _ESCAPED.sub(r"\1", "\n".join(done))


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _block(element: etree._Element, indent: str = "") -> str:
    name = _name(element)
    if name in {"ul", "ol"}:
        return "\n".join(_items(element, indent))
    if name == "pre":
        return f"{_FENCE}\n{''.join(map(str, element.itertext())).strip()}\n{_FENCE}"
    if name == "table":
        return _table(element)
    if name == "blockquote":
        inner = [child for child in element if _name(child) in BLOCKS]
        return f"> {blocks(inner) if inner else line(element)}"
    if name in _HEADINGS:
        return f"{_HEADINGS[name]} {line(element)}"
    return _one(element).strip() if name == "img" else line(element)


def _items(element: etree._Element, indent: str) -> Iterator[str]:
    mark = "1." if _name(element) == "ol" else "-"
    for item in element:
        inner = [child for child in item if _name(child) in {"ul", "ol"}]
        said = " ".join(_inline(item, leave_out=inner).split())
        yield f"{indent}{mark} {said}"
        for child in inner:
            yield _block(child, indent + "  ")


def _table(element: etree._Element) -> str:
    rows = [
        [line(cell) for cell in row if _name(cell) in {"th", "td"}] for row in element.iter("{*}tr")
    ]
    drawn = [f"| {' | '.join(row)} |" for row in rows]
    if drawn:
        drawn.insert(1, "|" + " --- |" * len(rows[0]))
    return "\n".join(drawn)


def _inline(element: etree._Element, leave_out: list[etree._Element] | None = None) -> str:
    parts = [element.text or ""]
    for child in element:
        if not (leave_out and child in leave_out):
            parts.append(_one(child))
        parts.append(child.tail or "")
    return _SPACE.sub(" ", "".join(parts))


def _one(element: etree._Element) -> str:
    name = _name(element)
    if name == "insert":
        return f"{{{{ insert: {element.get('type', '')}, {element.get('id-ref', '')} }}}}"
    if name == "img":
        return f"![{element.get('alt', '')}]({element.get('src', '')})"
    if name == "br":
        return "\n"
    said = _inline(element)
    if name == "a":
        return f"[{said.strip()}]({element.get('href', '')})"
    mark = _MARKS.get(name, "")
    before = " " if mark and said.startswith(" ") else ""
    after = " " if mark and said.endswith(" ") and said.strip() else ""
    return f"{before}{mark}{said.strip()}{mark}{after}" if mark else said


def _name(element: etree._Element) -> str:
    return split(str(element.tag))[1] if isinstance(element.tag, str) else ""
