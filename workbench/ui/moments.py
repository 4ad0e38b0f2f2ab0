"""Writes moments in the user's own words and time zone, the same on every page.

Moments are kept in UTC (ISO 8601). One without a zone, as in old runs, is taken for UTC too.
"""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QDateTime, QLocale


def exact_time(at: str) -> str:
    """Return a moment to the second: ``21 Nov 2026, 17:21:40``."""
    return _written(at, "d MMM yyyy, HH:mm:ss")


def minute_of(at: str) -> str:
    """Return a moment to the minute: ``21 Nov 2026, 17:21``."""
    return _written(at, "d MMM yyyy, HH:mm")


def short_minute_of(at: str) -> str:
    """Return a moment as short as an axis wants it: ``21 Nov 17:21``."""
    return _written(at, "d MMM HH:mm")


def day_of(at: str) -> str:
    """Return the day of a moment: ``21 Nov 2026``."""
    return _written(at, "d MMM yyyy")


def _written(at: str, form: str) -> str:
    """Return a moment in a form; nothing of no moment. Raises ValueError for what is none."""
    if not at:
        return ""
    moment = datetime.fromisoformat(at)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return QLocale().toString(QDateTime.fromSecsSinceEpoch(int(moment.timestamp())), form)
