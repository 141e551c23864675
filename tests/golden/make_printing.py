"""Write `printing.json`: what the installed torch prints for every case of `printing_table.py`.

python -m tests.golden.make_printing
"""

import json
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np

HERE = Path(__file__).parent


def torch_str(
    array: np.ndarray,
    *,
    requires_grad: bool = False,
    grad_fn: str | None = None,
    device: str | None = None,
    default_dtype: Any = np.float32,
    prefix: str = "tensor(",
) -> str:
    """`repr` of the torch tensor that holds `array`; the same keywords as `tinygrad_lr.printing.tensor_str`.

    torch names a device only where it is not the default one: a "cpu" is named by letting torch believe that
    cuda is, which shows the suffix and its line break on any machine.
    """
    import torch

    if grad_fn and (grad_fn, prefix) != ("AddBackward0", "tensor("):
        raise ValueError("only AddBackward0 of a plain tensor can be asked of torch here")
    if device not in (None, "cpu"):
        raise ValueError("only the cpu can be asked of torch here")
    tensor = torch.from_numpy(np.array(array, copy=True))
    if prefix != "tensor(":
        tensor = tensor.as_subclass(type(prefix[:-1], (torch.Tensor,), {}))
    tensor.requires_grad_(requires_grad)
    if grad_fn:
        tensor = tensor + 0
    before = torch.get_default_dtype()
    torch.set_default_dtype(getattr(torch, np.dtype(default_dtype).name))
    try:
        with mock.patch.object(torch._C, "_get_default_device", return_value="cuda" if device else "cpu"):
            return repr(tensor)
    finally:
        torch.set_default_dtype(before)


def main() -> None:
    import torch

    from tests.helpers.printing_table import CASES, render

    texts = {case.name: render(case, torch_str, torch.set_printoptions) for case in CASES}
    document = {"torch": torch.__version__.split("+")[0], "texts": texts}
    (HERE / "printing.json").write_text(json.dumps(document, indent=1) + "\n")
    print(f"{len(texts)} texts")


if __name__ == "__main__":
    main()
