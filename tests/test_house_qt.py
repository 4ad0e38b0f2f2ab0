"""The Qt binding must not lose references to None: some thousand calls later it would crash."""

from __future__ import annotations

import importlib.metadata
import sys

from PySide6.QtCore import QObject


def test_void_qt_calls_keep_the_references_to_none(qapp):
    """PySide6 6.12.0 on Python 3.11 drops one per call, until ``none_dealloc`` ends the program."""
    target = QObject()
    before = sys.getrefcount(None)
    for _ in range(500):
        target.setObjectName("name")
    assert abs(sys.getrefcount(None) - before) < 100


def test_the_installed_qt_is_below_the_version_that_crashes():
    """The pin in pyproject.toml must not be loosened without the test above on that version."""
    version = importlib.metadata.version("PySide6_Essentials")
    assert (6, 8) <= tuple(map(int, version.split(".")[:2])) < (6, 12)
