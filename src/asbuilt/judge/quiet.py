"""Literals that are ill-formed, without rdflib's complaints: a rule may be about just them."""

from __future__ import annotations

import logging
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def quiet() -> Iterator[None]:
    """Keep rdflib from warning of literals that it cannot turn into Python's values."""
    log = logging.getLogger("rdflib.term")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", module=r"rdflib\.term")
            warnings.filterwarnings("ignore", message="Parsing weird boolean")
            yield
    finally:
        log.setLevel(level)
