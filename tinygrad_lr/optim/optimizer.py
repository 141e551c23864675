"""What the optimizers share: parameter groups, state, hooks, and how an update is carried out.

An optimizer is a formula: from a parameter, what is remembered about it and its gradient, the new values of
all but the gradient. The formulas, one in each module beside this one, are text on arrays. `update` writes what they
return into the arrays, so the parameters, and all that shares their memory, change in place.

torch's processor kernels compute a * b + c with one rounding, and the formulas say where (`fused`).
"""

from __future__ import annotations

import copy
import functools
import itertools
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any, ClassVar

import numpy as np

from ..arrays.array import broadcast_shapes, on_host
from ..arrays.cuda import explained
from ..arrays.dtype import F32, F64, default, float32, float64
from ..arrays.make import fma, makers, rounded, take
from ..arrays.silence import DEFAULT, NONE, current, heard, hushed, known, quietly, said
from ..arrays.tracebacks import shorten
from ..arrays.warn import warn
from ..autograd.grad_mode import enable_grad
from ..autograd.hooks import RemovableHandle
from ..core.mode import listening, tell
from ..core.refusal import uncounted
from ..core.tensor import Tensor
from ..core.views import touched
from ..frontend.conversions import typename
from ..frontend.creation import full, zeros_like

Options = dict[str, Any]
Formula = Callable[..., tuple[Any, ...]]
BLOCK = 1 << 15  # elements of a large parameter updated at a time: intermediate results stay in the cache


STATE_HOOKS = tuple(
    f"_optimizer_{what}_{when}_hooks" for what in ("state_dict", "load_state_dict") for when in ("pre", "post")
)
_global_pre_hooks: dict[int, Callable[..., Any]] = OrderedDict()
_global_post_hooks: dict[int, Callable[..., Any]] = OrderedDict()


class _RequiredParameter:
    """The default of an option that each parameter group has to give."""

    def __repr__(self) -> str:
        return "<required parameter>"


required = _RequiredParameter()


class Optimizer:
    """Base class: subclasses define `step`, and give the default options of a parameter group.

    `params` are tensors, (name, tensor) pairs, or dicts with the key "params" and options of their own: the
    groups. `param_groups` are these dicts, completed; `state[p]` is a dict of what is remembered about a
    parameter. TypeError and ValueError, in torch's words, for what cannot be optimized.
    """

    defaults: dict[str, Any]
    state: dict[Any, dict[str, Any]]
    _groups: list[dict[str, Any]]
    _pre_hooks: dict[int, Callable[..., Any]]
    _post_hooks: dict[int, Callable[..., Any]]
    _later: ClassVar[dict[Any, Any]] = {}  # options that older state dicts lack, with what held before there were any

    @property
    def param_groups(self) -> list[dict[str, Any]]:
        return take("options", groups_of, self) if makers else self._groups

    @param_groups.setter
    def param_groups(self, groups: list[dict[str, Any]]) -> None:
        self._groups = groups

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "step" in cls.__dict__:
            cls.step = _with_hooks(cls.step)  # type: ignore[method-assign]

    def __init__(self, params: Iterable[Any], defaults: dict[str, Any]) -> None:
        if isinstance(params, Tensor):
            expected = "should be an iterable of Tensors or dicts"
            raise TypeError(f"params argument given to the optimizer {expected}, but got {params.type()}")
        self.__setstate__({"defaults": defaults, "state": defaultdict(dict), "param_groups": []})
        groups = list(params)
        if not groups:
            raise ValueError("optimizer got an empty parameter list")
        for group in groups if isinstance(groups[0], dict) else [{"params": groups}]:
            self.add_param_group(group)

    def __getstate__(self) -> dict[str, Any]:
        return {"defaults": self.defaults, "state": self.state, "param_groups": self.param_groups}

    def __setstate__(self, state: dict[str, Any]) -> None:
        hooks: dict[str, Any] = {name: OrderedDict() for name in ("_pre_hooks", "_post_hooks", *STATE_HOOKS)}
        groups = {"_groups" if name == "param_groups" else name: value for name, value in state.items()}
        self.__dict__ = {**hooks, **self.__dict__, **groups}
        for group in self.param_groups:
            for name, value in self._later.items():
                group.setdefault(name, value)

    def __repr__(self) -> str:
        text = f"{type(self).__name__} ("
        for i, group in enumerate(self.param_groups):
            text += f"\nParameter Group {i}\n"
            text += "".join(f"    {key}: {group[key]}\n" for key in sorted(group) if key != "params")
        return text + ")"

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Update the parameters that have a gradient. `closure` computes the loss anew, which is returned."""
        raise NotImplementedError

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients; with `set_to_none=False`, fill them with zeros instead."""
        try:
            for group in self._groups:
                for p in group["params"]:
                    if set_to_none:
                        p._grad = None
                    elif p._grad is not None:
                        p._grad._node = None  # a gradient made with create_graph leaves its graph
                        p._grad.zero_()
            if listening.count:
                tell("zeroed", self)
        except Exception as error:
            shorten(error)
            raise error

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """Optimize further tensors, with options of their own."""
        if not isinstance(param_group, dict):
            raise TypeError(f"param_group must be a dict, but got {type(param_group)}")
        group, params = param_group, param_group["params"]
        if isinstance(params, set):
            raise TypeError(
                "optimizer parameters need to be organized in ordered collections, but the ordering of "
                "tensors in sets will change between runs. Please use a list instead."
            )
        params = [params] if isinstance(params, Tensor) else list(params)
        names = [p[0] for p in params if isinstance(p, tuple)]
        group["params"] = params = [p[1] if isinstance(p, tuple) else p for p in params]
        if names and len(names) != len(params):
            raise ValueError("all optimizer params should be with/without names. Some param names are missing")
        if names:
            group["param_names"] = names
        for p in params:
            if not isinstance(p, Tensor):
                raise TypeError(f"optimizer can only optimize Tensors, but one of the params is {typename(p)}")
            if not (p.is_leaf or p.retains_grad):
                raise ValueError("can't optimize a non-leaf Tensor")
        for name, value in self.defaults.items():
            if value is required and name not in group:
                raise ValueError(f"parameter group didn't specify a value of required optimization parameter {name}")
            group.setdefault(name, value)
        if len(params) != len(set(params)):
            warn(
                "optimizer contains a parameter group with duplicate parameters; in future, this will cause "
                "an error; see github.com/pytorch/pytorch/issues/40967 for more information"
            )
        if any(("param_names" in group) != ("param_names" in other) for other in self.param_groups):
            raise ValueError(
                "all optimizer param groups should be with/without names. cannot add param group "
                f"{'with' if names else 'without'} names to the optimizer"
            )
        if not set(params).isdisjoint(all_params(self.param_groups)):
            raise ValueError("some parameters appear in more than one parameter group")
        self.param_groups.append(group)

    # -- saving and restoring --------------------------------------------------------------------------------

    def state_dict(self) -> dict[str, Any]:
        """Options and state, with numbers in place of parameters: {"state": {0: ...}, "param_groups": [...]}.

        The tensors are the optimizer's own, not copies.
        """
        for hook in self._hooks("state_dict_pre"):
            hook(self)
        number = {p: i for i, p in enumerate(all_params(self.param_groups))}
        groups = [{k: v for k, v in g.items() if k != "params"} for g in self.param_groups]
        for packed, group in zip(groups, self.param_groups):
            packed["params"] = [number[p] for p in group["params"]]
        state = {number[k] if isinstance(k, Tensor) else k: v for k, v in self.state.items()}
        saved = {"state": state, "param_groups": groups}
        for hook in self._hooks("state_dict_post"):
            returned = hook(self, saved)
            saved = saved if returned is None else returned
        return saved

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Take over what `state_dict` gave. ValueError if the groups differ in number or size."""
        state_dict = state_dict.copy()  # hooks may change it
        for hook in self._hooks("load_state_dict_pre"):
            returned = hook(self, state_dict)
            state_dict = state_dict if returned is None else returned
        groups, saved = self.param_groups, copy.deepcopy(state_dict["param_groups"])
        if len(groups) != len(saved):
            raise ValueError("loaded state dict has a different number of parameter groups")
        if any(len(g["params"]) != len(s["params"]) for g, s in zip(groups, saved)):
            raise ValueError(
                "loaded state dict contains a parameter group that doesn't match the size of optimizer's group"
            )
        param = dict(zip(all_params(saved), all_params(groups)))
        state: dict[Any, Any] = defaultdict(dict)
        for k, v in state_dict["state"].items():
            state[param.get(k, k)] = _cast(v, param[k]) if k in param else v
        for group, new_group in zip(groups, saved):
            new_group["params"] = group["params"]
            if "param_names" in group:
                new_group.setdefault("param_names", group["param_names"])
        self.__setstate__({"state": state, "param_groups": saved})
        for hook in self._hooks("load_state_dict_post"):
            hook(self)

    # -- hooks -----------------------------------------------------------------------------------------------

    def register_step_pre_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call `hook(optimizer, args, kwargs)` before each step; it may return new (args, kwargs)."""
        return RemovableHandle(self._pre_hooks, hook)

    def register_step_post_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call `hook(optimizer, args, kwargs)` after each step."""
        return RemovableHandle(self._post_hooks, hook)

    def _hooks(self, kind: str) -> list[Callable[..., Any]]:
        return list(getattr(self, f"_optimizer_{kind}_hooks").values())

    def _add_hook(self, kind: str, hook: Callable[..., Any], prepend: bool) -> RemovableHandle:
        hooks = getattr(self, f"_optimizer_{kind}_hooks")
        handle = RemovableHandle(hooks, hook)
        if prepend:
            hooks.move_to_end(handle.id, last=False)
        return handle

    def register_state_dict_pre_hook(self, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
        """Call `hook(optimizer)` before `state_dict()`; with `prepend` before those that are registered already."""
        return self._add_hook("state_dict_pre", hook, prepend)

    def register_state_dict_post_hook(self, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
        """Call `hook(optimizer, state_dict)` at the end of `state_dict()`; what it returns replaces the dict."""
        return self._add_hook("state_dict_post", hook, prepend)

    def register_load_state_dict_pre_hook(self, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
        """Call `hook(optimizer, state_dict)` before loading, with a shallow copy; what it returns is loaded instead."""
        return self._add_hook("load_state_dict_pre", hook, prepend)

    def register_load_state_dict_post_hook(self, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
        """Call `hook(optimizer)` after loading."""
        return self._add_hook("load_state_dict_post", hook, prepend)


def register_optimizer_step_pre_hook(hook: Callable[..., Any]) -> RemovableHandle:
    """A step pre-hook of every optimizer."""
    return RemovableHandle(_global_pre_hooks, hook)


def register_optimizer_step_post_hook(hook: Callable[..., Any]) -> RemovableHandle:
    """A step post-hook of every optimizer."""
    return RemovableHandle(_global_post_hooks, hook)


def _with_hooks(step: Callable[..., Any]) -> Callable[..., Any]:
    """A class's `step`, with the hooks around it."""

    @functools.wraps(step)
    def hooked(self: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            if self._pre_hooks or self._post_hooks or _global_pre_hooks or _global_post_hooks or listening.count:
                return _step_among_hooks(step, self, args, kwargs)
            if (current() is not DEFAULT or (said.filters or NONE)[0] is not known.first) and heard():
                return hushed(hooked, self, *args, **kwargs)
            return step(self, *args, **kwargs) if args or kwargs else step(self)
        except Exception as error:
            raise shorten(misfit(self, error) or explained(error))  # noqa: B904 (it may be this very error)

    return hooked


def misfit(optimizer: Optimizer, error: Exception) -> Exception | None:
    """torch's words where a step has failed because a gradient has not the size of what it changes."""
    for p in all_params(optimizer._groups) if isinstance(error, ValueError) else ():
        kept = [x for x in optimizer.state.get(p, {}).values() if isinstance(x, Tensor) and x._data.ndim]
        for x in (*kept, p) if p._grad is not None else ():
            text = not_into(x._data.shape, p._grad._data.shape)
            if text:
                told = RuntimeError(text)
                told.__suppress_context__ = True
                return told
    return None


def not_into(size: tuple[int, ...], other: tuple[int, ...]) -> str:
    """Why nothing of another size is added to something in place, if it is not."""
    try:
        shape = broadcast_shapes(size, other)
    except RuntimeError as error:
        return str(error)
    return "" if shape == size else f"output with shape {list(size)} doesn't match the broadcast shape {list(shape)}"


def _step_among_hooks(step: Callable[..., Any], self: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """A step, told to who listens, with the hooks before and after it."""
    if listening.count:
        tell("stepping", self, args, kwargs)
    args = (self, *args)  # as hooks see them
    for hook in (*_global_pre_hooks.values(), *self._pre_hooks.values()):
        result = hook(self, args, kwargs)
        if result is not None:
            if not (isinstance(result, tuple) and len(result) == 2):
                raise RuntimeError(f"{step} must return None or a tuple of (new_args, new_kwargs), but got {result}.")
            args, kwargs = result
    loss = take("call", step, *args, **kwargs) if makers else quietly(step)(*args, **kwargs)
    for hook in (*self._post_hooks.values(), *_global_post_hooks.values()):
        hook(self, args, kwargs)
    if listening.count:
        tell("stepped", self)
    return loss


def groups_of(optimizer: Optimizer) -> list[dict[str, Any]]:
    """What `param_groups` is, unless the thread's maker has it otherwise."""
    return optimizer._groups


def all_params(groups: list[dict[Any, Any]]) -> Iterator[Any]:
    return itertools.chain.from_iterable(g["params"] for g in groups)


def _cast(value: Any, param: Tensor, key: Any = None) -> Any:
    """Loaded state on the parameter's device, in its floating dtype; "step" counts in a dtype of its own, on the CPU."""
    if isinstance(value, Tensor):
        kept = key == "step" or not param.is_floating_point()
        return value if kept else value.to(param.device, param.dtype)
    if isinstance(value, dict):
        return {k: _cast(v, param, k) for k, v in value.items()}
    if isinstance(value, Iterable):
        return type(value)(_cast(v, param) for v in value)  # type: ignore[call-arg]
    return value


# -- for the subclasses --------------------------------------------------------------------------------------


def check_options(
    ranges: Iterable[tuple[str, Any, Callable[..., Any]]],
    refused: dict[str, Any],
    fused: Any = None,
    foreach: Any = None,
) -> None:
    """Refuse, in torch's words, options (what, value, good) out of their range, then what `fused` cannot be together
    with; at last what is only in torch."""
    lr: Any = None
    for what, value, good in ranges:
        if what == "learning rate":
            lr = value
            if isinstance(lr, Tensor) and lr.numel() != 1:
                raise ValueError("Tensor lr must be 1-element")
        if not good(value):
            raise ValueError(f"Invalid {what}: {value}")
    if fused and refused["differentiable"]:
        raise RuntimeError("`fused` does not support `differentiable`")
    if fused and foreach:
        raise RuntimeError("`fused` and `foreach` cannot be `True` together.")
    for name, value in refused.items():
        if isinstance(value, Tensor) or value:
            raise NotImplementedError(f"{name}={value!r} is not supported")
    if isinstance(lr, Tensor) and foreach:
        raise NotImplementedError("foreach=True with a Tensor as the learning rate is not supported")


def not_negative(x: Any) -> Any:
    return 0.0 <= x  # noqa: SIM300 (in this order Python names the types as it does in torch)


def a_share(x: Any) -> Any:
    return 0.0 <= x < 1.0


def ranges_of(lr: Any, eps: Any, betas: Any, weight_decay: Any) -> Iterator[tuple[str, Any, Callable[..., Any]]]:
    """The ranges of Adam's options, and of its kin's: each is asked for when those before are right."""
    yield "learning rate", lr, not_negative
    yield "epsilon value", eps, not_negative
    for i in (0, 1):
        yield f"beta parameter at index {i}", betas[i], a_share
    yield "weight_decay value", weight_decay, not_negative


def plain(x: Any) -> Any:
    """A number: a rate may be a tensor of one element, and what is computed from it one too, in that tensor's dtype."""
    return x.item() if isinstance(x, Tensor) else x


def as_number(dtype: np.dtype, x: Any) -> Any:
    """`plain`, as one of an array's numbers."""
    return rounded(dtype.type, plain(x))


def counter(value: float) -> Tensor:
    """A number that is kept from step to step, as torch keeps it: a 0-d tensor of floats."""
    return full((), float(value), dtype=float64 if default.dtype is F64 else float32)


def set_number(t: Tensor, new: Any) -> None:
    """Give what a counter keeps another value, as one change."""
    t._data[...] = new
    touched(t)


class FormulaOptimizer(Optimizer):
    """An optimizer as its formula: a subclass says what it keeps of a parameter, and how a step changes all that.

    _begin      what is kept, in torch's order, before the first step: a counter, and arrays of zeros
    _arrays     the names of the arrays among it, in the formula's order (_kept: where they depend on options)
    _formula    the new parameter and arrays, from those and the gradient
    _count      what becomes of the kept numbers after a step
    """

    _numbers: ClassVar[tuple[str, ...]] = ("step",)
    _changes: ClassVar[int] = 1  # of the parameter in a step, as torch counts them; one more for a decay of its own
    _later: ClassVar[dict[Any, Any]] = dict(foreach=None, maximize=False, differentiable=False, capturable=False)
    _captured = "params and state_steps"
    _capturing: ClassVar = ["cuda", "xpu", "hpu", "privateuseone", "xla"]  # of torch; on none of them is it done here

    _arrays: ClassVar[tuple[str, ...]] = ()

    def _begin(self, p: Tensor, group: dict[str, Any]) -> dict[str, Tensor]:
        return {"step": counter(0.0)} | {name: zeros_like(p) for name in self._kept(group)}

    def _kept(self, group: dict[str, Any]) -> tuple[str, ...]:
        return self._arrays

    def _formula(self, dtype: np.dtype, group: dict[str, Any], state: dict[str, Any]) -> Formula:
        raise NotImplementedError

    def _count(self, group: dict[str, Any], state: dict[str, Any]) -> None:
        state["step"] += 1

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        for p in all_params(self.param_groups):
            known = self.state.get(p)
            for name in self._numbers if known else ():
                if not isinstance(known[name], Tensor):  # type: ignore[index]
                    known[name] = counter(known[name])  # type: ignore[index]

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Update the parameters that have a gradient. `closure` computes the loss anew, which is returned."""
        loss = None if closure is None else evaluate(closure)
        for group in self.param_groups:
            for p in group["params"]:
                if p._grad is not None:
                    self._update(p, group)
        return loss

    def _group_of(self, p: Tensor) -> dict[str, Any]:
        """A parameter's group as it is: what a state begins with is a number, also in a step that is recorded."""
        return next(group for group in self._groups if any(q is p for q in group["params"]))

    def _update(self, p: Tensor, group: dict[str, Any]) -> None:
        state = self.state[p]
        if not state:
            state.update(self._begin(p, self._group_of(p)))
        if "capturable" in group and group["capturable"]:  # noqa: RUF019 (a recording hears of [...], not of `get`)
            raise AssertionError(
                f"If capturable=True, {self._captured} must be on supported devices: {self._capturing}."
            )
        names = self._kept(group)
        kept = [state[name] for name in names]
        update(p, self._formula(p._data.dtype, group, state), *[t._data for t in kept], p._grad._data)  # type: ignore[union-attr]
        changed(names, kept)
        apart = "decoupled_weight_decay" in group and group["decoupled_weight_decay"] and plain(group["weight_decay"])
        for _ in range(self._changes - 1 + bool(apart)):
            touched(p)
        self._count(group, state)  # last: where memory runs out, nothing has changed


TWICE = {"momentum_buffer", "exp_avg_sq", "square_avg", "acc_delta", "exp_inf", "step_size"}


def changed(names: Iterable[str], kept: Iterable[Tensor]) -> None:
    """Count the changes of what is kept, so that a graph which has saved it is refused; torch makes some in two."""
    for name, t in zip(names, kept):
        if t._counter is not None:
            t._counter[0] += 2 if name in TWICE else 1


def decayed(p: np.ndarray, grad: np.ndarray, group: dict[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    """Where a step starts and along which gradient: turned to climb, and with the decay of weights in one of the two."""
    grad = -grad if group["maximize"] else grad
    decay = plain(group["weight_decay"])
    if not decay:
        return p, grad
    if "decoupled_weight_decay" in group and group["decoupled_weight_decay"]:  # noqa: RUF019
        return p * as_number(p.dtype, 1 - group["lr"] * decay), grad
    return p, fused(p, p.dtype.type(decay), grad)


def evaluate(closure: Callable[[], Any]) -> Any:
    """The loss that `closure` computes; operations are recorded in it, wherever `step` was called."""
    with enable_grad():
        return closure()


def fused(a: Any, b: Any, c: np.ndarray) -> Any:
    """a * b + c with one rounding, for arrays of one dtype and NumPy numbers of that dtype.

    The product of two float32 is exact in float64. Rounding their sum first to float64 and then to float32
    gives another result than rounding it once only next to the middle of two float32: one in 2**29 or so.
    """
    if c.dtype is not F32 or not on_host(c):
        return fma(a, b, c)
    product = np.multiply(a, b, dtype=F64)
    product += c
    return product.astype(F32)


def lerp(start: np.ndarray, end: np.ndarray, weight: Any) -> Any:
    """start + weight * (end - start), computed from the nearer end."""
    if weight < 0.5:
        return fused(weight, end - start, start)
    return fused(start - end, 1 - weight, end)


def update(p: Tensor, formula: Formula, *arrays: np.ndarray) -> None:
    """Fill the parameter's array, and those after it, with what `formula` returns for them all."""
    if p._counter is None:
        uncounted()
    arrays = (p._data, *arrays)
    if p._data.size > BLOCK and on_host(p._data) and all(a.flags.c_contiguous for a in arrays):
        flat = [a.reshape(-1) for a in arrays]
        for i in range(0, p._data.size, BLOCK):
            replace(formula, [a[i : i + BLOCK] for a in flat])
    else:
        replace(formula, arrays)
    touched(p)


def replace(formula: Formula, arrays: Iterable[np.ndarray]) -> None:
    for array, new in zip(arrays, formula(*arrays)):
        array[...] = new
