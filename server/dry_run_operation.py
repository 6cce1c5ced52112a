"""How the description of the API tells of a dry run: what is sent, and what comes back."""

from __future__ import annotations

from typing import Any

SUMMARY = "Read a file and say what it would give; nothing is stored"

_FILE = {
    "type": "object",
    "required": ["file"],
    "properties": {
        "file": {"type": "string", "contentMediaType": "application/octet-stream"},
        "source": {
            "type": "string",
            "description": "The source to read it as and compare it with; `new` for none. "
            "Left out: the one of the same name.",
        },
        "format": {"type": "string", "description": "Left out: what it is by its content."},
    },
}
_COUNTS = {"type": "object", "additionalProperties": {"type": "integer"}}
_READING = {
    "type": "object",
    "description": "What came of a file, or of one sheet of it.",
    "properties": {
        "file": {"type": "string"},
        "source": {"type": "string", "description": "The source that it was read as."},
        "format": {"type": ["string", "null"]},
        "version": {"type": ["string", "null"]},
        "sha256": {"type": "string"},
        "refused": {"type": "boolean"},
        "facts": {"type": "integer"},
        "elements": _COUNTS,
        "kept": _COUNTS,
        "unread": _COUNTS,
        "problems": {"type": "array", "items": {"type": "object"}},
        "turtle": {"type": "string", "description": "The first facts."},
        "shown_facts": {"type": "integer"},
        "difference": {"type": "object", "description": "Facts that would come and go."},
    },
}


def described(operation: dict[str, Any]) -> dict[str, Any]:
    """Give an operation with the file that it takes and the readings that it gives."""
    plain = operation["responses"]
    refusals = {
        code: plain["400"] | {"description": words}
        for code, words in (
            ("403", "A page from elsewhere has sent it"),
            ("413", "The file is too large"),
            ("503", "Reading it takes too long, or others are reading files"),
        )
    }
    content = {"application/json": {"schema": {"type": "array", "items": _READING}}}
    return operation | {
        "operationId": "dry-run",
        "requestBody": {"required": True, "content": {"multipart/form-data": {"schema": _FILE}}},
        "responses": plain | refusals | {"200": plain["200"] | {"content": content}},
    }
