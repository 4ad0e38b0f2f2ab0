"""Language models that generate, each in a child process."""
