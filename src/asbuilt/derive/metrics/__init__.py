"""Where the values of metrics are going, before they get there."""
