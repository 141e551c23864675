"""The random calls whose results are pinned: how the user writes each one, and what it asks of a Generator.

`golden/make_rng.py` evaluates the texts with torch; the tests evaluate them with this library, and give the
requests to a bare `Generator`.
"""

import hashlib
from typing import Any

import numpy as np

SEEDS = (0, 42, 2**64 - 1)
MORE_SEEDS = (1, 2**32 - 1, 2**32 + 42, -1, -(2**63), 221497731, 3326355605)

SHORT = {
    "torch.rand(0)": ("uniform", 0, "float32"),
    "torch.rand(5)": ("uniform", 5, "float32"),
    "torch.rand(5, dtype=torch.float64)": ("uniform", 5, "float64"),
    "torch.randn(2, 3)": ("normal", 6, "float32"),
    "torch.randn(17)": ("normal", 17, "float32"),
    "torch.randn(19, dtype=torch.float64)": ("normal", 19, "float64"),
    "torch.randint(0, 10, (12,))": ("integers", 12, 0, 10, "int64"),
    "torch.randperm(10)": ("randperm", 10),
}
ROOT = 1 / 3**0.5
CALLS = SHORT | {
    "torch.rand(2000)": ("uniform", 2000, "float32"),
    "torch.randn(1)": ("normal", 1, "float32"),
    "torch.randn(15)": ("normal", 15, "float32"),
    "torch.randn(16)": ("normal", 16, "float32"),
    "torch.randn(40000)": ("normal", 40000, "float32"),
    "torch.randn(5, dtype=torch.float64)": ("normal", 5, "float64"),
    "torch.randn(1000, dtype=torch.float64)": ("normal", 1000, "float64"),
    "torch.empty(6).uniform_(-0.5, 2.25)": ("uniform", 6, "float32", -0.5, 2.25),
    "torch.empty(6).uniform_(-1 / 3**0.5, 1 / 3**0.5)": ("uniform", 6, "float32", -ROOT, ROOT),
    "torch.empty(6, dtype=torch.float64).uniform_(-0.1, 0.3)": ("uniform", 6, "float64", -0.1, 0.3),
    "torch.empty(20000).uniform_(-0.1, 0.3)": ("uniform", 20000, "float32", -0.1, 0.3),
    "torch.empty(7).normal_(1.5, 0.25)": ("normal", 7, "float32", 1.5, 0.25),
    "torch.empty(20).normal_(1.5, 0.3)": ("normal", 20, "float32", 1.5, 0.3),
    "torch.empty(7, dtype=torch.float64).normal_(1.5, 0.3)": ("normal", 7, "float64", 1.5, 0.3),
    "torch.empty(99, dtype=torch.float64).normal_(1.5, 0.3)": ("normal", 99, "float64", 1.5, 0.3),
    "torch.empty(40)[::2].normal_(1.5, 0.3)": ("normal", 20, "float32", 1.5, 0.3, False),
    "torch.randint(-5, 7, (12,))": ("integers", 12, -5, 7, "int64"),
    "torch.randint(0, 2**28 - 1, (6,))": ("integers", 6, 0, 2**28 - 1, "int64"),
    "torch.randint(0, 2**28, (6,))": ("integers", 6, 0, 2**28, "int64"),
    "torch.randint(-2**40, 2**40, (6,))": ("integers", 6, -(2**40), 2**40, "int64"),
    "torch.empty(4, dtype=torch.int64).random_()": ("random_unbounded", 4, "int64"),
    "torch.empty(4, dtype=torch.int32).random_()": ("random_unbounded", 4, "int32"),
    "torch.empty(9, dtype=torch.bool).random_()": ("random_unbounded", 9, "bool"),
    "torch.empty(4).random_()": ("random_unbounded", 4, "float32"),
    "torch.empty(4, dtype=torch.float64).random_()": ("random_unbounded", 4, "float64"),
    "torch.randperm(1000)": ("randperm", 1000),
    "torch.empty(20).bernoulli_(0.3)": ("bernoulli", 20, 0.3),
    "torch.bernoulli(torch.full((20,), 0.3))": ("bernoulli_each", np.full(20, 0.3, np.float32)),
}
LAYERS = (
    "torch.nn.functional.dropout(torch.ones(20), 0.5, True)",
    "torch.cat([p.detach().flatten() for p in torch.nn.Linear(1, 1).parameters()])",
    "torch.cat([p.detach().flatten() for p in torch.nn.Linear(3, 2).parameters()])",
    "torch.cat([p.detach().flatten() for p in torch.nn.Linear(100, 30).parameters()])",
)
TENSORS = (  # several requests each: for the functions on tensors only
    "torch.nn.init.xavier_uniform_(torch.empty(4, 3))",
    "torch.nn.init.xavier_normal_(torch.empty(4, 5))",
    "torch.nn.init.kaiming_uniform_(torch.empty(4, 3), nonlinearity='relu')",
    "torch.nn.init.kaiming_normal_(torch.empty(4, 5))",
    "torch.nn.init.trunc_normal_(torch.empty(4, 5), 0.1, 0.7, -1.0, 1.2)",
    "torch.normal(torch.arange(20) / 8 - 1, (torch.arange(20) + 1) / 16)",
    "torch.normal(torch.arange(20) / 8 - 1, 0.3)",
    "torch.normal(0.7, (torch.arange(20) + 1) / 16)",
    "torch.randn_like(torch.empty(4, 5).t())",
    "torch.empty(4, 5).t().uniform_(-1, 2)",
    "torch.empty(4, 5).t().bernoulli_(torch.linspace(0, 1, 20).view(5, 4))",
    "torch.randint_like(torch.empty(3), 3, 10)",
)
SEQUENCES = {  # after one seeding: what a call leaves for the next. The last two are seeds of published loops
    7: (
        "torch.randn(3)", "torch.rand(5)", "torch.randn(17)", "torch.randn(1)",
        "torch.rand(5, dtype=torch.float64)", "torch.empty(7, dtype=torch.float64).normal_(1.5, 0.3)",
        "torch.randint(0, 10, (12,))", "torch.randperm(10)", "torch.randn(1)",
    ),
    221497731: ("torch.randn(2, 3)", "torch.randn(2)"),
    3326355605: (
        "torch.randn(15)", "torch.randn(15)", "torch.randn(1)", "torch.randn(10, 1)", "torch.randn(10, 1)",
        "torch.randn(15)", "torch.randn(3)", "torch.randn(1, 1)", "torch.randn(1)",
    ),
}  # fmt: skip
REQUESTS = CALLS | {
    "torch.randn(3)": ("normal", 3, "float32"),
    "torch.randn(2)": ("normal", 2, "float32"),
    "torch.randn(10, 1)": ("normal", 10, "float32"),
    "torch.randn(1, 1)": ("normal", 1, "float32"),
}
PROGRAMS = (  # (seed, texts): each text is evaluated after those before it
    *((seed, (text,)) for seed in SEEDS for text in (*CALLS, *TENSORS, *LAYERS)),
    *((seed, (text,)) for seed in MORE_SEEDS for text in SHORT),
    *SEQUENCES.items(),
)
LOADERS = tuple(
    {"seed": seed, "n": n, "batch_size": batch, "own_generator": own, "drop_last": drop}
    for seed, n, batch in ((0, 10, 3), (42, 100, 32))
    for own, drop in ((False, False), (True, True))
)

REFUSED = (  # what torch answers with an error, which is pinned with its text
    "torch.rand(2, dtype=torch.int64)",
    "torch.randn(2, dtype=torch.bool)",
    "torch.rand(-1)",
    "torch.rand(2.5)",
    "torch.rand(size=3)",
    "torch.rand_like(3)",
    "torch.rand_like(torch.ones(2, dtype=torch.int64))",
    "torch.randint(10, 10, (2,))",
    "torch.randint(0, (2,))",
    "torch.randint(10, 2)",
    "torch.randint(10.5, (2,))",
    "torch.randint(True, (2,))",
    "torch.randint(0, 2**63, (2,))",
    "torch.randint(300, (2,), dtype=torch.uint8)",
    "torch.randint(-1, 5, (2,), dtype=torch.uint8)",
    "torch.randint(-1000, 5, (2,), dtype=torch.int8)",
    "torch.randint(2**40, (2,), dtype=torch.int32)",
    "torch.randint(3, (2,), dtype=torch.bool)",
    "torch.randint(10, (2,), requires_grad=True)",
    "torch.randperm(-1)",
    "torch.randperm(2.5)",
    "torch.randperm(5, dtype=torch.bool)",
    "torch.randperm(257, dtype=torch.uint8)",
    "torch.randperm(2**25, dtype=torch.float32)",
    "torch.normal(0.0, -1.0, (3,))",
    "torch.normal(2.0, -torch.ones(2))",
    "torch.normal(torch.arange(2), 1.0)",
    "torch.normal(torch.ones(3), torch.ones(2))",
    "torch.bernoulli(0.5)",
    "torch.bernoulli(torch.arange(2))",
    "torch.bernoulli(torch.full((2,), 1.5))",
    "torch.bernoulli(torch.ones(2), p=1.5)",
    "torch.ones(3).uniform_(1, 0)",
    "torch.ones(3).uniform_(-3e38, 3e38)",
    "torch.ones(3).uniform_(float('nan'), 1)",
    "torch.ones(3).uniform_(0, 1e39)",
    "torch.ones(3).uniform_('a')",
    "torch.ones(3).uniform_(0, 1, 2)",
    "torch.ones(3).uniform_(a=1)",
    "torch.ones(3).uniform_(generator=3)",
    "torch.arange(3).uniform_()",
    "torch.ones(3).normal_(1, -1)",
    "torch.ones(3).normal_(0, 'a')",
    "torch.ones(3).normal_(torch.ones(1))",
    "torch.arange(3).normal_()",
    "torch.ones(3).random_(0)",
    "torch.ones(3).random_(5, 2)",
    "torch.arange(3).random_(2**63)",
    "torch.ones(3, dtype=torch.uint8).random_(300, None)",
    "torch.ones(3, dtype=torch.int16).random_(-100000, None)",
    "torch.ones(3).bernoulli_(1.5)",
    "torch.ones(3).bernoulli_(torch.full((2,), 0.5))",
    "torch.ones(3).expand(2, 3).uniform_()",
    "torch.ones(1).expand(2).bernoulli_()",
    "torch.ones(3, requires_grad=True).uniform_()",
    "torch.ones(3, requires_grad=True)[0].normal_()",
    "torch.set_rng_state(3)",
    "torch.set_rng_state(torch.ones(5056))",
    "torch.set_rng_state(torch.ones(3, dtype=torch.uint8))",
    "torch.manual_seed(2**64)",
    "torch.Generator().manual_seed(1.5)",
    "torch.nn.init.calculate_gain('selo')",
    "torch.nn.init.calculate_gain('leaky_relu', 'a')",
    "torch.nn.init.xavier_uniform_(torch.ones(3))",
    "torch.nn.init.kaiming_normal_(torch.ones(3, 2), mode='fan')",
    "torch.nn.init.eye_(torch.ones(3))",
)


def answer(text: str, fw: Any) -> str:
    """The error a text ends in, as "Type: message"."""
    try:
        evaluate(text, fw)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "no error"


def digest(data: np.ndarray) -> str:
    """A short fingerprint of an array's bytes, little endian."""
    return hashlib.sha256(data.astype(data.dtype.newbyteorder("<")).tobytes()).hexdigest()[:16]


def record(values: np.ndarray, state: np.ndarray) -> dict[str, Any]:
    """What is pinned of one call: dtype, two values to look at, digests of all and of the state."""
    first = values.ravel()[:2].tolist()
    return {"dtype": str(values.dtype), "first": first, "values": digest(values), "state": digest(state)}


def evaluate(text: str, fw: Any) -> np.ndarray:
    """A text's result in the framework `fw` (torch or this library), as an array."""
    return eval(text, {"torch": fw}).detach().contiguous().numpy()


def loader_epochs(fw: Any, n: int, batch_size: int, own_generator: bool, drop_last: bool, seed: int) -> list:
    """The index batches of two shuffled epochs, then both generators' states."""
    fw.manual_seed(seed)
    own = fw.Generator().manual_seed(seed) if own_generator else None
    rows = fw.utils.data.TensorDataset(fw.arange(n))
    loader = fw.utils.data.DataLoader(rows, batch_size=batch_size, shuffle=True, drop_last=drop_last, generator=own)
    epochs = [[batch.tolist() for (batch,) in loader] for _ in range(2)]
    states = [fw.get_rng_state().numpy()] + ([own.get_state().numpy()] if own else [])
    return [epochs, *(digest(state) for state in states)]
