"""Whole training runs: every loop in both frameworks, step by step and free running.

Local: after each epoch our parameters are replaced by torch's, so every difference is one epoch's own rounding.
Global: both run free, and differences live on. The models are linear in their parameters, with a constant
Jacobian J, so the rounding of one step can be bounded beforehand from |J|, the parameters and the targets; for
plain gradient descent on a mean of squares that bound then lives on as the error itself does, by |1 - lr λ| along
every eigenvector of the Hessian. Where the update is not linear (absolute errors, Adam), two of torch's own runs
with rounded-off parameters say how far rounding may drive runs apart.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from hypothesis import strategies as st

from tinygrad_lr.loops import LOOPS
from tinygrad_lr.loops.table import Table

from ..devices import device_of
from ..operations.strategies import SEEDS
from ..output.replay import literal, numbers
from ..output.tally import Disagreement, Failure, Run, Tally
from ..profiles import Profile

LANE = "trajectories"
NOISY_RUNS, NOISE_FACTOR = 2, 16  # torch against torch with its parameters moved by some ulps per epoch
OPTIMIZERS = ("SGD", "Adam", "AdamW")
BETAS, ADAM_EPS, DECAY = (0.9, 0.999), 1e-8, 0.01  # what Adam and AdamW are left at by the loops


# ---- the linear model behind a loop ----------------------------------------------------------------------


class Model:
    """A loop's model in float64: predictions J θ, targets, and the rounding of one step from there."""

    def __init__(self, torch: Any, loop: str, options: dict[str, Any], dtype: str) -> None:
        task = next(LOOPS[loop].train(torch, dtype="float64", **options)).task
        leaves = list(task.parameters.values())
        out = task.model(task.x)
        self.y = task.y.detach().numpy().reshape(-1)
        self.J = jacobian(torch, out, leaves)  # (n, parameters)
        self.n = len(self.y)
        self.absolute = type(task.criterion).__name__ == "L1Loss"
        self.lr = options.get("lr", default_of(loop, "lr"))
        self.optimizer = options.get("optimizer", "SGD")
        self.whole = options.get("batch_size") is None
        self.eps = float(np.finfo(dtype).eps)
        self.linear = self.optimizer == "SGD" and not self.absolute and self.whole
        if self.linear:
            values, self.Q = np.linalg.eigh(2 / self.n * self.J.T @ self.J)
            self.factors = np.abs(1 - self.lr * values)
        self.twice = loop == "crops"  # its first update uses two gradients
        self.steps = 0
        self.m = self.v = self.m_off = self.v_off = np.zeros(self.J.shape[1])

    def residual(self, theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """J θ - y, and how much two libraries may differ in it."""
        r = self.J @ theta - self.y
        return r, self.eps * (6 * np.abs(self.J) @ np.abs(theta) + np.abs(r))

    def gradient(self, theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The gradient of the mean, and how much two libraries may differ in it."""
        r, off = self.residual(theta)
        size = np.abs(self.J).T
        if self.absolute:
            flips = np.abs(r) <= off  # residuals whose sign is a matter of rounding
            # equal terms round alike: half an ulp for each addition of a chain, one of eight that run abreast
            return self.J.T @ np.sign(r) / self.n, size @ ((4 + self.n / 16) * self.eps + 2 * flips) / self.n
        return 2 / self.n * self.J.T @ r, 2 / self.n * size @ (off + 4 * self.eps * np.abs(r))

    def batch_off(self, theta: np.ndarray) -> np.ndarray:
        """How much two libraries may differ in the gradient of any minibatch."""
        r, off = self.residual(theta)
        size = np.abs(self.J).max(0)
        if self.absolute:
            return (4 + self.n / 16) * self.eps * size
        return 2 * size * (off + 4 * self.eps * np.abs(r)).max()

    def loss_off(self, theta: np.ndarray, moved: np.ndarray) -> float:
        """How much the losses may differ if the parameters differ by `moved`."""
        r, off = self.residual(theta)
        off = off + np.abs(self.J) @ moved
        if self.absolute:
            return float((off + 4 * self.eps * np.abs(r)).mean())
        return float((2 * np.abs(r) * off + off**2 + 4 * self.eps * r**2).mean())

    def step_off(self, theta: np.ndarray) -> np.ndarray:
        """How much two libraries may differ after one step from the same parameters."""
        g, off = self.gradient(theta)
        self.steps += 1
        if self.twice and self.steps == 1:
            g, off = 2 * g, 2 * off
        if self.optimizer == "SGD":
            return self.lr * off + self.eps * (np.abs(theta) + 2 * self.lr * np.abs(g))
        return self._adam_off(theta, g, off)

    def _adam_off(self, theta: np.ndarray, g: np.ndarray, off: np.ndarray) -> np.ndarray:
        """The same for Adam: running means carry their own differences, and the root is off by an ulp."""
        b1, b2 = BETAS
        self.m, self.v = b1 * self.m + (1 - b1) * g, b2 * self.v + (1 - b2) * g * g
        self.m_off = b1 * self.m_off + (1 - b1) * off + 4 * self.eps * np.abs(self.m)
        self.v_off = b2 * self.v_off + (1 - b2) * (2 * np.abs(g) + off) * off + 4 * self.eps * self.v
        unbias = 1 - b2**self.steps
        low = np.sqrt(np.maximum(self.v - self.v_off, 0) / unbias) + ADAM_EPS
        high = np.sqrt((self.v + self.v_off) / unbias) + ADAM_EPS
        rate = self.lr / (1 - b1**self.steps)
        size = np.abs(self.m) + self.m_off
        moved = rate * (self.m_off / low + size * (high - low) / (low * high) + 8 * self.eps * size / low)
        return moved + 4 * self.eps * np.abs(theta)


def jacobian(torch: Any, out: Any, leaves: list[Any]) -> np.ndarray:
    """d out / d leaves as a matrix, from torch."""
    rows = []
    for one in out.reshape(-1):
        grads = torch.autograd.grad(one, leaves, retain_graph=True)
        rows.append(np.concatenate([g.numpy().reshape(-1) for g in grads]))
    return np.array(rows)


def default_of(loop: str, name: str) -> Any:
    """The default of a loop's option."""
    return LOOPS[loop].train.__kwdefaults__[name]  # type: ignore[attr-defined]


# ---- running ---------------------------------------------------------------------------------------------


def flat(step: Any) -> np.ndarray:
    """All parameters of a report, as one vector of float64."""
    return np.concatenate([p.detach().cpu().numpy().reshape(-1).astype(np.float64) for p in step.parameters.values()])


def put(fw: Any, step: Any, values: np.ndarray) -> None:
    """Write a vector into the parameters."""
    at = 0
    with fw.no_grad():
        for p in step.parameters.values():
            size = p.numel()
            array = values[at : at + size].astype(str(p.dtype).split(".")[-1])
            p.copy_(fw.tensor(array.reshape(tuple(p.shape))))
            at += size


def compare(loop: str, dtype: str, mode: str, options: dict[str, Any], ours: Any, theirs: Any) -> Run:
    """Run a loop in both frameworks; `failed` of what comes back says what disagrees."""
    run = Run(loop, dtype, mode, options)
    model = Model(theirs, loop, options, dtype)
    if model.linear:
        run.contraction = float(model.factors.min()), float(model.factors.max())
    allowed = allowance(model, loop, dtype, mode, options, theirs)
    pair = [LOOPS[loop].train(fw, dtype=dtype, device=device_of(fw), **options) for fw in (ours, theirs)]
    before, off = None, np.zeros(model.J.shape[1])
    for a, b in zip(*pair, strict=True):
        mine, torchs = flat(a), flat(b)
        if before is None:
            if mine.tobytes() != torchs.tobytes():
                run.failed = f"the start is {mine.tolist()}, torch: {torchs.tolist()}"
                return run
            loss_off = model.loss_off(torchs, off)
        else:
            moved = np.zeros_like(off) if mode == "local" else off
            off, loss_factor = allowed(before, torchs)
            loss_off = model.loss_off(before, moved) if model.whole else loss_factor
        note(run, a.loss.item(), b.loss.item(), mine, torchs, off, loss_off)
        if run.failed:
            return run
        before = torchs
        if mode == "local":
            put(ours, a, torchs)
    return run


def note(run: Run, loss: float, torchs_loss: float, mine: np.ndarray, torchs: np.ndarray, off: np.ndarray,
         loss_off: float) -> None:  # fmt: skip
    """Enter one epoch."""
    epoch = len(run.losses)
    run.losses.append((loss, torchs_loss))
    if not (np.isfinite(torchs).all() and np.isfinite(torchs_loss)):
        return  # diverged: what inf and nan do is the operations' business
    a, b = np.append(mine, loss), np.append(torchs, torchs_loss)
    bound = np.append(off, loss_off)
    difference = np.abs(a - b)
    with np.errstate(all="ignore"):
        ratio = np.where(difference == 0, 0.0, difference / np.maximum(bound, np.finfo(np.float64).tiny))
    ratio = np.where(np.isnan(ratio), np.inf, ratio)
    unit = np.spacing(np.maximum(np.abs(b), np.finfo(run.dtype).tiny).astype(run.dtype)).astype(np.float64)
    run.ulps.append(float((difference / unit).max()))
    run.ratios.append(float(ratio.max()))
    if ratio.max() > 1:
        worst = int(ratio.argmax())
        run.place, run.bound = worst, float(bound[worst])
        name = "the loss" if worst == len(mine) else f"parameter {worst}"
        run.failed = f"epoch {epoch}: {name} is {a[worst]!r}, torch: {b[worst]!r}, {ratio.max():.3g} times the bound"


Allowed = Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, float]]


def allowance(model: Model, loop: str, dtype: str, mode: str, options: dict[str, Any], torch: Any) -> Allowed:
    """How far parameters (and a minibatch's mean loss) may be apart after the next epoch."""
    if mode == "local" and model.whole:
        return lambda before, after: (model.step_off(before), 0.0)
    if mode == "global" and model.linear:
        state = np.zeros(model.J.shape[1])

        def carried(before: np.ndarray, after: np.ndarray) -> tuple[np.ndarray, float]:
            nonlocal state
            state = model.factors * state + np.abs(model.Q.T) @ model.step_off(before)
            return np.abs(model.Q) @ state, 0.0

        return carried
    return measured(model, loop, dtype, mode, options, torch)


def measured(model: Model, loop: str, dtype: str, mode: str, options: dict[str, Any], torch: Any) -> Allowed:
    """How far torch's own runs drift from torch when every epoch's parameters are moved by some ulps, or by what the
    step's rounding may come to, where that is known and more: where a gradient cancels to nothing, Adam goes by its
    noise. The gradients of minibatches get such noise."""
    true = LOOPS[loop].train(torch, dtype=dtype, **options)
    clean = [(flat(step), step.loss.item()) for step in true]
    drift = np.zeros(len(clean[0][0]))
    steps = [drift, *(model.step_off(theta) if model.whole else drift for theta, _ in clean)]
    spread, losses = [drift], [0.0]
    for seed in range(NOISY_RUNS):
        rng = np.random.RandomState(seed)
        noise = np.zeros_like(drift)
        for epoch, step in enumerate(LOOPS[loop].train(torch, dtype=dtype, **options)):
            values = flat(step)
            if not model.whole:
                if not epoch:
                    disturb(torch, step, noise, rng)
                noise[:] = model.batch_off(values)
            if len(spread) <= epoch:
                spread.append(drift)
                losses.append(0.0)
            own = np.abs(values - clean[epoch][0]).max() + model.eps * np.abs(values).max() + steps[epoch].max()
            spread[epoch] = np.maximum(spread[epoch], own)
            losses[epoch] = max(losses[epoch], abs(step.loss.item() - clean[epoch][1]))
            start = clean[epoch][0] if mode == "local" else values
            scale = 4 * model.eps * np.maximum(np.abs(start), np.abs(start).max() / 16)
            put(torch, step, start + np.maximum(scale, steps[epoch]) * rng.uniform(-1, 1, size=start.shape))
    widest = np.maximum.accumulate(np.array(spread))
    costs = np.maximum.accumulate(np.array(losses) + 4 * model.eps * np.array([c for _, c in clean]))
    epochs = iter(range(1, len(clean)))

    def allowed(before: np.ndarray, after: np.ndarray) -> tuple[np.ndarray, float]:
        epoch = next(epochs)
        return NOISE_FACTOR * widest[epoch], NOISE_FACTOR * float(costs[epoch])

    return allowed


def disturb(torch: Any, step: Any, noise: np.ndarray, rng: np.random.RandomState) -> None:
    """Let the parameters' gradients have random numbers added, up to `noise` as it is by then."""
    at = 0
    for p in step.parameters.values():
        here = noise[at : (at := at + p.numel())].reshape(tuple(p.shape))
        p.register_hook(lambda g, here=here: g + torch.tensor(here * rng.uniform(-1, 1, here.shape), dtype=g.dtype))


# ---- what is tried ---------------------------------------------------------------------------------------


def tables(seed: int, rows: int, columns: int) -> Table:
    """Random numbers as a table to train on."""
    rng = np.random.RandomState(seed)
    features = rng.normal(size=(rows, columns)) * rng.uniform(0.5, 5, size=columns)
    target = features @ rng.uniform(-3, 3, size=columns) + rng.normal(size=rows)
    return Table(features, target, tuple("abcdefgh"[:columns]), f"RandomState({seed})")


@st.composite
def settings_of(draw: Any, loop: str) -> dict[str, Any]:
    """Random hyperparameters (and for `songs` random data) of a loop."""
    options: dict[str, Any] = {"seed": draw(SEEDS), "epochs": draw(st.sampled_from([3, 10, 30]))}
    options["lr"] = default_of(loop, "lr") * draw(st.sampled_from([0.1, 0.3, 1.0, 1.7]))
    if loop == "songs":
        options["table"] = tables(draw(SEEDS), draw(st.integers(5, 40)), draw(st.integers(1, 5)))
        options["form"] = draw(st.sampled_from(["linear", "document"]))
        options["optimizer"] = draw(st.sampled_from(OPTIMIZERS))
        options["batch_size"] = draw(st.sampled_from([None, None, 7]))
    if loop == "crops":
        options["first_backwards"] = 2
    if loop == "manual" or loop == "module":
        options["seed"] = draw(st.integers(0, 1000))
    return options


def documents(loop: str) -> Iterator[dict[str, Any]]:
    """The loops as their documents run them."""
    yield {}
    if loop == "songs":
        yield {"optimizer": "Adam", "epochs": 100}
        yield {"optimizer": "AdamW", "epochs": 100, "form": "linear", "lr": 0.1}
        yield {"batch_size": 64, "epochs": 10}


def run(
    names: list[str],
    ours: Any,
    theirs: Any,
    profile: Profile,
    tally: Tally,
    dtypes: tuple[str, ...],
    as_documented: bool = True,
) -> Iterator[str]:
    """Every loop, as its document runs it and with drawn hyperparameters; yields what is done."""
    for name in names:
        for dtype in dtypes:
            for options in documents(name) if as_documented else ():
                for mode in ("local", "global"):
                    keep(compare(name, dtype, mode, options, ours, theirs), tally, plot=True)
            yield f"{name} {dtype}"
            try_drawn(name, dtype, ours, theirs, profile, tally)
            yield f"{name} {dtype}, drawn"


def try_drawn(name: str, dtype: str, ours: Any, theirs: Any, profile: Profile, tally: Tally) -> None:
    """Draw hyperparameters."""

    def check(options: dict[str, Any]) -> None:
        for mode in ("local", "global"):
            found = compare(name, dtype, mode, options, ours, theirs)
            if found.failed:
                raise Disagreement(found)
            keep(found, tally)

    try:
        profile.run(settings_of(name), check, profile.loops)
    except Disagreement as error:
        keep(error.found, tally)


CASE = """\
from tinygrad_lr.loops import LOOPS
from tinygrad_lr.loops.table import Table

{put}

def steps(torch, dtype={dtype!r}):
    return LOOPS[{loop!r}].train(torch, dtype=dtype, {options})


def numbers_of(step):
    parameters = [p.detach().numpy().ravel().astype(np.float64) for p in step.parameters.values()]
    return np.append(np.concatenate(parameters), step.loss.item())


def case(torch):
    \"\"\"Number {place} of the parameters and the loss after epoch {epoch}{local}.\"\"\"
    for step, theirs in zip(steps(torch), steps(pytorch)):
        if step.epoch == {epoch}:
            return numbers_of(step)[{place}]
        {mend}
"""


def script(run: Run) -> str:
    """The loop up to the epoch in which it went apart."""
    local = run.mode == "local" and run.place is not None
    given = [f"{name}={value!r}" for name, value in run.options.items() if name != "table"]
    if "table" in run.options:
        table = run.options["table"]
        given.append(
            f"table=Table({literal(table.features)}, {literal(table.target)}, {table.names!r}, {table.source!r})"
        )
    case = CASE.format(
        put=inspect.getsource(put) if local else "", dtype=run.dtype, loop=run.loop, options=", ".join(given),
        place=":-1" if run.place is None else run.place, epoch=max(len(run.losses) - 1, 0),
        local=", each from torch's parameters" if local else "", mend="put(torch, step, numbers_of(theirs)[:-1])" if local else "pass",
    )  # fmt: skip
    return numbers(f"{run}: {run.failed}", case, run.bound)


def keep(run: Run, tally: Tally, plot: bool = False) -> None:
    """Tell the tally."""
    if not run.failed:
        tally.case(LANE, f"{run.loop}, {run.mode}", run.dtype, run.worst, str(run), covered=["parameters", "losses"])
    if plot:
        tally.trajectories.append(run)
    if run.failed:
        replay = f"--loops {run.loop} --dtype {run.dtype}"
        failure = Failure(
            LANE, f"{run.loop}, {run.mode}", f"{run}: {run.failed}", script(run), replay, run.worst or np.inf
        )
        tally.fail(failure, run.dtype)
