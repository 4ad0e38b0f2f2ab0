"""Turns the numbers of the service into pictures: what each part says and what is behind it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QDate, QLocale

from workbench.domain.insights import (
    COMPARED,
    KINDS,
    LATE_STEP,
    Calibration,
    FirstErrors,
    Pace,
    PairCompared,
    RunChange,
    Share,
    Span,
    TopicErrors,
    VerdictCount,
)
from workbench.domain.records import ErrorKind, Verdict
from workbench.ui.charts.data import Part, PictureData, Series
from workbench.ui.insights.behind import (
    Behind,
    ErrorOf,
    FirstErrorAt,
    MarkedIn,
    Named,
    SaidBy,
    ScoredIn,
)
from workbench.ui.languages import marked, translate
from workbench.ui.moments import short_minute_of

MOST_TOPICS = 12
_VERDICTS = (
    (Verdict.CORRECT, marked("Insights", "correct")),
    (Verdict.NEUTRAL, marked("Insights", "neutral")),
    (Verdict.INCORRECT, marked("Insights", "incorrect")),
)
_KINDS: dict[ErrorKind | None, str] = {
    ErrorKind.REASONING: marked("Insights", "reasoning"),
    ErrorKind.CALCULATION: marked("Insights", "calculation"),
    ErrorKind.MISREAD_PROBLEM: marked("Insights", "misread"),
    ErrorKind.UNJUSTIFIED: marked("Insights", "unjustified"),
    ErrorKind.INCOMPLETE: marked("Insights", "incomplete"),
    ErrorKind.FOLLOWS_FROM_EARLIER_ERROR: marked("Insights", "follows from earlier"),
    None: marked("Insights", "kind not said"),
}
_LINES = ("accent", "text", "neutral", "secondary")


def verdict_bars(counts: Sequence[VerdictCount]) -> PictureData:
    """Return the verdicts of each day, week or month, standing on each other."""
    names = [(verdict, translate("Insights", name)) for verdict, name in _VERDICTS]
    series = tuple(Series(name, verdict.name.lower(), verdict) for verdict, name in names)
    parts = [
        _verdict_part(column, row, count, verdict, name)
        for column, count in enumerate(counts)
        for row, (verdict, name) in enumerate(names)
        if count.of(verdict)
    ]
    columns = tuple(span_label(count.span) for count in counts)
    unit = translate("Insights", "verdicts {per}").format(per=_per(counts[0].span))
    return PictureData(columns, series, tuple(parts), unit, _across(counts[0].span))


def _verdict_part(column: int, row: int, count: VerdictCount, verdict: Verdict, name: str) -> Part:
    number, when = count.of(verdict), span_name(count.span)
    text = translate("Insights", "{when}: {number} {name} of {total}").format(
        when=when, number=f"{number:,}", name=name, total=f"{count.total:,}"
    )
    behind = Behind(f"{name}, {when}", MarkedIn(count.span, verdict))
    return Part(column, row, number, text, f"{number:,}", behind)


def kind_map(topics: Sequence[TopicErrors]) -> PictureData:
    """Return the errors of the topics that have most of them, by kind."""
    worst = sorted(topics, key=lambda topic: (-topic.incorrect, topic.topic))[:MOST_TOPICS]
    shown = [topic for topic in worst if topic.incorrect]
    columns = tuple(translate("Insights", _KINDS[kind]) for kind in KINDS)
    parts = [
        _kind_part(column, row, topic)
        for row, topic in enumerate(shown)
        for column in range(len(KINDS))
    ]
    series = tuple(Series(topic_name(topic.topic), "incorrect") for topic in shown)
    unit = translate("Insights", "incorrect steps")
    if len(worst) < sum(1 for topic in topics if topic.incorrect):
        unit = translate("Insights", "incorrect steps, the {count} topics with most").format(
            count=len(worst)
        )
    return PictureData(columns, series, tuple(parts), unit, translate("Insights", "kind of error"))


def _kind_part(column: int, row: int, topic: TopicErrors) -> Part:
    kind, number = KINDS[column], topic.kinds[column]
    name, where = translate("Insights", _KINDS[kind]), topic_name(topic.topic)
    text = translate("Insights", "{topic}, {kind}: {number} of {total} incorrect steps").format(
        topic=where, kind=name, number=f"{number:,}", total=f"{topic.incorrect:,}"
    )
    behind = Behind(f"{name}, {where}", ErrorOf(topic.topic, kind)) if number else None
    return Part(column, row, number, text, f"{number:,}" if number else "·", behind)


def first_error_bars(errors: FirstErrors) -> PictureData:
    """Return how many solutions have their first error at each step."""
    parts = []
    for column, (step, count) in enumerate(errors.steps):
        if count:
            where = _step_name(step)
            text = translate("Insights", "{step}: {count} of {judged} judged solutions").format(
                step=where, count=f"{count:,}", judged=f"{errors.judged:,}"
            )
            named = translate("Insights", "first error at {step}").format(step=where)
            behind = Behind(named, FirstErrorAt(step))
            parts.append(Part(column, 0, count, text, f"{count:,}", behind))
    unit = translate("Insights", "solutions · {without} of {judged} have no error").format(
        without=f"{errors.without:,}", judged=f"{errors.judged:,}"
    )
    columns = tuple(f"{step}+" if step == LATE_STEP else str(step) for step, _ in errors.steps)
    series = (Series(translate("Insights", "solutions"), "incorrect"),)
    across = translate("Insights", "step of the first error")
    return PictureData(columns, series, tuple(parts), unit, across)


def _step_name(step: int) -> str:
    if step == LATE_STEP:
        return translate("Insights", "step {step} or later").format(step=step)
    return translate("Insights", "step {step}").format(step=step)


def pace_lines(paces: Sequence[Pace], spans: Sequence[Span]) -> PictureData:
    """Return the marks per hour of each annotator."""
    names = sorted({(pace.name, pace.annotator_id) for pace in paces})
    row_of = {who: row for row, (_, who) in enumerate(names)}
    column_of = {span: column for column, span in enumerate(spans)}
    parts = [_pace_part(column_of[pace.span], row_of[pace.annotator_id], pace) for pace in paces]
    parts.sort(key=lambda part: (part.column, part.row))
    return PictureData(
        tuple(span_label(span) for span in spans),
        tuple(Series(name, _LINES[row % len(_LINES)]) for row, (name, _) in enumerate(names)),
        tuple(parts),
        translate("Insights", "marks per hour of marking"),
        _across(spans[0]),
    )


def _pace_part(column: int, row: int, pace: Pace) -> Part:
    when = span_name(pace.span)
    text = translate("Insights", "{when}, {name}: {pace} an hour ({marks} in {time})").format(
        when=when,
        name=pace.name,
        pace=f"{pace.per_hour:,.0f}",
        marks=f"{pace.marks:,}",
        time=_time_text(pace.seconds),
    )
    behind = Behind(f"{pace.name}, {when}", MarkedIn(pace.span, None, pace.annotator_id))
    return Part(column, row, pace.per_hour, text, f"{pace.per_hour:,.0f}", behind)


def reliability_curve(found: Calibration) -> PictureData:
    """Return what the reward model said against what was so."""
    parts, columns = [], []
    for column, one in enumerate(found.bins):
        name = f"{one.low * 100:.0f}–{one.high * 100:.0f} %"
        columns.append(name)
        said = translate("Insights", "said to be correct by {share}").format(share=name)
        scored = ScoredIn(found.reward_model, one.low, one.high)
        behind = Behind(said, scored) if found.reward_model else None
        text = translate("Insights", "Said {said} %: {so} % are correct ({count} steps)").format(
            said=f"{one.said * 100:.0f}", so=f"{one.so * 100:.0f}", count=f"{one.count:,}"
        )
        cell = f"{one.so * 100:.0f} % ({one.count:,})"
        parts.append(
            Part(
                column,
                0,
                one.so * 100,
                text,
                cell,
                behind,
                across=one.said,
                weight=float(one.count),
            )
        )
    unit = translate("Insights", "correct in truth, of {steps} held-back steps").format(
        steps=f"{found.steps:,}"
    )
    if found.error is not None:
        wrong = translate("Insights", "mean error {error} %").format(
            error=f"{found.error * 100:.1f}"
        )
        unit = f"{unit} · {wrong}"
    series = (Series(translate("Insights", "correct in truth (steps)")),)
    across = translate("Insights", "probability said")
    return PictureData(tuple(columns), series, tuple(parts), unit, across)


def run_dots(changes: Sequence[RunChange]) -> PictureData:
    """Return the held-out accuracy of each run, before and after, with their intervals."""
    before, after = translate("Insights", "before"), translate("Insights", "after")
    parts = []
    for column, change in enumerate(changes):
        when = short_minute_of(change.when)
        for row, (name, share) in enumerate(((before, change.before), (after, change.after))):
            text = translate("Insights", "{when}, {name}: {share} of {problems} problems").format(
                when=when, name=name, share=_share_text(share), problems=f"{change.problems:,}"
            )
            parts.append(
                Part(
                    column,
                    row,
                    share.value * 100,
                    text,
                    _share_text(share),
                    _behind_run(change, when, after=row == 1),
                    share.low * 100,
                    share.high * 100,
                )
            )
    return PictureData(
        tuple(short_minute_of(change.when) for change in changes),
        (Series(before, "secondary"), Series(after, "accent")),
        tuple(parts),
        translate("Insights", "right answers to held-out problems, 95 % intervals"),
        translate("Insights", "run"),
        top=100,
        suffix=" %",
    )


def _behind_run(change: RunChange, when: str, *, after: bool) -> Behind | None:
    """After a run its wrong answers are behind it, before it those that it changed."""
    found = change.wrong if after else (*change.won, *change.lost)
    if not found:
        return None
    if after:
        name = translate("Insights", "still wrong after {when}").format(when=when)
    else:
        name = translate("Insights", "changed by {when}").format(when=when)
    return Behind(name, Named(found))


def agreement_map(pairs: Sequence[PairCompared]) -> PictureData:
    """Return what two annotators said of the same steps; of more, how often each two agree."""
    return _confusion(pairs[0]) if len(pairs) == 1 else _each_two(pairs)


def _confusion(pair: PairCompared) -> PictureData:
    names = [(verdict, translate("Insights", name)) for verdict, name in _VERDICTS]
    one, two = pair.names
    parts = []
    for at, count in enumerate(pair.cells):
        row, column = divmod(at, len(COMPARED))
        (first, first_name), (second, second_name) = names[row], names[column]
        text = translate("Insights", "{one} {first}, {two} {second}: {count} of {steps} steps")
        said = text.format(
            one=one,
            first=first_name,
            two=two,
            second=second_name,
            count=f"{count:,}",
            steps=f"{pair.steps:,}",
        )
        name = f"{one} {first_name}, {two} {second_name}"
        behind = Behind(name, SaidBy(pair.one, pair.two, (first, second))) if count else None
        parts.append(Part(column, row, count, said, f"{count:,}" if count else "·", behind))
    return PictureData(
        tuple(f"{two}: {name}" for _, name in names),
        tuple(Series(f"{one}: {name}", "accent") for _, name in names),
        tuple(parts),
        _pair_words(pair),
        two,
    )


def _each_two(pairs: Sequence[PairCompared]) -> PictureData:
    people = sorted(
        {(name, who) for p in pairs for name, who in zip(p.names, (p.one, p.two), strict=True)}
    )
    at = {who: place for place, (_, who) in enumerate(people)}
    parts = []
    for pair in pairs:
        share = 100 * pair.same / pair.steps
        name = translate("Insights", "{one} and {two} differ").format(
            one=pair.names[0], two=pair.names[1]
        )
        behind = Behind(name, SaidBy(pair.one, pair.two)) if pair.same < pair.steps else None
        text = f"{pair.names[0]}, {pair.names[1]}: {_pair_words(pair)}"
        for row, column in ((pair.one, pair.two), (pair.two, pair.one)):
            parts.append(Part(at[column], at[row], share, text, f"{share:.0f} %", behind))
    parts.sort(key=lambda part: (part.row, part.column))
    names = tuple(name for name, _ in people)
    series = tuple(Series(name, "accent") for name in names)
    unit = translate("Insights", "the same verdict, of the steps that both marked")
    across = translate("Insights", "annotator")
    return PictureData(names, series, tuple(parts), unit, across, top=100)


def _pair_words(pair: PairCompared) -> str:
    text = translate("Insights", "{same} of {steps} steps the same").format(
        same=f"{pair.same:,}", steps=f"{pair.steps:,}"
    )
    if pair.kappa is None:
        return text
    kappa = translate("Insights", "Cohen's kappa {value}").format(value=f"{pair.kappa:.2f}")
    if pair.low is not None and pair.high is not None:
        kappa = f"{kappa} ({pair.low:.2f}–{pair.high:.2f})"
    return f"{text} · {kappa}"


def topic_name(topic: str) -> str:
    """Return a topic as it is shown."""
    return topic or translate("Insights", "no topic")


def span_label(span: Span) -> str:
    """Return a span as short as an axis wants it: ``12 Nov``, ``Nov 2026``."""
    if (span.end - span.start).days > 7:
        return _date_text(span.start, "MMM yyyy")
    return _date_text(span.start, "d MMM")


def span_name(span: Span) -> str:
    """Return a span in words."""
    if (span.end - span.start).days == 6:
        return translate("Insights", "week of {day}").format(day=_date_text(span.start, "d MMM"))
    return span_label(span)


def _date_text(day: date, form: str) -> str:
    return QLocale().toString(QDate(day.year, day.month, day.day), form)


def _per(span: Span) -> str:
    days = (span.end - span.start).days
    if days == 0:
        return translate("Insights", "per day")
    return translate("Insights", "per week") if days == 6 else translate("Insights", "per month")


def _across(span: Span) -> str:
    days = (span.end - span.start).days
    if days == 0:
        return translate("Insights", "day")
    return translate("Insights", "week from") if days == 6 else translate("Insights", "month")


def _time_text(seconds: float) -> str:
    minutes = max(1, round(seconds / 60))
    if minutes < 60:
        return translate("Insights", "{minutes} min").format(minutes=minutes)
    return translate("Insights", "{hours} h {minutes} min").format(
        hours=minutes // 60, minutes=minutes % 60
    )


def _share_text(share: Share) -> str:
    return f"{share.value * 100:.1f} % ({share.low * 100:.0f}–{share.high * 100:.0f})"
