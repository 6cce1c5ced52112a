"""How the fit of a log and a process is stated: the figure, and a deviation per step and way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rdflib import XSD, Literal

from asbuilt.derive.alignment.deviating import WAYS
from asbuilt.derive.conformance.deviation import Cases, Deviation, share
from asbuilt.derive.reading import listed
from asbuilt.derive.statement import describe
from asbuilt.vocabulary import AB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rdflib import URIRef

    from asbuilt.derive.alignment.deviating import Way
    from asbuilt.derive.alignment.fitness import Fit
    from asbuilt.derive.conformance.variants import Variant
    from asbuilt.store import Triple

_SAID: Final[dict[Way, tuple[str, str]]] = {
    "left out": ("was left out", "The process asks for {} where these cases went on without it"),
    "out of place": (
        "was done out of place",
        "These cases did {}, but not where the process has it",
    ),
    "extra": (
        "was done beyond the process",
        "These cases did {} where the process has no place for it",
    ),
}


def triples(fit: Fit) -> Iterator[Triple]:
    """State the figure of a log and a process or workflow, or why there is none."""
    log, minter, process = fit.inquiry.log, fit.inquiry.minter, fit.behaviour.thing
    node = minter.derived("conformance", "fit", str(log.iri), str(process))
    figure = fit.fitness
    named = f"{log.name} with {fit.behaviour.label}"
    yield from describe(
        node,
        AB.LogFitness,
        label=f"Fitness of {named}: {_percent(figure)}",
        about=process,
        proof=_proof(fit),
        involves=[log.iri],
    )
    yield node, AB.log, log.iri
    yield node, AB.unmeasuredCases, Literal(fit.unmeasured)
    yield node, AB.totalCases, Literal(fit.cases + fit.unmeasured)
    if figure is not None and fit.mean is not None:
        yield node, AB.fitness, _decimal(figure)
        yield node, AB.meanFitness, _decimal(fit.mean)
        yield node, AB.caseCount, Literal(fit.fitting)
        yield node, AB.variantCount, Literal(fit.variants)


def deviations(fit: Fit) -> Iterator[Deviation]:
    """Give for each step and way in which it deviates the cases that show it.

    Those of a workflow are told with its figure, lest one event be told as two deviations.
    """
    log, behaviour = fit.inquiry.log, fit.behaviour
    if behaviour.side == "digital":
        return
    for (step, way), variants in _found(fit):
        cases = Cases.of_variants(variants, log)
        label, (said, why) = behaviour.label_of(step), _SAID[way]
        yield Deviation(
            AB.StepDeviation,
            log,
            about=step,
            label=f"{label} {said} in {share(cases.count, fit.cases)}",
            proof=f"{why.format(label)}: {share(cases.count, fit.cases)} of {log.name}, by an"
            f" optimal alignment of each with {behaviour.label}.",
            cases=cases,
            total=fit.cases,
            parts=(behaviour.thing, way),
            involves=(behaviour.thing,),
            activities=tuple(log.activities_of([step])),
            further=((AB.deviationKind, Literal(way)),),
        )


def _found(fit: Fit) -> list[tuple[tuple[URIRef, Way], list[Variant]]]:
    return sorted(fit.found.steps.items(), key=lambda item: (item[0][0], WAYS.index(item[0][1])))


def _proof(fit: Fit) -> str:
    log, behaviour = fit.inquiry.log, fit.behaviour
    if fit.fitness is None:
        why = fit.reason or "no case could be aligned within what is spent on it"
        return f"The fitness of {log.name} with {behaviour.label} is not known: {why}."
    said = (
        f"{fit.fitting:,} of {fit.cases:,} cases of {log.name} are what {behaviour.label} says,"
        f" event by event. Optimal alignments of all of them have {fit.cost:,} events or steps that"
        f" only one side has, of {fit.worst:,} if they had nothing in common: fitness"
        f" {_percent(fit.fitness)}; the mean of the cases is {_percent(fit.mean)}."
    )
    if fit.unmeasured:
        number = "1 case" if fit.unmeasured == 1 else f"{fit.unmeasured:,} cases"
        said += f" {number} took too long to align, and no figure here includes that."
    if fit.found.foreign:
        names = listed(f"{name} ({number:,})" for name, number in fit.found.foreign.items())
        part = "state of the workflow" if behaviour.side == "digital" else "step of the process"
        said += f" No {part}: {names}."
    if behaviour.side == "digital":
        said += "".join(
            f" {behaviour.label_of(state)} {_SAID[way][0].replace('process', 'workflow')} in"
            f" {share(sum(one.cases for one in variants), fit.cases)}."
            for (state, way), variants in _found(fit)
        )
    if fit.hidden:
        names = listed(map(behaviour.label_of, fit.hidden))
        said += f" The log cannot show {names}; nothing is said of that."
    return said


def _percent(share_: float | None) -> str:
    if share_ is None:
        return "not known"
    # What is not all is never rounded to all.
    return "100 %" if share_ == 1 else f"{min(share_ * 100, 99.99):.2f} %"


def _decimal(number: float) -> Literal:
    return Literal(f"{number:.6f}", datatype=XSD.decimal)
