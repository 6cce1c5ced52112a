"""What differs between a process as it is documented and the workflows that are deployed for it."""
