"""The Annotate page: queue, problem, turns, steps and what is said of them."""
