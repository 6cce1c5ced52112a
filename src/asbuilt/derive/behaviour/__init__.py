"""One behavioural view of processes and workflows, and what can be asked of any behaviour."""
