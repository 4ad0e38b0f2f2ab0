"""Tests of Stepmark; the folders mirror the package."""
