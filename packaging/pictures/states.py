"""The states of every page that pictures are taken of, each made by what a user would do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pictures import acts, desk, pages, people
from pictures.acts import Prepare


@dataclass(frozen=True, slots=True)
class State:
    """One state of a page: the window it is shown in, and how it comes about.

    ``undo`` puts the window back for the states after it.
    """

    name: str
    page: str
    prepare: Prepare = lambda _application: None
    undo: Prepare = lambda _application: None


def begin_tour(application: Any) -> None:
    """Show the tour's first stop on a problem that nobody solved, as at the first start."""
    desk.show_unsolved(application)
    acts.stop_of_tour(0)(application)


def leave_tour(application: Any) -> None:
    """Put the tour away and show the worked example again."""
    acts.end_tour(application)
    desk.open_example(application)


EMPTY = (
    State("annotate_empty", "Annotate"),
    State("compare_empty", "Compare"),
    State("train_empty", "Train"),
    State("models_empty", "Models"),
    State("data_empty", "Data"),
    State("insights_empty", "Insights", pages.show_uncounted),
)

FULL = (
    State("annotate_unmarked", "Annotate", desk.show_unmarked),
    State("annotate_marking", "Annotate", desk.show_marking),
    State("keys", "Annotate", acts.show_keys, acts.hide_keys),
    State("keys_change", "Annotate", acts.show_editor, acts.hide_editor),
    State("tour_solve", "Annotate", begin_tour, leave_tour),
    State("tour_mark", "Annotate", acts.stop_of_tour(1), acts.end_tour),
    State("tour_refine", "Annotate", acts.stop_of_tour(2), acts.end_tour),
    State("tour_train", "Train", acts.stop_of_tour(3), acts.end_tour),
    State("tour_export", "Data", acts.stop_of_tour(4), acts.end_tour),
    State(
        "guideline",
        "Annotate",
        desk.show_guideline,
        lambda app: acts.shortcut(app, "guideline.show"),
    ),
    State("annotate_alternatives", "Annotate", desk.show_alternatives),
    State("annotate_consistency", "Annotate", desk.show_consistency),
    State("annotate_by_hand", "Annotate", desk.show_writing, desk.leave_writing),
    State("annotate_aside", "Annotate", desk.show_reasons, desk.leave_writing),
    State("annotate_set_aside", "Annotate", desk.show_set_aside, desk.leave_set_aside),
    State("annotate_unsolved", "Annotate", desk.show_unsolved),
    State("annotate_written", "Annotate", desk.show_written, desk.leave_written),
    State("annotate_suggestions", "Annotate", desk.show_suggestions, desk.open_example),
    State("annotate_blind", "Annotate", desk.show_blind, desk.leave_blind),
    State("annotate_split", "Annotate", desk.show_split, desk.leave_writing),
    State("annotate_queue", "Annotate", desk.show_queue, desk.leave_queue),
    State("past", "Annotate", desk.show_past, desk.hide_past),
    State("compare_pair", "Compare", pages.show_pairs),
    State("compare_ranking", "Compare", pages.show_ranking, pages.show_pairs),
    State("compare_form", "Compare", pages.show_models_form, pages.show_pairs),
    State("compare_result", "Compare", pages.show_result, pages.show_pairs),
    State("train_ending", "Train", pages.show_train),
    State("train_ending_lower", "Train", pages.scroll_to_end, pages.show_train),
    State("train_advanced", "Train", pages.show_advanced, pages.hide_advanced),
    State("train_plan", "Train", pages.show_plan, pages.show_train),
    State("train_running", "Train", pages.show_running, pages.show_train),
    State("train_question", "Train", pages.show_question, pages.show_train),
    State("train_paused", "Train", pages.show_paused, pages.show_train),
    State("train_worse", "Train", pages.show_worse, pages.show_train),
    State("train_stopped", "Train", pages.show_stopped, pages.show_train),
    State("train_failed", "Train", pages.show_failed, pages.show_train),
    State("models_full", "Models", pages.show_lineage),
    State("models_loading", "Models", pages.show_model_loading, pages.leave_model_loading),
    State("models_failing", "Models", pages.show_model_failing, pages.put_banner_away),
    State("models_download", "Models", pages.show_address_form, pages.close_form),
    State("models_server", "Models", pages.show_server_form, pages.close_form),
    State("data_import", "Data", pages.show_dry_run),
    State("data_mapping", "Data", pages.show_ready_import),
    State("data_check", "Data", pages.show_export_check, pages.leave_export_check),
    State("data_export", "Data", pages.tab("export")),
    State("data_annotators", "Data", pages.tab("annotators")),
    State("data_agreement", "Data", pages.tab("agreement")),
    State("insights_full", "Insights", pages.show_counted),
    State("insights_more", "Insights", pages.show_last_counted, pages.scroll_to_top),
    State("annotate_diff", "Annotate", desk.show_diff),
    State("people_annotators", "Data", people.show_annotators),
    State("people_agreement", "Data", people.show_agreement),
    State("people_case", "Data", people.show_case, people.leave_case),
)
