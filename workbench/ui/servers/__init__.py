"""Servers of the user, as the Models page adds them."""
