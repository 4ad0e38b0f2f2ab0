"""``push``: an exported folder to a hub, after a list of what would go."""

from __future__ import annotations

import argparse
import getpass

from workbench.cli.console import Console
from workbench.domain.errors import KnownError
from workbench.service import sharing


def push_verb(arguments: argparse.Namespace, console: Console) -> int:
    """List what would be sent, with ``--yes`` send it; 1 where a token was not kept as asked."""
    plan = sharing.plan_push(
        arguments.folder,
        arguments.repo,
        private=not arguments.public,
        endpoint=arguments.endpoint or sharing.HUB,
    )
    if arguments.forget_token:
        sharing.forget_token()
        console.note("No token of the hub is kept any more.")
    token = _asked() if arguments.keep_token else ""
    address = sharing.push(plan, token or sharing.kept_token()) if arguments.yes else ""
    kept = not token or _keep(token, console)
    told = f"Sent to {address}." if address else "Nothing was sent; add --yes to send it."
    document = {**plan.plain(), "sent": bool(address), "address": address}
    console.result(document, [told] if address else [*plan.lines(), told])
    return 0 if kept else 1


def _asked() -> str:
    token = getpass.getpass("Token of the hub: ").strip()
    if not token:
        raise KnownError("No token was given; nothing was sent or kept.")
    return token


def _keep(token: str, console: Console) -> bool:
    """Keep a token; what was sent stays sent where the keyring refuses it."""
    try:
        lasting = sharing.keep_token(token)
    except KnownError as error:
        console.note(str(error))
        return False
    console.note("The token is kept." if lasting else "There is no keyring to keep it in.")
    return lasting
