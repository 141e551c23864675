"""Module: a function with parameters, and a tree of such functions.

A module's parameters, buffers and child modules are its members (`attributes`); assigning an attribute registers it.
Everything else walks that tree: parameters() for the optimizer, state_dict() for saving, to() and train() for changing
all at once.
"""

from __future__ import annotations

import inspect
import weakref
from collections import OrderedDict, namedtuple
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ..arrays.dtype import as_dtype as numpys_dtype
from ..arrays.dtype import dtype as dtype_class
from ..arrays.dtype import of_numpy
from ..arrays.names import type_name
from ..arrays.tracebacks import entrance, shorten
from ..arrays.warn import warn
from ..autograd.grad_mode import no_grad
from ..autograd.hooks import RemovableHandle
from ..core.mode import listening, tell
from ..core.tensor import Tensor
from ..frontend.conversions import typename
from . import global_hooks
from .attributes import BUFFER, BUFFERS, CALL_HOOKS, MODULE, PARAMETER, TRANSIENT, Attributes, Self, attributes
from .hooks import BackwardHooks, called, hook_last_node
from .parameter import Buffer, Parameter


class _IncompatibleKeys(namedtuple("IncompatibleKeys", ["missing_keys", "unexpected_keys"])):
    """What `load_state_dict` returns."""

    __slots__ = ()

    def __repr__(self) -> str:
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return f"_IncompatibleKeys(missing_keys={self.missing_keys}, unexpected_keys={self.unexpected_keys})"


EXPECTED = {
    PARAMETER: "as parameter '{}' (torch.nn.Parameter or None expected)",
    MODULE: "as child module '{}' (torch.nn.Module or None expected)",
    BUFFER: "as buffer '{}' (torch.nn.Buffer, torch.Tensor or None expected)",
}


EXTRA_STATE = "_extra_state"


def _forward_unimplemented(self: Module, *input: Any) -> None:
    raise NotImplementedError(f'Module [{type(self).__name__}] is missing the required "forward" function')


class Module(Attributes):
    """Base class of layers and models: give it `__init__`, which makes its members, and `forward`."""

    _version = 1
    training: bool

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        name = f"{type(self).__name__}.__init__()"
        if kwargs:
            raise TypeError(f"{name} got an unexpected keyword argument '{next(iter(kwargs))}'")
        if args:
            raise TypeError(f"{name} takes 1 positional argument but {len(args) + 1} were given")
        attributes(self).update(training=True, _members={}, _hooked=False)  # of its own: found faster than the class's

    forward: Callable[..., Any] = _forward_unimplemented

    if not TYPE_CHECKING:  # who are told more in `attributes`

        def __call__(self, *args: Any, **kwargs: Any) -> Any:
            try:
                if self._hooked or listening.count:
                    return self._call_hooked(args, kwargs)
                if not kwargs:  # a call with a star takes twice the time
                    if len(args) == 1:
                        return self.forward(args[0])
                    if len(args) == 2:
                        return self.forward(args[0], args[1])
                return self.forward(*args, **kwargs)
            except Exception as error:
                raise shorten(error)  # noqa: B904 (it is this very error)

    # -- members -------------------------------------------------------------------------------------------

    def __setattr__(self, name: str, value: Any) -> None:
        members = attributes(self).get("_members")
        kind = None if members is None else members.get(name)
        kind = BUFFER if kind == TRANSIENT else kind
        if members is None and isinstance(value, (Parameter, Module)):
            what = "parameters" if isinstance(value, Parameter) else "module"
            raise AttributeError(f"cannot assign {what} before Module.__init__() call")
        if isinstance(value, Parameter):
            if kind != PARAMETER:
                self._forget(name)
            self.register_parameter(name, value)
        elif isinstance(value, Module) and kind != PARAMETER:
            self._register_new(name, value, MODULE)
        elif isinstance(value, Buffer) and kind is None:
            set_buffer(self, name, value, value.persistent)  # type: ignore[attr-defined]
        elif kind == BUFFER and (value is None or isinstance(value, Tensor)):
            persistent = value.persistent if isinstance(value, Buffer) else members[name] == BUFFER  # type: ignore[index]
            set_buffer(self, name, value, persistent)
        elif value is None and kind == PARAMETER:
            self.register_parameter(name, None)
        elif value is None and kind == MODULE:
            self._register_new(name, None, MODULE)
        elif kind is None:
            object.__setattr__(self, name, value)
        else:
            raise TypeError(f"cannot assign '{typename(value)}' {EXPECTED[kind].format(name)}")

    def _register_new(self, name: str, value: Any, kind: str) -> None:
        """Register what the hooks of all modules make of it."""
        self._register(name, global_hooks.seen(self, name, value, kind), kind)

    def __delattr__(self, name: str) -> None:
        try:
            object.__delattr__(self, name)
        except AttributeError:  # Python 3.10 gives the bare name
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'") from None
        if name in attributes(self).get("_members", ()):
            self._forget(name)

    def _check_name(self, what: str, name: Any, kinds: tuple[str, ...]) -> None:
        """Refuse a member's name that is none, or taken by an attribute of another kind."""
        if "_members" not in attributes(self):
            if what == MODULE:
                raise AttributeError(f"'{type(self).__name__}' object has no attribute '_modules'")
            raise AttributeError(f"cannot assign {what} before Module.__init__() call")
        if not isinstance(name, str):
            raise TypeError(f"{what} name should be a string. Got {typename(name)}")
        if "." in name:
            raise KeyError(f'{what} name can\'t contain "."' + (f", got: {name}" if what == MODULE else ""))
        if not name:
            raise KeyError(f'{what} name can\'t be empty string ""')
        if hasattr(self, name) and self._members.get(name) not in kinds:
            raise KeyError(f"attribute '{name}' already exists")

    def register_parameter(self, name: str, param: Parameter | None) -> None:
        """Add a parameter. TypeError for another kind of object, KeyError for a name taken or none."""
        self._check_name("parameter", name, (PARAMETER,))
        if param is not None and not isinstance(param, Parameter):
            expected = "(torch.nn.Parameter or None required)"
            raise TypeError(f"cannot assign '{typename(param)}' object to parameter '{name}' {expected}")
        self._register_new(name, param, PARAMETER)

    def register_buffer(self, name: str, tensor: Tensor | None, persistent: bool = True) -> None:
        """Add a tensor that is no parameter but belongs to the state, in state_dict() too if `persistent`."""
        self._check_name("buffer", name, BUFFERS)
        if tensor is not None and not isinstance(tensor, Tensor):
            expected = "(torch Tensor or None required)"
            raise TypeError(f"cannot assign '{typename(tensor)}' object to buffer '{name}' {expected}")
        self._register_new(name, tensor, BUFFER if persistent else TRANSIENT)

    def add_module(self, name: str, module: Module | None) -> None:
        """Add a child. TypeError for another kind of object, KeyError for a name that is taken or none."""
        if not isinstance(module, Module) and module is not None:
            raise TypeError(f"{typename(module)} is not a Module subclass")
        self._check_name("module", name, (MODULE,))
        self._register_new(name, module, MODULE)

    def register_module(self, name: str, module: Module | None) -> None:
        """`add_module`, by torch's newer name."""
        self.add_module(name, module)

    def get_submodule(self, target: str) -> Module:
        """The module at a path like "net.0"; "" is the module itself. AttributeError if there is none."""
        module: Any = self
        for name in target.split(".") if target != "" else ():
            module = module._child(name)
        return module

    def _child(self, name: str) -> Any:
        if not hasattr(self, name):
            raise AttributeError(f"{self._get_name()} has no attribute `{name}`")
        child = getattr(self, name)
        if not isinstance(child, Module):
            raise AttributeError(f"`{name}` is not an nn.Module")
        return child

    @entrance
    def set_submodule(self, target: str, module: Module, strict: bool = False) -> None:
        """Put a module at a path like "net.0": in the place of another or, unless `strict`, as a new one.

        ValueError for an empty path, and for what is no module; AttributeError where the path leads to none."""
        if target == "":
            raise ValueError("Cannot set the submodule without a target name!")
        *above, name = target.split(".")
        if not isinstance(module, Module):
            raise ValueError(f"`module` is not an nn.Module, found {type(module)}")
        parent = self.get_submodule(".".join(above))
        if strict or hasattr(parent, name):
            parent._child(name)
        setattr(parent, name, module)

    def get_parameter(self, target: str) -> Parameter:
        """The parameter at a path like "net.0.weight". AttributeError if there is none."""
        return self._get(target, (PARAMETER,), "an nn.Parameter")

    def get_buffer(self, target: str) -> Tensor:
        """The buffer at a path. AttributeError if there is none."""
        return self._get(target, BUFFERS, "a buffer")

    def _get(self, target: str, kinds: Any, what: str) -> Any:
        path, _, name = target.rpartition(".")
        module = self.get_submodule(path)
        if not hasattr(module, name):
            raise AttributeError(f"{type(module).__name__} has no attribute `{name}`")
        if module._members.get(name) not in kinds:
            raise AttributeError(f"`{name}` is not {what}")
        return getattr(module, name)

    # -- the tree ------------------------------------------------------------------------------------------

    def named_modules(
        self, memo: set[Module] | None = None, prefix: str = "", remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Module]]:
        """This module and all below it, with their paths, parents first."""
        memo = set() if memo is None else memo
        if self in memo:
            return
        if remove_duplicate:
            memo.add(self)
        yield prefix, self
        for name, child in self._of(MODULE):
            if child is not None:
                yield from child.named_modules(memo, f"{prefix}.{name}" if prefix else name, remove_duplicate)

    def modules(self, remove_duplicate: bool = True) -> Iterator[Module]:
        """This module and all below it, parents first."""
        return (module for _, module in self.named_modules(remove_duplicate=remove_duplicate))

    def named_children(self) -> Iterator[tuple[str, Module]]:
        """The modules directly below, with their names."""
        seen = set()
        for name, child in self._of(MODULE):
            if child is not None and child not in seen:
                seen.add(child)
                yield name, child

    def children(self) -> Iterator[Module]:
        """The modules directly below."""
        return (child for _, child in self.named_children())

    def _named(
        self, kinds: tuple[str, ...], prefix: str, recurse: bool, remove_duplicate: bool
    ) -> Iterator[tuple[str, Any]]:
        seen = set()
        modules = self.named_modules(None, prefix, remove_duplicate) if recurse else [(prefix, self)]
        for path, module in modules:
            for name, value in module._of(*kinds):
                if value is not None and value not in seen:
                    if remove_duplicate:
                        seen.add(value)
                    yield f"{path}.{name}" if path else name, value

    def named_parameters(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Parameter]]:
        """All parameters with their paths; a shared one once."""
        return self._named((PARAMETER,), prefix, recurse, remove_duplicate)

    def parameters(self, recurse: bool = True) -> Iterator[Parameter]:
        """All parameters; a shared one once."""
        return (parameter for _, parameter in self.named_parameters(recurse=recurse))

    def named_buffers(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Tensor]]:
        """All buffers with their paths; a shared one once."""
        return self._named(BUFFERS, prefix, recurse, remove_duplicate)

    def buffers(self, recurse: bool = True) -> Iterator[Tensor]:
        """All buffers; a shared one once."""
        return (buffer for _, buffer in self.named_buffers(recurse=recurse))

    def apply(self, fn: Callable[[Module], Any]) -> Self:
        """Call `fn` on every module, children first. Returns the module."""
        for child in self.children():
            child.apply(fn)
        fn(self)
        return self

    def train(self, mode: bool = True) -> Self:
        """Set `training` everywhere: dropout does nothing otherwise. ValueError if `mode` is no bool."""
        if not isinstance(mode, bool):
            raise ValueError("training mode is expected to be boolean")
        self.training = mode
        for child in self.children():
            child.train(mode)
        return self

    def eval(self) -> Self:
        """train(False)"""
        return self.train(False)

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """Whether the parameters are to be trained."""
        for parameter in self.parameters():
            parameter.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the parameters' gradients, or fill them with zeros."""
        values = attributes(self)
        for name, kind in self._members.items():  # not by parameters(): a training loop is here in every step
            member = values[name]
            if member is None or kind in BUFFERS:
                continue
            if kind == MODULE:
                Module.zero_grad(member, set_to_none)
            elif set_to_none:
                member._grad = None
            elif member._grad is not None:
                member._grad._node = None  # a gradient made with create_graph leaves its graph
                member._grad.zero_()
        if listening.count:
            tell("zeroed", self)

    # -- conversion ----------------------------------------------------------------------------------------

    def _apply(self, fn: Callable[[Tensor], Tensor], recurse: bool = True) -> Self:
        """Replace the numbers of parameters, gradients and buffers; parameters stay the same objects."""
        for child in self.children() if recurse else ():
            child._apply(fn)
        with no_grad():
            for name, value in self._of(PARAMETER, *BUFFERS):
                if isinstance(value, Parameter):
                    value.data = fn(value)
                    if value._grad is not None:
                        value._grad.data = fn(value._grad)
                elif value is not None:
                    attributes(self)[name] = fn(value)
        return self

    def to(self, *args: Any, **kwargs: Any) -> Self:
        """Parameters and buffers on another device or in another floating dtype. Returns this module.

        TypeError for arguments that are none of Tensor.to's, or a dtype of integers.
        """
        device, dtype = _parse_to(*args, **kwargs)
        if dtype is not None and not dtype.is_floating_point:
            wanted = f"but got desired dtype={dtype}"
            raise TypeError(f"nn.Module.to only accepts floating point or complex dtypes, {wanted}")
        return self._apply(lambda t: t.to(device=device, dtype=dtype if t.is_floating_point() else None))

    def type(self, dst_type: Any) -> Self:
        """All parameters and buffers in one dtype."""
        return self._apply(lambda t: t.type(dst_type))

    def float(self) -> Self:
        """Floating parameters and buffers in float32."""
        return self._apply(lambda t: t.float() if t.is_floating_point() else t)

    def double(self) -> Self:
        """Floating parameters and buffers in float64."""
        return self._apply(lambda t: t.double() if t.is_floating_point() else t)

    def cpu(self) -> Self:
        """Parameters and buffers in the CPU's memory."""
        return self._apply(lambda t: t.cpu())

    def cuda(self, device: Any = None) -> Self:
        """Parameters and buffers on a CUDA device."""
        return self._apply(lambda t: t.cuda(device))

    # -- state ---------------------------------------------------------------------------------------------

    def get_extra_state(self) -> Any:
        """What else belongs into state_dict(), for subclasses that define it, with `set_extra_state`."""
        raise RuntimeError(NEVER_CALLED.format("get_extra_state"))

    def set_extra_state(self, state: Any) -> None:
        """Take over what `get_extra_state` gave."""
        raise RuntimeError(NEVER_CALLED.format("set_extra_state"))

    def _state(self) -> dict[str, Any]:
        """The module's own part of state_dict()."""
        return {name: value for name, value in self._of(PARAMETER) + self._of(BUFFER) if value is not None}

    def _save_to_state_dict(self, destination: Any, prefix: str, keep_vars: bool) -> None:
        for name, value in self._state().items():
            destination[prefix + name] = value if keep_vars else value.detach()
        if type(self).get_extra_state is not Module.get_extra_state:
            destination[prefix + EXTRA_STATE] = self.get_extra_state()

    def state_dict(
        self, *args: Any, destination: Any = None, prefix: str = "", keep_vars: bool = False
    ) -> dict[str, Any]:
        """Parameters and persistent buffers by path: detached, sharing memory; themselves if `keep_vars`."""
        if args:
            warn(
                "Positional args are being deprecated, use kwargs instead. Refer to https://pytorch.org/docs/main/"
                "generated/torch.nn.Module.html#torch.nn.Module.state_dict for details.",
                FutureWarning,
            )
            given: Any = [*args[:3], *(destination, prefix, keep_vars)[len(args) :]]
            destination, prefix, keep_vars = given
        if destination is None:
            destination = OrderedDict()
            destination._metadata = OrderedDict()
        metadata = {"version": self._version}
        if hasattr(destination, "_metadata"):
            destination._metadata[prefix[:-1]] = metadata
        for hook in self._state_dict_pre_hooks.values():
            hook(self, prefix, keep_vars)
        self._save_to_state_dict(destination, prefix, keep_vars)
        for name, child in self._of(MODULE):
            if child is not None:
                child.state_dict(destination=destination, prefix=f"{prefix}{name}.", keep_vars=keep_vars)
        for hook in self._state_dict_hooks.values():
            result = hook(self, destination, prefix, metadata)
            if result is not None and getattr(hook, "_from_public_api", False):
                raise RuntimeError("state_dict post-hook must return None")
            destination = destination if result is None else result
        return destination

    def load_state_dict(
        self, state_dict: Mapping[str, Any], strict: bool = True, assign: bool = False
    ) -> _IncompatibleKeys:
        """Copy (or `assign`) the tensors of a state_dict() into this module.

        RuntimeError listing wrong sizes and, if `strict`, missing and unexpected keys; what fits is loaded
        before.
        """
        if not isinstance(state_dict, Mapping):
            raise TypeError(f"Expected state_dict to be dict-like, got {type(state_dict)}.")
        metadata = getattr(state_dict, "_metadata", {})
        state: Any = OrderedDict(state_dict)  # hooks may change it
        state._metadata = metadata
        found = _IncompatibleKeys([], [])
        errors: list[str] = []
        self._load(state, "", {} if metadata is None else metadata, assign, found, errors)
        if strict:
            listed = (("Unexpected", found.unexpected_keys), ("Missing", found.missing_keys))
            for what, keys in listed:
                if keys:
                    quoted = ", ".join(f'"{key}"' for key in keys)
                    errors.insert(0, f"{what} key(s) in state_dict: {quoted}. ")
        if errors:
            text = "\n\t".join(errors)
            raise RuntimeError(f"Error(s) in loading state_dict for {type(self).__name__}:\n\t{text}")
        return found

    def _load(
        self, state: Any, prefix: str, metadata: Any, assign: bool, found: _IncompatibleKeys, errors: list[str]
    ) -> None:
        """Load this module and those below; a child sees its own part of the state only."""
        own = metadata.get(prefix[:-1], {})
        own = {**own, "assign_to_params_buffers": assign} if assign else own
        self._load_from_state_dict(state, prefix, own, True, found.missing_keys, found.unexpected_keys, errors)
        for name, child in self._of(MODULE):
            if child is not None:
                inner = f"{prefix}{name}."
                part = {key: value for key, value in state.items() if key.startswith(inner)}
                child._load(part, inner, metadata, assign, found, errors)
        for hook in self._load_state_dict_post_hooks.values():
            if hook(self, found) is not None:
                raise AssertionError(
                    "Hooks registered with ``register_load_state_dict_post_hook`` are not expected to return new values, "
                    "if incompatible_keys need to be modified, it should be done inplace."
                )

    def _load_from_state_dict(
        self, state_dict: Any, prefix: str, local_metadata: Any, strict: bool, missing_keys: list[str],
        unexpected_keys: list[str], error_msgs: list[str],
    ) -> None:  # fmt: skip
        for hook in self._load_state_dict_pre_hooks.values():
            hook(state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs)
        own, extra = self._state(), prefix + EXTRA_STATE
        assign = local_metadata.get("assign_to_params_buffers", False)
        for name, value in own.items():
            if prefix + name in state_dict:
                self._load_one(name, value, prefix + name, state_dict[prefix + name], assign, error_msgs)
            elif strict:
                missing_keys.append(prefix + name)
        if type(self).set_extra_state is not Module.set_extra_state:
            if extra in state_dict:
                self.set_extra_state(state_dict[extra])
            elif strict:
                missing_keys.append(extra)
        elif strict and extra in state_dict:
            unexpected_keys.append(extra)
        children = dict(self._of(MODULE))
        for key in state_dict if strict else ():
            if key.startswith(prefix) and key != extra:
                name, dot, _ = key[len(prefix) :].partition(".")
                if name not in (children if dot else own):
                    unexpected_keys.append(key)

    def _load_one(self, name: str, value: Any, key: str, source: Any, assign: bool, errors: list) -> None:
        if not isinstance(source, Tensor):
            expected = f"expected torch.Tensor or Tensor-like object from checkpoint but received {type(source)}"
            errors.append(f'While copying the parameter named "{key}", {expected}')
            return
        if value.ndim == 0 and source.shape == (1,):
            source = source[0]
        if source.shape != value.shape:
            errors.append(
                f"size mismatch for {key}: copying a param with shape {source.shape} from checkpoint, the "
                f"shape in current model is {value.shape}."
            )
            return
        try:
            if not assign:
                with no_grad():
                    value.copy_(source)
            elif not isinstance(value, Parameter):
                setattr(self, name, source)
            elif isinstance(source, Parameter):
                setattr(self, name, source.requires_grad_(value.requires_grad))
            else:
                setattr(self, name, Parameter(source, requires_grad=value.requires_grad))
        except Exception as error:
            errors.append(
                f'While copying the parameter named "{key}", whose dimensions in the model are {value.shape} and whose '
                f"dimensions in the checkpoint are {source.shape}, an exception occurred : {error.args}."
            )

    # -- hooks ---------------------------------------------------------------------------------------------

    def _slot(self, name: str) -> Any:
        return attributes(self).setdefault(name, OrderedDict())

    def _add_hook(self, name: str, hook: Any, prepend: bool = False, **flags: bool) -> RemovableHandle:
        """Put a hook into one of torch's dicts, and its number into those that say how it is called."""
        hooks, marked = self._slot(name), [self._slot(flag) for flag, is_set in flags.items() if is_set]
        handle = RemovableHandle(hooks, hook, marked)
        for numbers in marked:
            numbers[handle.id] = True
        if prepend:
            hooks.move_to_end(handle.id, last=False)
        if name in CALL_HOOKS:
            self._hooked = True
        return handle

    def register_forward_pre_hook(
        self, hook: Callable, *, prepend: bool = False, with_kwargs: bool = False
    ) -> RemovableHandle:
        """Before forward, call `hook(module, args)`; what it returns replaces args.

        With `with_kwargs`, `hook(module, args, kwargs)`, which returns None or both.
        """
        return self._add_hook("_forward_pre_hooks", hook, prepend, _forward_pre_hooks_with_kwargs=with_kwargs)

    def register_forward_hook(
        self, hook: Callable, *, prepend: bool = False, with_kwargs: bool = False, always_call: bool = False
    ) -> RemovableHandle:
        """After forward, call `hook(module, args, output)`, or `hook(module, args, kwargs, output)`.

        What it returns replaces the output. With `always_call` also where the call fails.
        """
        how = {"_forward_hooks_with_kwargs": with_kwargs, "_forward_hooks_always_called": always_call}
        return self._add_hook("_forward_hooks", hook, prepend, **how)

    def register_full_backward_hook(self, hook: Callable, prepend: bool = False) -> RemovableHandle:
        """In backward, call `hook(module, grad_input, grad_output)`; a returned tuple replaces grad_input."""
        return self._add_backward_hook(hook, True, prepend)

    def register_backward_hook(self, hook: Callable) -> RemovableHandle:
        """The older form: in backward, `hook` sees the gradients of the last node that this module's forward has made."""
        return self._add_backward_hook(hook, False)

    def _add_backward_hook(self, hook: Callable, full: bool, prepend: bool = False) -> RemovableHandle:
        if self._is_full_backward_hook is (not full):
            raise RuntimeError(
                "Cannot use both regular backward hooks and full backward hooks on a single Module. Please use only one of "
                "them."
            )
        self._put("_is_full_backward_hook", full)
        return self._add_hook("_backward_hooks", hook, prepend)

    def register_full_backward_pre_hook(self, hook: Callable, prepend: bool = False) -> RemovableHandle:
        """In backward, first call `hook(module, grad_output)`; a returned tuple replaces grad_output."""
        return self._add_hook("_backward_pre_hooks", hook, prepend)

    def register_state_dict_pre_hook(self, hook: Callable) -> RemovableHandle:
        """Before state_dict(), call `hook(module, prefix, keep_vars)`."""
        return self._add_hook("_state_dict_pre_hooks", hook)

    def register_state_dict_post_hook(self, hook: Any) -> RemovableHandle:
        """At the end of state_dict(), call `hook(module, state_dict, prefix, local_metadata)`, which may change it."""
        hook._from_public_api = True
        return self._add_hook("_state_dict_hooks", hook)

    def _register_state_dict_hook(self, hook: Any) -> RemovableHandle:
        """The same; what it returns replaces the state, of the module that was asked."""
        if getattr(hook, "_from_public_api", False):
            raise RuntimeError(
                "Cannot register the same function as the state dict post hook that was previously registered via "
                "register_state_dict_post_hook"
            )
        return self._add_hook("_state_dict_hooks", hook)

    def register_load_state_dict_pre_hook(self, hook: Callable) -> RemovableHandle:
        """Before loading, call `hook(module, state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys,
        error_msgs)`."""
        return self._register_load_state_dict_pre_hook(hook, with_module=True)

    def _register_load_state_dict_pre_hook(self, hook: Callable, with_module: bool = False) -> RemovableHandle:
        if with_module:
            owner, call = weakref.ref(self), hook

            def hook(*args: Any) -> Any:
                return call(owner(), *args)

        return self._add_hook("_load_state_dict_pre_hooks", hook)

    def register_load_state_dict_post_hook(self, hook: Callable) -> RemovableHandle:
        """After loading, call `hook(module, incompatible_keys)`, which may change these lists."""
        return self._add_hook("_load_state_dict_post_hooks", hook)

    def _call_hooked(self, args: tuple, kwargs: dict) -> Any:
        if listening.count:
            tell("calling", self)
        call = HookedCall(self, args, kwargs)
        try:
            out = call.run()
        except Exception:
            call.run_rest()
            raise
        if listening.count:
            tell("called", self, call.args, out)
        return out

    # -- as text -------------------------------------------------------------------------------------------

    def extra_repr(self) -> str:
        """What a subclass wants to have in its brackets."""
        return ""

    def __repr__(self) -> str:
        extra = self.extra_repr()
        lines = extra.split("\n") if extra else []
        children = [f"({name}): {indented(repr(child))}" for name, child in self._of(MODULE)]
        return in_brackets(self._get_name(), lines, children)

    def _get_name(self) -> str:
        return type(self).__name__

    def __dir__(self) -> list[str]:
        return sorted(name for name in {*dir(type(self)), *attributes(self)} if not name[:1].isdigit())


def set_buffer(module: Module, name: str, value: Any, persistent: bool) -> None:
    """Register a buffer that is assigned, also by a method of a subclass that knows of no `persistent`."""
    given = type(module).register_buffer is Module.register_buffer
    if given or "persistent" in inspect.signature(module.register_buffer).parameters:
        module.register_buffer(name, value, persistent)
    elif persistent:
        module.register_buffer(name, value)
    else:
        raise RuntimeError(
            "Registering a non-persistent buffer on a Module subclass that implements register_buffer() without the "
            "persistent argument is not allowed."
        )


class HookedCall:
    """One call of a module with its hooks; what hooks replace is kept here."""

    def __init__(self, module: Any, args: tuple, kwargs: dict) -> None:
        self.module, self.args, self.kwargs, self.out = module, args, kwargs, None
        self.called: set[int] = set()  # the hooks after forward that have been called

    def run(self) -> Any:
        module = self.module
        for number, hook in [*global_hooks.forward_pre.items(), *module._forward_pre_hooks.items()]:
            self.before(hook, number in module._forward_pre_hooks_with_kwargs)
        full, older = (self.of_backward(kind) for kind in (True, False))
        first = [*global_hooks.backward_pre.values(), *module._backward_pre_hooks.values()]
        backward = BackwardHooks(module, self.args, full, first) if full or first else None
        self.args = self.args if backward is None else backward.enter(self.args)
        self.out = called(module.forward, self.args, self.kwargs)
        for number, hook in [*global_hooks.forward.items(), *module._forward_hooks.items()]:
            self.after(number, hook)
        self.out = self.out if backward is None else backward.leave(self.out)
        if older:
            hook_last_node(module, self.args, self.out, older)
        return self.out

    def of_backward(self, full: bool) -> list[Callable]:
        """The backward hooks of one kind: of all modules, and of this one."""
        everywhere = global_hooks.backward.values() if global_hooks.kind.get("full") is full else ()
        own = self.module._backward_hooks.values() if self.module._is_full_backward_hook is full else ()
        return [*everywhere, *own]

    def before(self, hook: Callable, with_kwargs: bool) -> None:
        result = hook(self.module, self.args, self.kwargs) if with_kwargs else hook(self.module, self.args)
        if result is None:
            return
        if not with_kwargs:
            self.args = result if isinstance(result, tuple) else (result,)
        elif isinstance(result, tuple) and len(result) == 2:
            self.args, self.kwargs = result
        else:
            expected = "must return None or a tuple of (new_args, new_kwargs)"
            raise RuntimeError(f"forward pre-hook {expected}, but got {result}.")

    def after(self, number: int, hook: Callable) -> None:
        self.called.add(number)
        takes = number in self.module._forward_hooks_with_kwargs or number in global_hooks.taking_kwargs
        kwargs = (self.kwargs,) if takes else ()
        result = hook(self.module, self.args, *kwargs, self.out)
        self.out = self.out if result is None else result

    def run_rest(self) -> None:
        """After a failure, the hooks that are always called."""
        own = self.module._forward_hooks_always_called
        everywhere = [("global ", *x) for x in global_hooks.forward.items() if x[0] in global_hooks.always_called]
        for what, number, hook in [*everywhere, *(("", *x) for x in self.module._forward_hooks.items() if x[0] in own)]:
            if number not in self.called:
                try:
                    self.after(number, hook)
                except Exception as error:
                    warn(
                        f"{what}module forward hook with ``always_call=True`` raised an exception that was silenced as another "
                        f"error was raised in forward: {error}"
                    )


def _parse_to(*args: Any, **kwargs: Any) -> tuple[Any, Any]:
    """The device and the dtype that arguments of `to` name. TypeError, RuntimeError for what is none of them."""
    Tensor().to(*args, **kwargs)  # refuses what is no argument of it
    args, kwargs = tuple(map(as_dtype, args)), {key: as_dtype(x) for key, x in kwargs.items()}
    first = kwargs.get("other", kwargs.get("tensor", args[0] if args else None))
    is_dtype = isinstance(first, dtype_class)
    most = 2 if isinstance(first, Tensor) or is_dtype else 3  # arguments by their places before `copy`
    if "copy" in kwargs or len(args) > most:
        raise RuntimeError(".to() does not accept copy argument")
    if isinstance(first, Tensor):
        return first.device, first.dtype
    if is_dtype:
        return kwargs.get("device"), first
    dtype = kwargs.get("dtype", args[1] if len(args) > 1 else None)
    if not (dtype is None or isinstance(dtype, dtype_class)):
        got = "".join([*(f"{type_name(x)}, " for x in args), *(f"{k}={type_name(x)}, " for k, x in kwargs.items())])
        raise TypeError(FORMS_OF_TO.format(f"({got[:-2] if args else got})"))
    return kwargs.get("device", first), dtype


def as_dtype(x: Any) -> Any:
    """Of Python's types of numbers the dtype that each stands for."""
    return of_numpy(numpys_dtype(x)) if isinstance(x, type) and x in (int, float, bool) else x


def indented(text: str) -> str:
    """A child's text, moved in by two columns from its second line on."""
    return text.replace("\n", "\n  ")


def in_brackets(name: str, lines: list[str], children: list[str]) -> str:
    """`name(...)` on one line if there is just one thing to say, else with a line for each."""
    if len(lines) == 1 and not children:
        return f"{name}({lines[0]})"
    inner = lines + children
    return f"{name}(\n  " + "\n  ".join(inner) + "\n)" if inner else f"{name}()"


# -- torch's words -----------------------------------------------------------------------------------------

FORMS_OF_TO = (
    "to() received an invalid combination of arguments - got {}, but expected one of:\n"
    " * (torch.device device = None, torch.dtype dtype = None, bool non_blocking = False, bool copy = False, *, "
    "torch.memory_format memory_format = None)\n"
    " * (torch.dtype dtype, bool non_blocking = False, bool copy = False, *, torch.memory_format memory_format = None)\n"
    " * (Tensor tensor, bool non_blocking = False, bool copy = False, *, torch.memory_format memory_format = None)\n"
)
NEVER_CALLED = (
    "Reached a code path in Module.{}() that should never be called. Please file an issue at "
    "https://github.com/pytorch/pytorch/issues/new?template=bug-report.yml to report this bug."
)
