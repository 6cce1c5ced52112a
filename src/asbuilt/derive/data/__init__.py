"""What depends on which data, and what is known of its age and origin."""
