"""The native engine: shapes become SPARQL queries that run where the data lives."""
