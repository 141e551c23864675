"""The training loops of five beginners' articles on linear regression, each written once.

Every loop is a generator over a framework namespace, `tinygrad_lr` or `torch`, and never asks which one it
is:

    from tinygrad_lr.loops import LOOPS
    for step in LOOPS["quickstart"].train(fw, epochs=10):
        print(step.epoch, step.loss.item(), step.parameters)
"""

from ..terminal import BadInput
from . import crops, manual, module, quickstart, regression, songs
from .progress import Diverged, Fact, Loop, Progress, Record, Task

LOOPS = {each.LOOP.name: each.LOOP for each in (quickstart, regression, manual, module, crops, songs)}

__all__ = ["LOOPS", "BadInput", "Diverged", "Fact", "Loop", "Progress", "Record", "Task"]
