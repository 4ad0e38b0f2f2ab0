"""Measurements against another library, which lives in an environment of its own."""
