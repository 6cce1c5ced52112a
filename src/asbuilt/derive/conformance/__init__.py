"""What event logs show, set against both domains."""
