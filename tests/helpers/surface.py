"""What type checkers and editors are told of torch's functions and methods: `frontend/surface.pyi` and `functions.pyi`.

    python -m tests.helpers.surface

Both are written from `signatures.txt`, where torch's own argument forms are, and from the docstrings of what is called.
A test compares them. What torch has written in Python, and lists no forms of, is written out below.
"""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import tinygrad_lr
from tests.helpers.paths import ROOT
from tinygrad_lr import files
from tinygrad_lr.frontend import api, conversions, hooks
from tinygrad_lr.frontend import signatures as forms

ROOM = ROOT / "tinygrad_lr" / "frontend"

HEAD = '''\
"""{}, as type checkers and editors read them.

Written by `python -m tests.helpers.surface`, from signatures.txt. The program itself never comes here.
"""

from collections.abc import Callable, Sequence
from types import EllipsisType
from typing import Any, Literal, NamedTuple, SupportsIndex, TypeAlias, TypeVar, overload

import numpy as np
import numpy.typing as npt
from typing_extensions import Self, TypeIs

from ..arrays.array import layout as Layout
from ..arrays.device import device as device_
from ..arrays.dtype import dtype as dtype_
from ..arrays.generator import Generator
from ..arrays.size import Size
from ..autograd.hooks import RemovableHandle
from ..core.tensor import Tensor
from .conversions import Conversions
from .hooks import Hooks
from .nodes import NodeMethods as NodeMethods
'''

KINDS = '''\
S = TypeVar("S", bound=Tensor)
_bool: TypeAlias = bool  # methods are called so
_float: TypeAlias = float
_int: TypeAlias = int
_str: TypeAlias = str
Int: TypeAlias = _int | np.integer[Any]
Float: TypeAlias = _float | np.floating[Any]
Number: TypeAlias = _int | _float | _bool | np.number[Any] | np.bool_
Ints: TypeAlias = Sequence[_int]
Dtype: TypeAlias = dtype_ | type[_float] | type[_int] | type[_bool]
Device: TypeAlias = device_ | _str | _int
Index: TypeAlias = SupportsIndex | slice | EllipsisType | Tensor | npt.NDArray[Any] | list[Any] | tuple[Any, ...] | range | None

class ValuesAndIndices(NamedTuple):
    """torch.return_types.max and so on: what a reduction that also says where returns."""

    values: Tensor
    indices: Tensor
'''

PAIR = "tuple[Tensor, Tensor]"
TUPLE = "tuple[Tensor, ...]"
PLACES = "ValuesAndIndices"
UNIQUE = """\
@overload
def {name}({first}, {sorted}return_inverse: Literal[False] = ..., return_counts: Literal[False] = ..., dim: Int | None = ...) -> Tensor:
@overload
def {name}({first}, {sorted}return_inverse: _bool = ..., return_counts: _bool = ..., dim: Int | None = ...) -> Any:
"""
ATLEAST = """\
@overload
def {name}(tensor: Tensor, /) -> Tensor:
@overload
def {name}(*tensors: Tensor) -> tuple[Tensor, ...]:
@overload
def {name}(tensors: Sequence[Tensor], /) -> tuple[Tensor, ...]:
"""
# Functions that torch has written in Python: its messages list no forms of them.
FUNCTIONS = {
    "atleast_1d": ATLEAST,
    "atleast_2d": ATLEAST,
    "atleast_3d": ATLEAST,
    "broadcast_tensors": "def {name}(*tensors: Tensor) -> tuple[Tensor, ...]:",
    "einsum": "def {name}(equation: _str, *operands: Tensor | Sequence[Tensor]) -> Tensor:",
    "is_tensor": "def {name}(obj: object, /) -> TypeIs[Tensor]:",
    "meshgrid": "def {name}(*tensors: Tensor | Sequence[Tensor], indexing: _str | None = ...) -> tuple[Tensor, ...]:",
    "norm": "def {name}(input: Tensor, p: Number | _str | None = ..., dim: Int | Ints | None = ..., keepdim: _bool = ..., dtype: Dtype | None = ...) -> Tensor:",
    "split": "def {name}(tensor: Tensor, split_size_or_sections: Int | Ints, dim: Int = ...) -> tuple[Tensor, ...]:",
    "unique": UNIQUE,
    "unique_consecutive": UNIQUE,
}
METHODS = {
    "backward": "def {name}(self, gradient: Tensor | None = ..., retain_graph: _bool | None = ..., create_graph: _bool = ..., inputs: Sequence[Tensor] | Tensor | None = ...) -> None:",
    "norm": "def {name}(self, p: Number | _str | None = ..., dim: Int | Ints | None = ..., keepdim: _bool = ..., dtype: Dtype | None = ...) -> Tensor:",
    "register_hook": "def {name}(self, hook: Callable[..., Any]) -> RemovableHandle:",
    "register_post_accumulate_grad_hook": "def {name}(self, hook: Callable[..., Any]) -> RemovableHandle:",
    "as_subclass": "def {name}(self, cls: type[S]) -> S:",
    "split": "def {name}(self, split_size: Int | Ints, dim: Int = ...) -> tuple[Tensor, ...]:",
    "unflatten": "def {name}(self, dim: Int, sizes: Ints) -> Tensor:",
    "unique": UNIQUE,
    "unique_consecutive": UNIQUE,
    "size": "@overload\ndef {name}(self, dim: None = ...) -> Size:\n@overload\ndef {name}(self, dim: _int) -> _int:",
    "stride": "@overload\ndef {name}(self, dim: None = ...) -> tuple[_int, ...]:\n@overload\ndef {name}(self, dim: _int) -> _int:",
    "type": "@overload\ndef {name}(self, dtype: None = ..., non_blocking: _bool = ...) -> _str:\n@overload\ndef {name}(self, dtype: Dtype | _str, non_blocking: _bool = ...) -> Tensor:",
    "numpy": "def {name}(self, *, force: _bool = ...) -> npt.NDArray[Any]:",
    "tolist": "def {name}(self) -> list[Any]:",
    "new_tensor": "def {name}(self, data: Any, *, dtype: Dtype | None = ..., device: Device | None = ..., requires_grad: _bool = ...) -> Tensor:",
    "__new__": "def {name}(cls, *args: Any, device: Device | None = ...) -> Self:",
    "T": "@property\ndef {name}(self) -> Tensor:",
    "mT": "@property\ndef {name}(self) -> Tensor:",
    "__getitem__": "def {name}(self, index: Index, /) -> Tensor:",
    "__setitem__": "def {name}(self, index: Index, value: Tensor | Number | npt.NDArray[Any], /) -> None:",
}
OPERATORS = {
    "Tensor | Number": "add radd iadd sub rsub isub mul rmul imul truediv rtruediv itruediv floordiv rfloordiv ifloordiv "
    "mod rmod imod pow rpow ipow and rand iand or ror ior xor rxor ixor lt le gt ge",
    "Tensor": "matmul",
    "": "neg pos abs invert",
}
METHODS |= {
    f"__{name}__": f"def {{name}}(self{f', other: {other}, /' if other else ''}) -> Tensor:"
    for other, names in OPERATORS.items()
    for name in names.split()
}
METHODS |= {  # object's take anything, and answer with a bool
    f"__{name}__": "def {name}(self, other: Tensor | Number, /) -> Tensor:  # type: ignore[override]"
    for name in ("eq", "ne")
}

# What is not a Tensor, by name; a function of the form where the forms differ.
RETURNS: dict[str, str | Callable[[Written], str]] = {
    **dict.fromkeys("max min median".split(), lambda form: PLACES if form.has("dim") or form.has("axis") else "Tensor"),
    **dict.fromkeys("sort topk kthvalue cummax cummin mode".split(), PLACES),
    **dict.fromkeys("chunk unbind hsplit vsplit dsplit tensor_split".split(), TUPLE),
    **dict.fromkeys("var_mean std_mean".split(), PAIR),
    **dict.fromkeys(
        "allclose equal can_cast is_complex is_contiguous is_floating_point is_inference is_same_size is_signed "
        "is_grad_enabled is_inference_mode_enabled is_anomaly_enabled is_anomaly_check_nan_enabled".split(), "_bool",
    ),
    **dict.fromkeys("dim ndimension numel nelement element_size data_ptr get_device storage_offset get_num_threads".split(), "_int"),
    **dict.fromkeys("result_type promote_types get_default_dtype".split(), "dtype_"),
    "where": lambda form: TUPLE if form.required == 1 and form.function else "Tensor",
    "retain_grad": "None",
    "item": "_int | Any",
}  # fmt: skip

NATIVE = {"item", "detach"}  # core's own
LEFT_OUT = {"memory_format", "out_dtype", "implicit", "sparse_grad", "cudnn_enable"}  # never taken here
BY_AXIS = set(
    "sum mean prod var std max min median amax amin argmax argmin all any cumsum cumprod logsumexp softmax log_softmax "
    "squeeze unsqueeze cat concat concatenate stack sort argsort".split()
)


@dataclass(frozen=True)
class Parameter:
    """One parameter, as it is written."""

    name: str
    kind: str
    optional: bool = False
    keyword_only: bool = False

    def text(self) -> str:
        return f"{self.name}: {self.kind}{' = ...' if self.optional else ''}"


@dataclass(frozen=True)
class Written:
    """One form, as it is written; `function` or method."""

    name: str
    parameters: tuple[Parameter, ...]
    function: bool

    def has(self, name: str) -> bool:
        return any(p.name == name for p in self.parameters)

    @property
    def required(self) -> int:
        return sum(not p.optional for p in self.parameters)

    def text(self) -> str:
        ordered = [p for p in self.parameters if not p.keyword_only]
        named = [p for p in self.parameters if p.keyword_only]
        bare = any(p.name.startswith("*") for p in ordered)
        parts = [*(["self"] if not self.function else []), *(p.text() for p in ordered)]
        parts += [*(["*"] if named and not bare else []), *(p.text() for p in named)]
        return f"def {self.name}({', '.join(parts)}) -> {self.returned}:"

    @property
    def returned(self) -> str:
        returned = RETURNS.get(self.name, "Tensor")
        return returned if isinstance(returned, str) else returned(self)


def kind_of(p: forms.Parameter) -> str | None:
    """A parameter's type; None for one that is never taken."""
    kinds = {
        "Tensor": "Tensor", "Number": "Number", "int": "Int", "float": "Float", "bool": "_bool", "str": "_str",
        "tuple of ints": "Ints", "tuple of Tensors": "Sequence[Tensor]", "torch.dtype": "Dtype",
        "torch.layout": "Layout", "torch.Generator": "Generator", "torch.device": "Device", "object": "Any",
    }  # fmt: skip
    if p.kind not in kinds or p.name in LEFT_OUT:
        return None
    kind = kinds[p.kind] + (" | Number" if p.number else "")
    kind = f"Int | {kind}" if p.single else kind
    return kind + (" | None" if p.none and kind != "Any" else "")


def written(name: str, form: forms.Form, function: bool) -> Iterator[Written]:
    """A form, and the others that say the same: view(2, 3) for view((2, 3)), sum(axis=0) for sum(dim=0)."""
    parameters = []
    for p in form.parameters:
        kind = kind_of(p)
        if kind is None and not p.optional:
            return
        if kind is not None:
            own = "from_" if p.name == "from" else p.name
            parameters.append(Parameter(own, kind, p.optional, p.keyword_only))
    made = Written(name, tuple(parameters), function)
    if form.spreads:
        first = replace(made.parameters[0], name=f"*{made.parameters[0].name}", kind="Int")
        yield replace(made, parameters=(first, *made.parameters[1:]))
    yield made
    if name in BY_AXIS and made.has("dim"):
        place = next(i for i, p in enumerate(parameters) if p.name == "dim")
        axis = Parameter("axis", parameters[place].kind, False, True)
        later = [replace(p, keyword_only=True) for p in parameters[place + 1 :]]
        later += [replace(p, name="keepdims", optional=True) for p in later if p.name == "keepdim"]
        yield replace(made, parameters=(*parameters[:place], axis, *later))


def merged(all_forms: list[Written]) -> list[Written]:
    """Forms that differ in the type of one parameter as one, which takes either."""
    kept: list[Written] = []
    for form in all_forms:
        for i, other in enumerate(kept):
            both = united(other, form)
            if both is not None:
                kept[i] = both
                break
        else:
            kept.append(form)
    return kept


def needed(all_forms: list[Written]) -> list[Written]:
    """Without the forms all calls of which another one takes."""
    kept = list(all_forms)
    for form in all_forms:
        if any(covers(other, form) for other in kept if other is not form):
            kept.remove(form)
    return kept


def covers(a: Written, b: Written) -> bool:
    """Whether every call of b is one of a, and returns the same."""
    wider = {p.name: p for p in a.parameters}
    places = [p.name for p in a.parameters if not p.keyword_only]
    own = [p.name for p in b.parameters if not p.keyword_only]
    for p in b.parameters:
        q = wider.pop(p.name, None)
        if q is None or (p.optional and not q.optional) or not {*p.kind.split(" | ")} <= {*q.kind.split(" | "), "Any"}:
            return False
    return all(p.optional for p in wider.values()) and places[: len(own)] == own and a.returned == b.returned


def united(a: Written, b: Written) -> Written | None:
    if [replace(p, kind="") for p in a.parameters] != [replace(p, kind="") for p in b.parameters]:
        return None
    if a.returned != b.returned:
        return None
    differ = [i for i, (p, q) in enumerate(zip(a.parameters, b.parameters)) if p.kind != q.kind]
    if len(differ) > 1:
        return None
    parameters = list(a.parameters)
    for i in differ:
        kinds = dict.fromkeys(f"{a.parameters[i].kind} | {b.parameters[i].kind}".split(" | "))
        parameters[i] = replace(parameters[i], kind=" | ".join(sorted(kinds, key=lambda kind: kind == "None")))
    return replace(a, parameters=tuple(parameters))


def definition(name: str, function: bool, object_: Any) -> str:
    """All that is told of a function or method, with the first line of its docstring."""
    static = (FUNCTIONS if function else METHODS).get(name)
    if static is not None:
        first, sorted_ = ("input: Tensor" if function else "self"), "sorted: _bool = ..., " * (name == "unique")
        text = static.format(name=name, first=first, sorted=sorted_)
    elif name == "nonzero":
        first = "input: Tensor" if function else "self"
        text = (
            f"@overload\ndef nonzero({first}, *, as_tuple: Literal[False] = ...) -> Tensor:\n"
            f"@overload\ndef nonzero({first}, *, as_tuple: Literal[True]) -> tuple[Tensor, ...]:"
        )
    elif (name if function else f"Tensor.{name}") not in forms.table():
        text = annotated(name, object_)
    else:
        table = forms.table()[name if function else f"Tensor.{name}"]
        found = needed(merged([w for form in table for w in written(name, form, function)]))
        text = "\n".join(("@overload\n" if len(found) > 1 else "") + form.text() for form in found)
    doc = inspect.getdoc(getattr(object_, "__func__", object_)) or ""  # of a static method the function's own
    line = " ".join(doc.partition("\n\n")[0].split()).replace("\\", "\\\\").replace('"""', "'''")
    body = f'    """{line}{" " * line.endswith(chr(34))}"""' if line else "    ..."
    lines = []
    for each in text.splitlines():
        code, hash_, comment = each.partition("  #")
        lines.append(each if not code.endswith(":") or line else f"{code} ...{hash_}{comment}")
        if code.endswith(":") and line:
            lines.append(body)
    return "\n".join(lines) + "\n"


KNOWN = {"Tensor", "bool", "float", "int", "str", "None"}


def annotated(name: str, function: Any) -> str:
    """A function that torch tells no forms of, as it is annotated here."""

    def kind(annotation: Any) -> str:
        kinds = [each if each in KNOWN else "Any" for each in str(annotation).split(" | ")]
        return " | ".join(f"_{each}" if each[0].islower() else each for each in kinds)

    parts, named = [], False
    for p in inspect.signature(function).parameters.values():
        if p.kind is p.KEYWORD_ONLY and not named:
            parts.append("*")
        named = named or p.kind in (p.KEYWORD_ONLY, p.VAR_POSITIONAL)
        star = {p.VAR_POSITIONAL: "*", p.VAR_KEYWORD: "**"}.get(p.kind, "")
        default = "" if p.default is p.empty else " = ..."
        parts.append("self" if p.name == "self" else f"{star}{p.name}: {kind(p.annotation)}{default}")
    returned = inspect.signature(function).return_annotation
    return f"def {name}({', '.join(parts)}) -> {returned if returned == TUPLE else kind(returned)}:"


def methods() -> str:
    """surface.pyi"""
    members = vars(tinygrad_lr.Tensor)
    own = {*vars(conversions.Conversions), *vars(hooks.Hooks)} - {*METHODS}
    names = [name for name in members if f"Tensor.{name}" in forms.table() or name in METHODS]
    names = [name for name in names if name not in own or f"Tensor.{name}" in forms.table()]
    texts = [definition(name, False, members[name]) for name in sorted(names, key=first_words) if name not in NATIVE]
    head = HEAD.format("A Tensor's methods and operators")
    body = textwrap.indent("\n".join(texts), "    ")
    return f'{head}\n{KINDS}\nclass Surface(Conversions, Hooks):\n    """Members of Tensor."""\n\n{body}'


def first_words(name: str) -> tuple[bool, str]:
    return name.startswith("_"), name


def functions() -> str:
    """functions.pyi"""
    named = {name: f for name, f in vars(tinygrad_lr).items() if inspect.isfunction(f)}
    names = [name for name in named if name in vars(api) or name in forms.table()]
    texts = [definition(name, True, named[name]) for name in sorted(names)]
    listed = "\n".join(textwrap.wrap(", ".join(f'"{name}"' for name in sorted(names)), 116))
    head = HEAD.format("torch's functions").partition("from .conversions")[0]
    kinds = (
        "from .surface import Device, Dtype, Float, Int, Ints, Number, ValuesAndIndices, _bool, _float, _int, _str\n"
    )
    return f"{head}{kinds}\n__all__ = [\n{textwrap.indent(listed, '    ')},\n]\n\n" + "\n".join(texts)


PAGES = {"surface.pyi": methods, "functions.pyi": functions}


def main() -> None:
    for name, text in PAGES.items():
        files.write(ROOM / name, text())


if __name__ == "__main__":
    main()
