"""Histories: random sequences of what a user does to tensors, compared after every command.

Forward, backward, zero_grad, no_grad, in-place changes, detach, views, retain_graph, an optimizer's step: each
command is carried out in both frameworks, and then everything there is must be the same, to the bit: values,
gradients, versions, flags, names of nodes; or both must have refused, in the same words. Numbers of up to four
elements are added in the same order everywhere, so no rounding can differ.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from hypothesis import reject
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from ..oracle.observe import numbers, words
from ..output import replay
from ..output.tally import Disagreement, Failure, Tally
from ..profiles import Profile
from ..tolerance import same_bits

LANE = "histories"
PICK = st.integers(0, 30)
LIMIT = 14  # tensors of one history
# (what counts: torch has a gradient that it copied, such as a sum's, begin at version 1, and one that it took over at 0)
CHANGED = re.compile(r"is at version (\d+); expected version (\d+)")
# which of the two a reshape is depends on the layout, which is not always torch's (docs/differences.md)
RESHAPED = ("ReshapeAliasBackward0", "ViewBackward0")

MAKE = ("{0} + {1}", "{0} * {1}", "{0} - {1}", "-{0}", "{0} * 0.5", "{0}.sum()", "{0}.square()",
        "{0}[0]", "{0}.t()", "{0}.reshape({0}.shape)", "{0}.expand(2, 2).clone()", "{0}.clone()", "{0}[..., None][..., 0]", "{0}.view({0}.shape)",
        "torch.relu({0})", "{0} @ {1}", "torch.where({0} > 0, {0}, {1})", "{0} / 2", "{0}.mean()", "torch.stack([{0}, {0}])[0]",
        "{0}.data", "{0}.detach()", "{0} ** 2", "{0}.abs()", "{0}.split(1)[0]", "{0}.unbind()[0]", "{0}.max(0)[0]", "{0}.unsqueeze(0)",
        "torch.cat([{0}, {1}])", "{0}[{0} > 0]", "{0}.sum(0, keepdim=True)", "{0}.diagonal()")  # fmt: skip
CHANGE = ("{0}.add_({1}.clone())", "{0}.mul_(2)", "{0}.zero_()", "{0}[0] = 1.5", "{0} += 1", "{0}.copy_({1}.clone())", "{0} *= {1}.clone()",
          "{0}.neg_()", "{0}.relu_()", "{0}.fill_(-0.5)", "{0}.mul_({0})", "{0}.square_()", "{0}.sub_(1, alpha=2)",
          "{0}.masked_fill_({0} > 1, 0.5)", "{0}[..., 0].mul_(2)", "{0}.view(-1)[:1].add_(1)")  # fmt: skip
OTHER = ("{0}.backward()", "{0}.backward(retain_graph=True)", "{0}.sum().backward()", "{0}.sum().backward(retain_graph=True)",
         "t.append({0}.detach().clone().requires_grad_())", "t.append({0} * 2); t[-1].retain_grad()", "{0}.grad.zero_()", "{0}.sum().backward(inputs=[t[0]])",
         "{0}.backward(torch.ones_like({0}))", "optimizer.zero_grad()", "optimizer.zero_grad(set_to_none=False)",
         "optimizer.step()", "torch.autograd.grad({0}.sum(), [{1}], allow_unused=True)",
         "torch.autograd.grad({0}.sum(), [{1}])", "setattr({0}, 'grad', None)",
         "torch.autograd.grad({0}.sum(), [{1}], create_graph=True)[0].sum().backward()", "{0}.register_hook(lambda g: g * 3)",
         "{0}.register_hook(lambda g: t.append(g.detach() * 2))", "{0}.grad_fn.register_hook(lambda gi, go: t.append(go[0] * 2))",
         "torch.autograd.backward([{0}.sum(), {1}.sum()])", "{0}.detach_()", "{0}.requires_grad_()",
         "t.append(torch.autograd.grad(({0} * {0}).sum(), {1}, create_graph=True)[0] * 1)", "setattr({0}, 'data', {0}.detach().clone())")  # fmt: skip
OPTIMIZERS = ("torch.optim.SGD(p, lr=0.5)", "torch.optim.SGD(p, lr=0.5, momentum=0.5)", "torch.optim.SGD(p, lr=0.5, momentum=0.5, nesterov=True)",
              "torch.optim.SGD(p, lr=0.25, weight_decay=0.5)")  # fmt: skip

# what must not be left to chance, command by command; a and b are the first two leaves, of shapes (2,) and (2, 2)
ALWAYS = (
    ("a + a", "t[-1].sum().backward()"),
    ("a * a", "t[-1].sum().backward(retain_graph=True)", "t[-1].sum().backward()", "t[-1].sum().backward()"),
    ("a.square()", "t[-1].sum().backward()", "t[-1].sum().backward()"),
    ("a.abs()", "with torch.no_grad(): a.mul_(2)", "t[-1].sum().backward()"),
    ("a * a.abs()", "with torch.no_grad(): a.mul_(2)", "t[-1].sum().backward()"),
    ("a * a.detach()", "a.detach().mul_(2)", "t[-1].sum().backward()"),
    ("a * 2", "t[-1] * t[-1]", "t[-1] + t[-2]", "t[-1].sum().backward()"),
    ("a.unbind(0)[0] + a.unbind(0)[1] * 2", "t[-1].backward()"),
    ("torch.stack([a, a * 2, a])", "(lambda u: u[0] + u[1] * 3 + u[0])(t[-1].unbind(0))", "t[-1].sum().backward()"),
    ("a * a", "torch.autograd.grad(t[-1].sum(), [a], retain_graph=True)", "torch.autograd.grad(t[3].sum(), [a])[0] * 1",
     "torch.autograd.grad(t[3].sum(), [a])[0] * 1"),
    ("a * 1", "t[-1] * a + t[-1]", "torch.autograd.grad(t[-1].sum(), [a], retain_graph=True)[0] * 1",
     "torch.autograd.grad(t[-2].sum(), [a])[0] * 1"),
    ("torch.autograd.grad((a * a + a).sum() + (a * 3).sum(), [a])[0] * 1",),
    ("torch.autograd.grad((a * a * a).sum(), [a], create_graph=True)[0] * 1", "t[-1].sum().backward()"),
    ("a.sum().backward()", "a.grad * 1", "(a * 2).sum().backward()", "t[-1] * 1", "optimizer.step()"),
    ("a.sum().backward()", "b.sum().backward()", "optimizer.step()", "optimizer.zero_grad()", "a.sum().backward()"),
    ("a.sum().backward()", "optimizer.zero_grad(set_to_none=False)", "a.sum().backward()", "optimizer.step()"),
    ("a * a", "a.sum().backward()", "optimizer.step()", "t[-1].sum().backward()"),
    ("a[:1] * a[:1]", "a[:1].sum().backward()", "optimizer.step()", "t[-1].sum().backward()"),
    ("a * 2", "t[-1].retain_grad()", "(t[-1] * 3).sum().backward()"),
    ("a + b", "t[-1].backward()", "t[-1].backward(torch.ones_like(t[-1]) * 2)"),
    ("with torch.no_grad(): t.append(a * 2)", "a * 3"),
    ("with torch.set_grad_enabled(False): t.append(a * 2)", "a * 3"),
    ("a.detach().clone().requires_grad_()", "((a + t[3]) * 2).sum().backward()", "(a * 3).sum().backward()"),
    ("a.mul_(2)", "a += 1", "a[0] = 1.5"),
    ("a.detach().clone().requires_grad_()", "(t[-1] * a).sum().backward()"),
    ("torch.maximum(a, a * 2)", "torch.lerp(a, a * 2, a)", "with torch.no_grad(): a.mul_(2)", "t[-1].sum().backward()"),
    ("a * 2", "t[-1] * t[-1]", "t[-2].mul_(2)", "t[-1].sum().backward()"),
    ("a * 2", "t[-1].square()", "t[-2].mul_(2)", "t[-1].sum().backward()"),
    ("a.sum().backward()", "t.append(b[0].detach().clone().requires_grad_() * a.grad)", "a.sum().backward()",
     "t[-1].sum().backward()"),
    ("a * torch.ones(2, dtype=torch.float64) * torch.ones(2, dtype=torch.float32)", "t[-1].sum().backward()"),
    ("(a * a).sqrt()", "with torch.no_grad(): t[-1].mul_(2)", "t[-1].sum().backward()"),
    ("a.prod()", "with torch.no_grad(): a.mul_(2)", "t[-1].backward()"),
    ("t.append(b[0].detach().clone())", "t[-1] * a", "t[-2].mul_(2)", "t[-1].sum().backward()"),
    ("torch.pow(a * 0 + 2, a * 0 + 2)", "with torch.no_grad(): t[-1].mul_(2)", "t[-1].sum().backward()"),
    ("a * 2", "with torch.no_grad(): t.append(t[-1][0])", "t[-1].backward()", "t[-1] * 3", "t[-1].backward()"),
    ("a * 2", "t[-1][0]", "t[-1].retain_grad()", "with torch.no_grad(): t[-2].mul_(2)", "(t[-1] * 3).backward()"),
    ("a * 2", "t[-1].sum().backward(inputs=[t[-1]])", "t[-1].sum().backward()"),
    ("b * 1", "t[-1].t_()", "(t[-1] * t[-1][0]).sum().backward()"),
    ("b * 1", "t[-1].unsqueeze_(0)", "t[-1].mul_(3)", "t[-1].squeeze_(0)", "t[-1].sum().backward()"),
    ("b * 1", "t[-1][0]", "t[-1].unsqueeze_(0)", "t[-1].mul_(3)", "t[-2].sum().backward()"),
    ("b * 1", "t[-1][0]", "t[-1].unsqueeze_(0)", "t[-2].mul_(3)", "t[-1].sum().backward()"),
    ("b * 1", "t[-1] * t[-1]", "t[-2].transpose_(0, 1)", "t[-1].sum().backward()"),
    ("t.append(a.unbind()[0])", "with torch.no_grad(): t[-1].add_(1)", "torch.cat([t[-1], t[-1]])"),
    ("b.t_()", "with torch.no_grad(): b.t_()", "b.sum().backward()"),
    ("torch.relu(a)", "t[-1].add_(b[0].clone())", "t[-1].sum().backward()"),
    ("torch.relu(a)", "torch.autograd.grad(t[-1].sum(), [a], create_graph=True)[0].sum().backward()"),
)  # fmt: skip


DETACHED = "Trying to use a saved tensor that has been detached in-place"  # told in docs/differences.md, of torch


class World:
    """One framework's side of a history."""

    def __init__(self, fw: Any) -> None:
        self.fw, self.t, self.optimizer = fw, [], None

    def carry_out(self, command: str) -> tuple[str, str]:
        """Run a line; the exception's type and words if it ends in one."""
        scope = {"torch": self.fw, "t": self.t, "optimizer": self.optimizer, "warnings": warnings}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                exec(command, scope)
            except Exception as error:  # whatever it is, it is what has to be the same
                said = words(str(error)).replace(*RESHAPED)
                return type(error).__name__, CHANGED.sub(lambda m: f"{int(m[1]) - int(m[2])} changes", said)
        return "", ""

    def look(self) -> list[tuple]:
        """All there is to see of every tensor."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return [self._looked(t) for t in self.t]

    def _looked(self, t: Any) -> tuple:
        try:
            return self._look(t)
        except RuntimeError as error:  # some views may not even be looked at
            return words(str(error)).replace(*RESHAPED), numbers(t), None

    def _look(self, t: Any) -> tuple:
        name = type(t.grad_fn).__name__.replace(*RESHAPED)
        grad = None if t.grad is None else (numbers(t.grad), t.grad.requires_grad)
        facts = (tuple(t.shape), str(t.dtype), t.requires_grad, t.is_leaf, name, t._version, t.retains_grad)
        return facts, numbers(t), grad


def alike(a: tuple, b: tuple) -> bool:
    """Whether two tensors look the same."""
    (facts, value, grad), (facts_b, value_b, grad_b) = a, b
    if facts != facts_b or not same_bits(value, value_b).all() or (grad is None) != (grad_b is None):
        return False
    if grad is None:
        return True
    if grad[1] != grad_b[1] or grad[0].shape != grad_b[0].shape or grad[0].dtype != grad_b[0].dtype:
        return False
    return bool(same_bits(grad[0], grad_b[0]).all())


def retold(lines: list[str], *sides: Any) -> str:
    """What differs when a history is carried out again in two frameworks, or nothing."""
    worlds = [World(fw) for fw in sides]
    for line in lines:
        if line.startswith("optimizer = "):
            for world in worlds:
                made = line.removeprefix("optimizer = ")
                world.optimizer = eval(made, {"torch": world.fw, "p": world.t[:2]})
        elif not line.startswith("p = "):
            found = carried_out(line, worlds) or unlike(worlds)
            if found:
                return found
    return ""


def carried_out(line: str, worlds: list[World]) -> str:
    """What differs in how a line ends."""
    ours, theirs = (world.carry_out(line) for world in worlds)
    return "" if ours == theirs else f"{line}: {ours or 'nothing'} raised, torch: {theirs or 'nothing'}"


def unlike(worlds: list[World]) -> str:
    """What differs in how all tensors look."""
    ours, theirs = (world.look() for world in worlds)
    if len(ours) != len(theirs):
        return f"{len(ours)} tensors, torch: {len(theirs)}"
    for i, (a, b) in enumerate(zip(ours, theirs)):
        if not alike(a, b):
            return f"t[{i}]: {a}, torch: {b}"
    return ""


class History(RuleBasedStateMachine):
    """The commands, and the comparison after each."""

    sides: ClassVar[tuple[Any, Any]]
    seen: ClassVar[Callable[[int], None]]

    def __init__(self) -> None:
        super().__init__()
        self.worlds = [World(fw) for fw in self.sides]
        self.said: list[str] = []

    @initialize(dtype=st.sampled_from(["float64", "float32"]), made=st.sampled_from(OPTIMIZERS))
    def begin(self, dtype: str, made: str) -> None:
        """Three leaves and an optimizer."""
        starts = (("[1.5, -0.5]", True), ("[[0.5, 2.0], [-1.0, 1.5]]", True), ("0.75", False))
        for text, need in starts:
            self.do(f"t.append(torch.tensor({text}, dtype=torch.{dtype}, requires_grad={need}))")
        self.said.append("p = [t[0], t[1]]")
        self.said.append(f"optimizer = {made}")
        for world in self.worlds:
            world.optimizer = eval(made, {"torch": world.fw, "p": world.t[:2]})

    @rule(text=st.sampled_from(MAKE), a=PICK, b=PICK, quiet=st.sampled_from([False, False, False, True]))
    def make(self, text: str, a: int, b: int, quiet: bool) -> None:
        """A new tensor from old ones, now and then under no_grad."""
        if len(self.worlds[1].t) < LIMIT:
            self.do(self.guarded(f"t.append({self.fill(text, a, b)})", quiet))

    @rule(text=st.sampled_from(CHANGE), a=PICK, b=PICK, quiet=st.booleans())
    def change(self, text: str, a: int, b: int, quiet: bool) -> None:
        """A change in place."""
        self.do(self.guarded(self.fill(text, a, b), quiet))

    @rule(text=st.sampled_from(OTHER), a=PICK, b=PICK)
    def command(self, text: str, a: int, b: int) -> None:
        """Backward passes, and what is done around them."""
        self.do(self.fill(text, a, b))

    def fill(self, text: str, a: int, b: int) -> str:
        """A command's text with tensors in it; the latest first, so that histories stay connected."""
        count = len(self.worlds[1].t)
        return text.format(f"t[{count - 1 - a % count}]", f"t[{count - 1 - b % count}]")

    def guarded(self, line: str, quiet: bool) -> str:
        return f"with torch.no_grad(): {line}" if quiet else line

    def do(self, line: str) -> None:
        """Carry a line out in both."""
        self.said.append(line)
        found = carried_out(line, self.worlds)
        if DETACHED in found:
            reject()  # gradients have come in one world alone
        self.differ(found)

    @invariant()
    def same(self) -> None:
        """Everything looks the same."""
        self.differ(unlike(self.worlds))
        type(self).seen(len(self.said))

    def differ(self, text: str) -> None:
        if text:
            raise Disagreement((text, list(self.said)))


def fixed(number: int, dtype: str, made: str, ours: Any, theirs: Any) -> None:
    """One of the histories that are always run."""
    machine = type("Fixed", (History,), {"sides": (ours, theirs), "seen": staticmethod(lambda length: None)})()
    machine.begin(dtype, made)
    for line in ALWAYS[number]:
        line = line.replace("dtype=", "dtype:")
        changes = ("backward", "retain_grad()", "_(", "=", "optimizer", "with ", "append")
        code = line if any(part in line.replace("==", "") for part in changes) else f"t.append({line})"
        if (line.startswith("torch.autograd.grad(") and line.endswith("[0] * 1")) or line.endswith("requires_grad_()"):
            code = f"t.append({line})"
        code = code.replace("dtype:", "dtype=")
        machine.do(re.sub(r"\b([ab])\b", lambda m: f"t[{'ab'.index(m[1])}]", code))
        machine.same()


COVERED = ("values", "gradients", "versions", "refusals")


def failure(text: str, said: list[str], profile: Profile) -> Failure:
    """A history that went apart."""
    lines = "".join(f"    {line!r},\n" for line in said)
    script = replay.answers(
        text, [retold], f"lines = [\n{lines}]\n", "retold(lines, tinygrad_lr, pytorch)", "every bit"
    )
    return Failure(LANE, "commands", "\n".join([text, *said]), script, f"--lanes {LANE} --profile {profile.name}")


def run(ours: Any, theirs: Any, profile: Profile, tally: Tally) -> Iterator[str]:
    """Run those that are always run, and draw others."""
    for number in range(len(ALWAYS)):
        for dtype in ("float64", "float32"):
            try:
                fixed(number, dtype, OPTIMIZERS[number % len(OPTIMIZERS)], ours, theirs)
            except Disagreement as error:
                text, said = error.found
                tally.fail(failure(text, said, profile), dtype)
                yield "histories"
                return
            tally.case(LANE, "commands", dtype, 0.0, "; ".join(ALWAYS[number]), covered=COVERED)

    def seen(length: int) -> None:
        tally.case(LANE, "commands", "both", 0.0, f"a history of up to {length} commands", covered=COVERED)

    machine = type("History", (History,), {"sides": (ours, theirs), "seen": staticmethod(seen)})
    settings = profile.settings(profile.histories, stateful_step_count=25)
    if profile.seed is not None:
        from hypothesis import seed

        machine = seed(profile.seed)(machine)
    try:
        run_state_machine_as_test(machine, settings=settings)
    except Disagreement as error:
        text, said = error.found
        tally.fail(failure(text, said, profile), "both")
    yield "histories"
