"""Moments are kept in UTC and shown in the time zone and words of the user."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale

from workbench.ui.moments import day_of, exact_time, minute_of, short_minute_of

LATE = "2026-11-21T22:30:15.000+00:00"


@pytest.fixture
def in_tokyo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Be where it is nine hours later, and read English."""
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedStates))
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()
    QLocale.setDefault(before)


@pytest.mark.usefixtures("in_tokyo")
def test_a_run_of_the_evening_is_one_of_the_next_morning_further_east() -> None:
    """A run that was begun at half past seven must not be listed as one of the night before."""
    assert exact_time(LATE) == "22 Nov 2026, 07:30:15"
    assert minute_of(LATE) == "22 Nov 2026, 07:30"
    assert short_minute_of(LATE) == "22 Nov 07:30"
    assert day_of(LATE) == "22 Nov 2026"
    assert day_of(LATE.removesuffix("+00:00")) == "22 Nov 2026"
    assert minute_of("") == ""
