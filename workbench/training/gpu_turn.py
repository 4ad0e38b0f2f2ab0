"""A run has the GPU alone: it waits for loaded models to go before it touches the device."""

from __future__ import annotations

import torch

from workbench.domain.sentences import sentence
from workbench.jobs.lease import TRAINING, wait_for
from workbench.jobs.run_folder import RunFolder
from workbench.training.reporter import Reporter


def take_gpu(device: torch.device, run: RunFolder, reporter: Reporter) -> bool:
    """Take the GPU's lease until this process ends; return False when asked to stop meanwhile.

    On the CPU nothing is taken and nothing waits.
    """
    if device.type != "cuda":
        return True

    def waits(holder: str) -> None:
        reporter.notice(
            sentence("Waited for the GPU: {holder}; unload it on the Models page.", holder=holder)
        )

    return wait_for(TRAINING, on_waiting=waits, should_end=run.stop_asked) is not None
