"""Says in words what was done to a step, when, and by whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from workbench.domain.records import AnnotationMode, LabelSource, Mark, Verdict
from workbench.service.views import HistoryLine
from workbench.ui.annotate.kind_row import kind_name
from workbench.ui.languages import marked, shown, translate
from workbench.ui.moments import day_of, exact_time

MINUTE, HOUR, DAY, WEEK = 60, 3600, 86400, 7 * 86400
VERDICTS = {
    Verdict.CORRECT: marked("History", "correct"),
    Verdict.NEUTRAL: marked("History", "neutral"),
    Verdict.INCORRECT: marked("History", "incorrect"),
}
SOURCES = {
    LabelSource.HUMAN: marked("History", "by hand"),
    LabelSource.ACCEPTED_SUGGESTION: marked("History", "accepted suggestion"),
    LabelSource.MODEL: marked("History", "by a model"),
}
MODES = {
    AnnotationMode.FIRST_ERROR: marked("History", "first-error mode"),
    AnnotationMode.FULL: marked("History", "full mode"),
}


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One line: what was done, by whom, how long ago, and exactly when."""

    text: str
    who: str
    at: str
    exact: str


def entry_of(line: HistoryLine, numbers: Mapping[str, int]) -> HistoryEntry:
    """Return a line of the history as it is shown; ``numbers`` are those of the steps."""
    said = ", ".join(changes(line.before, line.after, numbers)) or _again(line)
    text = said or shown(line.text)
    if line.undone and said:
        text = translate("History", "undone: {what}").format(what=said)
    elif line.redone and said:
        text = translate("History", "done again: {what}").format(what=said)
    return HistoryEntry(text, line.who, line.at, exact_time(line.at))


def changes(before: Mark | None, after: Mark | None, numbers: Mapping[str, int]) -> Iterator[str]:
    """Yield what differs between two states of a mark."""
    if before is None and after is None:
        return
    old, new = before or Mark(""), after or Mark("")
    yield from _verdict_change(old, new)
    if old.follows_from != new.follows_from:
        yield _follows(new.follows_from, numbers)
    elif old.error_kind != new.error_kind:
        if new.error_kind:
            yield translate("History", "kind: {kind}").format(kind=kind_name(new.error_kind))
        elif new.verdict is Verdict.INCORRECT:
            yield translate("History", "kind taken away")
    yield from _text_change(old.explanation, new.explanation, _EXPLAINED)
    yield from _text_change(old.rewrite or "", new.rewrite or "", _REWRITTEN)


def _again(line: HistoryLine) -> str:
    """Say that the same verdict was given once more, which may be under another guideline."""
    if line.before is None or line.after is None or line.after.verdict is None:
        return ""
    name = translate("History", VERDICTS[line.after.verdict])
    return translate("History", "{verdict} again").format(verdict=name)


def _verdict_change(old: Mark, new: Mark) -> Iterator[str]:
    if old.verdict == new.verdict:
        return
    if new.verdict is None:
        yield translate("History", "verdict cleared")
        return
    name = translate("History", VERDICTS[new.verdict])
    if old.verdict is not None:
        earlier = translate("History", VERDICTS[old.verdict])
        yield f"{earlier} → {name}"
    else:
        yield name
    if new.source is not LabelSource.HUMAN:
        yield translate("History", SOURCES[new.source])


def _follows(step_id: str | None, numbers: Mapping[str, int]) -> str:
    if step_id is None:
        return translate("History", "follows from no step")
    if step_id in numbers:
        text = translate("History", "follows from step {number}")
        return text.format(number=numbers[step_id])
    return translate("History", "follows from an earlier step")


_EXPLAINED = (
    marked("History", "explained"),
    marked("History", "explanation changed"),
    marked("History", "explanation taken away"),
)
_REWRITTEN = (
    marked("History", "rewritten"),
    marked("History", "rewrite changed"),
    marked("History", "rewrite taken away"),
)


def _text_change(old: str, new: str, words: tuple[str, str, str]) -> Iterator[str]:
    if old == new:
        return
    yield translate("History", words[2] if not new else words[1] if old else words[0])


def mark_summary(mark: Mark | None, who: str) -> str:
    """Return under what a mark was made: by whom, how, in what mode, and how long it took."""
    if mark is None:
        return ""
    how = translate("History", SOURCES[mark.source])
    parts = [who, how, translate("History", MODES[mark.mode])]
    if mark.seconds >= 1:
        minutes, seconds = divmod(round(mark.seconds), MINUTE)
        parts.append(translate("History", "{time} spent").format(time=f"{minutes}:{seconds:02}"))
    return " · ".join(part for part in parts if part)


def ago(at: str, now: datetime) -> str:
    """Return how long before ``now`` a moment was; from a week on, its date."""
    moment = datetime.fromisoformat(at)
    seconds = (now - moment).total_seconds()
    if seconds < MINUTE:
        return translate("History", "just now")
    if seconds < HOUR:
        return translate("History", "{count} min ago").format(count=int(seconds // MINUTE))
    if seconds < DAY:
        return translate("History", "{count} h ago").format(count=int(seconds // HOUR))
    if seconds < WEEK:
        return translate("History", "{count} d ago").format(count=int(seconds // DAY))
    return day_of(at)
