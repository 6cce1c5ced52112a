"""Reading of YAML into the same tree as JSON: no tags but allowed ones, bounded aliases and depth.

Plain words mean what the core schema of YAML 1.2 (10.3.2) says: ``yes``, ``on`` and dates stay
text. Nothing is constructed from a tag; PyYAML only supplies the events and their lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

import yaml

from asbuilt.facts import Place
from asbuilt.reading import MAX_DEPTH, Refusal, decode, read_bytes
from asbuilt.reading.tree import MAX_VALUES, Node, Number

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PREFIX: Final = "tag:yaml.org,2002:"
_CORE: Final = frozenset(
    _PREFIX + name for name in ("str", "int", "float", "bool", "null", "map", "seq")
)
_NULL: Final = re.compile(r"(?:~|null|Null|NULL|)\Z")
_TRUE: Final = re.compile(r"(?:true|True|TRUE)\Z")
_FALSE: Final = re.compile(r"(?:false|False|FALSE)\Z")
_INTEGER: Final = re.compile(r"[-+]?[0-9]+\Z")
_OTHER_INTEGER: Final = re.compile(r"0(?:o[0-7]+|x[0-9a-fA-F]+)\Z")
_FLOAT: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_NO_NUMBER: Final = re.compile(r"(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z")


def parse(path: Path, tags: frozenset[str] = frozenset()) -> Node:
    """Give the tree of a YAML file that holds one document.

    Tags named in `tags`, such as ``!Sub``, are kept in `Node.tag`; any other refuses the file.
    Raises `Refusal` with the line where it is not YAML, a mapping has a key twice, an alias
    stands for itself or all of them together for more than `MAX_VALUES` values, or values nest
    deeper than `MAX_DEPTH`.
    """
    return parse_text(decode(read_bytes(path)), tags)


def parse_text(text: str, tags: frozenset[str] = frozenset()) -> Node:
    """Give the tree of a YAML text; raises `Refusal` as `parse` does."""
    try:
        loader = _LOADER(text)
        try:
            root = _Composer(loader, tags).document()
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Refusal(
            f"not valid YAML: {error.problem or error.context}",
            "mend the file at this line, or export it again",
            Place(line=mark.line + 1 if mark else None),
        ) from None
    except yaml.YAMLError as error:
        raise Refusal(
            f"not valid YAML: {str(error).splitlines()[0]}",
            "remove the characters that text files do not hold, or export it again",
        ) from None
    return root


@dataclass(slots=True)
class _Open:
    """A mapping or sequence whose end has not been read."""

    line: int
    tag: str
    anchor: str | None
    is_mapping: bool
    values: list[Node] = field(default_factory=list)
    members: dict[str, Node] = field(default_factory=dict)
    merged: list[Node] = field(default_factory=list)
    key: tuple[str, int] | None = None
    size: int = 1


class _Composer:
    """Makes nodes of events; works without recursion, so that depth is bounded by counting."""

    def __init__(self, loader: Any, tags: frozenset[str]) -> None:  # noqa: ANN401 - typeshed has no class of both loaders
        self._loader = loader
        self._tags = tags
        self._anchors: dict[str, tuple[Node, int]] = {}
        self._stack: list[_Open] = []
        self._root: Node | None = None

    def document(self) -> Node:
        """Give the root of the only document."""
        documents = 0
        for event in self._events():
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise Refusal(
                        "the file holds more than one YAML document",
                        "write each document into a file of its own",
                        _place(event),
                    )
            self._take(event)
        if self._root is None or (self._root.value is None and documents == 0):
            raise Refusal("the file is empty", "export it again")
        return self._root

    def _events(self) -> Iterator[yaml.Event]:
        while self._loader.check_event():
            yield self._loader.get_event()

    def _take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            self._open(event)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._close()

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        tag = self._allowed(event)
        top = self._stack[-1] if self._stack else None
        if top is not None and top.is_mapping and top.key is None:
            top.key = (event.value, _line(event))
            if event.anchor:
                node = Node(event.value, _line(event), tag)
                self._anchors[event.anchor] = (node, 1)
            return
        plain = event.implicit[0] or (event.tag or "").removeprefix(_PREFIX) in {
            "int", "float", "bool", "null",
        }  # fmt: skip
        value = _plain(event) if plain and not tag else event.value
        self._add(Node(value, _line(event), tag), 1, event.anchor)

    def _alias(self, event: yaml.AliasEvent) -> None:
        known = self._anchors.get(event.anchor or "")
        if known is None:
            itself = any(frame.anchor == event.anchor for frame in self._stack)
            raise Refusal(
                f"the alias *{event.anchor} "
                + ("stands inside what it stands for" if itself else "stands for nothing"),
                "write out what is meant",
                _place(event),
            )
        node, size = known
        top = self._stack[-1] if self._stack else None
        if top is not None and top.is_mapping and top.key is None:
            if node.text is None:
                raise _no_key(event)
            top.key = (node.text, _line(event))
            return
        self._add(replace(node, line=_line(event)), size, None)

    def _open(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        tag = self._allowed(event)
        top = self._stack[-1] if self._stack else None
        if top is not None and top.is_mapping and top.key is None:
            raise _no_key(event)
        if len(self._stack) >= MAX_DEPTH:
            raise Refusal(
                f"values nest deeper than {MAX_DEPTH}",
                "export the file again; no model nests so deep",
                _place(event),
            )
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        self._anchors.pop(event.anchor or "", None)
        self._stack.append(_Open(_line(event), tag, event.anchor, is_mapping))

    def _close(self) -> None:
        frame = self._stack.pop()
        for node in frame.merged:
            for key, member in node.members():
                frame.members.setdefault(key, member)
        value = frame.members if frame.is_mapping else tuple(frame.values)
        self._add(Node(value, frame.line, frame.tag), frame.size, frame.anchor)

    def _add(self, node: Node, size: int, anchor: str | None) -> None:
        if anchor:
            self._anchors[anchor] = (node, size)
        if not self._stack:
            self._root = node
            return
        top = self._stack[-1]
        top.size += size
        if top.size > MAX_VALUES:
            raise Refusal(
                f"the file holds more than {MAX_VALUES:,} values once its aliases are written out",
                "write the file without aliases (*name), or export less into it",
                node.place,
            )
        if top.is_mapping:
            _put(top, node)
        else:
            top.values.append(node)

    def _allowed(self, event: yaml.NodeEvent) -> str:
        """Give the tag to keep; nothing for those of the core schema."""
        tag = getattr(event, "tag", None)
        if tag is None or tag == "!" or tag in _CORE:
            return ""
        if tag in self._tags:
            return str(tag)
        shown = "!!" + tag.removeprefix(_PREFIX) if tag.startswith(_PREFIX) else tag
        raise Refusal(
            f"the YAML tag {shown} asks for more than plain data",
            "write the value as plain text, list or mapping",
            _place(event),
        )


def _put(frame: _Open, node: Node) -> None:
    key, line = frame.key or ("", node.line)
    frame.key = None
    if key == "<<" and (node.is_object or node.is_array):
        frame.merged += [node] if node.is_object else node.elements()
        return
    if key in frame.members:
        raise Refusal(
            f"the key {key!r} stands twice in one mapping, on lines"
            f" {frame.members[key].line} and {line}",
            "keep one of the two, or rename one",
            Place(line=line),
        )
    frame.members[key] = replace(node, line=line)


def _plain(event: yaml.ScalarEvent) -> str | Number | bool | None:
    """Give what a word without quotation marks means by the core schema."""
    text: str = event.value
    if _NULL.match(text):
        return None
    if _TRUE.match(text) or _FALSE.match(text):
        return text[0] in "tT"
    if _INTEGER.match(text) or _FLOAT.match(text):
        return Number(text)
    if _OTHER_INTEGER.match(text):
        return Number(str(int(text, 0)))
    if _NO_NUMBER.match(text):
        raise Refusal(
            f"{text} is not a number that a model can hold",
            "write a finite number, or text in quotation marks",
            _place(event),
        )
    return text


def _no_key(event: yaml.Event) -> Refusal:
    return Refusal(
        "a list or mapping stands where a key is expected",
        "write the key as text",
        _place(event),
    )


def _place(event: yaml.Event) -> Place:
    return Place(line=_line(event))


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark is not None else 1
