"""Reading of one member of a ZIP archive, with bounds and without writing anything."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib

from asbuilt.reading import MAX_BYTES, Refusal

BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    ValueError,
    OSError,
    EOFError,
)
"""What zipfile raises for bytes that are no archive, or one that was cut or overwritten."""


def is_archive(data: bytes) -> bool:
    """Say whether bytes begin a ZIP archive."""
    return data.startswith(b"PK\x03\x04")


def member(data: bytes, name: str, limit: int = MAX_BYTES) -> bytes:
    """Give the bytes of the member of an archive that has this very name; no other is opened.

    Raises `Refusal` where there is none, where it holds more than `limit` bytes whatever the
    archive says of its size, or where the archive is broken or locked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(name) as file:
            content = file.read(limit + 1)
    except KeyError:
        raise Refusal(
            f"the archive holds no {name}",
            "save the file again in the tool that wrote it",
        ) from None
    except NotImplementedError as error:
        raise Refusal(
            f"{name} in the archive is packed in a way that is not read: {error}",
            "save the file again in the tool that wrote it",
        ) from None
    except BROKEN as error:
        raise Refusal(
            f"the ZIP archive is broken: {error}",
            "save or copy the file again; it may have been cut off on the way",
        ) from None
    except RuntimeError:  # what zipfile raises for a member that has a password
        raise Refusal(
            f"{name} in the archive is locked by a password", "save the file without a password"
        ) from None
    if len(content) > limit:
        raise Refusal(
            f"{name} in the archive holds more than {limit // 1_000_000} MB",
            "split the model, or export less of it",
        )
    return content
