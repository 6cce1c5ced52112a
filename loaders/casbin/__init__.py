"""Casbin's access control: policies in CSV, and the models (``.conf``) that say what they mean.

A policy's lines become permissions, denials, roles and who holds them, as far as the model makes
their meaning exact. The model is looked for beside the policy: ``rbac_model.conf`` beside
``rbac_policy.csv``, else ``model.conf``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from rdflib import Literal

from asbuilt.facts import Fact, Problem, Tally
from asbuilt.loaders.casbin import model as models
from asbuilt.loaders.casbin.layout import layouts
from asbuilt.loaders.casbin.names import CASBIN, term
from asbuilt.loaders.casbin.policy import lines_of
from asbuilt.loaders.casbin.statement import Policy
from asbuilt.reading import HEAD_BYTES, Refusal, decode, encoding_of, read_bytes, read_head

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from asbuilt.facts import Item, Source
    from asbuilt.loaders.casbin.model import Model

name: Final = "casbin"
suffixes: Final = ("_policy.csv", "model.conf")
settings: tuple[str, ...] = ()

_POLICY_LINE: Final = re.compile(r"""[pg]\d*\s*,\s*(?:"[^"]|[^\s",])""")
_POLICY_ENDINGS: Final = (".csv", ".txt")


def claims(path: Path, head: bytes) -> bool:
    """Say whether a file is a policy, each line of which begins with p or g, or a model."""
    lines = [line.strip() for line in _text(head).splitlines()]
    lines = [line for line in lines if line and not line.startswith("#")]
    if path.suffix.lower() in _POLICY_ENDINGS:
        whole = lines[:-1] if len(head) >= HEAD_BYTES and len(lines) > 1 else lines
        fitting = [bool(_POLICY_LINE.match(line)) for line in whole]
        # A policy by its name may have lines that are broken: it is for its loader to tell them.
        is_named = "policy" in path.stem.lower() and 2 * sum(fitting) >= len(whole)
        return bool(whole) and fitting[0] and (is_named or all(fitting))
    return models.is_model([line for line in lines if not line.startswith(";")])


def companions(path: Path) -> list[Path]:
    """Give the model without which a policy cannot be understood, where it is beside it."""
    found = _model_beside(path)
    return [] if found is None or not claims(path, _head(path)) else [found]


def load(source: Source) -> Iterator[Item]:
    """Read a policy or a model.

    Raises `Refusal` where a line cannot be taken apart, or a model defines one thing twice.
    """
    head = read_head(source.path)
    lines = [line.strip() for line in _text(head).splitlines()]
    marked = [line for line in lines if line and not line.startswith(("#", ";"))]
    if models.is_model(marked):
        yield from _model(source, models.parse(decode(read_bytes(source.path), _encoding(head))))
        return
    beside = _model_beside(source.path)
    model = None
    if beside is not None:
        try:
            model = models.parse(decode(read_bytes(beside)))
        except Refusal as refusal:
            problem = refusal.problem
            where = f", line {problem.place.line}" if problem.place.line else ""
            yield Problem(
                "warning",
                f"the model {beside.name}{where} cannot be read: {problem.message}",
                f"mend the model: {problem.fix}",
            )
    lines_read = lines_of(decode(read_bytes(source.path), _encoding(head)))
    said = layouts(lines_read, model)
    if model is None:
        yield Problem(
            "info",
            "no model is beside the policy, so its fields are taken to be " + said.words,
            f"put the model beside it as {_model_names(source.path)[0]}",
        )
    yield from Policy(source, lines_read, said).items()


def _model(source: Source, model: Model) -> Iterator[Item]:
    """State a model in Casbin's own words."""
    thing = source.element("model")
    yield from source.describe(
        thing, CASBIN.Model, label=source.path.stem, identifier=None, place=model.place
    )
    for section in model.sections:
        yield Tally(f"[{section}]")
    for entry in model.entries:
        yield Fact(thing, term(f"{entry.section}.{entry.key}"), Literal(entry.value), entry.place)


def _model_names(path: Path) -> list[str]:
    stem = path.stem
    names = [f"{re.sub('policy', 'model', stem)}.conf"] if "policy" in stem else []
    return [*names, f"{stem}.conf", "model.conf"]


def _model_beside(path: Path) -> Path | None:
    if path.suffix.lower() not in _POLICY_ENDINGS:
        return None
    beside = (path.with_name(name) for name in _model_names(path))
    return next((one for one in beside if one.is_file()), None)


def _head(path: Path) -> bytes:
    try:
        return read_head(path)
    except OSError:
        return b""


def _encoding(head: bytes) -> str:
    return encoding_of(head)


def _text(head: bytes) -> str:
    try:
        return head.decode(encoding_of(head), errors="replace").lstrip("\ufeff")
    except LookupError:
        return ""
