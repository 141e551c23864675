"""Random programs: graphs of operations whose values are used again and again, in both frameworks.

Whole programs have whole numbers for leaves and only sums, products and selections: nothing is rounded, whatever
the order, so every bit of every value and gradient has to agree. Real programs have functions in them, and a
bound carried through the graph: in a third run, in float64 under torch, every use of a value is multiplied by
1 + δ, and so is every gradient that comes back along it, and every result that a derivative reads again where it
may cancel (1 - tanh², 1 - sigmoid). What the results' derivatives with respect to all the δ add up to, times a few
roundings, is how far two libraries may be apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import strategies as st

from ..operations.strategies import SEEDS
from ..output.replay import literal, numbers
from ..output.tally import Disagreement, Failure, Tally
from ..profiles import Profile
from ..tolerance import same_bits

LANE = "programs"
ROUNDINGS = 8
SHAPES = ((), (2,), (3,), (2, 3), (3, 2), (2, 1))

# text: what it is called with, and which shapes it takes. {0} and {1} are values made before.
WHOLE = ("{0} + {1}", "{0} - {1}", "{0} * {1}", "-{0}", "{0}.sum()", "torch.relu({0})", "torch.abs({0})", "{0} * 2",
         "torch.maximum({0}, {1})", "torch.where({0} > {1}, {0}, {1})", "3 - {0}", "{0}.reshape(-1)", "{0}.sum(-1)",
         "{0}.t()", "{0} @ {1}", "torch.stack([{0}, {0}])", "{0}[..., None]", "{0}[0]", "{0}.square()")  # fmt: skip
REAL = ("{0} + {1}", "{0} - {1}", "{0} * {1}", "torch.tanh({0})", "torch.sin({0})", "torch.sigmoid({0})", "{0} @ {1}",
        "{0}.mean()", "{0}.sum(-1)", "torch.exp(-{0} * {0})", "{0} / (1 + {1} * {1})", "{0} * 0.1", "{0}.square()",
        "torch.log(1 + {0} * {0})", "{0}.t()", "{0}[0]", "torch.sqrt(1 + {0} * {0})", "{0}.mean(0)")  # fmt: skip


@dataclass(frozen=True)
class Program:
    """Lines of code over the leaves v0, v1, ...; the loss is the sum of all values that no line uses."""

    kind: str  # whole or real
    dtype: str
    shapes: tuple[tuple[int, ...], ...]  # of the leaves
    lines: tuple[tuple[str, int, int], ...]
    seed: int

    def leaves(self) -> list[np.ndarray]:
        """The leaves' numbers."""
        rng = np.random.RandomState(self.seed)
        if self.kind == "whole":
            return [np.asarray(rng.randint(-3, 4, size=shape), self.dtype) for shape in self.shapes]
        return [np.asarray(rng.uniform(-2, 2, size=shape), self.dtype) for shape in self.shapes]

    def source(self, use: str = "{}") -> str:
        """The program as a function that returns the loss and all values; `use` wraps every use of a value."""
        count = len(self.shapes)
        used = set()
        body = []
        for i, (text, a, b) in enumerate(self.lines):
            used |= {a} | ({b} if "{1}" in text else set())
            body.append(f"    v{count + i} = " + text.format(use.format(f"v{a}"), use.format(f"v{b}")))
        ends = [i for i in range(count + len(self.lines)) if i not in used] or [0]
        values = ", ".join(f"v{i}" for i in range(count, count + len(self.lines)))
        body.append("    loss = " + " + ".join(f"{use.format(f'v{i}')}.sum()" for i in ends))
        names = ", ".join(f"v{i}" for i in range(count))
        return f"def program(torch, {names}):\n" + "\n".join(body) + f"\n    return loss, [{values}]\n"

    def compiled(self, use: str = "{}", **scope: Any) -> Callable:
        """The program, to be called."""
        exec(self.source(use), scope)
        return scope["program"]

    def script(self, what: str, name: str, bound: np.ndarray) -> str:
        """A script that runs it in both and compares the result of that name."""
        leaves = [
            f"    v{i} = torch.tensor({literal(leaf)}, requires_grad=True)" for i, leaf in enumerate(self.leaves())
        ]
        names = ", ".join(f"v{i}" for i in range(len(self.shapes)))
        kind, _, place = name.rpartition(" ")
        passes = {
            "gradient": ["    loss.backward()"],
            "twice the gradient": ["    loss.backward(retain_graph=True)", "    loss.backward()"],
        }
        wanted = {"": "loss.detach()", "value": f"values[{place}].detach()"}.get(kind, f"v{place}.grad")
        case = ["def case(torch):", *leaves, f"    loss, values = program(torch, {names})", *passes.get(kind, []),
                f"    return {wanted}.numpy()"]  # fmt: skip
        return numbers(what, self.source() + "\n\n" + "\n".join(case), bound)


def fits(text: str, values: list[np.ndarray], a: int, b: int) -> np.ndarray | None:
    """What a line gives under NumPy-like shapes, or None if it does not fit or grows too large."""
    import torch

    x, y = (torch.from_numpy(np.asarray(values[i])) for i in (a, b))
    try:
        out = eval(text.format("x", "y"), {"torch": torch, "x": x, "y": y}).numpy()
    except (RuntimeError, IndexError):
        return None
    return out if out.size <= 24 and np.abs(out).max(initial=0) <= 2**12 and out.ndim <= 3 else None


@st.composite
def programs(draw: Any, dtypes: tuple[str, ...] = ("float64", "float32")) -> Program:
    """A program of up to eight lines; a line's operands are drawn among all values so far."""
    kind = draw(st.sampled_from(["whole", "real"]))
    dtype = "float64" if kind == "whole" and "float64" in dtypes else draw(st.sampled_from(dtypes))
    if kind == "whole" and dtype == "float32":
        kind = "real"
    shapes = tuple(draw(st.lists(st.sampled_from(SHAPES), min_size=1, max_size=3)))
    begun = Program(kind, dtype, shapes, (), draw(SEEDS))
    values = begun.leaves()
    lines: list[tuple[str, int, int]] = []
    for _ in range(draw(st.integers(1, 8))):
        text = draw(st.sampled_from(WHOLE if kind == "whole" else REAL))
        a, b = (draw(st.integers(0, len(values) - 1)) for _ in range(2))
        out = fits(text, values, a, b)
        if out is not None:
            values.append(out)
            lines.append((text, a, b))
    return Program(kind, dtype, shapes, tuple(lines), begun.seed)


# ---- running ---------------------------------------------------------------------------------------------


def results(fw: Any, program: Program) -> dict[str, np.ndarray | None]:
    """Loss, values, gradients, gradients after a second pass on top, and gradients asked for by name."""
    leaves = [fw.tensor(a, requires_grad=True) for a in program.leaves()]
    loss, values = program.compiled()(fw, *leaves)
    found = {"loss": loss.detach().cpu().numpy()}
    found.update((f"value {i}", v.detach().cpu().numpy()) for i, v in enumerate(values))
    loss.backward(retain_graph=True)
    found.update((f"gradient {i}", array_of(v.grad)) for i, v in enumerate(leaves))
    if program.kind == "whole":
        loss.backward()
        # (torch lets 0-d leaves share one gradient's memory, and then adds to it twice)
        twice = {f"twice the gradient {i}": array_of(v.grad) for i, v in enumerate(leaves) if v.ndim}
        found.update(twice)
    return found


def array_of(grad: Any) -> np.ndarray | None:
    """A gradient's numbers, kept."""
    return None if grad is None else grad.detach().cpu().numpy().copy()


class Noise:
    """Multiplies every use of a value by 1 + δ, and the gradient coming back along it likewise.

    A program that is given this for its `torch` has a δ in the derivatives of tanh and sigmoid as well: they read
    the rounded result, and near 1 they lose its leading digits.
    """

    def __init__(self, torch: Any) -> None:
        self.torch, self.deltas = torch, []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.torch, name)

    def delta(self, x: Any) -> Any:
        """A δ for every element of x."""
        self.deltas.append(self.torch.zeros(x.shape, dtype=x.dtype, requires_grad=True))
        return self.deltas[-1]

    def __call__(self, x: Any) -> Any:
        back = self.delta(x)
        y = x * (1 + self.delta(x))
        if y.requires_grad:
            y.register_hook(lambda g: g * (1 + back))
        return y

    def tanh(self, x: Any) -> Any:
        """torch.tanh, its derivative taken at tanh(x)·(1 + δ)."""
        return self.read_again(self.torch.tanh, lambda y: 1 - y * y)(x, self.delta(x))

    def sigmoid(self, x: Any) -> Any:
        """torch.sigmoid, its derivative taken at sigmoid(x)·(1 + δ)."""
        return self.read_again(self.torch.sigmoid, lambda y: y * (1 - y))(x, self.delta(x))

    def read_again(self, function: Callable, derivative: Callable) -> Callable:
        """A function whose derivative is a formula of its own result, as a function of x and δ."""

        class Function(self.torch.autograd.Function):
            @staticmethod
            def forward(ctx: Any, x: Any, delta: Any) -> Any:
                y = function(x)
                ctx.save_for_backward(y, delta)
                return y

            @staticmethod
            def backward(ctx: Any, grad: Any) -> Any:
                y, delta = ctx.saved_tensors
                return grad * derivative(y * (1 + delta)), None

        return Function.apply


def bounds(torch: Any, program: Program) -> dict[str, np.ndarray]:
    """How far two libraries may be apart in each result: Σ|d result / d δ|, times a few roundings."""
    noise = Noise(torch)
    leaves = [torch.tensor(a.astype(np.float64), requires_grad=True) for a in program.leaves()]
    loss, values = program.compiled("N({})", N=noise)(noise, *leaves)
    grads = torch.autograd.grad(loss, leaves, create_graph=True, allow_unused=True)
    eps = np.finfo(program.dtype).eps
    named = {"loss": loss, **{f"value {i}": v for i, v in enumerate(values)}}
    named.update((f"gradient {i}", g) for i, g in enumerate(grads) if g is not None)
    return {name: ROUNDINGS * eps * (moved(torch, out, noise.deltas) + np.abs(out.detach().cpu().numpy()))
            for name, out in named.items()}  # fmt: skip


def moved(torch: Any, out: Any, deltas: list[Any]) -> np.ndarray:
    """Σ|d out / d δ| for every element of `out`."""
    rows = []
    for one in out.reshape(-1):
        if not one.requires_grad:
            rows.append(0.0)
            continue
        grads = torch.autograd.grad(one, deltas, retain_graph=True, allow_unused=True)
        rows.append(sum(float(g.abs().sum()) for g in grads if g is not None))
    return np.array(rows).reshape(tuple(out.shape))


@dataclass(frozen=True)
class Found:
    """The largest ratio of a program's results: in which one, its values, and its bound."""

    ratio: float = 0.0
    name: str = ""
    said: str = ""
    bound: Any = 0.0


def compare(program: Program, ours: Any, theirs: Any) -> Found:
    """How far apart the two are at most."""
    a, b = results(ours, program), results(theirs, program)
    limits: dict[str, np.ndarray] = {}
    worst = Found()
    for name, torchs in b.items():
        mine = a[name]
        if (mine is None) != (torchs is None):
            return Found(np.inf, name, f"{name}: {mine}, torch: {torchs}")
        if torchs is None:
            continue
        if mine.dtype != torchs.dtype or mine.shape != torchs.shape:
            said = f"{name}: {mine.dtype}{list(mine.shape)}, torch: {torchs.dtype}{list(torchs.shape)}"
            return Found(np.inf, name, said)
        if program.kind == "whole":  # which zero the maximum of 0.0 and -0.0 is depends on the order
            mine, torchs = mine + 0.0, torchs + 0.0
        if same_bits(mine, torchs).all():
            continue
        ratio = np.inf
        if program.kind == "real":
            limits = limits or bounds(theirs, program)
            with np.errstate(all="ignore"):
                shares = np.abs(mine.astype(np.float64) - torchs) / (limits[name] + 1e-300)
            ratio = float(np.nan_to_num(np.where(same_bits(mine, torchs), 0, shares), nan=np.inf).max())
        if ratio > worst.ratio:
            said = f"{name}: {mine.tolist()}, torch: {torchs.tolist()}"
            worst = Found(ratio, name, said, limits.get(name, 0.0))
    return worst


def run(ours: Any, theirs: Any, profile: Profile, tally: Tally, dtypes: tuple[str, ...]) -> Iterator[str]:
    """Draw programs and run them in both."""

    def check(program: Program) -> None:
        found = compare(program, ours, theirs)
        if found.ratio > 1:
            raise Disagreement((program, found))
        line = " ".join(program.source().split("\n")[1:-2])
        tally.case(
            LANE,
            f"{program.kind} numbers",
            program.dtype,
            found.ratio,
            " ".join(line.split()),
            covered=["values", "gradients"],
        )

    try:
        profile.run(programs(dtypes), check, profile.programs)
    except Disagreement as error:
        program, found = error.found
        text = f"{found.said}\n{program.source()}"
        script = program.script(found.said, found.name, found.bound)
        again = f"--lanes {LANE} --profile {profile.name}"
        tally.fail(Failure(LANE, f"{program.kind} numbers", text, script, again, found.ratio), program.dtype)
    yield "programs"
