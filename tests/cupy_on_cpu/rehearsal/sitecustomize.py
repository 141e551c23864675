"""With this folder on PYTHONPATH each Python starts with CuPy on the CPU: so `make gpu-check` is rehearsed, whose
stages are processes of their own."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))
from tests.cupy_on_cpu import device

if device.why_not() == "":
    device.install()
