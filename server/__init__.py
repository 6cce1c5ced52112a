"""Pages, addresses and the SPARQL endpoint through which people and programs see the graph."""
