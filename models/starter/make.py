"""Make the starter again, in one command: tokenizer, training, export, measurements, card.

    python -m models.starter.make --folder RUN

It takes about an hour and a half on one CPU core, minutes on a GPU. A run that was cut goes on
where it was. Nothing in this folder is replaced before the training has ended.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from workbench.service.starter_card import CardSettings, measure, starter_engine, write_card
from workbench.service.starter_expert import StarterExpert

from . import build_tokenizer, make_samples
from .card_tables import update_page
from .export import CATALOG, HERE, export, update_catalog
from .train import Run, Settings, finished


def make_weights(settings: Settings) -> None:
    """Build the tokenizer and train, each unless it is done already."""
    if not (settings.tokenizer / "tokenizer.json").exists():
        build_tokenizer.save(build_tokenizer.build(), settings.tokenizer)
    if not finished(settings):
        Run(settings).train()
    if not finished(settings):
        raise SystemExit(f"The training in {settings.folder} was stopped; run this again.")


def put_in_place(run: Path) -> None:
    """Replace the shipped files by those of a run, its log among them."""
    export(run / "checkpoint.pt", run, HERE)
    shutil.copyfile(run / "train.log", HERE / "train.log")
    update_catalog(HERE / "model.safetensors")


def make_card(settings: CardSettings) -> None:
    """Measure the shipped files and write the card, its page and the sample problems."""
    with starter_engine() as generate:
        card = measure(generate, settings, StarterExpert())
    write_card(card, HERE / "card.json")
    update_page(HERE)
    make_samples.write(make_samples.OUTPUT)


def main() -> None:
    """Read the command line and make everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="where the run is kept")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--device", default="auto", help="cpu, cuda or auto")
    parser.add_argument("--no-compile", action="store_true", help="slower, needs no C++ compiler")
    given = parser.parse_args()
    settings = Settings(
        folder=given.folder,
        tokenizer=given.folder,
        threads=given.threads,
        device=given.device,
        compile=not given.no_compile,
    )
    make_weights(settings)
    put_in_place(given.folder)
    make_card(CardSettings())
    print(f"The starter lies in {HERE}; its hash is in {CATALOG}.")


if __name__ == "__main__":
    main()
