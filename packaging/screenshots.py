"""Draws every page in its main states from the real window, offscreen, on the sample problems."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "packaging")]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from pictures import sample  # noqa: E402  # the paths come first
from pictures.states import EMPTY, FULL, State  # noqa: E402

SIZES = ((1440, 900), (1024, 700))
SCHEMES = ("light", "dark")
LARGEST_BYTES = 400_000
SMALLEST_FILE = 0  # Qt's PNG quality: 0 compresses most
README = ROOT / "resources" / "screenshots"
README_SHOTS = {
    "annotate_marking": "annotate",
    "compare_pair": "compare",
    "train_ending": "train",
    "models_full": "models",
    "data_import": "data",
}


def main() -> int:
    """Write the pictures; with ``--readme`` only the few that the README shows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "screenshots")
    parser.add_argument("--readme", action="store_true", help="renew the README's pictures")
    parser.add_argument("--only", nargs="*", default=[], help="parts of names: train tour_")
    chosen = parser.parse_args()
    out: Path = README if chosen.readme else chosen.out.absolute()
    out.mkdir(parents=True, exist_ok=True)
    full = [one for one in FULL if not chosen.readme or one.name in README_SHOTS]
    take_all(sample.sample_window, wanted(full, chosen.only), out, readme=chosen.readme)
    if not chosen.readme:
        take_all(sample.empty_window, wanted(EMPTY, chosen.only), out)
    return 0


def wanted(states: Iterable[State], only: list[str]) -> list[State]:
    """Return the states whose names hold one of the parts; all of them without parts."""
    return [one for one in states if not only or any(part in one.name for part in only)]


def take_all(open_window: Any, states: list[State], out: Path, *, readme: bool = False) -> None:
    """Bring one window into each of its states and draw it in every scheme and size."""
    if not states:
        return
    with open_window() as application:
        for state in states:
            for size in SIZES[:1] if readme else SIZES:
                application.window.resize(*size)
                show(application, state)
                for scheme in worn_first():
                    wear(scheme)
                    name = f"{state.name}_{scheme}_{size[0]}.png"
                    if readme:
                        name = f"{README_SHOTS[state.name]}_{scheme}.png"
                    take(application, out / name, largest=LARGEST_BYTES if readme else 0)
                state.undo(application)


def worn_first() -> list[str]:
    """Return the schemes, first the one that the window wears.

    To dress a window with many pages anew takes a second, much longer than to draw it.
    """
    from workbench.ui import theme

    return sorted(SCHEMES, key=lambda scheme: scheme != theme.current().name)


def wear(scheme: str) -> None:
    """Dress the window in a scheme, unless it wears it already."""
    from PySide6.QtWidgets import QApplication

    from workbench.ui import theme

    if theme.current().name != scheme:
        theme.apply(QApplication.instance(), scheme)
        sample.settle()


def show(application: Any, state: State) -> None:
    """Bring the window into a state."""
    from workbench.ui.rail import Page

    application.window.open_page(Page(state.page))
    sample.settle()
    state.prepare(application)
    sample.settle()


def take(application: Any, path: Path, *, largest: int) -> None:
    """Write one picture; one that is too large for the README fails the run."""
    from PySide6.QtGui import QImage

    picture = application.window.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    picture.save(str(path), "PNG", SMALLEST_FILE)
    size = path.stat().st_size
    print(f"{path.name}: {size // 1000} kB", flush=True)
    if largest and size > largest:
        raise SystemExit(f"{path} is larger than {largest // 1000} kB")


if __name__ == "__main__":
    sys.exit(main())
