"""What can be typed about several annotators, built without importing the work."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

AddVerb = Callable[[Any, str, str], argparse.ArgumentParser]


def add_annotator_verbs(verbs: Any, add_verb: AddVerb) -> None:
    """Add ``annotators``, ``second-pass``, ``agreement`` and ``merge-project``."""
    people = add_verb(verbs, "annotators", "list who works here, add somebody, say who works now")
    acts = people.add_subparsers(dest="act", metavar="ACT")
    for act, text in (
        ("add", "add an annotator"),
        ("use", "let an annotator work from now on"),
    ):
        add_verb(acts, act, text).add_argument("name", metavar="NAME")
    rename = add_verb(acts, "rename", "call an annotator by another name; the marks stay theirs")
    rename.add_argument("name", metavar="NAME")
    rename.add_argument("new_name", metavar="NEW")
    gold = add_verb(acts, "gold", "let the marks on problems be a reference for everybody")
    gold.add_argument("problems", metavar="PROBLEM", nargs="+", help="ids of problems")
    gold.add_argument("--remove", action="store_true", help="let them be a reference no longer")
    _add_second_pass(add_verb(verbs, "second-pass", "ask for blind second opinions"))
    agreement = add_verb(
        verbs, "agreement", "say how far the annotators agree, and how sure that is"
    )
    agreement.add_argument(
        "--blind-only", action="store_true", help="leave out what was said with a mark in sight"
    )
    merge = add_verb(verbs, "merge-project", "bring another annotator's project into this one")
    merge.add_argument("other", metavar="OTHER.stepmark", type=Path)
    merge.add_argument(
        "--dry-run", action="store_true", help="list what would come and what clashes"
    )


def add_filter_options(verb: argparse.ArgumentParser) -> None:
    """Add what chooses a part of the project for an export."""
    group = verb.add_argument_group("what part of the project")
    group.add_argument("--by", metavar="NAME", nargs="+", default=[], help="marks by annotators")
    group.add_argument(
        "--since", metavar="DAY", default="", help="marks from a day on (2026-11-21)"
    )
    group.add_argument("--until", metavar="DAY", default="", help="marks up to a day")
    group.add_argument(
        "--status",
        nargs="+",
        default=[],
        choices=("open", "accepted", "converged", "bad_problem", "give_up"),
        help="where the work on a problem stands",
    )
    group.add_argument("--mode", choices=("first_error", "full"), help="how marks were made")
    group.add_argument("--topic", metavar="T", nargs="+", default=[], help="problems on topics")
    group.add_argument("--model", metavar="M", nargs="+", default=[], help="responses of models")
    group.add_argument(
        "--agreement",
        choices=("any", "undisputed", "agreed"),
        default="any",
        help="leave out steps in dispute, or all but those on which two or more agree",
    )
    group.add_argument("--split", choices=("heldout", "train"), help="one side of the split")
    verb.add_argument("--licence", metavar="L", default="", help="of the problems, for the card")


def _add_second_pass(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "name", metavar="NAME", nargs="?", help="the annotator; none lists all passes"
    )
    verb.add_argument(
        "--share", metavar="P", type=float, default=20.0, help="per cent of each topic (default 20)"
    )
    verb.add_argument("--seed", metavar="S", type=int, default=0, help="of the draw (default 0)")
    ends = verb.add_mutually_exclusive_group()
    ends.add_argument("--hand-in", action="store_true", help="end the passes that are complete")
    ends.add_argument("--withdraw", action="store_true", help="ask for nothing any more")
