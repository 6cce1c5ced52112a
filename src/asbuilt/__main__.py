"""``python -m asbuilt`` runs the command line."""

from __future__ import annotations

from asbuilt.cli import main

main()
