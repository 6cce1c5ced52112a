"""Decision rights beside permissions, and who is behind both."""
