"""Mirrors a run's metrics into TensorBoard files beside them, for those who like to look there.

The metrics file is the truth: it is appended to, and a resumed run cuts off what it makes again.
This follows it. Where it was cut, the event files are written anew from its beginning, so that no
step stands there twice. Scalars alone are written, some fifty bytes each.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.jobs.run_folder import RunFolder

if TYPE_CHECKING:
    from torch.utils.tensorboard import SummaryWriter

logger = logging.getLogger(__name__)
FOLDER = "tensorboard"
STEPS = ("update", "epoch")
LONGEST_LINE = 1_000_000


@dataclass(slots=True)
class Board:
    """The event files of one run; the library is loaded when there is a first metric to write."""

    run: RunFolder
    offset: int = 0
    last: bytes = b""
    writer: SummaryWriter | None = None
    broken: bool = False

    def catch_up(self) -> None:
        """Write what is new in the metrics.

        A full disk or a fault of the library is said once in the log and costs the mirror alone.
        """
        if self.broken:
            return
        try:
            self._catch_up()
        except Exception:
            logger.exception("the TensorBoard files are not written any more")
            self.broken = True

    def close(self) -> None:
        """Write what is left and let go of the files."""
        self.catch_up()
        if self.writer is not None:
            self.writer.close()
            self.writer = None

    def _catch_up(self) -> None:
        if self._cut():
            self._begin_anew()
        records = list(self._new_records())
        if not records:
            return
        writer = self._opened()
        for record in records:
            for name, value, step in scalars(record):
                writer.add_scalar(name, value, step)
        writer.flush()

    def _cut(self) -> bool:
        """Whether what was read last stands in the metrics no more where it stood."""
        if not self.offset:
            return False
        try:
            with self.run.metrics.open("rb") as handle:
                handle.seek(self.offset - len(self.last))
                return handle.read(len(self.last)) != self.last
        except FileNotFoundError:
            return True

    def _begin_anew(self) -> None:
        if self.writer is not None:
            self.writer.close()
            self.writer = None
        self.offset, self.last = 0, b""

    def _new_records(self) -> Iterator[dict[str, Any]]:
        if not self.run.metrics.exists():
            return
        with self.run.metrics.open("rb") as handle:
            handle.seek(self.offset)
            for line in handle:
                if not line.endswith(b"\n"):
                    return
                self.offset, self.last = self.offset + len(line), line
                if len(line) < LONGEST_LINE:
                    yield json.loads(line)

    def _opened(self) -> SummaryWriter:
        """Return the writer; a first one of this process removes what earlier ones left."""
        if self.writer is None:
            from torch.utils.tensorboard import SummaryWriter

            folder = self.run.path / FOLDER
            for old in folder.glob("events.out.tfevents.*"):
                old.unlink()
            self.writer = SummaryWriter(str(folder))
        return self.writer


def scalars(record: Mapping[str, Any]) -> Iterator[tuple[str, float, int]]:
    """Yield (stage/name, value, step) of every number of a metrics record that has a step."""
    stage = record.get("stage", "run")
    found = record.get("report")
    values = found if isinstance(found, Mapping) else record
    name = f"{stage}/report" if values is found else str(stage)
    step = next((int(record[key]) for key in STEPS if key in record), 0)
    for key, value in values.items():
        if key not in STEPS and type(value) in (int, float):
            yield f"{name}/{key}", float(value), step
