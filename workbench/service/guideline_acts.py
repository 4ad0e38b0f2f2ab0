"""The guideline that marks are made under: every edit is a new version."""

from __future__ import annotations

from workbench.domain.records import now
from workbench.service.project_acts import ProjectActs
from workbench.store.changes import Change, RowChange


class GuidelineActs(ProjectActs):
    """Reads and edits a project's guideline."""

    def guideline(self) -> tuple[int, str]:
        """Return the version and text of the guideline that new marks are made under."""
        row = self._database.row("SELECT * FROM guidelines ORDER BY version DESC LIMIT 1")
        return (row["version"], row["text"]) if row else (0, "")

    def edit_guideline(self, text: str) -> Change:
        """Make a new version of the guideline; marks keep the version they were made under."""
        version = self.guideline()[0] + 1
        row = {"version": version, "text": text, "created_at": now()}
        return self._project.commit(
            f"guideline version {version}",
            ["preferences"],
            [RowChange("guidelines", str(version), None, row)],
        )
