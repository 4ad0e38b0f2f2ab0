"""Typesets text with formulas: finds them, draws them, and lays them into lines of text."""
