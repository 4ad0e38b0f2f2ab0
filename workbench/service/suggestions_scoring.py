"""Runs the reward model's process: asks it for scores of what is shown and of what waits.

All calls, and all answers, come in the caller's thread (``deliver`` brings them there), so that
the project is written from one thread alone. The process holds nothing that is worth saving; it
is started when scores are first wanted and killed when it is in the way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from workbench.domain.answers import answers_agree
from workbench.domain.errors import KnownError
from workbench.domain.sentences import sentence
from workbench.domain.suggestions import RewardModelFacts
from workbench.jobs.attached import AttachedChild, ProcessOutcome, role_command
from workbench.jobs.protocol import Message
from workbench.service.project import Project
from workbench.service.views import ScoringState
from workbench.store import scores
from workbench.store.scores import Cursor, ResponseScore, Unscored

PROBLEMS_AT_ONCE = 2
"""Problems of one background request: about a second of work, after which others may ask."""
MOST_PROBLEMS = 2000
"""Problems that the background pass scores for one reward model while the project is open: more
than anybody marks in a day, and an end to the work however long the queue is."""
MOST_CRASHES = 2
Deliver = Callable[[Callable[[], None]], None]


@dataclass(slots=True)
class _Listeners:
    scored: list[Callable[[set[str]], None]] = field(default_factory=list)
    changed: list[Callable[[], None]] = field(default_factory=list)


class Scoring:
    """Scores of one project by one reward model at a time.

    ``listeners.scored`` hear which problems were scored, ``listeners.changed`` that ``state`` or
    ``sentence`` are others. ``command`` starts the process.
    """

    def __init__(
        self, project: Project, deliver: Deliver, command: Sequence[str] | None = None
    ) -> None:
        self._project = project
        self._deliver = deliver
        self._command = command or role_command("scoring", "workbench.training.scoring")
        self.listeners = _Listeners()
        self.state = ScoringState.IDLE
        self.sentence = ""
        self._facts: RewardModelFacts | None = None
        self._key: int | None = None
        self._child: AttachedChild | None = None
        self._gone: list[AttachedChild] = []
        self._loaded = False
        self._requests: dict[int, list[Unscored]] = {}
        self._waiting: list[Unscored] = []
        self._asked = 0
        self._number = 0
        self._crashes = 0
        self._cursor: Cursor | None = Cursor()
        self._passed = 0

    @property
    def busy(self) -> bool:
        """Whether the process has work, or is being started."""
        return bool(self._requests or self._waiting)

    @property
    def pid(self) -> int | None:
        """Return the process's id; None where there is none."""
        return self._child.pid if self._child is not None else None

    def use(self, facts: RewardModelFacts | None, key: int | None) -> None:
        """Score with another reward model from now on, or with none."""
        if (facts, key) == (self._facts, self._key):
            return
        self._end_child()
        self._facts, self._key, self._crashes, self._passed = facts, key, 0, 0
        self._cursor = Cursor()
        if self.state is not ScoringState.PAUSED:
            self._now(ScoringState.IDLE)

    def want(self, problem_id: str) -> bool:
        """Have a problem's newest turn scored, before all else; return whether anything is to do.

        Nothing happens while it is paused, after it failed, or where all is scored.
        """
        if self._key is None or self.state in (ScoringState.PAUSED, ScoringState.FAILED):
            return False
        found = self._unscored([problem_id])
        self._ask(found)
        return bool(found)

    def work(self) -> bool:
        """Score a few of the problems that wait for marks; return whether there may be more.

        One request at a time is under way, so that what is shown never waits for long.
        """
        if self._key is None or self.state in (ScoringState.PAUSED, ScoringState.FAILED):
            return False
        if self.busy:
            return True
        if self._cursor is None or self._passed >= MOST_PROBLEMS:
            return False
        who, database = self._project.annotator.id, self._project.file.database
        found, self._cursor = scores.next_unscored(
            database, self._key, who, self._cursor, PROBLEMS_AT_ONCE
        )
        self._passed += len({one.problem_id for one in found})
        self._ask(found)
        return self._cursor is not None

    def look_again(self) -> None:
        """Have the next ``work`` begin at the queue's front: there may be new responses."""
        self._cursor = Cursor()

    def pause(self, reason: str) -> None:
        """End the process and wait, for a reason that is shown, until ``go_on``."""
        if self.state is ScoringState.FAILED:
            return
        self._end_child()
        self._now(ScoringState.PAUSED, reason)

    def go_on(self) -> None:
        """Take requests again after a pause."""
        if self.state is ScoringState.PAUSED:
            self._cursor = Cursor()
            self._now(ScoringState.IDLE)

    def try_again(self) -> None:
        """Take requests again after a failure."""
        if self.state is ScoringState.FAILED:
            self._crashes, self._cursor = 0, Cursor()
            self._now(ScoringState.IDLE)

    def rest(self) -> None:
        """End a process that has nothing to do, so that its memory is free."""
        if not self.busy:
            self._end_child()
            if self.state is ScoringState.READY:
                self._now(ScoringState.IDLE)

    def close(self) -> None:
        """End the process and wait for it."""
        self._end_child()
        for child in self._gone:
            child.join()
        self._gone.clear()

    def _unscored(self, problem_ids: Sequence[str]) -> list[Unscored]:
        assert self._key is not None
        who, database = self._project.annotator.id, self._project.file.database
        under_way = {one.response_id for asked in self._requests.values() for one in asked}
        under_way |= {one.response_id for one in self._waiting}
        found = scores.unscored_of(database, self._key, who, problem_ids)
        return [one for one in found if one.response_id not in under_way]

    def _ask(self, responses: list[Unscored]) -> None:
        if not responses:
            return
        self._waiting += responses
        if self._child is None:
            self._start()
        elif self._loaded:
            self._send_waiting()

    def _start(self) -> None:
        assert self._facts is not None
        self._gone = [child for child in self._gone if child.running]
        number = self._asked = self._asked + 1
        try:
            child = AttachedChild(
                self._command,
                lambda message: self._deliver(partial(self._on_message, number, message)),
                lambda outcome: self._deliver(partial(self._on_exit, number, outcome)),
            )
        except OSError as error:
            self._fail(
                sentence(
                    "The reward model's process could not be started ({reason}).",
                    reason=error.strerror,
                )
            )
            return
        self._child, self._number, self._loaded = child, number, False
        self._now(ScoringState.LOADING)
        child.send({"type": "load", "folder": self._facts.folder})

    def _send_waiting(self) -> None:
        assert self._child is not None
        groups: dict[str, list[Unscored]] = {}
        for one in self._waiting:
            groups.setdefault(one.problem_id, []).append(one)
        self._waiting = []
        for responses in groups.values():
            self._asked += 1
            self._requests[self._asked] = responses
            self._child.send(_message(self._asked, responses))

    def _on_message(self, number: int, message: Message) -> None:
        if self._child is None or number != self._number:
            return
        kind = message["type"]
        if kind == "loaded":
            self._loaded = True
            self._now(ScoringState.READY)
            self._send_waiting()
        elif kind == "scored":
            self._crashes = 0
            self._keep(self._requests.pop(int(message["id"])), message["scores"])
        elif kind == "waiting":
            self._end_child()
            self._now(ScoringState.PAUSED, str(message["holder"]))
        else:
            self._end_child()
            self._fail(str(message["sentence"]))

    def _on_exit(self, number: int, outcome: ProcessOutcome) -> None:
        if self._child is None or number != self._number:
            return
        self._crashes += 1
        self._end_child()
        if self._crashes >= MOST_CRASHES:
            self._fail(
                sentence("The reward model's process ended: {reason}.", reason=outcome.sentence)
            )
        else:
            self._now(ScoringState.IDLE)

    def _keep(self, responses: list[Unscored], found: list[list[float] | None]) -> None:
        assert self._key is not None
        kept = [_score(one, said) for one, said in zip(responses, found, strict=True)]
        who = self._project.annotator.id
        try:
            with self._project.file.unrecorded() as database:
                problems = scores.save(database, self._key, kept, who)
        except KnownError as error:
            self._end_child()
            self._fail(str(error))
            return
        for listener in self.listeners.scored:
            listener(problems)

    def _end_child(self) -> None:
        """Kill the process, which has nothing to save; forget what it was asked."""
        child, self._child, self._loaded = self._child, None, False
        self._requests.clear()
        self._waiting.clear()
        if child is not None:
            child.kill()
            self._gone.append(child)

    def _fail(self, sentence: str) -> None:
        self._now(ScoringState.FAILED, sentence)

    def _now(self, state: ScoringState, sentence: str = "") -> None:
        if (state, sentence) != (self.state, self.sentence):
            self.state, self.sentence = state, sentence
            for listener in self.listeners.changed:
                listener()


def _message(number: int, responses: list[Unscored]) -> Message:
    said: list[dict[str, Any]] = [{"text": r.text, "spans": r.spans} for r in responses]
    statement = responses[0].statement
    return {"type": "score", "id": number, "problem": statement, "responses": said}


def _score(one: Unscored, said: list[float] | None) -> ResponseScore:
    whole = said if said is not None and len(said) == len(one.step_ids) else []
    reference, answer = one.reference_answer, one.answer
    wrong = bool(reference and answer) and not answers_agree(answer or "", reference or "")
    return ResponseScore(one, tuple(whole), wrong)
