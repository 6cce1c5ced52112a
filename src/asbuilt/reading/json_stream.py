"""Reading of large JSON (RFC 8259) member by member or line by line, one piece at a time."""

from __future__ import annotations

import codecs
import json
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from asbuilt.facts import Place
from asbuilt.reading import Refusal, encoding_of
from asbuilt.reading.json import SURROGATE, parse_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from asbuilt.reading.stream import Bounded

_CHUNK: Final = 1 << 20
_SPACE: Final = re.compile(r"[ \t\n\r]*")
_MAY_GO_ON: Final = re.compile(r"[0-9.eE+-]*\Z")
"""What follows a number, as far as it has been read, that may yet be part of it."""
_CUT: Final = "the file ends in the middle; it may have been cut off"
_NEAR_THE_END: Final = 32
"""Characters before the end within which an error may come from what has not been read yet."""


class Piece(NamedTuple):
    """A member of the root, or an element or member of one that is read in pieces."""

    key: str
    """Key of the member of the root."""
    inner: str | None
    """Key within that member where it is an object read in pieces; else None."""
    value: object
    """As `json.loads` gives it."""
    line: int
    """Line at which the value begins, from 1."""


def pieces(stream: Bounded, parted: Collection[str]) -> Iterator[Piece]:
    """Yield the members of the object that a stream holds, in its order.

    Members of the root with a key in `parted` come element by element, or member by member. Raises
    `Refusal` with the line for what is no JSON, or no object, and for a key that an object has
    twice; of an object that is read in pieces, whoever reads them has to look for that.
    """
    reader = _Reader(stream)
    if not reader.at():
        raise Refusal("the file is empty", "export it again")
    seen: set[str] = set()
    for key in reader.members():
        if key in seen:
            raise reader.broken(f"the key {key!r} stands twice in one object")
        seen.add(key)
        opening = reader.at() if key in parted else ""
        if opening == "[":
            for line, value in reader.elements():
                yield Piece(key, None, value, line)
        elif opening == "{":
            for inner in reader.members():
                line, value = reader.value()
                yield Piece(key, inner, value, line)
        else:
            line, value = reader.value()
            yield Piece(key, None, value, line)
    reader.end()


def values(stream: Bounded) -> Iterator[tuple[int, object]]:
    """Yield line and value of each element of an array, or of each value that follows another.

    So are logs written: one JSON value on each line. Raises `Refusal` as `pieces` does.
    """
    reader = _Reader(stream)
    opening = reader.at()
    if not opening:
        raise Refusal("the file is empty", "export it again")
    if opening == "[":
        yield from reader.elements()
        reader.end()
        return
    while reader.at():
        yield reader.value()


class _Reader:
    """Reads a text of which only so much is in memory as the next value needs."""

    def __init__(self, stream: Bounded) -> None:
        self._stream = stream
        head = stream.read(_CHUNK)
        self._decoder = codecs.getincrementaldecoder(encoding_of(head))()
        self._values = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_number)
        self._position = self._counted = 0
        self._line = 1
        self._ended = False
        self._text = ""
        self._take(head)

    def at(self) -> str:
        """Give the next character that is no space, and stay before it; empty at the end."""
        while True:
            self._position = _SPACE.match(self._text, self._position).end()  # type: ignore[union-attr]
            if self._position < len(self._text):
                return self._text[self._position]
            if self._ended:
                return ""
            self._more()

    def members(self) -> Iterator[str]:
        """Yield the keys of an object; whoever takes them reads the value of each in between."""
        self._expect("{")
        if self.at() == "}":
            self._position += 1
            return
        while True:
            if self.at() != '"':
                raise self.broken(
                    "a key in quotation marks is expected here" if self.at() else _CUT
                )
            key = str(self.value()[1])
            self._expect(":")
            yield key
            if self._comma("}"):
                return

    def elements(self) -> Iterator[tuple[int, object]]:
        """Yield line and value of each element of an array."""
        self._expect("[")
        if self.at() == "]":
            self._position += 1
            return
        while True:
            yield self.value()
            if self._comma("]"):
                return

    def value(self) -> tuple[int, object]:
        """Give line and value of what stands next."""
        if not self.at():
            raise self.broken(_CUT)
        while True:
            try:
                value, end = self._values.raw_decode(self._text, self._position)
            except json.JSONDecodeError as error:
                whole = error.pos < len(self._text) - _NEAR_THE_END
                if self._ended or (whole and not error.msg.startswith("Unterminated")):
                    raise self._wrong() from None
            except (ValueError, RecursionError):
                # What `_once` and `_no_number` raise, and a number with too many digits.
                raise self._wrong() from None
            else:
                if self._ended or not _MAY_GO_ON.match(self._text, end):
                    break
            self._more()
        line = self._line_here()
        if "\\u" in self._text[self._position : end] and SURROGATE.search(
            json.dumps(value, ensure_ascii=False)
        ):
            raise self._wrong()
        self._forget(end)
        self._stream.since_piece = len(self._text)
        return line, value

    def end(self) -> None:
        """Raise `Refusal` where something follows the root."""
        if self.at():
            raise self.broken("something follows the end of the JSON value")

    def broken(self, message: str) -> Refusal:
        """Give the refusal of what stands next."""
        return Refusal(
            f"not valid JSON: {message}",
            "mend the file at this line, or export it again",
            Place(line=self._line_here()),
        )

    def _expect(self, mark: str) -> None:
        if self.at() != mark:
            raise self.broken(f"{mark} is expected here" if self.at() else _CUT)
        self._position += 1

    def _comma(self, closing: str) -> bool:
        """Read a comma, or what closes; say whether it was the latter."""
        mark = self.at()
        if mark not in {",", closing}:
            wanted = f"{mark!r} stands where a comma or {closing} is expected"
            raise self.broken(wanted if mark else _CUT)
        self._position += 1
        return mark == closing

    def _wrong(self) -> Refusal:
        """Say what is wrong with the value that stands next, as the reading of whole files does."""
        try:
            parse_text("\n" * (self._line_here() - 1) + self._text[self._position :])
        except Refusal as refusal:
            return refusal
        return self.broken("a value is expected here")

    def _forget(self, end: int) -> None:
        """Go on after a value; what lies behind is dropped now and then, for each costs a copy."""
        self._position = end
        if end > _CHUNK:
            self._drop()

    def _line_here(self) -> int:
        """Give the line of what stands next; only what came since the last time is counted."""
        self._line += self._text.count("\n", self._counted, self._position)
        self._counted = self._position
        return self._line

    def _drop(self) -> None:
        self._line_here()
        self._text = self._text[self._position :]
        self._position = self._counted = 0

    def _more(self) -> None:
        """Read on: as much again as there is, so that a long value is not tried too often."""
        self._drop()
        self._take(self._stream.read(max(_CHUNK, len(self._text))))

    def _take(self, data: bytes) -> None:
        self._ended = not data
        try:
            self._text += self._decoder.decode(data, final=self._ended)
        except UnicodeDecodeError as error:
            line = (
                self._line
                + self._text.count("\n", self._counted)
                + data.count(b"\n", 0, error.start)
            )
            raise Refusal(
                f"a byte is not valid {error.encoding}",
                "save the file as UTF-8",
                Place(line=line),
            ) from None


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Make an object of its members; raises ValueError where a key stands twice."""
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError
    return made


def _no_number(word: str) -> object:
    raise ValueError(word)
