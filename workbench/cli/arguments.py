"""What can be typed: the verbs, their options and their help, built without importing the work."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from workbench import __version__
from workbench.cli.annotator_options import add_annotator_verbs
from workbench.cli.evaluate_prm_options import add_prm_options
from workbench.cli.exchange_options import (
    add_export_options,
    add_import_options,
    add_push_options,
)

PRESET_NAMES = ("quick", "standard", "thorough")
REWARD_MODELS = ("process", "generative")


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line; ``verb`` is None for the window."""
    top = argparse.ArgumentParser(
        prog="stepmark",
        description="Mark a model's solutions step by step, train on the marks, use the result. "
        "Without a verb it opens the window.",
    )
    top.add_argument("--version", action="version", version=f"stepmark {__version__}")
    _add_common(top, default=None)
    verbs = top.add_subparsers(dest="verb", metavar="VERB", title="verbs")
    _add_import(verbs)
    _add_generate(verbs)
    _add_export(verbs)
    _add_train(verbs)
    _add_evaluate(verbs)
    _add_server(verbs)
    _add_models(verbs)
    _add_bench(verbs)
    add_annotator_verbs(verbs, _add_verb)
    _add_verb(verbs, "check", "check the project's integrity")
    _add_verb(verbs, "doctor", "say what is installed, what is missing and how to get it")
    return top


def positive(text: str) -> int:
    """Parse a whole number of at least 1."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def temperature(text: str) -> float:
    """Parse a sampling temperature: 0 (greedy) to 5."""
    number = float(text)
    if not 0 <= number <= 5:
        raise argparse.ArgumentTypeError("must lie between 0 and 5")
    return number


def _add_common(target: argparse.ArgumentParser, default: Any) -> None:
    target.add_argument(
        "--project", metavar="FILE", type=Path, default=default, help="the project file"
    )
    target.add_argument(
        "--json",
        action="store_true",
        default=False if default is None else default,
        help="print one JSON document on standard output; everything else goes to standard error",
    )


def _add_verb(verbs: Any, name: str, help_text: str) -> argparse.ArgumentParser:
    verb: argparse.ArgumentParser = verbs.add_parser(name, help=help_text, description=help_text)
    # Suppressed defaults: an option given before the verb is not overwritten by its absence after.
    _add_common(verb, default=argparse.SUPPRESS)
    return verb


def _add_models(verbs: Any) -> None:
    verb = _add_verb(verbs, "models", "list what is known and what fits this machine's memory")
    acts = verb.add_subparsers(dest="act", metavar="ACT")
    add = _add_verb(acts, "add", "add a GGUF file or a transformers folder, used where it lies")
    add.add_argument("path", metavar="PATH", type=Path)
    scan = _add_verb(acts, "scan", "look through a folder for models from now on")
    scan.add_argument("folder", metavar="FOLDER", type=Path)
    fetch = _add_verb(acts, "download", "fetch a model; goes on where an earlier try ended")
    fetch.add_argument("what", metavar="ID|URL", help="an id of the lists, or https://….gguf")
    fetch.add_argument("--sha256", metavar="H", default="", help="what the file must come to")
    remove = _add_verb(acts, "remove", "take a model, or a folder, off the list; files stay")
    remove.add_argument("what", metavar="ID|FOLDER")
    merge = _add_verb(acts, "merge", "write a trained model as one GGUF file, adapter worked in")
    merge.add_argument("model", metavar="MODEL", help="a trained model of `stepmark models`")
    merge.add_argument("out", metavar="OUT.gguf", type=Path)


def _add_import(verbs: Any) -> None:
    verb = _add_verb(verbs, "import", "add problems (or marked solutions) from files")
    add_import_options(verb)


def _add_generate(verbs: Any) -> None:
    verb = _add_verb(verbs, "generate", "let a model solve the problems that have no turn yet")
    verb.add_argument("--model", metavar="ID", help="a model of `stepmark models`")
    verb.add_argument("--annotator", metavar="NAME", help="who works, now and from now on")
    verb.add_argument("--limit", metavar="N", type=positive, help="solve at most N problems")
    verb.add_argument(
        "-k", metavar="K", type=positive, default=1, help="candidates per problem (default 1)"
    )
    verb.add_argument("--seed", metavar="S", type=int, default=0, help="the first seed (default 0)")
    verb.add_argument("--temperature", metavar="T", type=temperature, help="0 is greedy")


def _add_export(verbs: Any) -> None:
    verb = _add_verb(verbs, "export", "write the marks in a format for training or sharing")
    add_export_options(verb)
    push = _add_verb(verbs, "push", "send an exported folder to a hub; lists what would go first")
    add_push_options(push)


def _add_train(verbs: Any) -> None:
    verb = _add_verb(verbs, "train", "train a model on the marks; Ctrl-C stops at a checkpoint")
    verb.add_argument("--preset", choices=PRESET_NAMES, help="how long to train (default standard)")
    verb.add_argument("--recipe", metavar="FILE", type=Path, help="settings as TOML or JSON")
    verb.add_argument("--steps", metavar="N", type=positive, help="PPO updates, over the recipe's")
    verb.add_argument(
        "--reward-model",
        choices=REWARD_MODELS,
        help="what judges steps, over the recipe's: a head, or a verifier that explanations teach",
    )
    target = verb.add_mutually_exclusive_group()
    target.add_argument("--run", metavar="DIR", type=Path, help="the folder of the new run")
    target.add_argument("--resume", metavar="DIR", type=Path, help="go on with a stopped run")
    verb.add_argument(
        "--yes", action="store_true", help="go on where the reward model is not above chance"
    )


def _add_evaluate(verbs: Any) -> None:
    verb = _add_verb(verbs, "evaluate", "measure how often a model's final answer is right")
    verb.add_argument("model", metavar="MODEL", nargs="?", help="a model of `stepmark models`")
    add_prm_options(verb)
    verb.add_argument("--split", choices=("heldout", "train"), help="default heldout")
    verb.add_argument("--seeds", metavar="N", type=positive, help="samples per problem (default 1)")
    verb.add_argument(
        "--limit",
        metavar="N",
        type=positive,
        help="measure on at most N problems (with --card: of each family)",
    )
    verb.add_argument("--temperature", metavar="T", type=temperature, help="0 is greedy")
    verb.add_argument(
        "--card",
        action="store_true",
        help="measure the shipped starter anew and set it against its card; needs no project",
    )


def _add_bench(verbs: Any) -> None:
    verb = _add_verb(verbs, "bench", "long measurements: how much training gains, how fast it is")
    verb.add_argument("what", choices=("loop", "ppo"), help="the closed loop, or PPO against TRL")
    verb.add_argument(
        "options", nargs=argparse.REMAINDER, help="the measurement's own; --help lists them"
    )


def _add_server(verbs: Any) -> None:
    verb = _add_verb(verbs, "server", "use models on a server (vLLM, SGLang, llama-server)")
    acts = verb.add_subparsers(dest="act", metavar="ACT", required=True)
    add = _add_verb(acts, "add", "ask a server for its model and add it to the project")
    add.add_argument("address", metavar="ADDRESS", help="such as http://127.0.0.1:8080/v1")
    add.add_argument("--model", metavar="NAME", default="", help="which one, if it has several")
    add.add_argument("--name", metavar="N", default="", help="what to call it here")
    add.add_argument(
        "--key-from-environment",
        action="store_true",
        help="read STEPMARK_API_KEY at every use instead of keeping the key in the keyring",
    )
    _add_verb(acts, "list", "list the servers' models of the project")
    remove = _add_verb(acts, "remove", "remove a server's model and its key")
    remove.add_argument("name", metavar="NAME", help="its name or id")
