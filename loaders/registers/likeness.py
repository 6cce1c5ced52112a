"""How like a heading is to the known ones: same words, same stems, spelt alike, part of it."""

from __future__ import annotations

import re
from functools import cache

from rapidfuzz import fuzz, process

from asbuilt.loaders.registers.vocabulary import Field, known_headings

_SAME = "same words"
_WHOLE_HEADING = 0.9
_ALIKE = 86
"""Least likeness of letters, of 100, at which one heading is another misspelt."""
_ENDING = re.compile(
    r"(?<=[a-z]{5})(?:innen|in|en|em|es|e|n|s)$|(?<=lich)er$|(?<=isch)er$|(?<=ig)er$"
)


@cache
def likeness_of(folded: str, one: Field) -> tuple[float, str]:
    """Give how like a folded heading is to those of a field, from 0 to 1, and why."""
    if folded in one.headings:
        return 1.0, _SAME
    best = (0.0, "")
    alike = _alike(folded)
    for known in one.headings:
        if known in alike and alike[known][0] > best[0]:
            best = alike[known]
    # Of an identifier or name, a mere part of a heading tells nothing: “tax id”, “file name”.
    return best if best[0] >= _WHOLE_HEADING or one.name not in ("id", "name") else (0.0, "")


@cache
def _alike(folded: str) -> dict[str, tuple[float, str]]:
    """Give the known headings that a folded one is like at all; only likely ones are compared."""
    tokens, stems, _, joined = _forms(folded)
    by_part, together, all_joined = _index()
    likely = {known for part in (*tokens, *stems, joined) for known in by_part.get(part, ())}
    spelt = process.extract(joined, all_joined, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=None)
    likely |= {known for text, _, _ in spelt for known in together[text]}
    last, root = tokens[-1], stems[-1]
    likely |= {one for one in together if last.endswith(one) and one in known_headings()}
    likely |= {known for stem in _roots() if root.endswith(stem) for known in by_part[stem]}
    found = {known: _likeness(folded, known) for known in likely}
    return {known: alike for known, alike in found.items() if alike[0]}


@cache
def _index() -> tuple[dict[str, set[str]], dict[str, set[str]], list[str]]:
    """Give the known headings by word and stem, by all their words as one, and the latter."""
    by_part: dict[str, set[str]] = {}
    together: dict[str, set[str]] = {}
    for known in known_headings():
        tokens, stems, _, joined = _forms(known)
        together.setdefault(joined, set()).add(known)
        for part in (*tokens, *stems, "".join(stems)):
            by_part.setdefault(part, set()).add(known)
    return by_part, together, list(together)


@cache
def _roots() -> tuple[str, ...]:
    """Give the stems of the known headings of one long word, in which a compound may end."""
    single = [known for known in known_headings() if len(known) >= 7 and " " not in known]
    return tuple({_forms(known)[1][0] for known in single})


@cache
def is_alike(folded: str, known: frozenset[str]) -> bool:
    """Say whether a folded heading is one of those known, or a form or misspelling of one."""
    return folded in known or any(_likeness(folded, one)[0] >= _WHOLE_HEADING for one in known)


@cache
def _forms(folded: str) -> tuple[list[str], list[str], frozenset[str], str]:
    """Give a heading's words, their stems, the set of its words, and the words as one."""
    tokens = folded.split()
    return tokens, [_ENDING.sub("", token) for token in tokens], frozenset(tokens), "".join(tokens)


@cache
def _likeness(  # noqa: PLR0911 - one way each
    folded: str, known: str
) -> tuple[float, str]:
    """Give how like two folded headings are, from 0 to 1, and why."""
    tokens, stems, words, joined = _forms(folded)
    wanted, roots, others, other = _forms(known)
    if joined == other:
        return 0.98, _SAME
    extra = len(tokens) - len(wanted)
    if extra == 0 and words == others:
        return 0.97, "same words in another order"
    if stems == roots or "".join(stems) == "".join(roots):
        return 0.95, f"another form of “{known}”"
    if len(other) >= 5 and abs(len(joined) - len(other)) <= 3:
        nested = words < others or others < words
        ratio = 0.0 if nested else fuzz.ratio(joined, other, score_cutoff=_ALIKE)
        if ratio:
            return round(ratio / 100 * 0.95, 2), f"spelt like “{known}”"
    if 0 < extra <= 2:
        return _part(tokens, wanted, known)
    whole = len(wanted) == 1 and len(known) >= 7 and tokens[-1] != known
    if whole and (tokens[-1].endswith(known) or stems[-1].endswith(roots[0])):
        return 0.8, f"ends in “{known}”"
    return 0.0, ""


def _part(tokens: list[str], wanted: list[str], known: str) -> tuple[float, str]:
    """Give how much of a longer heading a known one is: all its words, or its last word."""
    extra = len(tokens) - len(wanted)
    if len(wanted) > 1 and set(wanted) <= set(tokens):
        return 0.9 - 0.08 * extra, f"contains “{known}”"
    if len(wanted) == 1 and tokens[-1] == known:
        return 0.82 - 0.06 * extra, f"ends in “{known}”"
    return 0.0, ""
