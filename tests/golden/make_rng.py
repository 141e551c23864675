"""Write `rng.json`: what the installed torch draws for every call of `random_table.py`, and its state after.

    python -m tests.golden.make_rng

`bernoulli_` with a number and `dropout` come out differently on Intel processors: run this on another one.
"""

import json
from pathlib import Path

HERE = Path(__file__).parent


def main() -> None:
    import torch

    from tests.helpers.random_table import LOADERS, PROGRAMS, REFUSED, answer, evaluate, loader_epochs, record

    calls = []
    for seed, texts in PROGRAMS:
        torch.manual_seed(seed)
        for step, text in enumerate(texts):
            entry = record(evaluate(text, torch), torch.get_rng_state().numpy())
            calls.append({"seed": seed, "step": step, "call": text, **entry})
    loaders = [{**case, "result": loader_epochs(torch, **case)} for case in LOADERS]
    refused = [{"call": text, "answer": answer(text, torch)} for text in REFUSED]

    def lines(entries: list) -> str:
        return "[\n" + ",\n".join(json.dumps(entry) for entry in entries) + "\n]"

    torch_version = torch.__version__.split("+")[0]
    parts = {"calls": lines(calls), "loaders": lines(loaders), "refused": lines(refused)}
    text = ", ".join(f'"{name}": {part}' for name, part in parts.items())
    text = f'{{"torch": "{torch_version}", {text}}}\n'
    (HERE / "rng.json").write_text(text)
    print(f"{len(calls)} calls, {len(loaders)} loaders")


if __name__ == "__main__":
    main()
