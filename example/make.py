"""Writes the example workspace: ``python example/make.py [FOLDER]``.

The files of ``purchase-to-pay/`` are committed; this script is how they were made, and a test
holds that it still makes them. Change the story in ``story/``, run the script, commit both.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from story.expected import write_expected, write_table
from story.workspace import files

HERE = Path(__file__).parent
WORKSPACE = HERE / "purchase-to-pay"
_BEGIN, _END = "<!-- made by make.py: begin -->", "<!-- made by make.py: end -->"


def make(folder: Path) -> int:
    """Write the workspace into a folder, drop files of earlier runs, and count what was written."""
    content = files()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not name.startswith(".asbuilt/") and name not in content:
            path.unlink()
    for name, data in content.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return len(content)


def main() -> None:
    """Write the workspace where the first argument says, or where it is kept with its story."""
    if len(sys.argv) > 1:
        folder = Path(sys.argv[1])
        print(f"{make(folder)} files written to {folder}")
        return
    print(f"{make(WORKSPACE)} files written to {WORKSPACE}")
    (HERE / "expected.toml").write_text(write_expected(), encoding="utf-8")
    readme = HERE / "README.md"
    text = readme.read_text(encoding="utf-8")
    before, after = text.split(_BEGIN)[0], text.split(_END)[1]
    readme.write_text(f"{before}{_BEGIN}\n{write_table()}{_END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
