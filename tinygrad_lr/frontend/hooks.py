"""A tensor's hooks: what users hang into its backward pass, and `retain_grad`, which is one of them."""

from __future__ import annotations

import functools
import operator
import weakref
from collections.abc import Callable
from typing import Any

from ..arrays.array import as_array, repeats
from ..arrays.names import type_name
from ..arrays.warn import warn
from ..autograd.hooks import RemovableHandle, add_hook, call_user
from ..core.graph import AccumulateGrad, Node, OutputEdge, OutputGrads
from ..core.mode import unrecorded
from ..core.tensor import LEAVES, Tensor, wrap
from .signatures import lone_method, method

GRAD_OF_A_RESULT = (
    "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad attribute won't be "
    "populated during autograd.backward(). If you indeed want the .grad field to be populated for a non-leaf Tensor, "
    "use .retain_grad() on the non-leaf Tensor. If you access the non-leaf Tensor by mistake, make sure you access "
    "the leaf Tensor instead. See github.com/pytorch/pytorch/pull/30531 for more information."
)


def set_requires_grad(self: Any, flag: Any = None) -> None:
    """`t.requires_grad = flag`, and without one `del t.requires_grad`, which is refused."""
    if type(flag) is not bool:
        raise RuntimeError("requires_grad must be a bool")
    node = self._node
    requires_grad.__set__(self, flag)
    if self._node is not node:
        keep_hooks(self, node)


def keep_hooks(t: Any, node: Any) -> None:
    """Keep where the graphs of a leaf end that requires no grad any more, hooks included; or put it back where it does again."""
    if isinstance(node, AccumulateGrad):
        t.__dict__["_hooked"] = node
    elif t._node is not None and "_hooked" in t.__dict__:
        t._node = t.__dict__.pop("_hooked")
        t._node.array = t._data


requires_grad: Any = vars(Tensor)["requires_grad"]  # the engine's, which takes what it is given


class Hooks:
    """Members for Tensor."""

    requires_grad = requires_grad.setter(set_requires_grad).deleter(set_requires_grad)

    @property
    def grad(self: Any) -> Tensor | Any:  # or None; `w -= lr * w.grad` is written without asking
        if self._grad is None and self._node.__class__ not in LEAVES and not self.retains_grad:
            warn(GRAD_OF_A_RESULT)
        return self._grad

    @grad.setter
    def grad(self: Any, value: Tensor | None) -> None:
        if value is not None:
            check_grad(self, value)
            if repeats(value._data) and isinstance(self._node, AccumulateGrad):
                self._node.special = True  # nothing can be added to it in place
        self._grad = value

    @grad.deleter
    def grad(self: Any) -> None:
        self._grad = None

    @property
    def retains_grad(self) -> bool:
        return "_retain" in self.__dict__

    @lone_method
    def retain_grad(self) -> None:
        """Keep the gradient of this result of an operation in `.grad`, as leaves do."""
        if not self.requires_grad:
            raise RuntimeError("can't retain_grad on Tensor that has requires_grad=False")
        if self._node.__class__ in LEAVES or self.retains_grad:
            return
        node: Any = self.grad_node()
        index = node.index if node.__class__ is OutputEdge else None
        self.__dict__["_retain"] = add_hook(node if index is None else node.edges[0], "hooks", Retain(self, index))

    @method
    def register_hook(self, hook: Callable[[Tensor], Tensor | None]) -> RemovableHandle:
        """Call `hook(grad)` each time this tensor's gradient is computed; what it returns replaces the gradient."""
        if not self.requires_grad:
            raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
        node = self.grad_node()
        if node is None:  # a view that leads nowhere
            return RemovableHandle({}, hook)
        return hook_result(node, functools.partial(call_hook, hook))

    @method
    def register_post_accumulate_grad_hook(self, hook: Callable[[Tensor], None]) -> RemovableHandle:
        """Call `hook(tensor)` each time a backward pass has added to this leaf's `.grad`."""
        if not self.requires_grad:
            raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
        if self._node is None and self.is_leaf:  # a view that was made under no_grad: no gradient will reach it
            return RemovableHandle({}, hook)
        if not isinstance(self._node, AccumulateGrad):
            raise RuntimeError("post accumulate grad hooks cannot be registered on non-leaf tensors")
        self._node.special = True

        def heard(leaf: Tensor, g: Any) -> None:
            result: Any = call_user(hook, leaf)
            if result is not None:
                check_returned(hook, result, leaf)
                raise RuntimeError("Tensor post accumulate grad hooks should return None.")

        return add_hook(self._node, "own_hooks", (False, heard))


class Retain:
    """Keeps the gradient of a result of an operation in its `.grad`, as other hooks have left it."""

    def __init__(self, owner: Any, index: int | None) -> None:
        self.owner, self.index = weakref.ref(owner), index  # of which of the node's results, if it has several

    def __call__(self, g: Any) -> None:
        t, g = self.owner(), g if self.index is None else g.get(self.index)
        if t is None or g is None:
            return
        recorded = isinstance(g, Tensor)
        g = g.clone() if recorded else wrap(as_array(g).copy())
        if t._grad is not None:
            g = t._grad + g if recorded else unrecorded(operator.add, t._grad, g)
        t._grad = g


def hook_result(node: Any, hook: Callable) -> RemovableHandle:
    """Put a hook on the gradient of a node's result."""
    if node.__class__ is not OutputEdge:
        return add_before_retain(node, hook)
    of_result = hooks_of_result(node)
    if of_result is None:
        of_result = HooksOfResult(node)
        add_before_retain(node.edges[0], of_result)
    return RemovableHandle(of_result.hooks, hook)


def add_before_retain(node: Node, hook: Callable) -> RemovableHandle:
    """Put a hook among a node's: what `.grad` keeps is the gradient after all other hooks."""
    handle, hooks = add_hook(node, "hooks", hook), node.hooks or {}
    for number in [number for number, hook in hooks.items() if isinstance(hook, Retain)]:
        hooks[number] = hooks.pop(number)
    return handle


def hooks_on(node: Any) -> dict[int, Callable]:
    """The hooks on the gradient of a node's result."""
    holder = hooks_of_result(node) if node.__class__ is OutputEdge else node
    return getattr(holder, "hooks", None) or {}


def hooks_of_result(edge: OutputEdge) -> HooksOfResult | None:
    """The hooks on one of a node's several results, if it has any."""
    of_results = [h for h in (edge.edges[0].hooks or {}).values() if isinstance(h, HooksOfResult)]
    return next((h for h in of_results if h.edge is edge), None)


class HooksOfResult:
    """The hooks on one of a node's several results. The node calls those of all its results, as torch has it: in the order in
    which these were first given one, and with None where no gradient has come."""

    def __init__(self, edge: OutputEdge) -> None:
        self.edge, self.hooks = edge, dict[int, Callable]()

    def __call__(self, g: OutputGrads) -> None:
        index, recorded = self.edge.index, any(isinstance(x, Tensor) for x in g.values())
        for hook in list(self.hooks.values()):
            x = g.get(index)
            new = hook(x) if recorded else unrecorded(hook, x)
            new = x if new is None else new
            if new is not None:
                g[index] = new if recorded else new[...]  # a view: hooks may have kept the array


def call_hook(hook: Callable, g: Any) -> Any:
    """A user's hook sees a Tensor, or None; the walk gets back what it carries, an array or a Tensor."""
    recorded = g is None or isinstance(g, Tensor)
    seen = g if recorded else wrap(as_array(g))
    result = call_user(hook, seen) if recorded else unrecorded(call_user, hook, seen)
    if result is None:
        return None
    check_returned(hook, result, seen)
    return result if recorded else result._data


def check_returned(hook: Callable, new: Any, old: Tensor | None) -> None:
    """Refuse what a hook has returned for a gradient, unless it is one of the same dtype, device and shape."""
    if old is None:
        raise RuntimeError("can't replace a None gradient with a non-None value")
    if not isinstance(new, Tensor):
        raise TypeError(f"expected Variable, but hook returned '{type_name(new)}'")
    name = hook_name(hook)
    if new._data.dtype != old._data.dtype or new.device.type != old.device.type:
        was_and_got = f"(was {kind_of(old)} got {kind_of(new)})"
        raise RuntimeError(f"hook '{name}' has changed the type of value {was_and_got}")
    if new._data.shape != old._data.shape:
        raise RuntimeError(f"hook '{name}' has changed the size of value")


def kind_of(t: Tensor) -> str:
    """The type as torch's C++ calls it, which has no old name for bools."""
    return f"{'CUDA' if t.is_cuda else 'CPU'}BoolType" if t._data.dtype.kind == "b" else t.type()


def hook_name(hook: Any) -> str:
    return getattr(hook, "__name__", "<unknown>")


def check_grad(tensor: Tensor, given: Any) -> None:
    """Refuse, in torch's words, what cannot be a tensor's gradient."""
    if not isinstance(given, Tensor):
        raise TypeError(f"assigned grad expected to be a Tensor or None but got grad of type {type_name(given)}")
    if given is tensor:
        raise RuntimeError("can't assign Variable as its own grad")
    if given._data.dtype != tensor._data.dtype:
        raise RuntimeError(
            f"attempting to assign a gradient with dtype '{given.dtype.cpp_name}' to a tensor with grad_dtype "
            f"'{tensor.dtype.type_name}'. The gradient must match the tensor's grad_dtype (defaults to the tensor's "
            "dtype). You can set the tensor's grad_dtype attribute with a specific dtype, or None to allow any dtype. Set "
            "grad_dtype with caution. Diverging the dtypes of a tensor and its gradient may break downstream systems that "
            "assume they match."
        )
    if given.device.type != tensor.device.type:
        raise RuntimeError(
            f"attempting to assign a gradient with device type '{given.device.type}' to a tensor with device type "
            f"'{tensor.device.type}'. Please ensure that the gradient and the tensor are on the same device"
        )
    if given._data.shape != tensor._data.shape:
        raise RuntimeError(
            f"attempting to assign a gradient of size '{list(given._data.shape)}' to a tensor of size "
            f"'{list(tensor._data.shape)}'. Please ensure that the gradient and the tensor are the same size"
        )
