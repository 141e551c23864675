"""Write `loops.json`: what the installed torch computes in every loop, in both dtypes.

python -m tests.golden.make_loops
"""

import json
from pathlib import Path
from typing import Any

from tinygrad_lr.loops import LOOPS, Record

HERE = Path(__file__).parent
VARIANTS: list[tuple[str, dict[str, Any]]] = [
    ("quickstart", {}),
    ("regression", {}),
    ("manual", {}),
    ("module", {}),
    ("crops", {}),
    ("songs", {}),
    ("songs", {"optimizer": "Adam"}),
    ("songs", {"form": "linear"}),
    ("songs", {"form": "linear", "optimizer": "Adam"}),
    ("songs", {"form": "linear", "batch_size": 64, "epochs": 50}),
    ("songs", {"optimizer": "Adam", "batch_size": 64, "epochs": 50}),
]


def run(fw: Any, name: str, settings: dict[str, Any]) -> dict[str, Any]:
    """The losses of some epochs and the parameters of the first and the last, as JSON holds them."""
    record = Record()
    for _ in record.watch(LOOPS[name].train(fw, **settings)):
        pass
    last = record.epochs
    kept = sorted({0, 1, 2, 3, 5, *(last * k // 20 for k in range(1, 21))})
    return {
        "losses": {str(epoch): record.losses[epoch] for epoch in kept},
        "final_loss": record.final_loss,
        "start": {name: value.tolist() for name, value in record.parameters[0].items()},
        "end": {name: value.tolist() for name, value in record.parameters[-1].items()},
    }


def main() -> None:
    import torch

    runs = [
        {"loop": name, "settings": settings | {"dtype": dtype}, **run(torch, name, settings | {"dtype": dtype})}
        for name, settings in VARIANTS
        for dtype in ("float32", "float64")
    ]
    text = json.dumps({"torch": str(torch.__version__), "runs": runs}, indent=None)
    (HERE / "loops.json").write_text(text.replace('{"loop"', '\n{"loop"') + "\n")


if __name__ == "__main__":
    main()
