"""Writing waivers into ``waivers.toml``: one more entry at its end, all else as people wrote it."""

from __future__ import annotations

import json
import os
import textwrap
import tomllib
from typing import TYPE_CHECKING

from asbuilt.errors import UserError
from asbuilt.judge.waivers import WAIVERS_FILE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

KEYS = (
    "rule", "focus", "fingerprint", "approver", "reason", "expires", "compensated-by",
)  # fmt: skip
"""What an entry may say, in the order in which it is written."""
_REMARK = 90
"""Length at which a remark is cut."""


def entry(said: Mapping[str, str], remark: str = "") -> str:
    """Give an entry as text; what is empty is left out, a remark stands beside its heading."""
    words = textwrap.shorten(remark.replace('"', "'"), _REMARK, placeholder=" …")
    lines = [f"[[waiver]]  # {words}" if words else "[[waiver]]"]
    lines += [f"{key} = {quoted(said[key])}" for key in KEYS if said.get(key)]
    return "\n" + "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """Give a text as TOML writes it; TOML's basic strings escape as JSON's do."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def append(folder: Path, text: str) -> Path:
    """Add an entry to the workspace's file, whole and at once; its comments stay as they are.

    Raises `UserError` where the file makes no sense as it is: nothing is added to that.
    """
    path = folder / WAIVERS_FILE
    before = path.read_bytes() if path.is_file() else b""
    gap = "" if not before or before.endswith(b"\n") else "\n"
    data = before + (gap + (text if before else text.lstrip("\n"))).encode()
    try:
        tomllib.loads(before.decode("utf-8-sig"))
        tomllib.loads(data.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(
            f"nothing can be added to a file that is not valid TOML: {error}",
            WAIVERS_FILE,
            "mend the file; entries are written as [[waiver]] tables",
        ) from None
    draft = path.with_name(f".{path.name}.new")
    draft.write_bytes(data)
    if path.is_file():
        draft.chmod(path.stat().st_mode)
    os.replace(draft, path)  # noqa: PTH105 - the point is that it is atomic
    return path
