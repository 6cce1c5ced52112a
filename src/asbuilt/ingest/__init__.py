"""From files to the graph: one named graph per source, replaced whole or not at all."""

from __future__ import annotations

from asbuilt.ingest.ledger import Ledger
from asbuilt.ingest.loaders import choose, loaders, named
from asbuilt.ingest.loading import drop, load
from asbuilt.ingest.reading import Reading, read

__all__ = ["Ledger", "Reading", "choose", "drop", "load", "loaders", "named", "read"]
