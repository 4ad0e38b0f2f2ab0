"""Runs the Annotators tab: who works, blind second opinions, and merging projects."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from workbench.domain.errors import KnownError
from workbench.service.annotators import AnnotatorLine, Annotators
from workbench.service.merging_projects import MergeReport, merge_project
from workbench.service.second_pass import SecondPasses
from workbench.service.watch import Watch
from workbench.store.changes import Change
from workbench.ui import languages
from workbench.ui.bus import touches
from workbench.ui.data.annotators_card import AnnotatorsCard, Person
from workbench.ui.data.annotators_merge import MergeCard
from workbench.ui.data.annotators_passes import PassesCard, Progress
from workbench.ui.data.choices import Choice
from workbench.ui.data.panel import DataPanel
from workbench.ui.data.work import LongWork
from workbench.ui.desk import Desk

TAB = "annotators"
# Of fewer problems an act is done before a dialog could come up.
SMALL_PROJECT = 2000
EVERYTHING = ("problems", "threads", "turns", "marks", "annotators", "preferences", "passes")


class AnnotatorsPresenter(QObject):
    """The tab's presenter.

    Signals:
        problems_wanted(name, problem_ids): list these problems on the Annotate page.
    """

    problems_wanted = Signal(str, object)

    def __init__(self, desk: Desk, panel: DataPanel) -> None:
        super().__init__(panel)
        self._desk = desk
        self._panel = panel
        self._people = Annotators(desk.project)
        self._passes = SecondPasses(desk.project)
        self._work = LongWork(panel, desk)
        self.card = AnnotatorsCard()
        self.passes = PassesCard()
        self.merging = MergeCard()
        panel.add_tab(TAB, self.tr("Annotators"), self.card, self.passes, self.merging)
        panel.tab_shown.connect(self._on_tab)
        desk.bus.changed.connect(self._on_changed)
        self._connect()

    def close(self) -> None:
        """Let a merge that is under way end before the project is closed under it."""
        self._work.close()

    def refresh(self) -> None:
        """Show who works and how far everybody is."""
        people = self._people.lines()
        if not any(one.working for one in people):
            # Undo took away whoever worked; somebody has to.
            self._people.use(people[0].id)
            people = self._people.lines()
        self.card.show_people([_person(one) for one in people])
        self._show_passes(people)

    def _connect(self) -> None:
        self.card.added.connect(self._on_added)
        self.card.used.connect(self._on_used)
        self.passes.asked.connect(self._on_asked)
        self.passes.chosen.connect(lambda _: self._show_available())
        self.passes.listed.connect(self._on_listed)
        self.passes.handed_in.connect(lambda who: self._act(lambda passes: passes.hand_in(who)))
        self.passes.withdrawn.connect(lambda who: self._act(lambda passes: passes.withdraw(who)))
        self.passes.gold_wanted.connect(
            lambda count, seed: self._act(lambda passes: passes.draw_gold(count, seed))
        )
        self.merging.looked.connect(lambda path: self._merge(path, dry_run=True))
        self.merging.merge_chosen.connect(lambda path: self._merge(path, dry_run=False))

    def _on_tab(self, name: str) -> None:
        if name == TAB:
            self.refresh()

    def _on_changed(self, topics: frozenset[str], author: object) -> None:
        shown = self._panel.tab == TAB and self._panel.isVisible()
        if author is not self and shown and touches(topics, *EVERYTHING):
            self.refresh()

    def _on_added(self, name: str) -> None:
        try:
            change = self._people.add(name)
        except KnownError as error:
            self.card.say(languages.shown(error))
            return
        self.card.say("")
        self.card.name.clear()
        self._desk.commit(lambda: change, self)
        self.refresh()

    def _on_used(self, annotator_id: str) -> None:
        """Let another one work; every page shows that one's view from now on."""
        person = self._people.use(annotator_id)
        self._desk.bus.announce(EVERYTHING, self)
        self.refresh()
        self._desk.hinted.emit(self.tr("{name} works from now on.").format(name=person.name))

    def _on_asked(self, annotator_id: str, percent: int, seed: int) -> None:
        self._act(lambda passes: passes.give(annotator_id, percent / 100, seed))

    def _on_listed(self, annotator_id: str) -> None:
        waiting = self._passes.waiting(annotator_id)
        self.problems_wanted.emit(self.tr("Second pass"), waiting)

    def _act(self, act: Callable[[SecondPasses], Change]) -> None:
        """Do one act of the tab, in a large project beside the window; say what is wrong."""
        project = self._desk.project
        self._work.run(
            self.tr("Blind second opinions"),
            lambda watch: act(SecondPasses(project, watch)),
            self._show_done,
            self._refuse_act,
            small=self._desk.annotation.queue_counts().total <= SMALL_PROJECT,
        )

    def _show_done(self, change: Change) -> None:
        self.passes.say("")
        self._desk.commit(lambda: change, self)
        self.refresh()

    def _refuse_act(self, error: KnownError) -> None:
        self.passes.say(languages.shown(error))

    def _show_passes(self, people: list[AnnotatorLine]) -> None:
        chosen = self.passes.who.currentData() or next(one.id for one in people if one.working)
        self.passes.offer([Choice(one.name, one.id) for one in people], chosen)
        working = self._desk.project.annotator.id
        self.passes.show_progress(
            [
                Progress(
                    line.annotator.id,
                    line.annotator.name,
                    line.open,
                    line.ready,
                    line.done,
                    line.annotator.id == working,
                )
                for line in self._passes.lines()
            ]
        )
        self._show_available()
        self._show_gold({one.id: one.name for one in people})

    def _show_available(self) -> None:
        found = self._passes.available(self.passes.who.currentData() or "")
        one = self.tr("1 response was marked by others and not seen by this annotator.")
        many = self.tr("{count} responses were marked by others and not seen by this annotator.")
        text = one if found == 1 else many
        none = self.tr("Nothing is left that others marked and this annotator has not seen.")
        said = text.format(count=f"{found:,}") if found else none
        self.passes.show_available(said, askable=bool(found))

    def _show_gold(self, names: dict[str, str]) -> None:
        drawn = len(self._passes.gold_problems())
        many = self.tr("{count} drawn so far").format(count=f"{drawn:,}")
        parts = [many if drawn else self.tr("none drawn yet")]
        for line in self._passes.gold_lines():
            text = self.tr("{name}: {share:.0f} % right ({low:.0f} to {high:.0f} %)")
            name = names.get(line.annotator_id, "")
            share, low, high = (100 * one for one in (line.share, line.low, line.high))
            parts.append(text.format(name=name, share=share, low=low, high=high))
        self.passes.show_gold(" · ".join(parts))

    def _merge(self, path: Path, *, dry_run: bool) -> None:
        project = self._desk.project

        def work(watch: Watch) -> MergeReport:
            return merge_project(project, path, dry_run=dry_run, watch=watch)

        def show(report: MergeReport) -> None:
            if report.change is not None:
                self._desk.commit(lambda: report.change, self)
                self.refresh()
            head, *rest = report.lines(most=0)
            told = [head, *(line for line in rest if not line.startswith("…"))]
            summary = "\n".join(map(languages.shown, told))
            listed = tuple(languages.shown(conflict.line()) for conflict in report.conflicts)
            self.merging.show_report(summary, listed, mergeable=dry_run and report.is_new)

        title = self.tr("Comparing the projects") if dry_run else self.tr("Merging")
        self._work.run(title, work, show, self._refuse)

    def _refuse(self, error: KnownError) -> None:
        self.merging.show_report(languages.shown(error), (), mergeable=False)


def _person(line: AnnotatorLine) -> Person:
    return Person(line.id, line.name, line.marks, line.opinions, line.waiting, line.working)
