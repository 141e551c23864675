"""Scenes of the graph: what views, hooks, nodes, Functions and versions answer, asked of both frameworks.

A scene is a function of a namespace that yields what there is to see; a function among it is called, and its refusal is
an answer too. Every answer has to be torch's, to the letter.
"""

from __future__ import annotations

import copy
import itertools
import pickle
import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ..oracle.observe import words
from ..output import replay
from ..output.tally import Failure, Tally

LANE = "scenes"
ADDRESS = re.compile(r"0x[0-9a-f]+")
Scene = Callable[..., Iterator[Any]]


def answers(scene: Scene, fw: Any, *args: Any) -> list[str]:
    """All that a scene yields, as text; an exception ends it."""
    found = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            for seen in scene(fw, *args):
                found.append(told(seen))
        except Exception as error:
            found.append(f"ended by {type(error).__name__}: {words(str(error))}")
        finally:
            fw.set_grad_enabled(True)
    return found


def told(seen: Any) -> str:
    try:
        text = str(seen() if callable(seen) else seen)
    except Exception as error:  # whatever it is, it is what has to be the same
        text = f"{type(error).__name__}: {words(str(error))}"
    return ADDRESS.sub("0x", text).replace("tinygrad_lr", "torch")


# ---- views, and changes of what they show ----------------------------------------------------------------

MADE = ("l[0]", "l.view(-1)", "l.detach()", "l.data", "l[:]", "l.squeeze()", "l[0][0]", "l.clone()", "l.expand(2, 2)")
LEAVES = ("torch.ones(2, 2, requires_grad=True)", "torch.ones(2, 2, requires_grad=True) * 1", "torch.ones(2, 2)")
MODES = ("no_grad", "inference_mode")
ASKED = ("v.add_(1)", "v._version", "(v * l).sum().backward()", "v.view(-1).add_(1)", "v.sum().backward()", "v.retain_grad()", "v == 1",
         "v + 1", "v.clone().requires_grad", "v.isnan()", "v.isfinite()", "v.isclose(v)", "v.transpose(0, -1).grad_fn", "v.long()", "v.argmax()", "v.numpy()", "v.grad_fn", "v.output_nr",
         "l.add_(v)", "l.mul_(2)", "v.register_hook(print) is None", "v.data.add_(1)", "torch.zeros_like(v)", "v.tolist()")  # fmt: skip


def view_scene(fw: Any, made: str, leaf: str, mode: str) -> Iterator[Any]:
    """A view made in a mode; then, with its base changed or not, something is asked of it."""
    for asked, changed in itertools.product(ASKED, (False, True)):
        scope = {"torch": fw, "l": eval(leaf, {"torch": fw})}
        with getattr(fw, mode)():
            scope["v"] = v = eval(made, scope)
        base = scope["l"]
        if v.is_inference():  # torch has changed one by the time it refuses
            continue
        yield v.requires_grad, v.is_leaf
        if changed:
            with fw.no_grad():
                base.mul_(2)
        yield lambda asked=asked, scope=scope: eval(asked, scope)
        yield lambda base=base: (base._version, base)
        yield lambda v=v: (v.requires_grad, v.is_leaf, v)
        yield lambda base=base: (base * 1).sum().backward()


# ---- hooks -----------------------------------------------------------------------------------------------

RETURNED = ("torch.ones(2)", "torch.ones(3)", "torch.ones(2, 1)", "torch.ones(2).double()", "torch.ones(2).bool()", "torch.ones(2).int()",
            "(torch.ones(2),)", "(torch.ones(2), None)", "(torch.ones(3), None)", "(torch.ones(2).double(),)", "()", "3", "(3,)", "None",
            "(None, torch.ones(2))", "(None, None)", "'a'", "[torch.ones(2)]")  # fmt: skip
PLACES = {
    "leaf": lambda x, y, hook: x.register_hook(hook),
    "result": lambda x, y, hook: y.register_hook(hook),
    "before the node": lambda x, y, hook: y.grad_fn.register_prehook(hook),
    "after the node": lambda x, y, hook: y.grad_fn.register_hook(hook),
    "before the leaf's node": lambda x, y, hook: y.grad_fn.next_functions[0][0].register_prehook(hook),
    "after the leaf's node": lambda x, y, hook: y.grad_fn.next_functions[0][0].register_hook(hook),
    "after accumulation": lambda x, y, hook: x.register_post_accumulate_grad_hook(hook),
}


def hook_scene(fw: Any, place: str, create_graph: bool) -> Iterator[Any]:
    """A hook returns something in the place of a gradient."""
    for returned in RETURNED:
        for grad in (False, True):
            x = fw.ones(2, requires_grad=True)
            y = x * 2
            z = y * 3

            def hook(*_: Any, returned: str = returned) -> Any:
                return eval(returned, {"torch": fw})

            PLACES[place](x, y, hook)
            if grad:
                yield lambda x=x, y=y, z=z: fw.autograd.grad(z, [y, x], fw.ones(2), create_graph=create_graph)
            else:
                yield lambda z=z: z.backward(fw.ones(2), create_graph=create_graph)
                yield x.grad


def order_scene(fw: Any) -> Iterator[Any]:
    """Hooks of every kind, in which order they run and what each sees."""
    log: list[Any] = []
    x = fw.ones(2, requires_grad=True)
    y = x * 2
    z = y * 3
    y.grad_fn.register_prehook(lambda g: (log.append(("node", *g)), (g[0] * 10,))[1])
    y.register_hook(lambda g: (log.append(("tensor", g)), g * 2)[1])
    y.grad_fn.register_hook(lambda gi, go: log.append(("after", gi, go)))
    y.retain_grad()
    leaf = y.grad_fn.next_functions[0][0]
    leaf.register_prehook(lambda g: (log.append(("leaf's node", *g)), (g[0] * 10,))[1])
    x.register_hook(lambda g: (log.append(("leaf", g)), g * 2)[1])
    leaf.register_hook(lambda gi, go: log.append(("leaf's node is done", gi, go)))
    x.register_post_accumulate_grad_hook(lambda t: log.append(("accumulated", t.grad)))
    for wanted in ([y, x], [y], [x]):
        yield fw.autograd.grad(z, wanted, fw.ones(2), retain_graph=True), list(log), x.grad, y.grad
        log.clear()
    for _ in range(2):
        z.backward(fw.ones(2), retain_graph=True)
        yield x.grad, y.grad, list(log)
        log.clear()
    z.backward(fw.ones(2), inputs=[x])
    yield x.grad, y.grad, log


def hook_mode_scene(fw: Any, create_graph: bool) -> Iterator[Any]:
    """Whether hooks of each kind are run with operations recorded."""
    for place in PLACES:
        x = fw.ones(2, requires_grad=True)
        y, log = x * 2, []  # type: ignore[var-annotated]
        PLACES[place](x, y, lambda *_, log=log: log.append(fw.is_grad_enabled()))
        yield lambda y=y: y.backward(fw.ones(2), create_graph=create_graph)
        yield log
    y = x.unbind()[0]
    y.grad_fn.register_prehook(lambda g: log.append(fw.is_grad_enabled()))
    yield lambda: y.backward(create_graph=create_graph)
    yield log


def kept_scene(fw: Any, mode: str, then: str) -> Iterator[Any]:
    """A gradient that was made or given in one mode is added to in another."""
    for given in (False, True):
        x = fw.ones(2, requires_grad=True)
        y = x * 2
        y.retain_grad()
        loss = y.sum()
        with getattr(fw, mode)():
            if given:
                x.grad = fw.ones(2)
            else:
                loss.backward(retain_graph=True)
        for again in (mode, then, then):
            with getattr(fw, again)():
                yield lambda loss=loss: loss.backward(retain_graph=True)
        yield x.grad.is_inference() or x.grad, y.grad, x.grad.is_inference(), x.grad.requires_grad
    for dtype in ("int64", "int32", "int16", "int8", "uint8", "bool", "float64"):
        other = fw.ones(2, dtype=getattr(fw, dtype))
        yield lambda other=other: setattr(fw.ones(2), "grad", other)
        yield lambda other=other: setattr(other, "grad", fw.ones(2))


def target_scene(fw: Any) -> Iterator[Any]:
    """Passes to some inputs alone: what nodes' hooks see, what is kept, and in which order faults are told."""
    log: list[Any] = []
    x, w, free = fw.ones(2, requires_grad=True), fw.tensor([2.0, 3.0], requires_grad=True), fw.ones(2)
    for wanted in ([x], [w], [x, w]):
        for create_graph in (False, True):
            y = x * w
            y.grad_fn.register_hook(lambda gi, go: log.append((gi, go)))
            y.sum().backward(inputs=wanted, create_graph=create_graph, retain_graph=True)
            yield list(log), [None if g is None else (g.tolist(), g.requires_grad) for g in (x.grad, w.grad)]
            fw.autograd.grad((x * w).sum() + y.sum(), wanted, create_graph=create_graph)
            yield log
            log.clear()
            x.grad = w.grad = None
    y = x * w
    y.sum().backward(inputs=[y], create_graph=True)
    yield y.grad.requires_grad
    (y * 2).sum().backward()
    yield y.grad, y.grad.requires_grad
    z = x * 3
    yield lambda: free.sum().backward(inputs=[z])
    yield z.retains_grad
    yield lambda: z.sum().backward(inputs=[z, free])
    yield z.retains_grad, z.grad
    yield lambda: z.sum().backward(inputs=[free, z])
    yield lambda: z.backward(inputs=[3])
    yield lambda: z.backward(inputs=[])


def copy_scene(fw: Any) -> Iterator[Any]:
    """Copies and pickles: their versions, and that they count for themselves."""
    for made in (
        "torch.ones(2)",
        "torch.ones(2, requires_grad=True)",
        "torch.nn.Parameter(torch.ones(2))",
        "torch.ones(2)[:1]",
    ):
        for copied in (copy.copy, copy.deepcopy, lambda t: pickle.loads(pickle.dumps(t))):
            t = eval(made, {"torch": fw})
            new = copied(t)
            yield type(new).__name__, new._version, new._is_view(), new.requires_grad, new.grad
            t.detach().add_(1)
            new.detach().add_(1)
            new.detach().add_(1)
            yield t._version, new._version, t, new
    yield copy.deepcopy(fw.nn.Linear(2, 2)).weight._version


# ---- what nodes have saved, and answer to -----------------------------------------------------------------


def saved_scene(fw: Any) -> Iterator[Any]:
    a, w = fw.ones(2, requires_grad=True), fw.tensor([1.0, 2.0])
    b = a * w
    c = b * a
    yield b.grad_fn._saved_self, b.grad_fn._saved_other is w, c.grad_fn._saved_self is b, c.grad_fn._saved_other is a
    d = c.exp()
    yield d.grad_fn._saved_result is d, d.grad_fn._saved_result.grad_fn is d.grad_fn, d.grad_fn._saved_result
    with fw.no_grad():
        d.add_(1)
    yield lambda: d.grad_fn._saved_result
    b.add_(1)
    yield lambda: c.grad_fn._saved_self
    yield lambda: c.grad_fn._saved_other
    i = fw.tensor([1, 0])
    yield (a * i).grad_fn._saved_other is i
    indexed = a[i]
    yield indexed.grad_fn._saved_indices, indexed.grad_fn._saved_indices[0] is i
    values, places = fw.ones(2, 2, requires_grad=True).max(0)
    yield values.grad_fn._saved_indices is places
    places.fill_(0)
    yield lambda: values.sum().backward()
    p = fw.nn.Parameter(fw.ones(2))
    product = p * p
    yield product.grad_fn._saved_self is p, type(product.grad_fn._saved_self).__name__
    product.sum().backward()
    yield lambda: product.grad_fn._saved_self


def called_scene(fw: Any) -> Iterator[Any]:
    x = fw.tensor([1.0, 2.0], requires_grad=True)
    for y in (x**2, x * x, x.exp(), x * fw.ones(2), x * fw.ones(3, 2), x + 1, x.relu()):
        node, ones = y.grad_fn, fw.ones(tuple(y.shape))
        for args in ((ones,), (ones,), (ones.double(),), (None,), (), (1,), (ones, ones)):
            yield lambda node=node, args=args: node(*args)
    first, _ = x.unbind()
    yield lambda: first.grad_fn(fw.ones(()), fw.ones(()))
    yield lambda: first.grad_fn(fw.ones(()), None)
    yield lambda: first.grad_fn(fw.ones(()))
    yield lambda: (x * 1).grad_fn.next_functions[0][0](fw.ones(2))
    yield x.grad
    node = (x * 1).grad_fn
    node.metadata["seen"] = 1
    yield node.metadata, callable(node)


# ---- Functions ---------------------------------------------------------------------------------------------


def function_scene(fw: Any) -> Iterator[Any]:
    kept: list[Any] = []

    class Twice(fw.autograd.Function):  # type: ignore[name-defined]
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            kept.append(ctx)
            ctx.save_for_backward(x)
            return x * 2, x * 3

        @staticmethod
        def backward(ctx: Any, g: Any, h: Any) -> Any:
            kept.append((g, h))
            return (g * 2).to(wanted)

    class Marked(Twice):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            out, other = x * 2, x * 3
            ctx.mark_non_differentiable(other)
            ctx._materialize_non_diff_grads = materialize
            return out, other

    class Once(fw.autograd.Function):  # type: ignore[name-defined]
        @staticmethod
        def forward(ctx: Any, x: Any, y: Any) -> Any:
            return x * 2 + y

        @staticmethod
        @fw.autograd.function.once_differentiable
        def backward(ctx: Any, g: Any) -> Any:
            return g * 2, g

    for wanted in (fw.float32, fw.float64, fw.int64, fw.bool):
        x = fw.tensor([1.0, 2.0], requires_grad=True)
        (out, _), begin = Twice.apply(x), fw.ones(2, dtype=wanted)
        yield lambda x=x: kept[-1].saved_tensors[0] is x
        yield lambda out=out, begin=begin: (out * 2).backward(begin)
        yield x.grad, kept[-1]
        del out
        yield lambda: kept[-2].saved_tensors
        kept.clear()
    Twice.apply(x)
    yield lambda: (kept[-1].saved_tensors, type(kept[-1]).__name__)
    wanted = fw.float32
    for materialize in (True, False):  # noqa: B007
        Marked.apply(x)[0].sum().backward()
        yield kept[-1]
    z = fw.ones(2, requires_grad=True)
    gx, gz = fw.autograd.grad(Once.apply(x, z).sum() ** 2, [x, z], create_graph=True)
    yield gx.grad_fn.name(), gx.grad_fn is gz.grad_fn, [n.name() for n, _ in gx.grad_fn.next_functions]
    yield lambda: fw.autograd.grad(gx.sum(), x)


RETURNS = {
    "changed": lambda ctx, x: (ctx.mark_dirty(x), x.mul_(2))[1],
    "as it was": lambda ctx, x: x,
    "a view": lambda ctx, x: x.view(-1),
}
GIVEN = ("torch.ones(2)", "torch.ones(2, requires_grad=True)", "torch.ones(2, requires_grad=True) * 1", "(torch.ones(2, requires_grad=True) * 1)[:1]")  # fmt: skip


def returned_scene(fw: Any, how: str, mode: str) -> Iterator[Any]:
    """A Function returns its argument in a mode: whether it is the same tensor, and what that has become."""

    class Returns(fw.autograd.Function):  # type: ignore[name-defined]
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return RETURNS[how](ctx, x)

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            return g * 3

    for given in GIVEN[: 3 if (how, mode) == ("changed", "enable_grad") else 4]:  # (a view cannot be marked here)
        x = eval(given, {"torch": fw})
        if x.requires_grad:
            x.retain_grad()
            (x * 1).sum().backward()
        out: list[Any] = []
        with getattr(fw, mode)():
            yield lambda out=out, x=x: out.append(Returns.apply(x))
        for y in out:
            yield y is x, x, y, x.grad, y.requires_grad, y.is_leaf, y._version, y._is_view()
            yield lambda y=y: (y.detach().add_(1), y)[1], x._version
            yield lambda y=y: (y * 2).sum().backward()
            yield x.grad


def deep_scene(fw: Any, kind: str) -> Iterator[Any]:
    """Passes that begin within one another, four hundred deep."""
    left = [400]

    def again(*_: Any) -> None:
        left[0] -= 1
        if left[0] > 0:
            with fw.enable_grad():
                start().backward()

    class Within(fw.autograd.Function):  # type: ignore[name-defined]
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            return x.clone()

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            again()
            return g

    def start() -> Any:
        x = fw.ones(2, requires_grad=True)
        y = Within.apply(x) if kind == "Function" else x * 2
        if kind in PLACES:
            PLACES[kind](x, y, again)
        return y.sum()

    yield lambda: start().backward()
    yield left


# ---- versions ------------------------------------------------------------------------------------------------

CHANGES = ("x.add_(1)", "x.zero_()", "x.copy_(y)", "x.fill_(1)", "x.logical_not_()", "x.masked_fill_(y > 0, 1)", "x.eq_(y)", "x.detach().add_(1)",
           "x.view(-1).add_(1)", "x.data.add_(1)", "x.__setitem__(0, 1)", "x.__setitem__(torch.tensor([0]), 1)", "x.relu_()",
           "x.normal_()", "x.random_()", "x.cumsum_(0)", "x.numpy().fill(2)", "setattr(x, 'data', y)",
           "torch.nn.init.uniform_(x)", "F.elu(x, inplace=True)", "F.dropout(x, 0.5, True, True)", "x.__setitem__(slice(None), x[-1])",
           "x.__setitem__(..., x[0])", "x.__setitem__(x > 0, x[1])")  # fmt: skip


def version_scene(fw: Any) -> Iterator[Any]:
    for change in CHANGES:
        fw.manual_seed(0)
        scope = {"torch": fw, "F": fw.nn.functional, "x": fw.ones(2), "y": fw.zeros(2)}
        yield lambda change=change, scope=scope: eval(change, scope) is None
        yield change, scope["x"]._version, scope["x"]
    layer, x = fw.nn.Linear(2, 2), fw.ones(1, 2, requires_grad=True)
    for change in (lambda t: t.add_(1.0), lambda t: t * 2, lambda t: t.double(), lambda t: t.float()):
        out, before = layer(x.to(layer.weight.dtype)), layer.weight._version
        layer._apply(change)
        yield layer.weight._version - before, lambda: None
        yield lambda out=out: out.sum().backward()


# ---- memory that is shared where something is written ---------------------------------------------------------

SHARING = ("index_add_(0, i, {})", "index_copy_(0, i, {})", "scatter_(0, i, {})", "scatter_add_(0, i, {})", "put_(i, {})", "index_fill_(0, i, 2.0)",
           "scatter_reduce_(0, i, {}, 'sum')", "masked_fill_(a > 0, 2)", "add_({})", "copy_({})", "mul_(2)")  # fmt: skip
WRITTEN = ("a", "a[:2]", "torch.ones(1).expand(2)", "torch.ones(2)", "torch.ones(1)")
READ = ("a", "a[:2]", "a[2:]", "torch.ones(2)", "torch.ones(())", "torch.ones(1).expand(2)", "torch.ones(3)")


def place_scene(fw: Any, place: str) -> Iterator[Any]:
    for written, read in itertools.product(WRITTEN, READ if "{}" in place else READ[:1]):
        scope = {"torch": fw, "a": fw.tensor([1.0, 2.0, 3.0, 4.0])}
        target, source = eval(written, scope), eval(read, scope)
        scope |= {"t": target, "s": source, "i": fw.arange(min(target.shape[0], source.numel()))}
        if place.startswith("index_copy") and source.numel() != target.numel():  # of two faults another one is told
            continue
        yield lambda place=place, scope=scope: eval(f"t.{place.format('s')}", scope)


# ---- elements that share memory, tensors of inference mode, hooks that are left behind -------------------------

CHANGED = ("add_(2)", "mul_(2)", "index_fill_(0, i, 2.0)", "index_fill_(1, i, 2.0)", "masked_fill_(m, 2.0)", "zero_()", "fill_(3)", "copy_(t + 1)",
           "tril_()", "index_put_((i,), t[0] + 1)", "masked_scatter_(m, t + 1)", "__setitem__(0, 2)", "__setitem__((0, 0), 2)", "__setitem__(m, 2)",
           "__setitem__(i, 2)", "__setitem__(0, t[1])", "t_()", "transpose_(0, 1)", "squeeze_()", "unsqueeze_(0)", "detach_()", "relu_()", "clamp_(0, 1)", "lerp_(t, 0.5)")  # fmt: skip
SHARED = (
    "torch.ones(1).expand(2, 3)",
    "torch.ones(3).expand(2, 3)",
    "torch.ones(2, 1).expand(2, 3)",
    "torch.ones(2, 3)",
)
NO_GRAD_VIEWS = ("x[:1]", "x.view(-1)", "x[0]", "x.T", "x.unbind()[0]", "x.detach()")


def told_with_warnings(thunk: Callable[[], Any]) -> tuple[str, list[str]]:
    """What came of it, and what was warned of."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        text = told(thunk)
    return text, sorted({words(str(w.message)).partition(" (Triggered")[0].partition(" at 0x")[0] for w in caught})


def changed_scene(fw: Any, change: str, inference: bool) -> Iterator[Any]:
    """In-place changes of expanded tensors, or of those made in inference mode."""
    for made in SHARED:
        scope = {"torch": fw, "i": fw.tensor([0]), "m": fw.tensor([[True, False, True], [True, False, False]])}
        with fw.inference_mode(inference):
            t = scope["t"] = eval(made, scope)
        if inference and made != SHARED[-1]:
            continue
        text, warned = told_with_warnings(lambda scope=scope: eval(f"t.{change}", scope))
        yield text, warned, t.is_inference()
        if not inference:  # (torch has changed the tensor by the time that it refuses)
            yield t, tuple(t.shape)


def hooked_scene(fw: Any) -> Iterator[Any]:
    """Hooks on views that were made under no_grad, and copies of tensors that have hooks."""
    for view, changed in itertools.product(NO_GRAD_VIEWS, (False, True)):
        for hook in ("register_hook", "register_post_accumulate_grad_hook"):
            x = fw.ones(2, 2, requires_grad=True)
            with fw.no_grad():
                y = eval(view, {"x": x})
                if changed:
                    x.add_(1)
            yield lambda y=y, hook=hook: getattr(y, hook)(print) is None
            yield lambda y=y: (y.requires_grad, y.is_leaf)
    for copied in (copy.deepcopy, lambda t: pickle.loads(pickle.dumps(t))):
        for t in (fw.ones(2, requires_grad=True), fw.nn.Parameter(fw.ones(2))):
            t.register_hook(hooked_scene)
            yield told_with_warnings(lambda t=t, copied=copied: copied(t))


# ---- all of them -----------------------------------------------------------------------------------------------

DEEP = ("Function", "result", "after the node", "after accumulation")
SCENES: dict[str, tuple] = {
    **{
        f"{made} of {leaf} in {mode}": (view_scene, made, leaf, mode)
        for made in MADE
        for leaf in LEAVES
        for mode in MODES
        if (made, mode) != ("l.clone()", "inference_mode")  # no view, but an inference tensor
    },
    **{f"a hook, {place}, {c}": (hook_scene, place, c) for place in PLACES for c in (False, True)},
    "order of hooks": (order_scene,),
    "saved": (saved_scene,),
    "nodes called": (called_scene,),
    "Functions": (function_scene,),
    **{
        f"a Function returns its argument {how} in {mode}": (returned_scene, how, mode)
        for how in RETURNS
        for mode in (*MODES, "enable_grad")
    },
    **{f"hooks' modes, {c}": (hook_mode_scene, c) for c in (False, True)},
    **{
        f"gradients kept in {mode}, then in {then}": (kept_scene, mode, then)
        for mode in ("no_grad", "inference_mode", "enable_grad")
        for then in ("no_grad", "inference_mode", "enable_grad")
    },
    "targets": (target_scene,),
    **{f"shared memory, {place}": (place_scene, place) for place in SHARING},
    **{f"changed, {change}, {made}": (changed_scene, change, made) for change in CHANGED for made in (False, True)},
    "hooks left behind": (hooked_scene,),
    "copies": (copy_scene,),
    **{f"passes within passes: {kind}": (deep_scene, kind) for kind in DEEP},
    "versions": (version_scene,),
}


def run(ours: Any, theirs: Any, tally: Tally, kind: str = "") -> Iterator[str]:
    """Every scene in both, or those whose names begin alike."""
    for name, (scene, *args) in SCENES.items():
        if not name.startswith(kind):
            continue
        found = differing(scene, args, ours, theirs)
        if found:
            text = script(scene, args, f"{name}, {found}")
            tally.fail(Failure(LANE, name, f"{name}, {found}", text, f"--lanes {LANE}"), "float32")
        else:
            tally.case(LANE, name, "float32", None, name, covered=["answers"])
        yield name


def differing(scene: Scene, args: Sequence[Any], ours: Any, theirs: Any) -> str:
    """The first answer that is not the same, or nothing."""
    mine, torchs = (answers(scene, fw, *args) for fw in (ours, theirs))
    for number, (a, b) in enumerate(itertools.zip_longest(mine, torchs)):
        if a != b:
            return f"answer {number}: {a}, torch: {b}"
    return ""


def script(scene: Scene, args: Sequence[Any], what: str) -> str:
    """The scene, to be asked again."""
    expression = f"differing({scene.__name__}, {tuple(args)!r}, tinygrad_lr, pytorch)"
    return replay.answers(what, [differing, scene], "", expression)
