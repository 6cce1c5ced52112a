"""SHACL engines beside each other on the same data; ``python -m bench.shacl`` prints the table."""
