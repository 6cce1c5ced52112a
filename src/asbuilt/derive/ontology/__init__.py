"""OWL reasoning over ontology and data, by Owlready2."""
