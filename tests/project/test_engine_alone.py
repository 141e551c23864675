"""`arrays`, `core` and `ops` are the engine: alone they train, to the bit, what the whole library trains.

In an interpreter of its own `tinygrad_lr` is an empty package, so that its `__init__` does not run and nothing is
attached from above: operations are called by their names in the table, and parameters are updated as arrays.
"""

import json
import subprocess
import sys

import numpy as np
import pytest

import tinygrad_lr
from tinygrad_lr.loops import LOOPS

ROOMS = {"arrays", "core", "ops"}
STEPS = 100

ENGINE = """
import json, sys, types
import numpy as np

package = types.ModuleType("tinygrad_lr")
package.__path__ = [sys.argv[1]]
sys.modules["tinygrad_lr"] = package

import tinygrad_lr.ops
from tinygrad_lr.arrays.fma import fma
from tinygrad_lr.core.backward import backward, root
from tinygrad_lr.core.operation import OPS
from tinygrad_lr.core.tensor import wrap

x, y, *parameters = (wrap(np.array(values, np.float32)) for values in json.loads(sys.argv[2]))
for p in parameters:
    p.requires_grad = True
rate, losses = np.float32(0.01), []
"""

QUICKSTART = """
weight, bias = parameters
for step in range(int(sys.argv[3])):
    loss = OPS["mse_mean"](OPS["linear"](bias, x, weight), y)
    weight._grad = bias._grad = None
    backward(root(loss))
    for p in parameters:
        fma(p._grad._data, -rate, p._data, out=p._data)
    losses.append(loss._data.item())
"""

MANUAL = """
W, b = parameters
for step in range(int(sys.argv[3])):
    error = OPS["sub"](OPS["add"](OPS["mm"](x, W), b), y)
    loss = OPS["mean"](OPS["pow_number"](error, 2))
    backward(root(loss))
    for p in parameters:
        p._data -= rate * p._grad._data
        p._grad._data.fill(0)
    losses.append(loss._data.item())
"""

TOLD = """
rooms = {name.split(".")[1] for name in sys.modules if name.startswith("tinygrad_lr.")}
print(json.dumps([losses, [p._data.tolist() for p in parameters], sorted(rooms)]))
"""


def trained_alone(loop, *arrays):
    """Losses, parameters, and the rooms that were imported."""
    values, folder = json.dumps([array.tolist() for array in arrays]), tinygrad_lr.__path__[0]
    run = [sys.executable, "-c", ENGINE + loop + TOLD, folder, values, str(STEPS)]
    done = subprocess.run(run, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    losses, parameters, rooms = json.loads(done.stdout)
    return losses, parameters, set(rooms)


def trained(name):
    """What the loop trains on and starts from, and the losses and parameters that the whole library comes to."""
    run = LOOPS[name].train(tinygrad_lr, epochs=STEPS)
    task = next(run).task
    arrays = [t.detach().numpy().copy() for t in (task.x, task.y, *task.parameters.values())]
    losses = [step.loss.item() for step in run]
    return arrays, losses, [p.tolist() for p in task.parameters.values()]


@pytest.mark.parametrize(("name", "loop"), [("quickstart", QUICKSTART), ("manual", MANUAL)])
def test_the_engine_alone_trains_to_the_same_bits(name, loop):
    arrays, losses, parameters = trained(name)
    assert len(losses) == STEPS
    assert losses[-1] < losses[0]
    assert trained_alone(loop, *arrays) == (losses, parameters, ROOMS)


def test_a_room_from_above_is_noticed():
    arrays, *_ = trained("quickstart")
    *_, rooms = trained_alone("import tinygrad_lr.frontend.signatures\n" + QUICKSTART, *arrays)
    assert "frontend" in rooms - ROOMS


def test_one_bit_is_noticed():
    arrays, losses, _ = trained("quickstart")
    arrays[2] = np.nextafter(arrays[2], np.float32(9))
    assert trained_alone(QUICKSTART, *arrays)[0] != losses
