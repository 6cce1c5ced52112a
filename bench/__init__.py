"""Measurements of Asbuilt beside named peers, in one run; ``python -m bench`` prints the table."""
