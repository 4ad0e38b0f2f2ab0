"""The Data page: problems in, marks out."""
