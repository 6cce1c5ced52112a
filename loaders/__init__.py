"""Loaders that turn the files people already have into facts, one module a format."""
