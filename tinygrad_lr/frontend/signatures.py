"""torch's argument forms: which calls torch takes, and what it says of those that it does not.

`signatures.txt` lists the forms of every function and method as torch's own messages print them, with marks besides:
`type?` takes None too, `tuple of ints[1]` a single int, `Tensor|Number` a number, and `int~` an array of one integer.
`refusal` reads a call against them as torch's argument parser does, and words what does not fit in its sentences
(https://github.com/pytorch/pytorch, torch/csrc/utils/python_arg_parser.cpp and invalid_arguments.cpp).

Reading costs microseconds. `checked` reads a call only if none of its types was taken before, and stands before the
functions that would take what torch refuses; `explained` reads it only after it has failed.
"""

from __future__ import annotations

import functools
import operator
import os
import re
from collections.abc import Callable
from itertools import takewhile
from typing import Any, NamedTuple

import numpy as np

from ..arrays.array import layout
from ..arrays.cuda import explained as out_of_memory
from ..arrays.device import device
from ..arrays.dtype import dtype
from ..arrays.generator import Generator
from ..arrays.names import type_name
from ..arrays.tracebacks import shorten
from ..arrays.warn import warn_once
from ..core.mode import mode
from ..core.tensor import Tensor
from .arguments import python_number
from .output import into, tensors

NUMPY_NAMES = {"dim": ("axis",), "keepdim": ("keepdims",), "input": ("x", "a", "x1"), "other": ("x2",)}
TORCH_NAMES = {numpys: name for name, names in NUMPY_NAMES.items() for numpys in names}


class Parameter(NamedTuple):
    """One parameter of a form; `kind` is its type as torch names it."""

    kind: str
    name: str
    optional: bool
    keyword_only: bool
    none: bool  # None is taken
    single: bool  # one int is taken for a tuple of them
    number: bool  # a number is taken for a tensor
    array: bool  # an array of one integer is taken for an int

    def takes(self, x: Any) -> bool:
        if self.kind == "tuple of ints":
            alone = is_index(x) or (is_scalar_tensor(x, "b") and self.name in LONE)
            return (self.single and alone) or (isinstance(x, (tuple, list)) and (not x or self.counts(x[0])))
        return TAKES.get(self.kind, anything)(x) or (self.number and is_number(x)) or (self.array and is_index(x))

    def counts(self, x: Any) -> bool:
        """Whether it is an int among several: a Tensor that is true or false is read as one (see `refuse_truths`)."""
        return is_index(x) or is_scalar_tensor(x, "b")


class Form(NamedTuple):
    """One way to call a function; `text` is how torch prints it."""

    text: str
    parameters: tuple[Parameter, ...]
    older: bool  # whether torch has deprecated forms besides, which it does not list

    @property
    def required(self) -> int:
        return sum(not p.optional for p in self.parameters)

    @property
    def positional(self) -> int:
        return sum(not p.keyword_only for p in self.parameters)

    @property
    def spreads(self) -> bool:
        """Whether view(2, 3) is view((2, 3))."""
        return self.positional == 1 and self.parameters[0].kind == "tuple of ints" and not self.parameters[0].optional


# -- kinds of arguments -------------------------------------------------------------------------------------------------


def is_scalar_tensor(x: Any, kinds: str) -> bool:
    return isinstance(x, Tensor) and x._data.ndim == 0 and x._data.dtype.kind in kinds and not x.requires_grad


def is_int(x: Any) -> bool:
    return (isinstance(x, (int, np.integer)) and not isinstance(x, bool)) or is_scalar_tensor(x, "iu")


def is_index(x: Any) -> bool:
    """Whether Python would index with it; a tensor of one integer, for one."""
    if isinstance(x, Tensor) and x._data.dtype.kind == "b":
        return False
    try:
        return operator.index(x) is not None and not isinstance(x, bool)
    except TypeError:
        return False


def is_truth(x: Any) -> bool:
    """Whether it is a Tensor of one element, true or false."""
    return isinstance(x, Tensor) and x._data.dtype.kind == "b" and x._data.size == 1


def is_number(x: Any) -> bool:
    return isinstance(x, (int, float, complex, np.number, np.bool_)) or is_scalar_tensor(x, "biuf")


def is_ints(x: Any) -> bool:
    return isinstance(x, (tuple, list)) and (not x or is_index(x[0]))


def anything(x: Any) -> bool:
    return True


TAKES: dict[str, Callable[[Any], bool]] = {
    "Tensor": lambda x: isinstance(x, Tensor),
    "Number": is_number,
    "int": is_int,
    "float": lambda x: isinstance(x, (int, float, np.number, np.bool_)) or is_scalar_tensor(x, "biuf"),
    "bool": lambda x: isinstance(x, bool),
    "str": lambda x: isinstance(x, str),
    "tuple of ints": is_ints,
    "torch.Storage": lambda x: False,  # which we lack
    "torch.memory_format": lambda x: False,
    "tuple of Tensors": lambda x: isinstance(x, (tuple, list)),  # its elements have words of their own
    "torch.dtype": lambda x: isinstance(x, (dtype, type)) and (isinstance(x, dtype) or x in (float, int, bool)),
    "torch.layout": lambda x: isinstance(x, layout),
    "torch.Generator": lambda x: isinstance(x, Generator),
    "torch.device": lambda x: isinstance(x, (device, str, int, np.integer)) and not isinstance(x, bool),
}


# -- the table ----------------------------------------------------------------------------------------------------------


@functools.cache
def table() -> dict[str, tuple[Form, ...]]:
    """Every function's forms, by name; a method's name begins with "Tensor."."""
    forms: dict[str, tuple[Form, ...]] = {}
    with open(os.path.splitext(__file__)[0] + ".txt", encoding="utf-8") as lines:
        for line in lines:
            name, _, parameters = line.strip()[:-1].partition("(")
            forms[name] = (*forms.get(name, ()), read_form(parameters))
    return {name: several if len(several) == 1 else strict(several) for name, several in forms.items()}


def strict(forms: tuple[Form, ...]) -> tuple[Form, ...]:
    """Where one form takes an int and another several, the other does not take one for several."""
    ints = {p.name for form in forms for p in form.parameters if p.kind == "int"}
    return tuple(
        form._replace(parameters=tuple(p._replace(single=p.single and p.name not in ints) for p in form.parameters))
        for form in forms
    )


def read_form(text: str) -> Form:
    parameters: list[Parameter] = []
    text, older, _ = text.partition("; older forms")
    before, _, after = text.partition("*, " if text.startswith("*, ") else ", *, ")
    for part, keyword_only in ((before, False), (after, True)):
        for parameter in part.split(", ") if part and part != "-" else ():
            kind, name, default = re.fullmatch(r"(.+?) (\w+)( = .*)?", parameter).groups()  # type: ignore[union-attr]
            bare = re.sub(MARKS, "", kind)
            marks = "?" in kind, "[1]" in kind, "|Number" in kind, "~" in kind
            parameters.append(Parameter(bare, name, default is not None, keyword_only, *marks))
    return Form(re.sub(MARKS, "", text), tuple(parameters), bool(older))


MARKS = r"\?|\[1\]|\|Number|~"


# -- reading a call -----------------------------------------------------------------------------------------------------


def refusal(name: str, args: tuple, kwargs: dict[str, Any]) -> str | None:
    """What torch says of a call that it does not take; None if it takes it. A method's `args` are without the tensor."""
    forms, short = table().get(name), name.rpartition(".")[2]
    if forms is None:
        return None
    if forms[0].text == "-":
        return takes_nothing(f"{'TensorBase' if name != short else 'torch'}.{short}", args, kwargs)
    fitting = form_of(name, args, kwargs)
    if fitting is not None:
        return unpacked(fitting, short, args, kwargs)
    count = len(args) + len(kwargs)
    plausible = [form for form in forms if form.required <= count <= len(form.parameters)]
    if len(plausible) == 1 or (len(forms) == 1 and not forms[0].older):
        return misfit((*plausible, *forms)[0], short, args, kwargs)
    return no_form(short, forms, args, kwargs)


def form_of(name: str, args: tuple, kwargs: dict[str, Any]) -> Form | None:
    """The first form that a call fits."""
    short = name.rpartition(".")[2]
    return next((form for form in table().get(name, ()) if misfit(form, short, args, kwargs) is None), None)


def unpacked(form: Form, name: str, args: tuple, kwargs: dict[str, Any]) -> str | None:
    """What torch says of later elements that are no ints, when it unpacks a tuple whose first one was."""
    given = {p.name: x for p, x in zip(form.parameters, args)} | kwargs
    for p in form.parameters:
        x = given.get(p.name)
        x = args if form.spreads and args and not isinstance(args[0], (tuple, list)) else x
        if p.kind == "tuple of ints" and isinstance(x, (tuple, list)):
            for i, element in enumerate(x, 1):
                if is_scalar_tensor(element, "b") and is_size(p, name):
                    raise RuntimeError(NO_SIZE)
                error = "" if p.counts(element) or isinstance(element, bool) else type_name(element)
                error = error and f"type must be tuple of ints,but got {error}"
                if element.__class__ is int and not -(2**63) <= element < 2**63:
                    error = "Overflow when unpacking long long"
                if error:
                    if isinstance(given.get("device"), str):
                        device(given["device"])  # which is read before, and may be refused
                    return (
                        f"{name}(): argument '{p.name}' failed to unpack the object at pos {i} with error \"{error}\""
                    )
    return None


def takes_nothing(name: str, args: tuple, kwargs: dict[str, Any]) -> str | None:
    if kwargs:
        return f"{name}() takes no keyword arguments"
    return f"{name}() takes no arguments ({len(args)} given)" if args else None


def misfit(form: Form, name: str, args: tuple, kwargs: dict[str, Any]) -> str | None:
    """Why a call does not fit a form, in torch's words, or None; parameter by parameter, as torch reads."""
    spread = form.spreads and (not args or form.parameters[0].counts(args[0]))
    if len(args) > form.positional and not spread:
        return too_many(form, name, len(args))
    place, used, late = 0, 0, None
    for p in form.parameters:
        by_place = place < len(args)
        if by_place and p.keyword_only:
            return too_many(form, name, len(args))
        key = next((k for k in (p.name, *NUMPY_NAMES.get(p.name, ())) if k in kwargs), None)
        given = by_place or key is not None
        x = args[place] if by_place else None if key is None else kwargs[key]
        if not given and not p.optional:
            return missing(form, name, form.parameters.index(p))
        if spread and by_place:
            place = len(args)
            continue
        alone = given and not by_place and form.spreads and p is form.parameters[0] and not isinstance(x, (tuple, list))
        if given and not (x is None and p.none) and (alone or not p.takes(x)):
            late = late or wrong_type(p, name, place, x, by_place)
            if not (p.array and is_truth(x)):  # which torch refuses when it has read all the others
                return late
        place += by_place
        used += given and not by_place
    return surplus(form, name, len(args), kwargs) if used < len(kwargs) else late


def wrong_type(p: Parameter, name: str, place: int, x: Any, by_place: bool) -> str:
    text = f"{name}(): argument '{p.name}'{f' (position {place + 1})' if by_place else ''} must be {p.kind}"
    if by_place and p.kind == "tuple of ints" and isinstance(x, (tuple, list)):
        return f"{text}, but found element of type {type_name(x[0])} at pos 0"
    return f"{text}, not {type_name(x)}"


def too_many(form: Form, name: str, given: int) -> str:
    least, most, were = form.required, form.positional, "was" if given == 1 else "were"
    if least != most:
        return f"{name}() takes from {least} to {most} positional arguments but {given} were given"
    return f"{name}() takes {most} positional argument{'s'[: most != 1]} but {given} {were} given"


def missing(form: Form, name: str, first: int) -> str:
    names = [f'"{p.name}"' for p in form.parameters[first:] if not p.optional]
    return f"{name}() missing {len(names)} required positional argument{'s'[: len(names) == 1]}: {', '.join(names)}"


def surplus(form: Form, name: str, given: int, kwargs: dict[str, Any]) -> str:
    """Of keywords that no parameter used: one is unknown, or its parameter has its value already."""
    names = [p.name for p in form.parameters]
    for key in kwargs:
        if key not in names:
            return f"{name}() got an unexpected keyword argument '{key}'"
        if names.index(key) < given:
            return f"{name}() got multiple values for argument '{key}'"
    return "invalid keyword arguments"


def no_form(name: str, forms: tuple[Form, ...], args: tuple, kwargs: dict[str, Any]) -> str:
    """What torch says when none of several forms fits, with what is wrong with those of as many parameters."""
    kwargs = dict(reversed(kwargs.items()))  # torch keeps them in a hash table, which mostly gives the last one first
    got = "".join([*(f"{type_name(x)}, " for x in args), *(f"{key}={type_name(x)}, " for key, x in kwargs.items())])
    got = f"({got[:-2] if args else got})"
    begin = f"{name}() received an invalid combination of arguments - got"
    counted = [len(form.text.split(", ")) == len(args) + len(kwargs) for form in forms]
    if len(forms) == 1:
        unknown = unrecognized(forms[0], kwargs)
        if unknown:
            return f"{begin} unrecognized keyword arguments: {unknown}"
        return f"{begin} {marked(forms[0], args, kwargs) if counted[0] else got}, but expected ({forms[0].text})"
    listed = ""
    for form, fits in zip(forms, counted):
        listed += f" * ({form.text})\n"
        if fits:
            unknown = unrecognized(form, kwargs)
            types = f"arguments have invalid types: {marked(form, args, kwargs)}"
            reason = f"keywords were incorrect: {unknown}" if unknown else types
            listed += f"      didn't match because some of the {reason}\n"
    return f"{begin} {got}, but expected one of:\n{listed}"


def unrecognized(form: Form, kwargs: dict[str, Any]) -> str:
    """Keywords other than the last parameters' names; torch does not know those of parameters with defaults here."""
    last = form.text.split(", ")[-len(kwargs) :] if kwargs else []
    return ", ".join(key for key in kwargs if key not in [parameter.rpartition(" ")[2] for parameter in last])


def marked(form: Form, args: tuple, kwargs: dict[str, Any]) -> str:
    """The types of what was given, beside a form of as many parameters."""
    given = [("", x) for x in args] + [(f"{key}=", x) for key, x in kwargs.items()]
    text = "".join(f"{mark(parameter, *pair)}, " for parameter, pair in zip(form.text.split(", "), given))
    return f"({text[:-2] if args else text})"


def mark(parameter: str, name: str, x: Any) -> str:
    """A value's type, between exclamation marks unless the parameter calls it the same and has no default."""
    kind, text = parameter.partition(" = ")[0].rpartition(" ")[0], type_name(x)
    same = (text == kind or (kind, text) == ("float", "int")) and "=" not in parameter
    if isinstance(x, (tuple, list)):
        inner = ", ".join(map(type_name, x))
        text += f" of ({inner}{','[: len(x) == 1]})" if isinstance(x, tuple) else f" of [{inner}]"
    return f"{name}{text}" if same else f"!{name}{text}!"


# -- deprecated orders of arguments -------------------------------------------------------------------------------------

OLDER = dict(add="alpha", sub="alpha", addcmul="value", addcdiv="value")  # the number came before the tensors


def today(name: str, args: tuple, kwargs: dict[str, Any]) -> tuple[tuple, dict[str, Any]] | None:
    """The arguments of a call in an order that torch has deprecated, as they are given today, with its warning."""
    short, own = name.rpartition(".")[2], name.startswith("Tensor.")
    if short.rstrip("_") in SUMS:
        return sum_today(name, short, args, kwargs, own)
    keyword = OLDER.get(short.rstrip("_"))
    if keyword is None or len(args) < 2 or keyword in kwargs or not is_number(args[1]):
        return None
    new = (args[0], *args[2:]), {**kwargs, keyword: args[1]}
    if refusal(name, new[0][own:], new[1]) is not None:
        return None
    form = table()[name][0]
    first, (tensors, rest) = f"Number {keyword}", form.text.split(f", *, Number {keyword} = 1")
    older = f"{first}, {tensors}" if own else tensors.replace("input", f"input, {first}", 1) + rest.replace(",", ", *,")
    text = (
        f"This overload of {short} is deprecated:\n\t{short}({older})\nConsider using one of the following signatures"
    )
    warn_once(f"{text} instead:\n\t{short}({form.text})", "older forms")
    return new


SUMS = ("addmm", "addmv", "addbmm", "baddbmm")  # beta, and then alpha, came before what they are factors of


def sum_today(name: str, short: str, args: tuple, kwargs: dict[str, Any], own: bool) -> Any:
    """`today`, of sums of a tensor and products: (beta, input, alpha, a, b) and (beta, input, a, b)."""
    forms, given = table()[name], args[own:]
    tensors = [p.name for p in forms[0].parameters if not p.keyword_only]
    for numbers in (["beta", "alpha"], ["beta"]):
        order = [*numbers, *tensors] if own else ["beta", "input", *numbers[1:], *tensors[1:]]
        values = {**dict(zip(order, given)), **kwargs}
        known = set(order[len(given) :]) | {"out"}  # by name
        if len(given) > len(order) or kwargs.keys() - known or not values.keys() >= set(order):
            continue
        new = tuple(values.pop(each) for each in tensors), values
        if not is_number(values["beta"]) or refusal(name, *new) is not None:
            continue
        kinds = ", ".join(f"{'Number' if each in numbers else 'Tensor'} {each}" for each in order)
        tail = "" if own or short[-1] == "_" else ", *, Tensor out = None"
        text = f"This overload of {short} is deprecated:\n\t{short}({kinds}{tail})\nConsider using one of the following"
        warn_once(f"{text} signatures instead:" + "".join(f"\n\t{short}({form.text})" for form in forms), "older forms")
        return (*args[:own], *new[0]), new[1]
    return None


# -- functions that answer so -------------------------------------------------------------------------------------------


def explained(name: str, function: Callable) -> Callable:
    """The function; when it fails on a call that torch would not take either, with torch's words for that."""

    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            if kwargs:
                return function(*args, **kwargs)
            if len(args) == 1:  # a call without stars takes half the time
                return function(args[0])
            if len(args) == 3:
                return function(args[0], args[1], args[2])
            return function(*args)
        except Exception as error:
            try:
                return answered(name, call, error, args, kwargs)
            except Exception as refused:
                shorten(refused)
                raise refused

    return after(function, call)


def answered(name: str, call: Callable, error: Exception, args: tuple, kwargs: dict[str, Any]) -> Any:
    """What a call that has failed gives after all, or torch's words for it."""
    own = name.startswith("Tensor.")
    try:
        text = refusal(name, args[own:], kwargs)
        older = None if text is None else today(name, args, kwargs)
        if older is not None:
            return call(*older[0], **older[1])
        if text is not None:
            raise TypeError(text) from None
        if mode.grad and asks_first(name) and isinstance(error, (RuntimeError, ValueError, IndexError)):
            ask_histories(args, kwargs)
        if "out" in kwargs and name in table():
            out = kwargs.pop("out")
            if out is None:
                return call(*args, **kwargs)
            return into(call, out, args, kwargs, operands(name, args, kwargs))
        if beyond_64_bits(name, args[own:], kwargs):
            raise ValueError("Overflow when unpacking long long") from None
        if isinstance(error, MemoryError):
            raise out_of_memory(error) from None
        if isinstance(error, ValueError) and TOO_LARGE.search(str(error)):
            raise RuntimeError("Storage size calculation overflowed") from None
        if isinstance(error, TypeError) and "positional arguments but" in str(error) and name in table():
            form = form_of(name, args[own:], kwargs)
            if form is not None and form.spreads:  # hsplit(1, 2)
                return call(*args[:own], args[own:], **kwargs)
            raise NotImplementedError(f"{error}; more of them are not supported here") from None
        if "maximum supported dimension" in str(error):
            raise NotImplementedError("tensors of more than 64 dimensions are not supported here") from None
        if any(isinstance(x, complex) for x in (*args, *kwargs.values())) and name in table():
            raise NotImplementedError(f"{name}() of complex numbers is not supported here") from None
        if own and name not in table() and PYTHONS.match(str(error).removeprefix(name[7:])):  # its methods in Python
            itself = (
                "multiple values for argument 'input'",
                "an unexpected keyword argument 'input'",
            )  # there it is `self`
            # of a method's arguments the tensor itself is one
            said = f"Tensor.{error}".replace("takes from 0 to", "takes from 1 to")
            raise TypeError(said.replace(*itself)) from None
        if not (isinstance(error, TypeError) and "unexpected keyword" in str(error) and name in table()):
            raise error
        renamed = {TORCH_NAMES.get(key, key): x for key, x in kwargs.items()}
        form = form_of(name, args[own:], kwargs)
        placed = () if form is None else positional(form, len(args) - own, renamed)
        if not placed and renamed.keys() == kwargs.keys():
            what = str(error).partition("()")[2]
            raise NotImplementedError(f"{name.rpartition('.')[2]}(){what}, which is not supported here") from None
    finally:
        del error  # it leads to this frame, which would keep the tensors
    return call(*args, *placed, **renamed)


def positional(form: Form, given: int, kwargs: dict[str, Any]) -> list[Any]:
    """What is named in a call, taken from `kwargs`, as far as it may be given by place: forms have names of their own."""
    names = [p.name for p in form.parameters if not p.keyword_only][given:]
    return [kwargs.pop(name) for name in takewhile(kwargs.__contains__, names)]


def operands(name: str, args: tuple, kwargs: dict[str, Any]) -> list[Tensor]:
    """The tensors that a call computes with; one that is read as a number, as `alpha` may be, is none of them."""
    form = form_of(name, args, kwargs)
    numbers = {p.name for p in form.parameters if p.kind in ("Number", "int", "float")} if form is not None else ()
    names = [p.name for p in form.parameters] if form is not None else map(str, range(len(args)))
    given = (*zip(names, args), *kwargs.items())
    return list(tensors(tuple(x for key, x in given if key not in numbers), {}))


# functions of torch's that look at their arguments before anybody asks for histories: those without a derivative, and
# those that are put together from others
LOOK_FIRST = frozenset(
    "all allclose any argmax argmin chunk cdist cosine_similarity count_nonzero cuda diff dsplit eq flatten ge ger greater greater_equal gt histc hsplit"
    " isclose item le less less_equal linspace logical_and logical_or logical_xor lt moveaxis movedim multinomial nanmean nanquantile narrow"
    " ne new_empty new_ones new_zeros not_equal numpy outer prelu quantile randint_like rms_norm searchsorted size stride"
    " tensor_split to unique_consecutive vsplit".split()
)


def asks_first(name: str) -> bool:
    """Whether torch asks for histories before it looks at anything else; what changes in place is asked elsewhere."""
    return name[-1] != "_" and name != "where" and name.rpartition(".")[2] not in LOOK_FIRST


def ask_histories(args: tuple, kwargs: dict[str, Any]) -> None:
    """Of a view whose history must not be asked for torch says so, wherever it is among the arguments."""
    for x in tensors(args, kwargs):
        if x._view is not None:
            x.grad_node()


PYTHONS = re.compile(r"\(\) (got|takes|missing)")  # what Python says of a call that fits no function
TOO_LARGE = re.compile("array is too big|iterator is too large|Maximum allowed")


def beyond_64_bits(name: str, args: tuple, kwargs: dict[str, Any]) -> bool:
    """Whether an int is given that torch cannot unpack, which it says before it looks at anything else."""
    ints = [x for x in (*args, *kwargs.values()) if x.__class__ is int and not -(2**63) <= x < 2**63]
    form = form_of(name, args, kwargs) if ints else None
    given = (
        [*zip(form.parameters, args), *((p, kwargs[p.name]) for p in form.parameters if p.name in kwargs)]
        if form
        else []
    )
    return any(p.kind in ("int", "tuple of ints") and x.__class__ is int and x in ints for p, x in given)


@functools.cache
def takes_numbers(name: str) -> bool:
    """Whether a function is known to take numbers, and no objects whose dtype counts."""
    forms = table().get(name, ())
    return bool(forms) and not any(p.kind == "object" for form in forms for p in form.parameters)


def checked(name: str, function: Callable) -> Callable:
    """`explained`, and refused before it is called if torch would refuse it; NumPy's numbers are given to it as Python's."""
    own, function = name.startswith("Tensor."), explained(name, function)

    def call(*args: Any, **kwargs: Any) -> Any:
        try:
            try:
                numpys = check(name, args[own:], kwargs)
            except TypeError:
                older = today(name, args, kwargs)
                if older is None:
                    raise
                args, kwargs, numpys = *older, True
            if numpys and takes_numbers(name):
                args = tuple(map(python_number, args))
                kwargs = {key: python_number(x) for key, x in kwargs.items()}
                args, kwargs = as_ints(name, own, args, kwargs)
            return function(*args, **kwargs)
        except Exception as error:
            shorten(error)
            raise error

    return after(function, call)


def as_ints(name: str, own: bool, args: tuple, kwargs: dict[str, Any]) -> tuple[tuple, dict[str, Any]]:
    """The arguments, with ints in the place of tensors and arrays of one integer that stand for one."""
    form = form_of(name, args[own:], kwargs)
    for place, p in enumerate(form.parameters if form else ()):
        if p.kind == "int" and place + own < len(args) and isinstance(args[place + own], (Tensor, np.ndarray)):
            args = (*args[: place + own], operator.index(args[place + own]), *args[place + own + 1 :])
        elif p.kind == "int" and isinstance(kwargs.get(p.name), (Tensor, np.ndarray)):
            kwargs = {**kwargs, p.name: operator.index(kwargs[p.name])}
    return args, kwargs


def of_itself(name: str, function: Callable) -> Callable:
    """A method that takes nothing but its tensor, or with torch's words for what else it is given."""

    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            if args or kwargs:
                check(name, args, kwargs)
                raise NotImplementedError(f"{name}() with arguments is not supported here")
            return function(self)
        except Exception as error:
            shorten(error)
            raise error

    return after(function, call)


def public(function: Callable, name: str = "") -> Any:
    """A function of torch's, under its name: it is read before it is called, as it may take what torch refuses."""
    return checked(name or function.__name__, function)


def quick(function: Callable, name: str = "") -> Any:
    """One that is only read after it has failed: it refuses what torch does by itself, or is called in every step."""
    return explained(name or function.__name__, function)


def method(function: Callable, name: str = "") -> Any:
    """`public`, of a method."""
    return checked(f"Tensor.{name or function.__name__}", function)


def quick_method(function: Callable, name: str = "") -> Any:
    """`quick`, of a method."""
    return explained(f"Tensor.{name or function.__name__}", function)


def lone_method(function: Callable, name: str = "") -> Any:
    """A method that takes nothing but its tensor: there is nothing to read."""
    return of_itself(f"Tensor.{name or function.__name__}", function)


def after(function: Callable, call: Callable) -> Callable:
    """What functools.wraps does, for a tenth of its time: there are hundreds of these, made when the library is imported."""
    call.__name__, call.__qualname__, call.__doc__ = function.__name__, function.__qualname__, function.__doc__
    call.__module__, call.__wrapped__ = function.__module__, function  # type: ignore[attr-defined]
    return call


TAKEN: dict[
    tuple, bool
] = {}  # types of arguments of which all values are taken; whether NumPy's numbers are among them


def check(name: str, args: tuple, kwargs: dict[str, Any] = {}) -> bool:  # noqa: B006
    """Whether NumPy's numbers, or tensors in the place of numbers, may be among the arguments of a call that torch takes.

    TypeError, in torch's words, for a call that it refuses; NotImplementedError for complex numbers.
    """
    types = name, *map(type, args), *map(type, kwargs.values()), *kwargs
    numpys = TAKEN.get(types)
    if numpys is None:
        text = refusal(name, args, kwargs)
        if text is not None:
            raise TypeError(text)
        refuse_truths(name, args, kwargs)
        if complex in types and name in table():
            raise NotImplementedError(f"{name}() of complex numbers is not supported here")
        numpys = any(isinstance(x, (np.generic, np.ndarray)) for x in (*args, *kwargs.values()))
        if types_decide(name, args, kwargs):
            TAKEN[types] = numpys
        else:
            numpys = numpys or any(isinstance(x, Tensor) for x in (*args, *kwargs.values()))
    return numpys


def refuse_truths(name: str, args: tuple, kwargs: dict[str, Any]) -> None:
    """A Tensor that is true or false may be a dimension, and is no size: RuntimeError, which torch raises when it reads it."""
    for form in table().get(name, ()):
        sizes = [p.name for p in form.parameters if p.kind == "tuple of ints" and is_size(p, name)]
        given = [x for p, x in (*zip((p.name for p in form.parameters), args), *kwargs.items()) if p in sizes]
        flat = [each for x in given if isinstance(x, (tuple, list)) for each in x]
        flat += (*given, *args) if form.spreads and sizes else ()
        if any(is_scalar_tensor(x, "b") for x in flat):
            raise RuntimeError(NO_SIZE)


def is_size(p: Parameter, name: str) -> bool:
    return p.name != "indices" and (p.name not in DIMENSIONS or "tile" in name)


DIMENSIONS = ("dim", "dims")
LONE = (*DIMENSIONS, "size", "repeats", "shifts")
NO_SIZE = (
    "Expected scalar.isIntegral( false) to be true, but got false.  (Could this error message be improved?  If so, please "
    "report an enhancement request to PyTorch.)"
)


def types_decide(name: str, args: tuple, kwargs: dict[str, Any]) -> bool:
    """Whether every call with values of the same types is taken, if one is: a tensor may be an int, if it has no size.

    Of types themselves some are dtypes.
    """
    if any(isinstance(x, (tuple, list, np.ndarray, type)) for x in (*args, *kwargs.values())):
        return False
    kinds = [
        {form.parameters[i].kind for form in table().get(name, ()) if i < len(form.parameters)}
        for i in range(len(args))
    ]
    tensors = [kind for kind, x in zip(kinds, args) if isinstance(x, Tensor)]
    return all(kind == {"Tensor"} for kind in tensors) and not any(isinstance(x, Tensor) for x in kwargs.values())
