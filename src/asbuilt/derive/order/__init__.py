"""Where a workflow orders or joins mapped steps otherwise than the process does."""
