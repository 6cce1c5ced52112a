"""Whether evidence suffices, for each demand and each period."""
