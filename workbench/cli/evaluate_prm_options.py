"""The options of ``evaluate --prm``, apart from its work so that ``--help`` answers at once."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_prm_options(verb: argparse.ArgumentParser) -> None:
    """Add the options of this way to evaluate."""
    group = verb.add_argument_group("reward models")
    group.add_argument("--prm", metavar="MODEL", help="a trained model, or the folder of its run")
    group.add_argument(
        "--processbench", metavar="FILE", type=Path, help="solutions with their first errors"
    )
    chosen = group.add_mutually_exclusive_group()
    chosen.add_argument(
        "--calibrate", metavar="FILE", type=Path, help="choose the threshold on this file"
    )
    chosen.add_argument(
        "--threshold",
        metavar="P",
        type=_probability,
        help="below this a step is wrong (default 0.5)",
    )


def _probability(text: str) -> float:
    """Parse a number from 0 to 1."""
    number = float(text)
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError("must lie between 0 and 1")
    return number
