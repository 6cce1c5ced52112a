"""How well the cases of a log fit a process: optimal alignments, and the figure made of them."""
