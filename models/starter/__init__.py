"""The shipped starter model: the programs that make its problems, its weights and its card."""
