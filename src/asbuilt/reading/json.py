"""Reading of JSON (RFC 8259) into a tree with lines: no duplicate keys, bounded depth and size."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

from asbuilt.facts import Place
from asbuilt.reading import MAX_DEPTH, Refusal, decode, read_bytes
from asbuilt.reading.tree import MAX_VALUES, Node, Number

if TYPE_CHECKING:
    from pathlib import Path

_LEXEME: Final = re.compile(
    r"""[ \t\n\r]*(?:
        (?P<mark>[{}\[\],:])
      | "(?P<string>[^"\\\x00-\x1f]*(?:\\.[^"\\\x00-\x1f]*)*)"
      | (?P<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)(?![\w.+-])
      | (?P<word>true|false|null)(?!\w)
    )""",
    re.VERBOSE,
)
_WORDS: Final = {"true": True, "false": False, "null": None}
_NO_NUMBER: Final = re.compile(r"\s*(-?(?:NaN|Infinity)|[+-]?[\d.][\w.+-]*)", re.IGNORECASE)
SURROGATE: Final = re.compile("[\ud800-\udfff]")
"""Half a character, which no text may hold."""


def parse(path: Path) -> Node:
    """Give the tree of a JSON file in UTF-8, or UTF-16 and UTF-32 with a byte order mark.

    Raises `Refusal` with the line where it is not JSON, an object has a key twice, a number is
    NaN or infinite, or values nest deeper than `MAX_DEPTH`.
    """
    return parse_text(decode(read_bytes(path)))


def parse_text(text: str) -> Node:
    """Give the tree of a JSON text; raises `Refusal` as `parse` does."""
    if not text.strip():
        raise Refusal("the file is empty", "export it again")
    reader = _Reader(text)
    node = reader.value(*reader.next())
    reader.end()
    return node


class _Reader:
    """Reads one text from left to right, counting lines as it goes."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0
        self._line = 1
        self._depth = 0
        self._count = 0

    def next(self) -> tuple[str, str]:
        """Give kind and text of the next token."""
        match = _LEXEME.match(self._text, self._position)
        if match is None:
            raise self._unexpected()
        kind = match.lastgroup or ""
        start = match.start(kind)
        self._line += self._text.count("\n", self._position, start)
        self._position = match.end()
        return kind, match.group(kind)

    def value(self, kind: str, lexeme: str, line: int | None = None) -> Node:
        """Give the value that a token begins; `line` is that of its key where it has one."""
        self._count += 1
        line = line or self._line
        if self._count > MAX_VALUES:
            raise Refusal(
                f"the file holds more than {MAX_VALUES:,} values",
                "split the file, or export less into it",
                Place(line=self._line),
            )
        if kind == "string":
            return Node(self._string(lexeme), line)
        if kind == "number":
            return Node(Number(lexeme), line)
        if kind == "word":
            return Node(_WORDS[lexeme], line)
        if lexeme not in "{[":
            raise self._wrong(lexeme, "a value")
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise Refusal(
                f"values nest deeper than {MAX_DEPTH}",
                "export the file again; no model nests so deep",
                Place(line=self._line),
            )
        node = self._object(line) if lexeme == "{" else self._array(line)
        self._depth -= 1
        return node

    def end(self) -> None:
        """Raise `Refusal` where something follows the value."""
        rest = self._text[self._position :]
        if rest.strip(" \t\n\r"):
            blank = len(rest) - len(rest.lstrip(" \t\n\r"))
            self._line += rest.count("\n", 0, blank)
            raise self._broken("something follows the end of the JSON value")

    def _object(self, line: int) -> Node:
        members: dict[str, Node] = {}
        kind, lexeme = self.next()
        if lexeme == "}" and kind == "mark":
            return Node(members, line)
        while True:
            if kind != "string":
                raise self._wrong(lexeme, "a key in quotation marks")
            key, key_line = self._string(lexeme), self._line
            if key in members:
                raise Refusal(
                    f"the key {key!r} stands twice in one object, on lines"
                    f" {members[key].line} and {key_line}",
                    "keep one of the two, or rename one",
                    Place(line=key_line),
                )
            self._expect(":")
            members[key] = self.value(*self.next(), key_line)
            kind, lexeme = self.next()
            if kind == "mark" and lexeme == "}":
                return Node(members, line)
            if kind != "mark" or lexeme != ",":
                raise self._wrong(lexeme, "a comma or }")
            kind, lexeme = self.next()

    def _array(self, line: int) -> Node:
        elements: list[Node] = []
        kind, lexeme = self.next()
        if kind == "mark" and lexeme == "]":
            return Node((), line)
        while True:
            elements.append(self.value(kind, lexeme))
            kind, lexeme = self.next()
            if kind == "mark" and lexeme == "]":
                return Node(tuple(elements), line)
            if kind != "mark" or lexeme != ",":
                raise self._wrong(lexeme, "a comma or ]")
            kind, lexeme = self.next()

    def _string(self, lexeme: str) -> str:
        if "\\" not in lexeme:
            return lexeme
        try:
            text = str(json.loads(f'"{lexeme}"'))
        except json.JSONDecodeError:
            raise self._broken("a backslash escapes nothing here") from None
        if SURROGATE.search(text):
            raise self._broken("a string holds half a character (one \\u escape of a pair)")
        return text

    def _expect(self, mark: str) -> None:
        kind, lexeme = self.next()
        if kind != "mark" or lexeme != mark:
            raise self._wrong(lexeme, mark)

    def _wrong(self, lexeme: str, expected: str) -> Refusal:
        return self._broken(f"{lexeme[:40]!r} stands where {expected} is expected")

    def _unexpected(self) -> Refusal:
        rest = self._text[self._position :]
        begin = rest.lstrip(" \t\n\r")
        self._line += rest.count("\n", 0, len(rest) - len(begin))
        if not begin:
            return self._broken("the file ends in the middle; it may have been cut off")
        number = _NO_NUMBER.match(begin)
        if number:
            return self._broken(f"{number.group(1)[:40]} is not a number that JSON allows")
        if begin[0] == '"':
            return self._broken("a string does not end on its line, or holds a control character")
        return self._broken(f"{begin[:12].splitlines()[0]!r} is not expected here")

    def _broken(self, message: str) -> Refusal:
        return Refusal(
            f"not valid JSON: {message}",
            "mend the file at this line, or export it again",
            Place(line=self._line),
        )
