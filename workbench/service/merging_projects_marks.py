"""Brings together what two projects say of one step: every annotator has one standing word on it.

The mark that counts here goes on counting, unless a third decided in the other project. Another
annotator's mark becomes an opinion; of two words of one annotator the newer stands, and the older
is kept as superseded, under an id made from its words, so that merging again finds it there.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from workbench.domain.opinions import Decision, Opinion, OpinionState, opinion_of
from workbench.domain.records import Mark
from workbench.domain.suggestions import AcceptedSuggestion
from workbench.exchange.foreign import digest
from workbench.service.merging_projects_words import Conflict, Resolution, same_words, words_of
from workbench.store.changes import added, replaced
from workbench.store.pieces import StagedRows


@dataclass(slots=True)
class Said:
    """What one project says of one step."""

    mark: Mark | None = None
    opinions: list[Opinion] = field(default_factory=list)
    decision: Decision | None = None
    accepted: AcceptedSuggestion | None = None

    def of(self, annotator_id: str) -> Mark | Opinion | None:
        """Return an annotator's standing word, or None."""
        if self.mark is not None and self.mark.annotator_id == annotator_id:
            return self.mark
        return next((one for one in self.standing if one.annotator_id == annotator_id), None)

    @property
    def standing(self) -> list[Opinion]:
        """The opinions that stand."""
        return [one for one in self.opinions if one.state is OpinionState.STANDING]


def said_by_step(
    marks: Mapping[str, Mark],
    opinions: Iterable[Opinion],
    decisions: Iterable[Decision] = (),
    accepted: Iterable[AcceptedSuggestion] = (),
) -> dict[str, Said]:
    """Return what is said, by step; asking for a step of which nothing is said gives an empty."""
    found: dict[str, Said] = defaultdict(Said)
    for step_id, mark in marks.items():
        found[step_id].mark = mark
    for opinion in opinions:
        found[opinion.step_id].opinions.append(opinion)
    for decision in decisions:
        found[decision.id].decision = decision
    for one in accepted:
        found[one.step_id].accepted = one
    return found


class MarkMerge:
    """Turns the other project's words into rows for this one, put behind ``rows``."""

    def __init__(self, rows: StagedRows, version_here: Callable[[int], int]) -> None:
        self.rows = rows
        self.added: Counter[str] = Counter()
        self.equal: Counter[str] = Counter()
        self.conflicts: list[Conflict] = []
        self._version_here = version_here
        # Words that were replaced in the step at hand, by the ids they get.
        self._earlier: dict[str, Opinion] = {}

    def take(self, said: Said) -> None:
        """Add what is said of a step that is new here, as it is."""
        if said.mark is not None:
            self._add(self._versioned(said.mark))
        for opinion in said.opinions:
            self._add(replace(opinion, guideline_version=self._here(opinion)))
        for record in (said.decision, said.accepted):
            if record is not None:
                self._add(record)

    def merge(self, about: str, ours: Said, theirs: Said) -> None:
        """Bring both sides' words on a step together."""
        decided = theirs.decision is not None and ours.decision is None
        if theirs.mark is not None:
            mark = self._versioned(theirs.mark)
            here = ours.of(mark.annotator_id)
            if decided and ours.mark is not None and ours.mark.annotator_id != mark.annotator_id:
                self._decide(about, ours, mark)
            elif here is None and ours.mark is None:
                self._add(mark)
                if theirs.accepted is not None and ours.accepted is None:
                    self._add(theirs.accepted)
            else:
                self._speak(about, here, mark, blind=False)
        if decided and theirs.decision is not None:
            self._add(theirs.decision)
        for opinion in theirs.standing:
            mark = self._versioned(opinion.mark)
            self._speak(about, ours.of(mark.annotator_id), mark, blind=bool(opinion.blind))
        self._keep_superseded(ours, theirs)

    def _speak(self, about: str, here: Mark | Opinion | None, mark: Mark, *, blind: bool) -> None:
        """Put an annotator's word beside the mark that counts, or compare it with the one here."""
        if here is None:
            identity = digest("opinion", mark.step_id, mark.annotator_id, mark.updated_at)
            self._add(opinion_of(mark, identity, blind=blind))
            return
        present = here.mark if isinstance(here, Opinion) else here
        if same_words(present, mark):
            self.equal["opinions" if isinstance(here, Opinion) else "marks"] += 1
        elif mark.updated_at > present.updated_at:
            self._replace(about, here, present, mark)
        else:
            self._supersede(mark)
            self._tell(about, present, mark, Resolution.KEPT_NEWER)

    def _replace(self, about: str, here: Mark | Opinion, present: Mark, mark: Mark) -> None:
        after = (
            opinion_of(mark, here.id, blind=bool(here.blind)) if isinstance(here, Opinion) else mark
        )
        self.rows.append(replaced(here, after))
        self._supersede(present)
        self._tell(about, present, mark, Resolution.TOOK_NEWER)

    def _decide(self, about: str, ours: Said, mark: Mark) -> None:
        """Let a third's decision count, and keep what counted before beside it."""
        assert ours.mark is not None
        there = ours.of(mark.annotator_id)
        if isinstance(there, Opinion):
            self.rows.append(replaced(there, replace(there, state=OpinionState.SUPERSEDED)))
        self.rows.append(replaced(ours.mark, mark))
        self._add(opinion_of(ours.mark))
        if ours.accepted is not None:
            self.rows.append(replaced(ours.accepted, None))
        self._tell(about, ours.mark, mark, Resolution.DECIDED)

    def _supersede(self, mark: Mark) -> None:
        words = json.dumps([mark.verdict, mark.error_kind, mark.follows_from, mark.rewrite])
        identity = digest("earlier", mark.step_id, mark.annotator_id, words, mark.explanation)
        self._earlier.setdefault(identity, opinion_of(mark, identity, OpinionState.SUPERSEDED))

    def _keep_superseded(self, ours: Said, theirs: Said) -> None:
        """Add what was said before, unless it is here."""
        known = {one.id for one in ours.opinions}
        earlier = [one for one in theirs.opinions if one.state is OpinionState.SUPERSEDED]
        mapped = [replace(one, guideline_version=self._here(one)) for one in earlier]
        for one in (*mapped, *self._earlier.values()):
            if one.id not in known:
                known.add(one.id)
                self._add(one)
        self._earlier.clear()

    def _versioned(self, mark: Mark) -> Mark:
        return replace(mark, guideline_version=self._here(mark))

    def _here(self, word: Mark | Opinion) -> int:
        return self._version_here(word.guideline_version)

    def _add(self, record: Mark | Opinion | Decision | AcceptedSuggestion) -> None:
        row = added(record)
        self.rows.append(row)
        self.added[row.table] += 1

    def _tell(self, about: str, ours: Mark, theirs: Mark, resolution: Resolution) -> None:
        said = words_of(ours), words_of(theirs)
        self.conflicts.append(Conflict("mark", theirs.step_id, about, *said, resolution))
