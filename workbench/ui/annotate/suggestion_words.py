"""How a reward model's suggestion is put into words: short in the gutter, whole for the ear."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from workbench.domain.records import LabelSource, Verdict
from workbench.domain.suggestions import Scale
from workbench.service.views import StepView


def percent_of(step: StepView) -> str:
    """Return how sure the suggestion is, as ``92 %``; empty where nobody measured that."""
    if step.scored is None or step.verdict is not None or step.scored.confidence is None:
        return ""
    return _percent(step.scored.confidence)


def offer_words(step: StepView) -> str:
    """Return what is suggested for an unmarked step: ``suggested: correct 92 %``; else empty."""
    if step.verdict is not None or step.offered is None:
        return ""
    verdict = verdict_word(step.offered)
    if step.suggestion is not None:
        text = QCoreApplication.translate("Suggestion", "to confirm: {verdict}")
        return text.format(verdict=verdict)
    percent = percent_of(step)
    if not percent:
        text = QCoreApplication.translate("Suggestion", "suggested: {verdict} (uncalibrated)")
        return text.format(verdict=verdict)
    text = QCoreApplication.translate("Suggestion", "suggested: {verdict} {percent}")
    return text.format(verdict=verdict, percent=percent)


def source_words(step: StepView) -> str:
    """Return whose the verdict of a marked step is, as the line over the feedback says it."""
    source = step.mark.source if step.mark is not None else LabelSource.HUMAN
    if source is LabelSource.MODEL:
        return QCoreApplication.translate("Suggestion", "suggested")
    if source is LabelSource.HUMAN:
        return QCoreApplication.translate("Suggestion", "you")
    if step.accepted is None:
        return QCoreApplication.translate("Suggestion", "you, as before")
    said = step.accepted
    if said.scale is Scale.UNCALIBRATED:
        return QCoreApplication.translate("Suggestion", "you, as suggested")
    text = QCoreApplication.translate("Suggestion", "you, as suggested ({percent})")
    return text.format(percent=_percent(max(said.probability, 1 - said.probability)))


def verdict_word(verdict: Verdict) -> str:
    """Return a verdict as it is written on screen."""
    words = {
        Verdict.CORRECT: QCoreApplication.translate("Suggestion", "correct"),
        Verdict.NEUTRAL: QCoreApplication.translate("Suggestion", "neutral"),
        Verdict.INCORRECT: QCoreApplication.translate("Suggestion", "incorrect"),
    }
    return words[verdict]


def _percent(share: float) -> str:
    return f"{share * 100:.0f}\N{NARROW NO-BREAK SPACE}%"
