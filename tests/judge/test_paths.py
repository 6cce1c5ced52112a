"""Property paths as text: whatever is nested in whatever, SPARQL reads it back as the same path."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rdflib import URIRef
from rdflib.paths import AlternativePath, InvPath, MulPath, Path, SequencePath
from rdflib.plugins.sparql import prepareQuery

from asbuilt.judge import paths

PROPERTIES = st.sampled_from([URIRef("urn:x:p"), URIRef("urn:x:q")])


def _pair(kind: type[Path], inner: st.SearchStrategy[URIRef | Path]) -> st.SearchStrategy[Path]:
    return st.tuples(inner, inner).map(lambda two: kind(*two))


PATHS: st.SearchStrategy[URIRef | Path] = st.recursive(
    PROPERTIES,
    lambda inner: st.one_of(
        inner.map(InvPath),
        st.builds(MulPath, inner, st.sampled_from("*+?")),
        _pair(SequencePath, inner),
        _pair(AlternativePath, inner),
    ),
    max_leaves=5,
)


@given(PATHS)
def test_a_path_is_read_back_as_the_same_path(path: URIRef | Path) -> None:
    """A path of a path, twice inverted or repeated, too."""
    said = paths.text(path, lambda iri: f"<{iri}>")
    query = prepareQuery(f"SELECT * WHERE {{ ?a {said} ?b }}")
    ((_, read, _),) = query.algebra.p.p.triples
    assert paths.text(read, lambda iri: f"<{iri}>") == said


def test_paths_are_told_with_the_usual_prefixes() -> None:
    """As people write them in queries of their own."""
    base = "https://w3id.org/asbuilt/ns#"
    path = SequencePath(InvPath(URIRef(f"{base}hasStep")), MulPath(URIRef(f"{base}partOf"), "*"))
    assert paths.text(path) == "^ab:hasStep/ab:partOf*"
