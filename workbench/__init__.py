"""Stepmark: a desktop workbench for math-reasoning feedback."""

__version__ = "0.1.0"
