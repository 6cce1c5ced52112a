"""Writes the event log of the story as XES (IEEE 1849-2016)."""

from __future__ import annotations

import gzip
import io
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from story.cases import cases

if TYPE_CHECKING:
    from story.cases import Case

LOG_NAME = "Meridian ERP, purchase to pay, January to October 2026"
"""What the log calls itself."""

_HEAD = f"""<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<global scope="trace">
<string key="concept:name" value="unknown"/>
</global>
<global scope="event">
<string key="concept:name" value="unknown"/>
<date key="time:timestamp" value="1970-01-01T00:00:00+00:00"/>
<string key="lifecycle:transition" value="complete"/>
</global>
<classifier name="Activity" keys="concept:name"/>
<classifier name="Activity and transition" keys="concept:name lifecycle:transition"/>
<string key="concept:name" value="{LOG_NAME}"/>
<string key="lifecycle:model" value="standard"/>
"""


def write_log() -> bytes:
    """Give the compressed log, the same bytes on every run of one version of Python."""
    text = _HEAD + "".join(_trace(case) for case in cases()) + "</log>\n"
    packed = io.BytesIO()
    with gzip.GzipFile("", "wb", 9, packed, mtime=0) as file:
        file.write(text.encode())
    return packed.getvalue()


def _trace(case: Case) -> str:
    events = "".join(
        "<event>\n"
        f'<string key="concept:name" value={quoteattr(event.activity)}/>\n'
        f'<date key="time:timestamp" value="{event.at.isoformat()}"/>\n'
        + (f'<string key="org:resource" value="{event.resource}"/>\n' if event.resource else "")
        + f'<string key="lifecycle:transition" value="{event.lifecycle}"/>\n'
        "</event>\n"
        for event in case.events
    )
    return (
        "<trace>\n"
        f'<string key="concept:name" value="{case.number}"/>\n'
        f'<float key="amount" value="{case.amount:.2f}"/>\n'
        f'<string key="plant" value="Plant {case.plant}"/>\n'
        f'<string key="supplier" value={quoteattr(case.supplier)}/>\n'
        f'<boolean key="preferred" value="{str(case.preferred).lower()}"/>\n'
        f"{events}</trace>\n"
    )
