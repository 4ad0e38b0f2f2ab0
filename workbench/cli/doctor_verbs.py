"""``doctor``: is the installation whole; it leans on nothing that it is asked about."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from workbench.cli.console import Console
from workbench.service.doctor import Finding, Health, examine

_SIGNS = {Health.OK: "ok  ", Health.WARNING: "mind", Health.MISSING: "LACK"}


def doctor_verb(_arguments: argparse.Namespace, console: Console) -> int:
    """Say what is installed and what is missing; 1 where something needed is missing."""
    console.note("Looking at the installation…")
    findings = examine()
    lines = [line for finding in findings for line in _lines(finding)]
    lacking = [finding.name for finding in findings if finding.health is Health.MISSING]
    verdict = f"Missing: {', '.join(lacking)}." if lacking else "Everything needed is there."
    document = {"ok": not lacking, "findings": [asdict(finding) for finding in findings]}
    console.result(document, [*lines, verdict])
    return 1 if lacking else 0


def _lines(finding: Finding) -> list[str]:
    lines = [f"{_SIGNS[finding.health]}  {finding.name}: {finding.detail}"]
    return [*lines, f"      → {finding.remedy}"] if finding.remedy else lines
