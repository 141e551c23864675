"""Where a module keeps its members, and how torch shows them.

Parameters, buffers and child modules are plain attributes, which is the fastest way to read them. Beside them the table
`_members` says which attributes are which, in order of registration; assigning an attribute keeps it up to date. It is
replaced, never changed in place, so a shallow copy of a module has its own.

torch keeps them in dicts of their own, `_parameters`, `_buffers` and `_modules`, and hooks in further ones. Who asks
for these, or for `__dict__`, gets them laid out so: dicts to read, and what is written into them is written into the
module.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, MutableMapping
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, TypeVar

if TYPE_CHECKING:
    from typing_extensions import Self as Self

    from ..core.tensor import Tensor
else:
    Self = Any
P = ParamSpec("P")
R = TypeVar("R", covariant=True)

# What an attribute is; a transient buffer is one that state_dict() leaves out.
PARAMETER, BUFFER, TRANSIENT, MODULE = "parameter", "buffer", "transient buffer", "module"
BUFFERS = (BUFFER, TRANSIENT)
TABLES = {"_parameters": (PARAMETER,), "_buffers": BUFFERS, "_modules": (MODULE,)}
CALL_HOOKS = (
    "_backward_pre_hooks",
    "_backward_hooks",
    "_forward_hooks",
    "_forward_pre_hooks",
)  # that a call has to run
BEFORE = ("_backward_pre_hooks", "_backward_hooks")  # in torch's order, around `_is_full_backward_hook`
AFTER = (
    "_forward_hooks", "_forward_hooks_with_kwargs", "_forward_hooks_always_called", "_forward_pre_hooks",
    "_forward_pre_hooks_with_kwargs", "_state_dict_hooks", "_state_dict_pre_hooks", "_load_state_dict_pre_hooks",
    "_load_state_dict_post_hooks",
)  # fmt: skip
HOOKS = (*BEFORE, *AFTER)
HIDDEN = {"training", "_members", "_hooked", "_full", *HOOKS}


class Table(dict):
    """A dict of what a module has; what is written into it is written into the module: `put(key, value)`, `drop(key)`."""

    __slots__ = ("drop", "put")

    def __init__(self, items: Any, put: Callable[[str, Any], None], drop: Callable[[str], None]) -> None:
        super().__init__(items)
        self.put, self.drop = put, drop

    def __setitem__(self, key: str, value: Any) -> None:
        self.put(key, value)
        super().__setitem__(key, value)

    def __delitem__(self, key: str) -> None:
        super().__delitem__(key)
        self.drop(key)

    def __reduce__(self) -> Any:
        return dict, (dict(self),)

    __ior__: Any = lambda self, other: self.update(other) or self
    pop: Any = MutableMapping.pop
    popitem: Any = MutableMapping.popitem
    clear: Any = MutableMapping.clear
    update: Any = MutableMapping.update
    setdefault: Any = MutableMapping.setdefault


class Hooks(OrderedDict):
    """The hooks of a kind that a module has none of: one that is put in here is the module's."""

    def __init__(self, module: Any, name: str) -> None:
        super().__init__()
        self.module, self.name = module, name

    def __setitem__(self, key: int, hook: Any) -> None:
        super().__setitem__(key, hook)
        self.module._put(self.name, OrderedDict(self))


class NoHooks:
    """What a module has under a name in torch's layout until it has hooks of that kind."""

    def __set_name__(self, owner: Any, name: str) -> None:
        self.name = name

    def __get__(self, module: Any, owner: Any = None) -> Any:
        return self if module is None else Hooks(module, self.name)


class Holder:
    """Has attributes, in a dict of which `Attributes.__dict__` shows another view."""


attributes: Callable[[Any], dict[str, Any]] = Holder.__dict__["__dict__"].__get__


class Forward(Protocol[P, R]):
    """For type checkers: a module takes what its `forward` takes, and gives what that gives."""

    @property
    def forward(self) -> Callable[P, R]: ...


class Attributes(Holder):
    """A module's members by name: `_members` has the kind of each."""

    _members: dict[str, str]
    _hooked = False  # whether a call has hooks to run
    _backward_pre_hooks, _backward_hooks, _forward_hooks, _forward_pre_hooks = (NoHooks() for _ in range(4))
    _forward_hooks_with_kwargs, _forward_hooks_always_called = NoHooks(), NoHooks()
    _forward_pre_hooks_with_kwargs = NoHooks()
    if TYPE_CHECKING:  # members are known when the program runs

        def __getattr__(self, name: str) -> Tensor | Attributes: ...

        def __call__(self: Forward[P, R], *args: P.args, **kwargs: P.kwargs) -> R: ...

    _state_dict_hooks, _state_dict_pre_hooks = NoHooks(), NoHooks()
    _load_state_dict_pre_hooks, _load_state_dict_post_hooks = NoHooks(), NoHooks()

    def _of(self, *kinds: str) -> list[tuple[str, Any]]:
        """The members of the given kinds, by name."""
        values = attributes(self)
        if "_members" not in values:  # before Module.__init__()
            missing = next(table for table, held in TABLES.items() if kinds[0] in held)
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{missing}'")
        return [(name, values[name]) for name, kind in self._members.items() if kind in kinds]

    def _register(self, name: str, value: Any, kind: str) -> None:
        values = attributes(self)
        if self._members.get(name) != kind:
            self._forget(name)
            values["_members"] = {**self._members, name: kind}
        values[name] = value

    def _forget(self, name: str) -> None:
        values = attributes(self)
        values.pop(name, None)
        values["_members"] = {n: kind for n, kind in self._members.items() if n != name}

    def _table(self, kinds: tuple[str, ...]) -> Table:
        def put(name: str, value: Any) -> None:
            before = self._members.get(name)
            self._register(name, value, before if before in kinds else kinds[0])

        return Table(self._of(*kinds), put, self._forget)

    def _fill(self, kinds: tuple[str, ...], values: Mapping[str, Any]) -> None:
        """Make these the members of the kinds."""
        for name, _ in self._of(*kinds):
            if name not in values:
                self._forget(name)
        for name, value in dict(values).items():
            before = self._members.get(name)
            self._register(name, value, before if before in kinds else kinds[0])

    _is_full_backward_hook: Any = property(
        lambda self: attributes(self).get("_full", True if self._backward_hooks else None)
    )
    _non_persistent_buffers_set: Any = property(lambda self: {name for name, _ in self._of(TRANSIENT)})
    _parameters: Any = property(lambda self: self._table((PARAMETER,)), lambda self, new: self._fill((PARAMETER,), new))
    _buffers: Any = property(lambda self: self._table(BUFFERS), lambda self, new: self._fill(BUFFERS, new))
    _modules: Any = property(lambda self: self._table((MODULE,)), lambda self, new: self._fill((MODULE,), new))

    # -- all of them ---------------------------------------------------------------------------------------

    def _laid_out(self) -> dict[str, Any]:
        """All attributes, as torch lays them out."""
        values = attributes(self)
        if "_members" not in values:  # before Module.__init__()
            return dict(values)
        hooks = {name: values.get(name, OrderedDict()) for name in HOOKS}
        own = {name: x for name, x in values.items() if name not in self._members and name not in HIDDEN}
        return {
            "training": self.training,
            "_parameters": self._parameters,
            "_buffers": self._buffers,
            "_non_persistent_buffers_set": self._non_persistent_buffers_set,
            **{name: hooks[name] for name in BEFORE},
            "_is_full_backward_hook": self._is_full_backward_hook,
            **{name: hooks[name] for name in AFTER},
            "_modules": self._modules,
            **own,
        }

    def _put(self, name: str, value: Any) -> None:
        values = attributes(self)
        if name in TABLES:
            values.setdefault("_members", {})
            self._fill(TABLES[name], value)
        elif name == "_non_persistent_buffers_set":
            kinds = {each: TRANSIENT if each in value else BUFFER for each, _ in self._of(*BUFFERS)}
            values["_members"] = {**self._members, **kinds}
        elif name == "_is_full_backward_hook":
            values["_full"] = value
        else:
            if name in values.get("_members", ()):
                self._forget(name)
            values[name] = value
            if name in HOOKS and not value:
                del values[name]
            elif name in CALL_HOOKS:
                values["_hooked"] = True

    def _drop(self, name: str) -> None:
        attributes(self).pop(name, None)

    if not TYPE_CHECKING:

        @property
        def __dict__(self) -> Any:
            """All attributes, as torch lays them out."""
            return Table(self._laid_out(), self._put, self._drop)

    def __getstate__(self) -> dict[str, Any]:
        return {name: dict(x) if type(x) is Table else x for name, x in self._laid_out().items()}

    def __setstate__(self, state: dict[str, Any]) -> None:
        values = attributes(self)
        if "_members" in state:  # as it was written before torch's layout was
            values.update(state)
            return
        for name, value in state.items():
            self._put(name, value)
