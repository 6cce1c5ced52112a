"""``python -m asbuilt.docs`` writes what is made from the code; ``--check`` says if it is fresh."""

from __future__ import annotations

import sys
from pathlib import Path

from asbuilt.docs import vocabulary
from asbuilt.docs.reference import pages

FOLDER = Path("docs", "reference")


def main(arguments: list[str]) -> int:
    """Write the pages below ``docs/reference``, or with ``--check`` give 1 where one is stale."""
    only_check = "--check" in arguments
    stale = []
    for name, text in pages().items():
        path = FOLDER / name
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(str(path))
        if not only_check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    if only_check and stale:
        sys.stderr.write(f"stale: {', '.join(stale)}; run: python -m asbuilt.docs\n")
        sys.stderr.write(
            "after a change of loaders in pyproject.toml: pip install --no-deps --editable .\n"
        )
    code = vocabulary.main(arguments)
    return 1 if only_check and stale else code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
