"""A tensor's hooks: what users hang into its backward pass, and `retain_grad`, which is one of them."""

from __future__ import annotations

import functools
import operator
import weakref
from collections.abc import Callable
from typing import Any

from ..arrays.array import as_array
from ..arrays.names import type_name
from ..arrays.warn import warn
from ..autograd.hooks import RemovableHandle, add_hook, call_user
from ..core.graph import AccumulateGrad
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
    requires_grad.__set__(self, flag)


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

        owner = weakref.ref(self)

        def keep(g: Any) -> None:
            t = owner()
            if t is not None:
                recorded = isinstance(g, Tensor)
                g = g.clone() if recorded else wrap(as_array(g).copy())
                if t._grad is not None:
                    g = t._grad + g if recorded else unrecorded(operator.add, t._grad, g)
                t._grad = g

        self.__dict__["_retain"] = add_hook(self.grad_node(), "hooks", keep)

    @method
    def register_hook(self, hook: Callable[[Tensor], Tensor | None]) -> RemovableHandle:
        """Call `hook(grad)` each time this tensor's gradient is computed; what it returns replaces the gradient."""
        if not self.requires_grad:
            raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
        node = self.grad_node()
        if node is None:  # a view that leads nowhere
            return RemovableHandle({}, hook)
        handle = add_hook(node, "hooks", functools.partial(call_hook, hook))
        retain = self.__dict__.get("_retain")
        if retain is not None:  # what `.grad` keeps is the gradient after all other hooks
            hooks = retain.hooks
            hooks[retain.id] = hooks.pop(retain.id)
        return handle

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


def call_hook(hook: Callable, g: Any) -> Any:
    """A user's hook sees a Tensor; the walk gets back what it carries, an array or a Tensor."""
    recorded = isinstance(g, Tensor)
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
