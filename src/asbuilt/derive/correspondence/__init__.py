"""Which element of one domain corresponds to which of the other."""
