"""``push``: an exported folder to a hub, after a list of what would go."""

from __future__ import annotations

import argparse
import getpass

from workbench.cli.console import Console
from workbench.service import sharing


def push_verb(arguments: argparse.Namespace, console: Console) -> int:
    """List what would be sent; with ``--yes`` send it."""
    plan = sharing.plan_push(
        arguments.folder,
        arguments.repo,
        private=not arguments.public,
        endpoint=arguments.endpoint or sharing.HUB,
    )
    if arguments.keep_token:
        lasting = sharing.keep_token(getpass.getpass("Token of the hub: ").strip())
        console.note("The token is kept." if lasting else "There is no keyring to keep it in.")
    document = {**plan.plain(), "sent": False, "address": ""}
    if not arguments.yes:
        console.result(document, [*plan.lines(), "Nothing was sent; add --yes to send it."])
        return 0
    address = sharing.push(plan, sharing.kept_token())
    console.result(document | {"sent": True, "address": address}, [f"Sent to {address}."])
    return 0
