"""An Oxigraph server process over a folder, and what it uses."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

_PROGRAM = Path(sys.executable).with_name("oxigraph")
_GRAPH = "https://example.org/company"
"""The graph that holds the data: a server's union is that of its named graphs."""


@dataclass(frozen=True, slots=True)
class Used:
    """What a server has used: seconds of processor time, megabytes at its peak."""

    processor: float
    memory: float


class Server:
    """A server that runs until it is stopped."""

    def __init__(self, folder: Path, data: Path) -> None:
        """Load a file into a folder and serve it on a free port."""
        load = ["load", "--location", str(folder), "--file", str(data), "--graph", _GRAPH]
        subprocess.run([str(_PROGRAM), *load], check=True, capture_output=True)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}/"
        serve = ["serve-read-only", "--location", str(folder), "--bind", f"127.0.0.1:{port}"]
        self._process = subprocess.Popen(
            [str(_PROGRAM), *serve], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._wait()

    def stopped(self) -> Used:
        """Stop it, and give what it has used."""
        status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="utf-8")
        peak = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
        fields = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="utf-8").split()
        ticks = int(fields[13]) + int(fields[14])
        self._process.terminate()
        self._process.wait(timeout=20)
        return Used(ticks / os.sysconf("SC_CLK_TCK"), int(peak) / 1024)

    def _wait(self) -> None:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        for _ in range(400):
            try:
                opener.open(f"{self.address}query?query=ASK%7B%7D", timeout=5).close()
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError("the server did not start")
