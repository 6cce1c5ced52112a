"""Whether processes and workflows can always finish, and what their view leaves out."""
