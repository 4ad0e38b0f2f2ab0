"""Starts the window: opens the project, builds the shell, joins pages to the engine, runs Qt."""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, QTimer
from PySide6.QtWidgets import QApplication

from workbench.domain.errors import KnownError, ProjectClosingError, ProjectLockedError
from workbench.paths import data_dir
from workbench.service.annotators import Annotators
from workbench.service.project import Project
from workbench.ui import languages, theme
from workbench.ui.annotate.guideline_presenter import GuidelinePresenter
from workbench.ui.annotate.panel import AnnotatePanel
from workbench.ui.annotate.presenter import AnnotatePresenter
from workbench.ui.annotate.suggestion_presenter import SuggestionPresenter
from workbench.ui.bus import touches
from workbench.ui.data.work import LongWork
from workbench.ui.desk import Desk
from workbench.ui.engine_status import EngineStatus
from workbench.ui.errors import ErrorReporter, start_logging
from workbench.ui.hints import Hints
from workbench.ui.jobs.engine_presenter import EnginePresenter
from workbench.ui.jobs.scoring import ScoringWatch
from workbench.ui.jobs.training_watch import TrainingWatch
from workbench.ui.languages import shown
from workbench.ui.main_window import MainWindow
from workbench.ui.pages import BuiltPage
from workbench.ui.place import PlaceKeeper
from workbench.ui.rail import Page
from workbench.ui.shortcuts import read_keys
from workbench.ui.start_trouble import StartTrouble
from workbench.ui.start_waiting import StartWaiting
from workbench.ui.summons import Summons, call
from workbench.ui.undo_beside import BesideWindow
from workbench.ui.zoom import Zoom

if TYPE_CHECKING:
    from workbench.ui.compare.presenter import ComparePresenter
    from workbench.ui.data.panel import DataPanel
    from workbench.ui.past.presenter import PastPresenter

log = logging.getLogger(__name__)

NO_ENGINE = "STEPMARK_NO_ENGINE"
_kept: list[QApplication] = []


class Application(QObject):
    """One open project in one window, which takes it along when it is closed.

    With ``closes_later`` the caller closes the project after the window is gone: the backup of a
    large one takes seconds, in which a window would stand there and not answer.
    """

    def __init__(
        self, project: Project, reporter: ErrorReporter, *, closes_later: bool = False
    ) -> None:
        super().__init__()
        self.settings = QSettings(str(data_dir() / "settings.ini"), QSettings.Format.IniFormat)
        self.keys, key_trouble = read_keys(self.settings)
        self.desk = Desk(project, self)
        self.engine = EnginePresenter(self.desk, self)
        self.watch = TrainingWatch(self.desk, self)
        self.scoring = ScoringWatch(self.desk, self.engine, self.watch, self)
        self.annotate: AnnotatePresenter | None = None
        self._compare: ComparePresenter | None = None
        self._data: DataPanel | None = None
        self.past: PastPresenter | None = None
        self.at_close: list[Callable[[], None]] = []
        self.zoom = Zoom(self.settings)
        self.window = MainWindow(self.keys, self._builders(), self.settings)
        self.window.setWindowTitle(f"{project.path.stem} – Stepmark")
        self.desk.history.beside = BesideWindow(self.desk, self.window.centre)
        self.place = PlaceKeeper(self.desk, self.window)
        Hints(self.desk, self.window)
        EngineStatus(self.desk, self.engine, self.window)
        self.summons = Summons(project.path, self)
        self._connect(reporter, closes_later)
        self._bind_keys()
        self._show_annotator()
        self.window.open_page(Page.ANNOTATE)
        self.place.restore()
        if notices := (*project.notices, *key_trouble):
            self.window.banner.tell("\n".join(map(shown, notices)))

    def start_background_work(self) -> None:
        """Load the model and adopt a live training run, once the window stands."""
        if self.desk.closed:
            return
        without_engine = os.environ.get(NO_ENGINE)
        if not without_engine:
            self.engine.load_preferred()
        self.watch.adopt()
        if not without_engine:
            self.scoring.start()  # a run that ended meanwhile may have brought its model

    def leave(self) -> None:
        """Save what was typed and end the engine; a training run goes on by itself.

        The project stays held, and nothing more is written to it, until ``close``.
        """
        if self.desk.closed:
            return
        # First of all, for it holds the file: whatever is written here would wait for its end.
        for work in self.window.findChildren(LongWork):
            work.close()
        self.place.close()
        self.summons.close()
        if self.annotate is not None:
            self.annotate.submit_text()
        for end in self.at_close:
            end()
        self.watch.stop_watching()
        self.scoring.close()
        self.engine.shutdown()
        self.desk.closed = True

    def close(self) -> None:
        """Leave, back the project up and let go of it."""
        self.leave()
        self.desk.close()

    def compare_models(self, model_a_id: str, model_b_id: str) -> None:
        """Open the Compare page and compare two models blind."""
        self.window.open_page(Page.COMPARE)
        if self._compare is not None:
            self._compare.compare_models(model_a_id, model_b_id)

    def list_problems(self, name: str, problem_ids: Sequence[str]) -> None:
        """Open the Annotate page with only these problems in the queue, under a name."""
        self.window.open_page(Page.ANNOTATE)
        if self.annotate is not None:
            self.annotate.queue.show_only(name, problem_ids)
            self.annotate.panel.queue.focus_list()

    def open_past(self) -> None:
        """Show what was done, to go back to it."""
        if self.past is None:
            from workbench.ui.past.presenter import PastPresenter

            self.past = PastPresenter(self.desk, self.window.centre)
            self.past.place_wanted.connect(self._show_place)
            self.at_close.append(self.past.close)
        self.past.open()

    def _show_place(self, problem_id: str, step_id: str) -> None:
        self.window.open_page(Page.ANNOTATE)
        if self.annotate is not None:
            self.annotate.jump_to(problem_id, step_id or None)

    def _builders(self) -> dict[Page, Callable[[], BuiltPage]]:
        return {
            Page.ANNOTATE: self._build_annotate,
            Page.COMPARE: self._build_compare,
            Page.TRAIN: self._build_train,
            Page.MODELS: self._build_models,
            Page.DATA: self._build_data,
            Page.INSIGHTS: self._build_insights,
        }

    def _build_annotate(self) -> BuiltPage:
        panel = AnnotatePanel(self.keys)
        self.annotate = AnnotatePresenter(self.desk, self.engine, panel, self.keys)
        self.place.prepare(self.annotate)
        GuidelinePresenter(self.desk, panel, self.keys)
        self.annotate.acts.ahead.activity_changed.connect(self.window.status.show_ahead)
        self.annotate.import_wanted.connect(lambda: self.window.open_page(Page.DATA))
        self.annotate.queue.problem_opened.connect(self.window.banner.go_on)
        suggesting = SuggestionPresenter(self.desk, self.scoring, self.annotate, self.keys)
        suggesting.train_wanted.connect(lambda: self.window.open_page(Page.TRAIN))
        return BuiltPage(panel, self.annotate)

    def _build_compare(self) -> BuiltPage:
        from workbench.ui.compare.panel import ComparePanel
        from workbench.ui.compare.presenter import ComparePresenter

        panel = ComparePanel(self.keys)
        presenter = ComparePresenter(self.desk, self.engine, panel, self.keys)
        presenter.annotate_wanted.connect(lambda: self.window.open_page(Page.ANNOTATE))
        self.at_close.append(presenter.close)
        self._compare = presenter
        return BuiltPage(panel, presenter)

    def _build_train(self) -> BuiltPage:
        from workbench.ui.train.panel import TrainPanel
        from workbench.ui.train.presenter import TrainPresenter

        panel = TrainPanel()
        presenter = TrainPresenter(self.desk, self.engine, self.watch, panel)
        presenter.compare_wanted.connect(self.compare_models)
        return BuiltPage(panel, presenter)

    def _build_models(self) -> BuiltPage:
        from workbench.ui.models.panel import ModelsPanel
        from workbench.ui.models.presenter import ModelsPresenter

        panel = ModelsPanel()
        presenter = ModelsPresenter(self.desk, self.engine, panel)
        self.at_close.append(presenter.close)
        return BuiltPage(panel, presenter)

    def _build_data(self) -> BuiltPage:
        from workbench.ui.data.agreement_presenter import AgreementPresenter
        from workbench.ui.data.annotators_presenter import AnnotatorsPresenter
        from workbench.ui.data.panel import DataPanel
        from workbench.ui.data.presenter import DataPresenter

        panel = self._data = DataPanel()
        presenter = DataPresenter(self.desk, panel)
        people = AnnotatorsPresenter(self.desk, panel)
        people.problems_wanted.connect(self.list_problems)
        agreement = AgreementPresenter(self.desk, panel, self.keys)
        self.at_close += (presenter.work.close, people.close, agreement.close)
        return BuiltPage(panel, presenter)

    def _build_insights(self) -> BuiltPage:
        from workbench.ui.insights.panel import InsightsPanel
        from workbench.ui.insights.presenter import InsightsPresenter

        panel = InsightsPanel()
        presenter = InsightsPresenter(self.desk, panel)
        presenter.annotate_wanted.connect(lambda: self.window.open_page(Page.ANNOTATE))
        presenter.problems_wanted.connect(self.list_problems)
        self.at_close.append(presenter.close)
        return BuiltPage(panel, presenter)

    def _connect(self, reporter: ErrorReporter, closes_later: bool) -> None:
        banner, status = self.window.banner, self.window.status
        reporter.known.connect(banner.warn)
        self.desk.told.connect(banner.tell)
        self.desk.failed.connect(banner.warn)
        self.desk.save_state_changed.connect(status.show_save_state)
        self.engine.failed.connect(banner.warn)
        self.engine.crashed.connect(banner.warn_of_end)
        self.desk.bus.changed.connect(self._on_people_changed)
        status.annotators_wanted.connect(self._open_annotators)
        self.watch.job_changed.connect(status.show_job)
        self.watch.job_changed.connect(self._on_job)
        self.window.rail.scheme_toggled.connect(self._on_scheme_toggled)
        self.window.rail.scheme_chosen.connect(self._use_scheme)
        self.window.rail.past_wanted.connect(self.open_past)
        self.window.rail.keys_wanted.connect(self.window.overlay.open)
        self.window.rail.change_keys_wanted.connect(self.window.editor.open)
        self.window.rail.tour_wanted.connect(self.window.take_tour)
        self.window.closing.connect(self.leave if closes_later else self.close)
        self.summons.called.connect(self.window.come_forward)

    def _bind_keys(self) -> None:
        bind = self.window.bind
        bind("edit.undo", self.desk.history.undo)
        bind("edit.redo", self.desk.history.redo)
        bind("edit.history", self.open_past)
        bind("help.keys", self.window.overlay.open)
        bind("view.larger", self.zoom.larger)
        bind("view.smaller", self.zoom.smaller)
        bind("view.normal", self.zoom.normal)

    def _on_people_changed(self, topics: frozenset[str], _author: object) -> None:
        if touches(topics, "annotators", "passes"):
            self._show_annotator()

    def _show_annotator(self) -> None:
        """Say who works where there are several, and how much is to be marked blind."""
        people = Annotators(self.desk.project)
        name = self.desk.project.annotator.name if people.several() else ""
        self.window.status.show_annotator(name, people.waiting())

    def _open_annotators(self) -> None:
        self.window.open_page(Page.DATA)
        if self._data is not None:
            self._data.show_tab("annotators")

    def _on_job(self, text: str) -> None:
        """Give the GPU to a training run while there is one."""
        if text:
            self.engine.make_room()
        else:
            self.engine.take_room_back()

    def _on_scheme_toggled(self) -> None:
        dark = theme.current().name == "dark"
        self._use_scheme(theme.Scheme.LIGHT if dark else theme.Scheme.DARK)

    def _use_scheme(self, scheme: theme.Scheme) -> None:
        self.settings.setValue("look/scheme", scheme.value)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, scheme)


class Start(QObject):
    """Opens the project, or shows why it cannot be opened until another way is found."""

    def __init__(self, reporter: ErrorReporter, *, closes_later: bool = False) -> None:
        super().__init__()
        self._reporter = reporter
        self._closes_later = closes_later
        self._own = False
        self.summoned = False
        self.trouble: StartTrouble | None = None
        self.application: Application | None = None
        self._waiting = StartWaiting(self)
        self._waiting.again.connect(self._open_again)
        self._waiting.long.connect(self._show_trouble)

    def open(self, path: Path | None) -> None:
        """Open the project at ``path`` (None: the user's own) and show its window."""
        from workbench.service import first_run

        self._waiting.stop()  # the user may have chosen another project meanwhile
        try:
            project = first_run.open_or_begin(path)
        except ProjectClosingError as error:
            self._waiting.wait(path, shown(error))
            return
        except ProjectLockedError as error:
            self.summoned = call(path or first_run.default_project_path())
            if not self.summoned:
                self._show_trouble(path, shown(error))
            return
        except KnownError as error:
            self._show_trouble(path, shown(error))
            return
        self._own = path is None
        self.application = Application(project, self._reporter, closes_later=self._closes_later)
        self.application.window.show()
        if self.trouble is not None:
            self.trouble.close()
        QTimer.singleShot(0, self._begin)

    def _begin(self) -> None:
        """Do what can wait until the window is painted, unless that is closed by then."""
        application = self.application
        if application is None or application.desk.closed:
            return
        application.start_background_work()
        if self._own and application.window.wants_tour:
            application.window.take_tour()

    def _open_again(self, path: Path | None) -> None:
        self.open(path)
        if self.summoned:  # another start was quicker
            QApplication.quit()

    def _show_trouble(self, path: Path | None, sentence: str) -> None:
        from workbench.service import first_run

        before, self.trouble = (
            self.trouble,
            StartTrouble(path or first_run.default_project_path(), sentence),
        )
        self.trouble.project_chosen.connect(self.open)
        self.trouble.show()
        if before is not None:
            before.close()


def main(project_path: Path | str | None = None) -> int:
    """Run the window on a project (None: the user's own); return the exit status."""
    start_logging()
    app = qt_application()
    reporter = ErrorReporter(app)
    reporter.install()
    start = Start(reporter, closes_later=True)
    start.open(Path(project_path) if project_path else None)
    if start.summoned and start.trouble is None:
        return 0  # The window that has the project open already came to the front.
    # What lives as long as the window need not be looked through for garbage again and again: that
    # halted it for 160 ms at a time.
    gc.freeze()
    status = app.exec()
    if start.application is not None:
        app.processEvents()  # so that the desktop learns that the window is gone
        start.application.close()
    return status


def qt_application() -> QApplication:
    """Return the dressed application object, made on first use."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    # Caches of fonts, icons and laid-out text live as long as the process; an application object
    # that went before them would take the process down at its end.
    _kept.append(app)
    app.setApplicationName("Stepmark")
    languages.speak(app)
    settings = QSettings(str(data_dir() / "settings.ini"), QSettings.Format.IniFormat)
    stored = str(settings.value("look/scheme", theme.Scheme.SYSTEM.value))
    known = {scheme.value for scheme in theme.Scheme}
    theme.apply(app, stored if stored in known else theme.Scheme.SYSTEM)
    return app
