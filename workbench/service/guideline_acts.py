"""The guideline that marks are made under: every edit is a new version."""

from __future__ import annotations

from workbench.domain.errors import KnownError
from workbench.domain.records import now
from workbench.domain.sentences import sentence
from workbench.service.project_acts import ProjectActs
from workbench.service.views import GuidelineVersion
from workbench.store import reading
from workbench.store.changes import Change, RowChange


class GuidelineActs(ProjectActs):
    """Reads and edits a project's guideline."""

    def guideline(self) -> tuple[int, str]:
        """Return the version and text of the guideline that new marks are made under."""
        row = self._database.row("SELECT * FROM guidelines ORDER BY version DESC LIMIT 1")
        return (row["version"], row["text"]) if row else (0, "")

    def guidelines(self) -> list[GuidelineVersion]:
        """Return every version, oldest first."""
        return [GuidelineVersion(**row) for row in reading.guidelines(self._database)]

    def edit_guideline(self, text: str) -> Change:
        """Make a new version of the guideline; marks keep the version they were made under."""
        version = 1 + max(self.guideline()[0], self._newest_used())
        if text.strip() == self.guideline()[1].strip():
            raise KnownError(
                sentence("The guideline is as it was; change its text to make a new version.")
            )
        row = {"version": version, "text": text, "created_at": now()}
        return self._project.commit(
            sentence("guideline version {version}", version=version),
            ["guidelines"],
            [RowChange("guidelines", str(version), None, row)],
        )

    def _newest_used(self) -> int:
        """Return the newest version that any edit ever made, one that was undone too.

        A mark made under a version that was taken back must not come to mean another text.
        """
        found = self._database.value(
            "SELECT max(CAST(row_key AS INTEGER)) FROM event_rows WHERE table_name = 'guidelines'"
        )
        return int(found or 0)
