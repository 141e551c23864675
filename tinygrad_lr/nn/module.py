"""Module: a function with parameters, and a tree of such functions.

A module's parameters, buffers and child modules are plain attributes. Beside them the table `_members` says
which attributes are which, in order of registration; assigning an attribute keeps it up to date. Everything
else walks that tree: parameters() for the optimizer, state_dict() for saving, to() and train() for changing
all at once. The table is replaced, never changed in place, so a shallow copy of a module has its own.
"""

from __future__ import annotations

import warnings
from collections import OrderedDict, namedtuple
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ..arrays.dtype import dtype as dtype_class
from ..autograd.grad_mode import no_grad
from ..autograd.hooks import RemovableHandle
from ..core.mode import listening, tell
from ..core.tensor import Tensor
from ..frontend.conversions import typename
from .hooks import BackwardHooks, called

new = object.__new__


class Parameter(Tensor):
    """A tensor that is a parameter of the module it is assigned to: the memory of `data`, as a leaf of its
    own.

    RuntimeError for integers, unless requires_grad is False.
    """

    __slots__ = ()

    def __new__(cls, data: Any = None, requires_grad: bool = True) -> Parameter:
        source = Tensor() if data is None else data.detach()
        if requires_grad and source._data.dtype.kind != "f":
            raise RuntimeError("Only Tensors of floating point and complex dtype can require gradients")
        t = new(cls)
        t._data, t._counter, t._node, t._grad, t._view = source._data, source._counter, None, None, None
        t.requires_grad = requires_grad
        return t

    def __deepcopy__(self, memo: dict) -> Parameter:
        if id(self) not in memo:
            data: Any = self.detach()
            memo[id(self)] = type(self)(data.clone(), self.requires_grad)
        return memo[id(self)]

    def __repr__(self, *, tensor_contents: Any = None) -> str:  # type: ignore[override]
        return "Parameter containing:\n" + super().__repr__()


class _BufferType(type):
    def __instancecheck__(cls, x: Any) -> bool:
        return isinstance(x, Tensor) and "_is_buffer" in x.__dict__


class Buffer(metaclass=_BufferType):
    """A tensor, marked to be a buffer of the module it is assigned to."""

    def __new__(cls, data: Tensor | None = None, *, persistent: bool = True) -> Any:
        t = Tensor() if data is None else data.detach().requires_grad_(data.requires_grad)
        t.__dict__.update(_is_buffer=True, persistent=persistent)
        return t


class IncompatibleKeys(namedtuple("IncompatibleKeys", ["missing_keys", "unexpected_keys"])):
    """What `load_state_dict` returns."""

    __slots__ = ()

    def __repr__(self) -> str:
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return f"_IncompatibleKeys(missing_keys={self.missing_keys}, unexpected_keys={self.unexpected_keys})"


# What an attribute is, in `_members`; a transient buffer is one that state_dict() leaves out.
PARAMETER, BUFFER, TRANSIENT, MODULE = "parameter", "buffer", "transient buffer", "module"
BUFFERS = (BUFFER, TRANSIENT)
EXPECTED = {
    PARAMETER: "as parameter '{}' (torch.nn.Parameter or None expected)",
    MODULE: "as child module '{}' (torch.nn.Module or None expected)",
    BUFFER: "as buffer '{}' (torch.nn.Buffer, torch.Tensor or None expected)",
}


NO_HOOKS: Any = MappingProxyType({})


def _forward_unimplemented(self: Module, *input: Any) -> None:
    raise NotImplementedError(f'Module [{type(self).__name__}] is missing the required "forward" function')


class Module:
    """Base class of layers and models: give it `__init__`, which makes its members, and `forward`."""

    _members: dict[str, str]
    _version = 1
    _hooked = False  # whether a call has hooks to run
    _forward_pre_hooks = _forward_hooks = _backward_hooks = _backward_pre_hooks = NO_HOOKS
    training: bool
    if TYPE_CHECKING:  # members are known when the program runs

        def __getattr__(self, name: str) -> Any: ...

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        name = f"{type(self).__name__}.__init__()"
        if kwargs:
            raise TypeError(f"{name} got an unexpected keyword argument '{next(iter(kwargs))}'")
        if args:
            raise TypeError(f"{name} takes 1 positional argument but {len(args) + 1} were given")
        self.__dict__.update(training=True, _members={})

    forward: Callable[..., Any] = _forward_unimplemented

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self._hooked or listening.count:
            return self._call_hooked(args, kwargs)
        return self.forward(*args, **kwargs) if kwargs else self.forward(*args)

    # -- members -------------------------------------------------------------------------------------------

    def _of(self, *kinds: str) -> list[tuple[str, Any]]:
        """The members of the given kinds, by name."""
        values = self.__dict__
        return [(name, values[name]) for name, kind in self._members.items() if kind in kinds]

    def _register(self, name: str, value: Any, kind: str) -> None:
        if self._members.get(name) != kind:
            self._forget(name)
            self.__dict__["_members"] = {**self._members, name: kind}
        self.__dict__[name] = value

    def _forget(self, name: str) -> None:
        self.__dict__.pop(name, None)
        self.__dict__["_members"] = {n: kind for n, kind in self._members.items() if n != name}

    def __setattr__(self, name: str, value: Any) -> None:
        members = self.__dict__.get("_members")
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
            self._register(name, value, MODULE)
        elif isinstance(value, Buffer) and kind in (None, BUFFER):
            self.register_buffer(name, value, value.persistent)  # type: ignore[attr-defined,arg-type]
        elif kind is None or value is None or (kind == BUFFER and isinstance(value, Tensor)):
            object.__setattr__(self, name, value)
        else:
            raise TypeError(f"cannot assign '{typename(value)}' {EXPECTED[kind].format(name)}")

    def __delattr__(self, name: str) -> None:
        try:
            object.__delattr__(self, name)
        except AttributeError:  # Python 3.10 gives the bare name
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'") from None
        if name in self.__dict__.get("_members", ()):
            self._forget(name)

    def _check_name(self, what: str, name: Any, kinds: tuple[str, ...]) -> None:
        """Refuse a member's name that is none, or taken by an attribute of another kind."""
        if "_members" not in self.__dict__:
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
        self._register(name, param, PARAMETER)

    def register_buffer(self, name: str, tensor: Tensor | None, persistent: bool = True) -> None:
        """Add a tensor that is no parameter but belongs to the state, in state_dict() too if `persistent`."""
        self._check_name("buffer", name, BUFFERS)
        if tensor is not None and not isinstance(tensor, Tensor):
            expected = "(torch Tensor or None required)"
            raise TypeError(f"cannot assign '{typename(tensor)}' object to buffer '{name}' {expected}")
        self._register(name, tensor, BUFFER if persistent else TRANSIENT)

    def add_module(self, name: str, module: Module | None) -> None:
        """Add a child. TypeError for another kind of object, KeyError for a name that is taken or none."""
        if not isinstance(module, Module) and module is not None:
            raise TypeError(f"{typename(module)} is not a Module subclass")
        self._check_name("module", name, (MODULE,))
        self._register(name, module, MODULE)

    register_module = add_module

    # torch's tables of members, to read: change members by assignment and `del`.
    _parameters = property(lambda self: MappingProxyType(dict(self._of(PARAMETER))))
    _buffers = property(lambda self: MappingProxyType(dict(self._of(*BUFFERS))))
    _modules = property(lambda self: MappingProxyType(dict(self._of(MODULE))))

    def get_submodule(self, target: str) -> Module:
        """The module at a path like "net.0"; "" is the module itself. AttributeError if there is none."""
        module: Any = self
        for name in target.split(".") if target else ():
            if not hasattr(module, name):
                raise AttributeError(f"{type(module).__name__} has no attribute `{name}`")
            module = getattr(module, name)
            if not isinstance(module, Module):
                raise AttributeError(f"`{name}` is not an nn.Module")
        return module

    def get_parameter(self, target: str) -> Parameter:
        """The parameter at a path like "net.0.weight". AttributeError if there is none."""
        return self._get(target, PARAMETER, "an nn.Parameter")

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

    def apply(self, fn: Callable[[Module], Any]) -> Any:
        """Call `fn` on every module, children first. Returns the module."""
        for child in self.children():
            child.apply(fn)
        fn(self)
        return self

    def train(self, mode: bool = True) -> Any:
        """Set `training` everywhere: dropout does nothing otherwise. ValueError if `mode` is no bool."""
        if not isinstance(mode, bool):
            raise ValueError("training mode is expected to be boolean")
        self.training = mode
        for child in self.children():
            child.train(mode)
        return self

    def eval(self) -> Any:
        """train(False)"""
        return self.train(False)

    def requires_grad_(self, requires_grad: bool = True) -> Any:
        """Whether the parameters are to be trained."""
        for parameter in self.parameters():
            parameter.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the parameters' gradients, or fill them with zeros."""
        for name, kind in self._members.items():  # not by parameters(): a training loop is here in every step
            member = self.__dict__[name]
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

    def _apply(self, fn: Callable[[Tensor], Tensor], recurse: bool = True) -> Any:
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
                    self.__dict__[name] = fn(value)
        return self

    def to(self, *args: Any, **kwargs: Any) -> Any:
        """Parameters and buffers on another device or in another floating dtype. Returns this module.

        TypeError for arguments that are none of Tensor.to's, or a dtype of integers.
        """
        Tensor().to(*args, **kwargs)  # refuses what is no argument of it
        device = dtype = None
        for x in (*args, *(kwargs.get(name) for name in ("device", "dtype", "tensor"))):
            if isinstance(x, Tensor):
                device, dtype = x.device, x.dtype
            elif isinstance(x, dtype_class):
                dtype = x
            elif x is not None and not isinstance(x, bool):
                device = x
        if dtype is not None and not dtype.is_floating_point:
            wanted = f"but got desired dtype={dtype}"
            raise TypeError(f"nn.Module.to only accepts floating point or complex dtypes, {wanted}")
        return self._apply(lambda t: t.to(device=device, dtype=dtype if t.is_floating_point() else None))

    def type(self, dst_type: Any) -> Any:
        """All parameters and buffers in one dtype."""
        return self._apply(lambda t: t.type(dst_type))

    def float(self) -> Any:
        """Floating parameters and buffers in float32."""
        return self._apply(lambda t: t.float() if t.is_floating_point() else t)

    def double(self) -> Any:
        """Floating parameters and buffers in float64."""
        return self._apply(lambda t: t.double() if t.is_floating_point() else t)

    def cpu(self) -> Any:
        """Parameters and buffers in the CPU's memory."""
        return self._apply(lambda t: t.cpu())

    def cuda(self, device: Any = None) -> Any:
        """Parameters and buffers on a CUDA device."""
        return self._apply(lambda t: t.cuda(device))

    # -- state ---------------------------------------------------------------------------------------------

    def _state(self) -> list[tuple[str, Any]]:
        """The module's own part of state_dict()."""
        return [(name, value) for name, value in self._of(PARAMETER) + self._of(BUFFER) if value is not None]

    def state_dict(self, *args: Any, destination: Any = None, prefix: str = "", keep_vars: bool = False) -> Any:
        """Parameters and persistent buffers by path: detached, sharing memory; themselves if `keep_vars`."""
        if args:
            warnings.warn(
                "Positional args are being deprecated, use kwargs instead. Refer to https://pytorch.org/docs/main/"
                "generated/torch.nn.Module.html#torch.nn.Module.state_dict for details.",
                FutureWarning,
                stacklevel=2,
            )
            given: Any = [*args, *(destination, prefix, keep_vars)[len(args) :]]
            destination, prefix, keep_vars = given
        if destination is None:
            destination = OrderedDict()
            destination._metadata = OrderedDict()
        if hasattr(destination, "_metadata"):
            destination._metadata[prefix[:-1]] = {"version": self._version}
        for name, value in self._state():
            destination[prefix + name] = value if keep_vars else value.detach()
        for name, child in self._of(MODULE):
            if child is not None:
                child.state_dict(destination=destination, prefix=f"{prefix}{name}.", keep_vars=keep_vars)
        return destination

    def load_state_dict(
        self, state_dict: Mapping[str, Any], strict: bool = True, assign: bool = False
    ) -> IncompatibleKeys:
        """Copy (or `assign`) the tensors of a state_dict() into this module.

        RuntimeError listing wrong sizes and, if `strict`, missing and unexpected keys; what fits is loaded
        before.
        """
        if not isinstance(state_dict, Mapping):
            raise TypeError(f"Expected state_dict to be dict-like, got {type(state_dict)}.")
        missing: list[str] = []
        unexpected: list[str] = []
        errors: list[str] = []
        self._load(state_dict, "", assign, missing, unexpected, errors)
        if strict:
            found = (("Missing", missing), ("Unexpected", unexpected))
            quoted = [(what, ", ".join(f'"{key}"' for key in keys)) for what, keys in found if keys]
            errors = [f"{what} key(s) in state_dict: {keys}. " for what, keys in quoted] + errors
        if errors:
            text = "\n\t".join(errors)
            raise RuntimeError(f"Error(s) in loading state_dict for {type(self).__name__}:\n\t{text}")
        return IncompatibleKeys(missing, unexpected)

    def _load(self, state: Mapping, prefix: str, assign: bool, missing: list, unexpected: list, errors: list) -> None:
        own = dict(self._state())
        for name, value in own.items():
            if prefix + name in state:
                self._load_one(name, value, prefix + name, state[prefix + name], assign, errors)
            else:
                missing.append(prefix + name)
        children = dict(self._of(MODULE))
        for key in state:
            name, dot, _ = key[len(prefix) :].partition(".")
            if key.startswith(prefix) and name not in (children if dot else own):
                unexpected.append(key)
        for name, child in children.items():
            if child is not None:
                child._load(state, f"{prefix}{name}.", assign, missing, unexpected, errors)

    def _load_one(self, name: str, value: Any, key: str, source: Any, assign: bool, errors: list) -> None:
        if not isinstance(source, Tensor):
            expected = f"expected torch.Tensor or Tensor-like object from checkpoint but received {type(source)}"
            errors.append(f'While copying the parameter named "{key}", {expected}')
        elif source.shape != value.shape:
            errors.append(
                f"size mismatch for {key}: copying a param with shape {source.shape} from checkpoint, the "
                f"shape in current model is {value.shape}."
            )
        elif not assign:
            with no_grad():
                value.copy_(source)
        else:
            as_it_is = isinstance(source, Parameter) or not isinstance(value, Parameter)
            setattr(self, name, source if as_it_is else Parameter(source, requires_grad=value.requires_grad))

    # -- hooks ---------------------------------------------------------------------------------------------

    def _add_hook(self, slot: str, hook: Any, prepend: bool) -> RemovableHandle:
        self._hooked = True
        hooks = self.__dict__.setdefault(slot, OrderedDict())
        handle = RemovableHandle(hooks, hook)
        if prepend:
            hooks.move_to_end(handle.id, last=False)
        return handle

    def register_forward_pre_hook(
        self, hook: Callable, *, prepend: bool = False, with_kwargs: bool = False
    ) -> RemovableHandle:
        """Before forward, call `hook(module, args)`; what it returns replaces args.

        With `with_kwargs`, `hook(module, args, kwargs)`, which returns None or both.
        """
        return self._add_hook("_forward_pre_hooks", (hook, with_kwargs), prepend)

    def register_forward_hook(
        self, hook: Callable, *, prepend: bool = False, with_kwargs: bool = False, always_call: bool = False
    ) -> RemovableHandle:
        """After forward, call `hook(module, args, output)`, or `hook(module, args, kwargs, output)`.

        What it returns replaces the output.
        """
        if always_call:
            raise NotImplementedError("register_forward_hook(): always_call=True is not supported")
        return self._add_hook("_forward_hooks", (hook, with_kwargs), prepend)

    def register_full_backward_hook(self, hook: Callable, prepend: bool = False) -> RemovableHandle:
        """In backward, call `hook(module, grad_input, grad_output)`; a returned tuple replaces grad_input."""
        return self._add_hook("_backward_hooks", hook, prepend)

    def register_full_backward_pre_hook(self, hook: Callable, prepend: bool = False) -> RemovableHandle:
        """In backward, first call `hook(module, grad_output)`; a returned tuple replaces grad_output."""
        return self._add_hook("_backward_pre_hooks", hook, prepend)

    def _call_hooked(self, args: tuple, kwargs: dict) -> Any:
        if listening.count:
            tell("calling", self)
        for hook, with_kwargs in list(self._forward_pre_hooks.values()):
            result = hook(self, args, kwargs) if with_kwargs else hook(self, args)
            if result is None:
                continue
            if not with_kwargs:
                args = result if isinstance(result, tuple) else (result,)
            elif isinstance(result, tuple) and len(result) == 2:
                args, kwargs = result
            else:
                expected = "must return None or a tuple of (new_args, new_kwargs)"
                raise RuntimeError(f"forward pre-hook {expected}, but got {result}.")
        backward = BackwardHooks(self, args) if self._backward_hooks or self._backward_pre_hooks else None
        args = args if backward is None else backward.enter(args)
        out = called(self.forward, args, kwargs)
        for hook, with_kwargs in list(self._forward_hooks.values()):
            result = hook(self, args, kwargs, out) if with_kwargs else hook(self, args, out)
            out = out if result is None else result
        out = out if backward is None else backward.leave(out)
        if listening.count:
            tell("called", self, args, out)
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
        return sorted(name for name in {*dir(type(self)), *self.__dict__} if not name[:1].isdigit())


def indented(text: str) -> str:
    """A child's text, moved in by two columns from its second line on."""
    return text.replace("\n", "\n  ")


def in_brackets(name: str, lines: list[str], children: list[str]) -> str:
    """`name(...)` on one line if there is just one thing to say, else with a line for each."""
    if len(lines) == 1 and not children:
        return f"{name}({lines[0]})"
    inner = lines + children
    return f"{name}(\n  " + "\n  ".join(inner) + "\n)" if inner else f"{name}()"
