"""Ways around controls: paths that reach what a control guards without the control completed."""
