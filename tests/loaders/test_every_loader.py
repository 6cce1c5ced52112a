"""Tests that every loader has to pass: what files of its format do that are broken, or traps.

New loaders are tried with no word here: their golden pairs are found.
"""

from __future__ import annotations

import gzip
import io
import json
import random
import re
import socket
import subprocess
import sys
import threading
import zipfile
from contextlib import closing
from typing import TYPE_CHECKING

import openpyxl
import pytest
from damage import damaged
from every_loader import FOLDER, Case, every_case, one_of_each
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from asbuilt import ingest
from asbuilt.ingest import bounds
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from asbuilt.ingest import Reading

LOADERS = sorted(ingest.loaders())
ONE_OF_EACH = one_of_each()
WITH_IRIS = {"rdf", "sssom"}
"""Loaders of formats in which IRIs are written out, so that a wrong one refuses the file."""
XML = [
    case
    for case in every_case()
    if case.path.read_bytes().lstrip().startswith(b"<") and case.loader != "rdf"
]
"""RDF/XML is let declare entities, as OWL's tools write them; see the tests of its loader."""
OBJECTS = [case for case in every_case() if case.path.read_bytes().lstrip().startswith(b"{")]
YAML = [case for case in every_case() if case.path.suffix in {".yaml", ".yml"}]
names = pytest.mark.parametrize("case", ONE_OF_EACH, ids=str)


def examine(reading: Reading) -> bool:
    """Say whether a file was refused; fail where it was done otherwise than it must be."""
    for problem in reading.ledger.problems:
        assert "Asbuilt failed" not in problem.message, problem
        assert problem.message, problem
        assert problem.fix, problem
    if reading.ledger.refused:
        assert not reading.triples
    return reading.ledger.refused


def workbook(case: Case) -> bytes:
    """Give a table as a workbook."""
    book = openpyxl.Workbook()
    assert book.active is not None
    for line in case.text().splitlines():
        book.active.append(line.split(";" if ";" in line else ","))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def zipped(case: Case) -> bytes:
    """Give a model as Archi packs it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("model.xml", case.path.read_bytes())
    return stream.getvalue()


def compressed(case: Case) -> bytes:
    """Give a file as gzip writes it."""
    return gzip.compress(case.path.read_bytes(), mtime=0)


PACKED: list[tuple[str, Callable[[Case], bytes], str]] = [
    ("controls.csv", workbook, "controls.xlsx"),
    ("stores.archimate", zipped, "stores.archimate"),
    ("orders.xes", compressed, "orders.xes.gz"),
]


def cases_of(loader: str) -> list[Case]:
    """Give the cases of a loader."""
    return [case for case in every_case() if case.loader == loader]


@pytest.mark.parametrize("loader", LOADERS)
@given(data=st.data())
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_damaged_file_is_read_or_refused_and_nothing_else(
    loader: str, data: st.DataObject, tmp_path: Path
) -> None:
    """Whatever is cut, doubled or overwritten in a file, the loader ends with a word about it."""
    case = data.draw(st.sampled_from(cases_of(loader)))
    path = case.put(tmp_path)
    path.write_bytes(data.draw(damaged([case.path.read_bytes()])))
    examine(case.read(path))


@names
def test_a_file_cut_off_anywhere_is_read_or_refused(case: Case, tmp_path: Path) -> None:
    """A copy that ended too early gives no failure of the program, at whichever byte."""
    content = case.path.read_bytes()
    path = case.put(tmp_path)
    step = max(1, len(content) // 40)
    refused = 0
    for end in range(0, len(content), step):
        path.write_bytes(content[:end])
        refused += examine(case.read(path))
    assert refused, "not even an empty file was refused"


@pytest.mark.parametrize(("name", "pack", "packed"), PACKED)
def test_a_damaged_archive_is_read_or_refused_and_nothing_else(
    name: str, pack: Callable[[Case], bytes], packed: str, tmp_path: Path
) -> None:
    """Bytes of workbooks, archives and compressed logs are cut and overwritten at random."""
    [case] = [case for case in every_case() if case.path.name == name]
    content = pack(case)
    path = tmp_path / packed
    path.write_bytes(content)
    assert not examine(case.read(path))
    chance = random.Random(7)  # noqa: S311 - damage, no secret
    refused = 0
    for _ in range(150):
        spoilt = bytearray(content)
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(spoilt))
            spoilt[at : at + chance.randint(0, 8)] = chance.randbytes(chance.randint(0, 8))
        path.write_bytes(spoilt)
        refused += examine(case.read(path))
    assert refused


@names
def test_right_encodings_load_and_wrong_ones_are_refused_with_a_word(
    case: Case, tmp_path: Path
) -> None:
    """UTF-16 with its mark gives the same facts; where a format forbids it, that is said."""
    text = re.sub(r"""(<\?xml[^>]*?) encoding=["'][^"']*["']""", r"\1", case.text())
    expected = case.read()
    path = case.put(tmp_path)
    for encoding in ("utf-8-sig", "utf-16"):
        path.write_bytes(text.encode(encoding))
        reading = case.read(path)
        if not examine(reading):
            assert len(reading.triples) == len(expected.triples), encoding
        else:
            assert case.loader == "rdf", reading.ledger.problems
    path.write_bytes(text.replace("e", "\ue000").encode().replace("\ue000".encode(), b"\xe9\xff"))
    examine(case.read(path))


@names
def test_what_nests_without_end_is_refused(case: Case, tmp_path: Path) -> None:
    """Neither the stack nor the memory bounds how deep a document goes."""
    path = case.put(tmp_path)
    for content in ("[" * 200_000, '{"a":' * 200_000, "<a>" * 200_000, "- " * 50_000 + "x"):
        path.write_text(content)
        examine(case.read(path))


@names
def test_a_gzip_that_unpacks_to_too_much_is_refused(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file may be small and its content without bound."""
    for module in ("asbuilt.reading", "asbuilt.reading.stream"):
        monkeypatch.setattr(f"{module}.MAX_BYTES", 1_000_000)
    content = case.path.read_bytes()
    path = case.put(tmp_path)
    path.write_bytes(gzip.compress(b" " * 20_000_000 + content))
    monkeypatch.setattr("asbuilt.reading.read_bytes.__defaults__", (1_000_000,))
    reading = case.read(path)
    assert examine(reading)
    assert re.search("more than|larger than", reading.ledger.problems[-1].message)


@pytest.mark.parametrize("case", XML, ids=str)
def test_entities_of_xml_are_refused(case: Case, tmp_path: Path) -> None:
    """They can grow a thousandfold, or read other files."""
    path = case.put(tmp_path)
    bomb = (
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "/etc/hostname">]>'
    )
    text = re.sub(r"^\s*<\?xml.*?\?>", "", case.text(), flags=re.DOTALL)
    path.write_text(bomb + text.replace("><", ">&b;&c;<", 1))
    reading = case.read(path)
    assert examine(reading)
    assert "entities" in reading.ledger.problems[0].message


@pytest.mark.parametrize("case", OBJECTS, ids=str)
def test_a_key_that_stands_twice_in_json_is_refused(case: Case, tmp_path: Path) -> None:
    """Which of the two counts is for the file's owner to say."""
    path = case.put(tmp_path)
    text = case.text()
    key = re.search(r'"(\w[\w:]*)"\s*:', text)
    assert key
    path.write_text(re.sub(r"\{", f'{{"{key[1]}": 1, "{key[1]}": 2, ', text, count=1))
    reading = case.read(path)
    assert examine(reading)
    assert "twice" in reading.ledger.problems[0].message or case.loader == "rdf"


@pytest.mark.parametrize("case", YAML, ids=str)
def test_aliases_and_tags_of_yaml_stay_within_bounds(case: Case, tmp_path: Path) -> None:
    """Nothing is built from a tag, and aliases cannot multiply."""
    path = case.put(tmp_path)
    text = case.text()
    nine = "".join(
        f"x-{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 9) if n else '1'}]\n" for n in range(9)
    )
    path.write_text(f"{nine}{text}")
    assert examine(case.read(path))
    path.write_text(f"x-run: !!python/object/apply:os.system ['touch {tmp_path}/run']\n{text}")
    assert examine(case.read(path))
    assert not (tmp_path / "run").exists()


HOSTILE = (
    '"><script>alert(1)</script>',
    "x> <urn:p> <urn:o> . <urn:x",
    "'; DROP ALL; #",
    '=HYPERLINK("http://x")',
    "../../etc/passwd",
    "a b\tc{d}|e\\f^g`h",
    "größe 日本 \U0001f600",
)


@names
def test_no_name_leaves_its_place_in_the_graph(case: Case, tmp_path: Path) -> None:
    """Whatever a name holds, it becomes a valid IRI or a text, or the file is refused for it."""
    text = case.text()
    quoted = set(re.findall(r'"([A-Za-z_][\w .-]{2,30})"', text))
    if not quoted:
        quoted = set(re.findall(r"[A-Za-z_][\w-]{2,30}", text))
    chance = random.Random(text)  # noqa: S311 - a choice of names
    path = case.put(tmp_path)
    is_xml, is_json = text.lstrip()[:1] == "<", text.lstrip()[:1] in {"{", "["}
    for name in chance.sample(sorted(quoted), min(8, len(quoted))):
        for hostile in HOSTILE:
            written = hostile
            if is_json:
                written = json.dumps(hostile)[1:-1]
            elif is_xml:
                written = hostile.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
            path.write_text(
                re.sub(rf"\b{re.escape(name)}\b", lambda _, w=written: w, text), "utf-8"
            )
            reading = case.read(path)
            for problem in reading.ledger.problems:
                assert "Asbuilt failed" not in problem.message, (name, hostile, problem)
                if case.loader not in WITH_IRIS:
                    assert "valid IRI" not in problem.message, (name, hostile, problem)


@pytest.fixture
def listener() -> Iterator[tuple[int, list[bytes]]]:
    """Listen on a port of this machine, and give it with what is asked of it."""
    asked: list[bytes] = []
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        server.settimeout(0.2)
        ended = threading.Event()

        def serve() -> None:
            while not ended.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                with connection:
                    asked.append(connection.recv(100))

        thread = threading.Thread(target=serve)
        thread.start()
        yield server.getsockname()[1], asked
        ended.set()
        thread.join()


@pytest.mark.parametrize("case", XML, ids=str)
def test_a_document_type_is_never_fetched(
    case: Case, tmp_path: Path, listener: tuple[int, list[bytes]]
) -> None:
    """Exports of Jira and old tools name one on the network; the file is read without it."""
    port, asked = listener
    text = re.sub(r"^\s*<\?xml.*?\?>", "", case.text(), flags=re.DOTALL)
    text = re.sub(r"<!DOCTYPE[^>]*>", "", text)
    root = re.search(r"<([A-Za-z][\w:.-]*)", text)
    assert root
    path = case.put(tmp_path)
    path.write_text(f'<!DOCTYPE {root[1]} SYSTEM "http://127.0.0.1:{port}/x.dtd">\n{text}')
    reading = case.read(path)
    assert not examine(reading), reading.ledger.problems
    assert not asked
    assert len(reading.triples) == len(case.read().triples)


WATCHED = """
import sys
from pathlib import Path
sys.path.insert(0, {support!r})
from every_loader import every_case
cases = every_case()
for case in cases:
    case.read()  # what is imported on first use is imported now
opened, other = [], []
def watch(event, arguments):
    if event == "open" and isinstance(arguments[0], str) and watching:
        opened.append((watching[0], arguments[0]))
    elif event.startswith(("socket.", "subprocess.", "os.system", "urllib.")) and watching:
        other.append((watching[0], event, str(arguments)))
watching = []
sys.addaudithook(watch)
for case in cases:
    watching[:] = [str(case.path)]
    case.read()
watching.clear()
for read, path in sorted(set(opened)):
    if Path(path).parent != Path(read).parent and not path.startswith("/proc/self/"):
        print("opened", read, path)
for each in other:
    print(*each)
print("watched", len(cases), len(opened))
"""


def test_no_loader_opens_anything_beside_its_file() -> None:
    """Neither other folders nor the network are touched while any case is read."""
    support = str(FOLDER.parent / "support")
    said = subprocess.run(
        [sys.executable, "-c", WATCHED.format(support=support)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    lines = said.stdout.splitlines()
    assert len(lines) == 1, said.stdout
    word, cases, opened = lines[0].split()
    assert word == "watched"
    assert int(opened) >= int(cases) == len(every_case())


@names
def test_a_refused_file_leaves_the_graph_as_it_was(case: Case, tmp_path: Path) -> None:
    """What was loaded of the file before it broke stays, to the last triple."""
    path = case.put(tmp_path)
    path.write_bytes(case.path.read_bytes())
    (tmp_path / "asbuilt.toml").write_text(
        f'[workspace]\nbase = "https://example.org/"\n[[source]]\npath = "{path.name}"\n'
        f'format = "{case.loader}"\n'
    )
    workspace = Workspace.open(tmp_path)
    with closing(workspace.store(write=True)) as store:
        [entry] = ingest.load(workspace, store)
        assert not entry.refused, entry.problems
        before = store.graphs()
        held = {str(graph): set(store.triples(graph)) for graph in before}
        path.write_bytes(b"\x00\xff\x00 broken")
        [entry] = ingest.load(workspace, store)
        assert entry.refused
        assert store.graphs() == before
        assert {str(graph): set(store.triples(graph)) for graph in before} == held


# The clock may look in while a collector of garbage is at work, which lets nothing be raised; then
# the next look ends the reading.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_reading_that_takes_too_long_or_too_much_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a loader does, a clock ends it, and the file is refused with the reason."""
    case = cases_of("register")[0]
    path = case.put(tmp_path)
    lines = case.text().splitlines()
    path.write_text("\n".join([lines[0], *lines[1:] * 30_000]))
    monkeypatch.setattr(bounds, "SECONDS", 0.3)
    monkeypatch.setattr(bounds, "SECONDS_PER_MEGABYTE", 0)
    [problem] = [one for one in case.read(path).ledger.problems if one.severity == "error"]
    assert "longer than" in problem.message
    monkeypatch.setattr(bounds, "SECONDS", 100)
    monkeypatch.setattr(bounds, "MEMORY", -(10**6))  # less than it takes already
    reading = case.read(path)
    assert examine(reading)
    assert "memory" in reading.ledger.problems[-1].message


def test_facts_and_problems_of_one_file_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """No file can fill the graph or the ledger on its own."""
    case = cases_of("bpmn")[0]
    monkeypatch.setattr("asbuilt.ingest.reading.MAX_FACTS", 10)
    assert "more than 10 facts" in case.read().ledger.problems[-1].message
    monkeypatch.undo()
    monkeypatch.setattr("asbuilt.ingest.reading.MAX_PROBLEMS", 1)
    [case] = [one for one in every_case() if one.path.name == "controls.csv"]
    first, last = case.read().ledger.problems
    assert "more problems" in last.message
    assert "more problems" not in first.message
