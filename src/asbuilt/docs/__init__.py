"""What is made from the code, the ontology, the shapes and the queries, and kept fresh."""
