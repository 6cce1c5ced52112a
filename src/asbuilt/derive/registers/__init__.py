"""What registers and catalogs say, and of what they say nothing at all."""
