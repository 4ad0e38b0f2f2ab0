"""What can be typed for files in and files out, built without importing the work."""

from __future__ import annotations

import argparse
from pathlib import Path

from workbench.cli.annotator_options import add_filter_options

EXPORT_FORMATS = (
    "stepmark-jsonl",
    "prm800k",
    "trl-stepwise",
    "processbench",
    "trl-preference",
    "trl-unpaired",
    "sft",
    "math-shepherd",
    "rlhflow-prm",
    "llamafactory-preference",
)


def add_import_options(verb: argparse.ArgumentParser) -> None:
    """Add the options of ``import``."""
    verb.add_argument(
        "files", metavar="FILE", nargs="+", type=Path, help="JSON Lines, JSON, CSV or Parquet"
    )
    verb.add_argument("--format", metavar="F", help="the files' format; recognised if not given")
    verb.add_argument("--split", choices=("heldout", "train"), help="held-out problems never train")
    verb.add_argument("--annotator", metavar="NAME", help="who works, now and from now on")
    verb.add_argument("--dry-run", action="store_true", help="say what would be added, add nothing")
    verb.add_argument(
        "--map",
        metavar="FIELD=COLUMN",
        nargs="+",
        type=_pair,
        default=[],
        help="which column holds what: statement, answer, solution, topic, source, split, id, "
        "response, steps, labels",
    )
    verb.add_argument(
        "--zero",
        choices=("incorrect", "neutral"),
        help="what 0 means among mapped labels",
    )
    verb.add_argument(
        "--preview", action="store_true", help="show columns, first rows and the guessed mapping"
    )


def add_export_options(verb: argparse.ArgumentParser) -> None:
    """Add the options of ``export``."""
    verb.set_defaults(usage_error=verb.error)
    verb.add_argument("format", metavar="FORMAT", nargs="?", help=", ".join(EXPORT_FORMATS))
    verb.add_argument(
        "out", metavar="OUT", nargs="?", type=Path, help="a file, or with --container a folder"
    )
    verb.add_argument(
        "--repeat",
        metavar="FILE.export.json",
        type=Path,
        help="write again what an earlier export was asked for, in its place",
    )
    add_filter_options(verb)
    verb.add_argument(
        "--neutral",
        choices=("positive", "negative", "drop"),
        help="what neutral becomes in a format with two labels",
    )
    verb.add_argument(
        "--after-first-error",
        action="store_true",
        help="also write the steps behind the first incorrect one",
    )
    verb.add_argument(
        "--container",
        choices=("jsonl", "parquet", "dataset", "csv", "csv-exact"),
        default="jsonl",
        help="one file of JSON Lines (default); a folder of Parquet shards, or for `datasets`; a "
        "table for spreadsheets with formulas made harmless (csv) or as they are (csv-exact)",
    )
    verb.add_argument(
        "--check", action="store_true", help="also read it into an empty project and compare"
    )


def add_push_options(verb: argparse.ArgumentParser) -> None:
    """Add the options of ``push``."""
    verb.add_argument("folder", metavar="FOLDER", type=Path, help="an exported folder")
    verb.add_argument("repo", metavar="OWNER/NAME", help="the data set's name at the hub")
    verb.add_argument("--public", action="store_true", help="let everybody read it")
    verb.add_argument(
        "--yes", action="store_true", help="connect and send; without it only list what would go"
    )
    verb.add_argument("--endpoint", metavar="URL", help="another hub than huggingface.co")
    token = verb.add_mutually_exclusive_group()
    token.add_argument(
        "--keep-token",
        action="store_true",
        help="ask for the hub's token and keep it in the keyring, with --yes once the hub took it",
    )
    token.add_argument(
        "--forget-token", action="store_true", help="first delete the token that is kept"
    )


def _pair(text: str) -> tuple[str, str]:
    field, sign, column = text.partition("=")
    if not sign or not field or not column:
        raise argparse.ArgumentTypeError("write it as FIELD=COLUMN, such as statement=question")
    return field, column
