"""Work that ran out of memory is begun again with half the micro-batch, and that is said."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import torch

from workbench.domain.errors import TrainingError
from workbench.domain.sentences import sentence

_Made = TypeVar("_Made")


def with_less_memory(
    microbatch: int, attempt: Callable[[int], _Made], notice: Callable[[str], None]
) -> _Made:
    """Return what ``attempt(microbatch)`` returns, halving the number while memory runs out.

    The attempt must begin from the same state each time. Its results do not depend on the number
    beyond rounding, since gradients are summed over micro-batches. Raises TrainingError when even
    one response at a time does not fit.
    """
    while True:
        try:
            return attempt(microbatch)
        except torch.OutOfMemoryError as error:
            if microbatch == 1:
                raise TrainingError(
                    sentence(
                        "There is not enough memory to train on even one response at a time; "
                        "close other programs or choose a smaller model."
                    )
                ) from error
        microbatch //= 2
        notice(
            sentence(
                "Memory ran out; training goes on with {microbatch} responses at a time.",
                microbatch=microbatch,
            )
        )
