"""The Models page: what is known, what fits, what is loaded."""
