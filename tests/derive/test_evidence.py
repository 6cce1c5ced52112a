"""Evidence is judged for each requirement and each period that is over, fault by fault."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING, Protocol

import pytest
from derived import of_kind
from rdflib import Graph, URIRef

from asbuilt.derive import Context
from asbuilt.derive.evidence import periods
from asbuilt.derive.evidence import sufficiency as evidence
from asbuilt.derive.evidence.exhibits import observed_sha256
from asbuilt.errors import UserError
from asbuilt.vocabulary import AB
from asbuilt.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from derived import Fresh

W = "https://example.org/w/"
GOOD = "a" * 64

CONTROL = """
<control/c> a ab:Control ; rdfs:label "Access review" ; ab:frequency "quarterly" ;
    ab:inForceSince "2026-01-01"^^xsd:date ; ab:requiresEvidence <req> .
<req> a ab:EvidenceRequirement ; rdfs:label "Signed list" .
<agent/ann> a ab:Agent ; rdfs:label "Ann" ; ab:login "ann" .
<agent/ben> a ab:Agent ; rdfs:label "Ben" .
"""


class Verdicts(Protocol):
    """Loads Turtle and gives the verdicts by period."""

    def __call__(
        self, turtle: str, as_of: str = "2026-11-15", settings: str = ""
    ) -> dict[str, set[str]]:
        """Return the verdicts; the period is empty where a verdict names none."""


@pytest.fixture
def verdicts(fresh: Fresh, tmp_path: Path) -> Verdicts:
    """Run the analysis over Turtle."""

    def run(turtle: str, as_of: str = "2026-11-15", settings: str = "") -> dict[str, set[str]]:
        context = fresh(turtle)
        if settings:
            with (tmp_path / "asbuilt.toml").open("a", encoding="utf-8") as file:
                file.write(settings)
        workspace = Workspace.open(tmp_path)
        day = date.fromisoformat(as_of)
        graph = Graph()
        for triple in evidence.derive(Context(context.store, context.minter, day, workspace)):
            graph.add(triple)
        found: dict[str, set[str]] = {}
        for node in of_kind(graph, AB.EvidenceVerdict):
            assert graph.value(node, AB.about) == URIRef(f"{W}control/c")
            assert graph.value(node, AB.requirement) in {URIRef(f"{W}req"), None}
            names = [str(period) for period in graph.objects(node, AB.period)] or [""]
            for period in names:
                found.setdefault(period, set()).add(str(graph.value(node, AB.verdict)))
        return found

    return run


def record(
    *,
    period: str | None = "2026-Q1",
    covers: tuple[str, str] | None = None,
    captured: str | None = "2026-03-31",
    sha256: str | None = GOOD,
    file: str | None = None,
    more: str = "",
    number: int = 1,
) -> str:
    """Write the Turtle of a piece of evidence."""
    parts = [
        f'<evidence/{number}> a ab:Evidence ; rdfs:label "E{number}" ; ab:evidenceFor <control/c>'
    ]
    if period:
        parts.append(f'ab:period "{period}"')
    if covers:
        parts.append(
            f'ab:coversFrom "{covers[0]}"^^xsd:date ; ab:coversUntil "{covers[1]}"^^xsd:date'
        )
    if captured:
        parts.append(f'ab:capturedAt "{captured}T09:00:00"^^xsd:dateTime')
    if sha256:
        parts.append(f'ab:sha256 "{sha256}"')
    if file:
        parts.append(f'ab:file "{file}"')
    return f"{' ; '.join(parts)} {more} ."


def test_evidence_is_due_for_each_period_that_is_over(verdicts: Verdicts) -> None:
    """Three quarters are over in November; one has its evidence."""
    assert verdicts(CONTROL + record()) == {
        "2026-Q1": {"sufficient"}, "2026-Q2": {"missing"}, "2026-Q3": {"missing"}
    }  # fmt: skip


@pytest.mark.parametrize(("as_of", "due"), [("2026-03-31", False), ("2026-04-01", True)])
def test_a_period_counts_once_it_is_complete(verdicts: Verdicts, as_of: str, *, due: bool) -> None:
    """On the last day of the quarter nothing is due for it yet."""
    assert verdicts(CONTROL, as_of) == ({"2026-Q1": {"missing"}} if due else {})


def test_what_was_captured_later_was_not_there_on_the_day_judged_for(verdicts: Verdicts) -> None:
    """The same run can be repeated for any earlier day."""
    turtle = CONTROL + record(captured="2026-05-02")
    assert verdicts(turtle, "2026-04-15") == {"2026-Q1": {"missing"}}
    assert verdicts(turtle, "2026-05-02") == {"2026-Q1": {"sufficient"}}


@pytest.mark.parametrize(
    ("evidence_turtle", "expected"),
    [
        (record(covers=("2026-01-01", "2026-03-31")), {"sufficient"}),
        (record(covers=("2025-12-29", "2026-04-05")), {"sufficient"}),
        (record(covers=("2025-10-01", "2025-12-31")), {"outOfPeriod"}),
        (record(covers=("2026-01-01", "2026-02-28")), {"outOfPeriod"}),
        (record(captured="2025-12-31"), {"stale"}),
        (record(captured="2026-01-01"), {"sufficient"}),
        (record(captured="2026-04-20"), {"sufficient"}),
        (record(captured=None), {"sufficient"}),
        (record(sha256=None), {"unhashed"}),
        (record(sha256="n/a"), {"unhashed"}),
        (record(sha256=f"SHA256:{GOOD.upper()}"), {"sufficient"}),
        (record(captured="2025-12-31", sha256=None), {"stale", "unhashed"}),
        (record(period="Q1 2026"), {"sufficient"}),
        (record(period="2026-02"), {"sufficient"}),
        (record(period=None, covers=("2026-01-01", "2026-03-31")), {"sufficient"}),
        (record(period=None), {"sufficient"}),
        (record() + record(sha256=None, number=2), {"unhashed"}),
    ],
)  # fmt: skip
def test_each_fault_is_a_verdict_of_its_own(
    verdicts: Verdicts, evidence_turtle: str, expected: set[str]
) -> None:
    """Sufficient is only what has none; evidence from before its period is not out of it."""
    assert verdicts(CONTROL + evidence_turtle, "2026-06-15")["2026-Q1"] == expected


@pytest.mark.parametrize(
    ("independent", "collector", "attester", "expected"),
    [
        ("true", "ann", "ann", "selfAttested"),
        ("true", "ann", "ann-by-name", "selfAttested"),
        ("true", "ann", "ben", "sufficient"),
        ("true", "ann", None, "sufficient"),
        ("false", "ann", "ann", "sufficient"),
    ],
)
def test_self_attestation_offends_only_where_independence_is_asked(
    verdicts: Verdicts, independent: str, collector: str, attester: str | None, expected: str
) -> None:
    """One person, under login or name, must not both collect and attest."""
    turtle = CONTROL + record(more=f"; ab:collectedBy <agent/{collector}>")
    turtle += '<agent/ann-by-name> a ab:Agent ; rdfs:label "Ann" .'
    turtle += f"<control/c> ab:independent {independent} ."
    if attester:
        turtle += f"<agent/{attester}> ab:attests <evidence/1> ."
    assert verdicts(turtle)["2026-Q1"] == {expected}


def test_a_file_that_is_no_longer_the_one_that_was_hashed_is_told(
    verdicts: Verdicts, tmp_path: Path
) -> None:
    """The file at hand is read; one that is not at hand proves nothing."""
    (tmp_path / "q1.txt").write_text("signed", encoding="utf-8")
    right = hashlib.sha256(b"signed").hexdigest()
    assert verdicts(CONTROL + record(sha256=right, file="q1.txt"))["2026-Q1"] == {"sufficient"}
    assert verdicts(CONTROL + record(file="q1.txt"))["2026-Q1"] == {"hashMismatch"}
    assert verdicts(CONTROL + record(file="gone.txt"))["2026-Q1"] == {"sufficient"}


def test_no_file_outside_the_workspace_is_looked_at(tmp_path: Path) -> None:
    """Neither an absolute path, nor one upwards, nor a link that leads out is followed."""
    folder = tmp_path / "workspace"
    folder.mkdir()
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    (folder / "link.txt").symlink_to(secret)
    (folder / "own.txt").write_text("own", encoding="utf-8")
    names = (str(secret), "../secret.txt", "a/../../secret.txt", "..\\secret.txt", "link.txt")
    for name in (*names, "C:/secret.txt", "", ".", "a\x00b", "n" * 5000):
        assert not observed_sha256(folder, name), name
    assert observed_sha256(folder, "./own.txt") == hashlib.sha256(b"own").hexdigest()


def test_evidence_per_case_needs_samples_at_all(verdicts: Verdicts) -> None:
    """There are no periods; something must be there, and its faults are faults."""
    turtle = CONTROL.replace("quarterly", "perCase")
    assert verdicts(turtle) == {"": {"missing"}}
    assert verdicts(turtle + record()) == {"": {"sufficient"}}
    assert verdicts(turtle + record(sha256=None)) == {"": {"unhashed"}}
    assert verdicts(turtle, "2025-12-31") == {}


def test_a_control_without_a_day_in_force_is_judged_from_its_first_evidence(
    verdicts: Verdicts,
) -> None:
    """Without any evidence either, that is said once."""
    turtle = CONTROL.replace('ab:inForceSince "2026-01-01"^^xsd:date ;', "")
    assert verdicts(turtle) == {"": {"missing"}}
    assert verdicts(turtle + record(period="2026-Q2", captured="2026-06-30")) == {
        "2026-Q2": {"sufficient"}, "2026-Q3": {"missing"}
    }  # fmt: skip


def test_evidence_for_the_running_period_is_judged_for_its_faults_only(verdicts: Verdicts) -> None:
    """A wrong hash is wrong at once; that it suffices is said when the period is over."""
    running = record(period="2026-Q4", captured="2026-10-10", sha256=None)
    assert verdicts(CONTROL + running)["2026-Q4"] == {"unhashed"}
    assert "2026-Q4" not in verdicts(CONTROL + record(period="2026-Q4", captured="2026-10-10"))


def test_days_and_weeks_without_evidence_are_told_in_runs(verdicts: Verdicts) -> None:
    """Weekends are not due; a run of days is one verdict with all its days."""
    turtle = CONTROL.replace("quarterly", "daily").replace("2026-01-01", "2026-11-02")
    found = verdicts(turtle + record(period="2026-11-04", captured="2026-11-04"), "2026-11-10")
    assert found["2026-11-04"] == {"sufficient"}
    missing = {day for day, verdict in found.items() if verdict == {"missing"}}
    assert missing == {"2026-11-02", "2026-11-03", "2026-11-05", "2026-11-06", "2026-11-09"}


def test_a_control_that_does_not_apply_owes_nothing(verdicts: Verdicts) -> None:
    """It is excluded, with or without a reason; GV012 asks for that."""
    assert verdicts(CONTROL + "<control/c> ab:applicable false .") == {}


def test_quarters_follow_the_fiscal_year_of_the_workspace(verdicts: Verdicts) -> None:
    """The workspace says that its fiscal year begins in October."""
    found = verdicts(
        CONTROL + record(period="FY2026-Q2"), "2026-07-01", "[check]\nfiscal_year_start = 10\n"
    )
    assert found == {"FY2026-Q2": {"sufficient"}, "FY2026-Q3": {"missing"}}


def test_a_fiscal_year_that_begins_in_no_month_is_refused() -> None:
    """The error names the setting and shows how it is written."""
    for said in (0, 13, "October", True):
        with pytest.raises(UserError, match="is no month"):
            periods.fiscal_year_start({"check": {"fiscal_year_start": said}})
    assert periods.fiscal_year_start({}) == 1


def test_a_record_that_shows_a_failure_does_not_suffice(verdicts: Verdicts) -> None:
    """It is there, so nothing is missing; what it shows is said."""
    base = CONTROL + record(period="2026-Q1")
    for outcome, verdict in (
        ("passed", "sufficient"),
        ("failed", "failed"),
        ("unclear", "inconclusive"),
    ):
        turtle = f'{base}\n<evidence/1> ab:outcome "{outcome}" .'
        assert verdicts(turtle, "2026-04-02")["2026-Q1"] == {verdict}


ASSESSED = """
<control/c> a ab:Control ; rdfs:label "Access review" {control} .
<e1> a ab:Evidence ; rdfs:label "Scan" ; ab:evidenceFor <control/c> ; ab:outcome "{outcome}" ;
    ab:capturedAt "{day}"^^xsd:date .
<e2> a ab:Evidence ; rdfs:label "{again}" ; ab:evidenceFor <control/c> ; ab:outcome "passed" ;
    ab:capturedAt "2026-05-01"^^xsd:date .
"""


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, {"": {"failed"}}),
        ({"outcome": "passed"}, {}),
        ({"outcome": "unclear"}, {}),
        ({"again": "Scan"}, {}),  # it was mended: the same passed later
        ({"again": "Scan", "day": "2026-06-01"}, {"": {"failed"}}),
        ({"day": "2027-01-01"}, {}),  # nobody knows of it yet
        ({"control": "; ab:applicable false"}, {}),
        ({"control": "; a ab:Reference"}, {}),
    ],
)
def test_a_control_that_an_assessment_found_to_fail_is_told_though_nobody_asked(
    changes: dict[str, str], found: dict[str, set[str]], verdicts: Verdicts
) -> None:
    """Results of assessments speak of controls that ask for no evidence."""
    said = {"control": "", "outcome": "failed", "day": "2026-04-01", "again": "Other", **changes}
    assert verdicts(ASSESSED.format(**said)) == found


def test_dates_covered_that_are_less_than_the_period_are_partial(verdicts: Verdicts) -> None:
    """What several records cover counts together; a gap that is only a weekend is none."""
    january = record(period=None, covers=("2026-01-01", "2026-01-30"), captured="2026-04-02")
    february = record(
        period=None, covers=("2026-02-01", "2026-02-28"), captured="2026-04-02", number=2
    )
    march = record(
        period=None, covers=("2026-03-01", "2026-03-31"), captured="2026-04-02", number=3
    )
    assert verdicts(CONTROL + january + march, "2026-04-15") == {"2026-Q1": {"partial"}}
    assert verdicts(CONTROL + january + february + march, "2026-04-15") == {
        "2026-Q1": {"sufficient"}
    }


@pytest.mark.parametrize(
    ("runs", "verdict"),
    [
        ((("failed", "01T02"), ("passed", "01T09")), "retested"),  # mended on the same day
        ((("passed", "01T02"), ("failed", "01T09")), "failed"),
        ((("failed", "01T02"), ("passed", "02T02"), ("failed", "03T02")), "failed"),
        ((("unclear", "01T02"), ("passed", "02T02")), "sufficient"),
        ((("passed", "01T02"), ("unclear", "02T02")), "sufficient"),
        ((("unclear", "01T02"),), "inconclusive"),
    ],
)
def test_a_failure_that_was_mended_within_the_period_is_told_as_such(
    verdicts: Verdicts, runs: tuple[tuple[str, str], ...], verdict: str
) -> None:
    """The same test done again settles what was failed or left open before, and never the past."""
    turtle = CONTROL
    for number, (outcome, at) in enumerate(runs):
        turtle += (
            f'<run/{number}> a ab:Evidence ; rdfs:label "Limit test" ; ab:sha256 "{GOOD}" ;'
            f' ab:evidenceFor <control/c> ; ab:outcome "{outcome}" ;'
            f' ab:capturedAt "2026-03-{at}:00:00Z"^^xsd:dateTime .'
        )
    assert verdicts(turtle, "2026-04-02") == {"2026-Q1": {verdict}}


@pytest.mark.parametrize(
    ("again", "verdict"),
    [
        ("E1, retest", "retested"),
        ("E1", "retested"),
        ("E1, 2026-03-20", "retested"),
        ("E10", "failed"),
        ("Another", "failed"),
        ("2026-03-20", "failed"),
    ],
)
def test_only_the_same_test_mends_a_failure(verdicts: Verdicts, again: str, verdict: str) -> None:
    """Another test of the same control that passes says nothing of the one that failed."""
    turtle = CONTROL + record(captured="2026-03-10", more='; ab:outcome "failed"')
    turtle += record(captured="2026-03-20", more='; ab:outcome "passed"', number=2).replace(
        '"E2"', f'"{again}"'
    )
    assert verdicts(turtle, "2026-04-02") == {"2026-Q1": {verdict}}


@pytest.mark.parametrize(
    ("asked", "given", "verdict"),
    [
        ("Signed list", "signed LIST", "sufficient"),
        ("Signed list", "Screenshot", "wrongKind"),
        ("Signed list", None, "sufficient"),  # nobody says what it is
        (None, "Screenshot", "sufficient"),
    ],
)
def test_a_record_of_another_kind_than_asked_is_told(
    verdicts: Verdicts, asked: str | None, given: str | None, verdict: str
) -> None:
    """Only where both say what they are."""
    turtle = CONTROL + record(more=f'; ab:evidenceKind "{given}"' if given else "")
    if asked:
        turtle += f'<req> ab:evidenceKind "{asked}" .'
    assert verdicts(turtle, "2026-04-02") == {"2026-Q1": {verdict}}


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        ('; ab:sampledCase "1", "2", "3"', "sufficient"),
        ('; ab:sampledCase "1", "2"', "partial"),
        ("; ab:sampleSize 3", "sufficient"),
        ("; ab:sampleSize 2", "partial"),
        ("", "partial"),  # nothing shows that any case was looked at
    ],
)
@pytest.mark.parametrize("frequency", ["quarterly", "perCase"])
def test_a_sample_must_be_as_large_as_asked(
    verdicts: Verdicts, frequency: str, given: str, verdict: str
) -> None:
    """Cases are named, or counted."""
    turtle = CONTROL.replace("quarterly", frequency) + "<req> ab:sampleSize 3 ."
    period = "2026-Q1" if frequency == "quarterly" else ""
    assert verdicts(turtle + record(more=given), "2026-04-02") == {period: {verdict}}


def test_a_control_that_is_no_longer_in_force_owes_nothing_more(verdicts: Verdicts) -> None:
    """Its last day ends what is due; a quarter that it did not see to the end is not due."""
    turtle = CONTROL + '<control/c> ab:validUntil "2026-06-30"^^xsd:date .'
    assert set(verdicts(turtle)) == {"2026-Q1", "2026-Q2"}
    turtle = turtle.replace("2026-06-30", "2026-06-29")
    assert set(verdicts(turtle)) == {"2026-Q1"}


def test_what_was_filed_later_was_not_known_although_it_had_been_captured(
    verdicts: Verdicts,
) -> None:
    """A file on somebody's desk is known to nobody else."""
    turtle = CONTROL + record(more='; ab:uploadedAt "2026-05-04T10:00:00"^^xsd:dateTime')
    assert verdicts(turtle, "2026-05-03") == {"2026-Q1": {"missing"}}
    assert verdicts(turtle, "2026-05-04") == {"2026-Q1": {"sufficient"}}


def test_a_register_that_tells_of_the_last_time_only_says_nothing_of_earlier_ones(
    verdicts: Verdicts,
) -> None:
    """What it does not tell is not missing; what comes after the last time is."""
    last = record(period=None, captured="2026-05-20", more="; ab:isRecurring true")
    assert verdicts(CONTROL + last) == {"2026-Q2": {"sufficient"}, "2026-Q3": {"missing"}}
    assert verdicts(CONTROL + last, "2026-04-15") == {}
    once = record(period=None, captured="2026-05-20")
    assert verdicts(CONTROL + once)["2026-Q1"] == {"missing"}
