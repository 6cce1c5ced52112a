"""Judging again only the focus nodes that a change can affect; the rest is taken over."""
