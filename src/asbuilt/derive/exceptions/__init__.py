"""What becomes of work that cannot go as planned, and which work leaves the systems."""
