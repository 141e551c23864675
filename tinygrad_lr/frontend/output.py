"""`out=`: the result of a function, written into a tensor that is there already. This is the one way, for all functions.

No function has a parameter `out`. A call that gives one where torch takes it fails, is read by `signatures`, and comes
here: the function is called without it, and what it returns is written, under torch's conditions: nothing is recorded,
the dtype must fit, and a tensor of another shape is given this one, with a warning if it had any elements.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import Any

import numpy as np

from ..arrays.array import dense, repeats
from ..arrays.device import beside
from ..arrays.dtype import CATEGORY, NUMBERS, dtype
from ..arrays.silence import quietly
from ..arrays.warn import warn
from ..autograd.grad_mode import no_grad
from ..core.mode import mode
from ..core.operation import OPERATIONS
from ..core.tensor import Tensor, wrap
from ..core.views import touched
from .arguments import python_number
from .inplace_checks import SHARED, overlap

Words = Callable[[Any, Any], str]

# -- what differs by function: names as torch's dispatcher has them ---------------------------------------------------------

ALIASES = {
    **dict.fromkeys("concat concatenate hstack vstack dstack column_stack".split(), "cat"),
    **dict(
        subtract="sub", multiply="mul", divide="div", true_divide="div", absolute="abs", negative="neg", clip="clamp"
    ),
    **dict(
        square="pow",
        kron="mul",
        outer="mul",
        ger="mul",
        diag="diag_embed",
        take_along_dim="gather",
        msort="sort",
        diff="sub",
    ),
}
# Without a gradient in any case: nothing is asked of the arguments.
NEVER_RECORDED = frozenset(
    """all any argmax argmin argsort bucketize eq histc ge gt isneginf isposinf le logical_and logical_not logical_or logical_xor
    lt multinomial ne nonzero searchsorted signbit""".split()
)
# Where torch asks of `out` alone.
UNRECORDED = frozenset(
    "arange diag_embed eye floor_divide full heaviside linspace log_softmax normal ones rand randint randperm range softmax zeros".split()
)
# Functions that compute in the dtype of `out`, unless the call names a dtype.
IN_ITS_DTYPE = frozenset(
    "arange cumprod cumsum empty eye full linspace mean nansum normal ones prod rand randint randn randperm range sum zeros".split()
)
RECORDED = frozenset(("quantile", "nanquantile"))  # whose result is copied, as anybody would copy it
MADE = frozenset(  # of whose new shape torch does not warn
    "bernoulli empty eye full linspace normal ones rand randint randn randperm range zeros".split()
)
# Functions that let one element of `out` be several.
OVERWRITING = frozenset(
    "all amax amin any argmax argmin bmm cummax cummin empty eye full histc mv norm ones prod randperm std sum threshold tril triu var zeros".split()
)
# Functions whose `out` keeps its shape, where it has as many elements.
FITTED = frozenset(("arange", "linspace", "range"))
# Functions of several arrays, element by element, besides the operations that promote their operands.
ELEMENTWISE = frozenset(
    "addcdiv addcmul clamp clamp_max clamp_min div heaviside lerp logical_and logical_or logical_xor where".split()
)
# Functions that read their inputs again and again: `out` may not be one of them.
JOINING = frozenset("cat concat concatenate row_stack hstack vstack dstack column_stack stack".split())
REREADING = JOINING.union("gather index_select masked_select nonzero outer take take_along_dim".split())


def check_recording(name: str, inputs: list[Tensor], outs: tuple[Tensor, ...]) -> None:
    """RuntimeError where a gradient is wanted of what is not recorded."""
    name = ALIASES.get(name, name)
    if not mode.grad or name in NEVER_RECORDED:
        return
    if any(x.requires_grad for x in (outs if name in UNRECORDED else (*inputs, *outs))):
        raise RuntimeError(
            f"{'aten::' if name in UNRECORDED else ''}{name}(): functions with out=... arguments don't support automatic "
            "differentiation, but one of the arguments requires grad."
        )


# -- which dtypes fit, and in which words not: `words(result, out)` is empty for those that do -------------------------------


def loses(result: Any, out: Any) -> bool:
    """Whether numbers of the one dtype would lose their category in the other."""
    return CATEGORY[result.np.kind] > CATEGORY[out.np.kind]


def cast(result: Any, out: Any) -> str:
    return (
        f"result type {result.type_name} can't be cast to the desired output type {out.type_name}"
        if loses(result, out)
        else ""
    )


def anything(result: Any, out: Any) -> str:
    return ""


def same(result: Any, out: Any) -> str:
    return f"Expected out tensor to have dtype {result.cpp_name}, but got {out.cpp_name} instead"


def found(result: Any, out: Any) -> str:
    return f"Found dtype {out.type_name} but expected {result.type_name}"


def stated(result: Any, out: Any) -> str:
    return f"dtype {result.type_name} does not match dtype of out parameter ({out.type_name})"


def joined(result: Any, out: Any) -> str:
    return (
        f"torch.cat(): input types can't be cast to the desired output type {out.type_name}"
        if loses(result, out)
        else ""
    )


def only_bool(name: str) -> Words:
    text = f"{name} only supports bool tensor for result, got: "
    return lambda result, out: "" if out.name in ("bool", "uint8") else text + out.type_name


def median(result: Any, out: Any) -> str:
    kinds = ["CPUBoolType" if d.name == "bool" else f"torch.{d.type_name}Tensor" for d in (out, result)]
    return VALUES.format(*kinds)


def mean(input: Any) -> Words:
    text = "mean.dtype_out(): input types can't be cast to the desired output type {1}"
    return lambda result, out: (formatted(text) if loses(input, out) else same)(result, out)


def one_extreme(result: Any, out: Any) -> str:
    return CAN_CAST if loses(result, out) else ""


def formatted(text: str) -> Words:
    return lambda result, out: text.format(result.type_name, out.type_name)


def castable(text: str, otherwise: Words) -> Words:
    """`text` of what loses its category, and the other words of other dtypes."""
    return lambda result, out: (formatted(text) if loses(result, out) else otherwise)(result, out)


CAN_CAST = (
    "Expected canCast( typeMetaToScalarType(self.dtype()), typeMetaToScalarType(out.dtype())) to be true, but got false.  "
    "(Could this error message be improved?  If so, please report an enhancement request to PyTorch.)"
)
EXTREME = "Expected the dtype for input and out to match, but got {0} for input's dtype and {1} for out's dtype."
VALUES = (
    "Expected tensor for 'values' to have the same type as tensor for argument #2 'self'; but type {} does not equal {} "
    "(while checking arguments for median)"
)
HISTOGRAM = "torch.histogram: input tensor and hist tensor should have the same dtype, but got input {} and hist {}"
PLACES = (
    "torch.searchsorted(): output tensor's dtype is wrong, it can only be Int(int32) or Long(int64) depending on whether "
    "out_int32 flag is True, but we got output tensor's dtype {} and out_int32 flag is {}"
)
MEAN_OF_DIMS = castable("result type {0} can't be cast to the desired output type {1}", same)
DIAGONAL = castable("diag: result type {0} can't be cast to the desired out= type {1}", same)
SAME = """addmv argsort baddbmm take_along_dim sort msort topk addmm argmax argmin bmm cumsum cumprod diag gather linear log_softmax matmul matrix_power max min mm norm
prod scatter scatter_add scatter_reduce index_add index_copy softmax sum tril triu vector_norm"""
FOUND = "abs gelu hardshrink softplus softshrink bitwise_not ceil clamp clamp_max clamp_min floor frac neg round sgn sign trunc"
WORDS: dict[str, Words] = {
    **dict.fromkeys(SAME.split(), same),
    **dict.fromkeys(FOUND.split(), found),
    **dict.fromkeys(
        "arange empty eye full linspace normal ones rand randint randn randperm range zeros".split(), stated
    ),
    **dict.fromkeys("cat stack hstack vstack dstack column_stack".split(), joined),
    **dict.fromkeys(("amax", "amin"), formatted(EXTREME)),
    **{name: only_bool(name) for name in ("all", "any")},
    **dict.fromkeys(("median", "nanmedian"), median),
    "addbmm": formatted("self and mat2 must have the same dtype, but got {1} and {0}"),
    "mode": formatted("expected scalar type '{0}' but got '{1}' for values output"),
    "where": formatted("Expected out type to be {0} but got {1}"),
    **dict.fromkeys(("dot", "vdot"), formatted("result dtype {1} does not match input dtype {0}")),
    "mv": formatted("addmv input tensors must have the same dtype, but got {1}, {0}, and {0}"),
    "index_select": formatted("index_select(): self and result must have the same scalar type"),
    "nonzero": formatted("nonzero: Expected out tensor to have scalar type {0} but got scalar type{1}"),
    **dict.fromkeys(
        ("quantile", "nanquantile"), formatted("quantile() out tensor must be same dtype as the input tensor")
    ),
    "kthvalue": formatted("output values must be of same type as input"),
    **dict.fromkeys(("cummax", "cummin", "logcumsumexp"), formatted("expected scalar_type {0} but found {1}")),
    "logsigmoid": formatted("expected scalar type {0} but found {1}"),
    "matrix_norm": formatted("linalg.matrix_norm expected out tensor dtype {0} but got: {1}"),
    "vecdot": formatted("linalg.vecdot: Expected out of dtype{0} but found {1}"),
    "bernoulli": anything,
    "signbit": formatted("signbit does not support non-boolean outputs."),
    "nan_to_num": formatted("nan_to_num: dtype of out: {1} should be same as input: {0}"),
    "take": formatted(
        "take(): self and out expected to have the same dtype, but got self.dtype = {0} and out.dtype = {1}"
    ),
    "masked_select": formatted("masked_select(): self and result must have the same scalar type"),
    "multinomial": formatted("multinomial expects Long tensor out, got: {1}"),
    "heaviside": formatted("heaviside is not yet implemented for tensors with different dtypes."),
    "histc": lambda result, out: HISTOGRAM.format(result.cpp_name, out.cpp_name),
    **dict.fromkeys(
        ("searchsorted", "bucketize"), lambda result, out: PLACES.format(out.type_name, result.name == "int32")
    ),
    "logsumexp": castable("logsumexp(): Expected floating point type for result tensor, but got: {1}", cast),
}
NO_BOOLS = dict(arange="arange_cpu", cumsum="cumsum_out_cpu", cumprod="cumprod_out_cpu")


def words_for(name: str, given: tuple, result: Any) -> Words:
    """A function's words; some have others for other arguments."""
    several = isinstance(result, tuple)
    others = [x for x in given[1:] if isinstance(x, Tensor)]
    if name == "pow" and not isinstance(given[0], (bool, Tensor)) and given[0] == 1:
        return anything  # powers of one are written, not computed
    if name == "matmul" and not result._data.ndim:
        return WORDS["dot"]
    if name == "lerp":
        return found if others[1:] and others[1]._data.ndim else cast
    if name in ("clamp", "clamp_min", "clamp_max", "max", "min") and others:
        return (
            WORDS[name] if name == "clamp" and any(isinstance(x, (*NUMBERS, np.generic)) for x in given[1:]) else cast
        )
    if name in ("max", "min") and not several:
        return one_extreme
    if name == "nansum" and any(isinstance(x, dtype) for x in given):
        return same
    if name == "mean":
        named = [x for x in given[1:] if isinstance(x, dtype)]
        return mean(given[0].dtype) if len(given) == 1 + len(named) else same if named else MEAN_OF_DIMS
    return DIAGONAL if name == "diag" and result._data.ndim == 2 else WORDS.get(name, cast)


def check_dtype(words: Words, result: Tensor, out: Tensor) -> None:
    """RuntimeError, in torch's words, if the result may not be written into `out`. torch's `cat` raises TypeError."""
    if result._data.dtype != out._data.dtype and (text := words(result.dtype, out.dtype)):
        raise (TypeError if words is joined else RuntimeError)(text)


# -- the way ----------------------------------------------------------------------------------------------------------------


def into(function: Callable, out: Any, args: tuple, kwargs: dict[str, Any], inputs: list[Tensor]) -> Any:
    """`function(*args, **kwargs)` in the tensor or tensors `out`, which are returned; `inputs` are its operands."""
    out = wrap(np.array(python_number(out))) if isinstance(out, (*NUMBERS, np.generic)) else out  # a tensor of it
    name, outs = function.__name__, tuple(out) if isinstance(out, (tuple, list)) else (out,)
    if name == "nonzero" and kwargs.get("as_tuple"):
        raise RuntimeError("nonzero does not support the out kwarg when as_tuple is True")
    recorded = name in RECORDED and mode.grad and not outs[0].requires_grad
    if not recorded:
        check_recording(name, inputs, outs)
    if (
        name == "mean"
        and kwargs.get("dtype") is None
        and inputs[0]._data.dtype.kind != "f"
        and outs[0].is_floating_point()
    ):
        raise RuntimeError(
            "mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: "
            f"{inputs[0].dtype.type_name}"
        )
    if kwargs.get("dtype") is None and (name in IN_ITS_DTYPE if name != "mean" else outs[0].is_floating_point()):
        some = all(x._data.size for x in inputs)  # of nothing, no kernel is asked for
        if outs[0].dtype.name == "bool" and name in NO_BOOLS and some and all(x._data.ndim for x in inputs):
            raise NotImplementedError(f"\"{NO_BOOLS[name]}\" not implemented for 'Bool'")
        if name == "nansum" and some and inputs[0].is_floating_point() and not outs[0].is_floating_point():
            raise NotImplementedError(f"\"nansum_cpu\" not implemented for '{outs[0].dtype.type_name}'")
        kwargs = {**kwargs, "dtype": outs[0].dtype}
    with nullcontext() if recorded else no_grad():
        result = function(*args, **kwargs)
    results = result if isinstance(result, tuple) else (result,)
    if len(results) != len(outs):
        raise TypeError(f"expected tuple of {len(results)} elements but got {len(outs)}")
    words = words_for(name, (*args, *kwargs.values()), result)
    for value, target in zip(results, outs):
        check_dtype(words, value, target)
    for value, target in zip(results, outs):
        put(name, value._data, target, inputs)
        if recorded and value.requires_grad:
            target.copy_(value)
        elif value.requires_grad:  # asked for in the call
            target.requires_grad_()
    return result.of_out(*outs) if hasattr(result, "of_out") else outs if isinstance(result, tuple) else out


def tensors(args: tuple, kwargs: dict[str, Any]) -> Iterator[Tensor]:
    """The tensors among arguments, and in lists of them."""
    for x in (*args, *kwargs.values()):
        if isinstance(x, Tensor):
            yield x
        elif isinstance(x, (tuple, list)):
            yield from (each for each in x if isinstance(each, Tensor))


def check_own(name: str, array: Any, out: Tensor) -> None:
    """RuntimeError for an `out` of another shape that is an input, where torch would not make it larger."""
    if name in JOINING or name in ("kron", "outer", "gather"):
        raise RuntimeError(SHARED.format("some elements of the input tensor and the written-to tensor refer"))
    found = OPERATIONS.get(name)
    if name in ELEMENTWISE or (found is not None and found.promote):
        raise RuntimeError(
            f"output with shape {list(out._data.shape)} doesn't match the broadcast shape {list(array.shape)}"
        )


@quietly
def put(name: str, array: Any, out: Tensor, inputs: list[Tensor]) -> None:
    """Write the array into `out`, in its memory if it has this shape."""
    if name in FITTED and out._data.size == array.size:
        array = array.reshape(out._data.shape)
    if out._data.shape != array.shape:
        if any(x is out for x in inputs):
            check_own(name, array, out)
        if out._data.size and name == "arange":
            warn(MISCOUNTED.format(list(out._data.shape), out._data.size, array.size))
        elif out._data.size and name not in MADE:
            warn(RESIZED.format(list(out._data.shape), list(array.shape)))
        out._data = np.empty_like(array, out._data.dtype) if dense(array) else np.empty(array.shape, out._data.dtype)
    elif repeats(out._data) and name not in OVERWRITING:
        raise RuntimeError(SHARED.format("more than one element of the written-to tensor refers"))
    elif name not in RECORDED and any(name in REREADING if x is out else overlap(out._data, x._data) for x in inputs):
        raise RuntimeError(SHARED.format("some elements of the input tensor and the written-to tensor refer"))
    out._data[...] = beside(array, out._data)
    touched(out)


MISCOUNTED = (
    "The number of elements in the out tensor of shape {0} is {1} which does not match the computed number of elements {2}. "
    "Note that this may occur as a result of rounding error. The out tensor will be resized to a tensor of shape ({2},)."
)
RESIZED = (
    "An output with one or more elements was resized since it had shape {}, which does not match the required output shape "
    "{}. This behavior is deprecated, and in a future PyTorch release outputs will not be resized unless they have zero "
    "elements. You can explicitly reuse an out tensor t by resizing it, inplace, to zero elements with t.resize_(0)."
)
