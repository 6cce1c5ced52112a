"""Answers are let go of in the thread that asked, whatever becomes of an error."""

from __future__ import annotations

import gc
import sys
from threading import Thread
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest

from asbuilt.judge.native.data import LocalData
from asbuilt.store.embedded import EmbeddedStore

if TYPE_CHECKING:
    from collections.abc import Callable

FAILS = "SELECT ?s WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"
"""A query of which the first row cannot be had."""


def _judged(query: str) -> object:
    return LocalData(ox.Store()).rows(query)


def _stored(query: str) -> object:
    return EmbeddedStore.in_memory().select(query)


@pytest.mark.parametrize("ask", [_judged, _stored])
def test_an_error_that_another_thread_forgets_takes_no_answer_with_it(
    ask: Callable[[str], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Oxigraph complains of solutions that another thread drops, and loses their memory."""
    complaints: list[str] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda said: complaints.append(str(said.exc_value)))
    with pytest.raises(OSError, match="port 1") as raised:
        ask(FAILS)
    raised.value.circle = raised  # type: ignore[attr-defined]
    del raised
    thread = Thread(target=gc.collect)
    thread.start()
    thread.join()
    assert complaints == []
