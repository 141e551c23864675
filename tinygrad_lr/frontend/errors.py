"""What the engine refuses, in torch's sentences: each is registered under the key that the engine raises it by.

A function of words gets the facts, and gives the exception; the type is torch's too.
"""

from __future__ import annotations

from typing import Any

from ..arrays.dtype import BY_NUMPY
from ..autograd.anomaly import anomaly
from ..autograd.function import FunctionNode
from ..core.graph import AccumulateGrad, Node, NoGradEdge, OutputEdge
from ..core.operation import OpNode
from ..core.refusal import words
from ..core.tensor import LEAVES, Tensor, wrap
from ..core.views import AsStridedBackward0
from .hooks import kind_of
from .inplace_checks import SHARED
from .nodes import as_function, saved_tensors, short_name

# -- what a tensor is ---------------------------------------------------------------------------------------------------


@words("item of several")
def item_of_several(tensor: Tensor) -> Exception:
    return RuntimeError(f"a Tensor with {tensor._data.size} elements cannot be converted to Scalar")


# -- a tensor's place in the graph --------------------------------------------------------------------------------------


@words("requires_grad of a result")
def requires_grad_of_a_result(flag: bool) -> Exception:
    hint = (
        " If you want to use a computed variable in a subgraph that doesn't require differentiation use "
        "var_no_grad = var.detach()."
    )
    return RuntimeError("you can only change requires_grad flags of leaf variables." + ("" if flag else hint))


@words("requires_grad of integers")
def requires_grad_of_integers() -> Exception:
    return RuntimeError("only Tensors of floating point and complex dtype can require gradients")


@words("requires_grad of an inference tensor")
def requires_grad_of_an_inference_tensor() -> Exception:
    return RuntimeError("Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.")


# -- the backward pass, and changes in place -------------------------------------------------------------------------

FREED = (
    "Trying to backward through the graph a second time (or directly access saved tensors after they have already "
    "been freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). "
    "Specify retain_graph=True if you need to backward through the graph a second time or if you need to access "
    "saved tensors after calling backward."
)


@words("inference")
def inference() -> Exception:
    return RuntimeError(
        "Inplace update to inference tensor outside InferenceMode is not allowed.You can make a clone to get a normal "
        "tensor before doing inplace update.See https://github.com/pytorch/rfcs/pull/17 for more details."
    )


@words("turned")
def turned() -> Exception:
    return NotImplementedError(
        "a view is used, or changed, whose base has changed its own shape since (t_(), squeeze_(), ...): views made before "
        "that are not supported here; make the view afterwards"
    )


@words("freed")
def freed() -> Exception:
    return RuntimeError(FREED)


@words("saving an inference tensor")
def saving_an_inference_tensor() -> Exception:
    return RuntimeError(
        "Inference tensors cannot be saved for backward. Please do not use Tensors created in inference mode in "
        "computation tracked by autograd. To work around this, you can make a clone to get a normal tensor and "
        "use it in autograd, or use `torch.no_grad()` instead of `torch.inference_mode()`."
    )


@words("view")
def view(why: str, node: Node | None, indirectly: bool) -> Exception:
    """Why a view that has this node must not be changed."""
    what = "its base or another view of its base has been" if indirectly else "is being"
    if node.__class__ in LEAVES:
        text = f"A view was {MADE_IN.get(why, MADE_IN['no_grad']).format(what)}"
    else:
        made_by, nr = as_function(node)
        text = f"Output {nr} of {short_name(made_by)} is a view"
        if why in MADE_IN:
            text += f" of a view which was {MADE_IN[why].format(what)}"
        else:
            text += f" and {what} modified inplace. "
    return RuntimeError(text + REFUSED_VIEW[why])


MADE_IN = {
    "no_grad": "created in no_grad mode and {} modified inplace with grad mode enabled. ",
    "inference": "created in inference mode and {} modified inplace in normal mode. ",
}
AMBIGUOUS = (
    "Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving both "
    "the view and the inplace either both inside the {} block (if you don't want the inplace to be tracked) or "
    "both outside (if you want the inplace to be tracked)."
)
REFUSED_VIEW = {
    "no_grad": AMBIGUOUS.format("no_grad"),
    "inference": AMBIGUOUS.format("inference_mode"),
    "several": (
        "This view is the output of a function that returns multiple views. Such functions do not allow the output views "
        "to be modified inplace. You should replace the inplace operation by an out-of-place one."
    ),
    "custom": (
        "This view was created inside a custom Function (or because an input was returned as-is) and the autograd logic "
        "to handle view+inplace would override the custom backward associated with the custom Function, leading to "
        "incorrect gradients. This behavior is forbidden. You can fix this by cloning the output of the custom Function."
    ),
}


@words("modified")
def modified(node: Node, counter: list, version: int) -> Exception:
    """A saved tensor was changed in place; if it is a view that may not be changed at all, torch says so instead."""
    if isinstance(node, FunctionNode):
        which = describe_saved(node, counter)
    elif isinstance(node, OpNode):
        input_node = changed_input(node, counter)
        why = why_refused(input_node)
        if why is not None:
            return view(why, None if input_node.__class__ is NoGradEdge else input_node, True)
        which = describe(node, counter, input_node)
    else:
        which = "[Tensor]"
    return RuntimeError(
        "one of the variables needed for gradient computation has been modified by an inplace operation: "
        f"{which} is at version {counter[0]}; expected version {version} instead. {HINT[anomaly.enabled]}"
    )


def why_refused(node: Any) -> str | None:
    """Why a view that has this node must not be changed, if so: what it is a view of decides."""
    while node.__class__ is OutputEdge or getattr(getattr(node, "operation", None), "view", False):
        if node.__class__ is not OutputEdge and node.operation.multi_output:
            return "several"
        node = node.edges[0]
    return node.refuse if node.__class__ is NoGradEdge else None


def name_of(node: OpNode, counter: list) -> str:
    """What a derivative calls the value that has this version counter."""
    return next(name for name, _, (its, _) in saved_tensors(node) if its is counter)


def changed_input(node: OpNode, counter: list) -> Any:
    """Where the changed tensor came from, if it is an input."""
    name, operation = name_of(node, counter), node.operation
    if name in operation.differentiable and name not in operation.transposed_input[:1]:
        return node.edges[operation.differentiable.index(name)]
    return None


def describe(node: OpNode, counter: list, input_node: Any) -> str:
    """torch's description of the saved tensor that was modified: its type, shape, and what made it."""
    name = name_of(node, counter)
    array = next(value for _, value, (its, _) in saved_tensors(node) if its is counter)
    made_by, nr = None, 0
    array = array[0] if isinstance(array, (list, tuple)) else array
    if node.input_meta is not None and name in node.operation.differentiable:
        meta = node.input_meta[node.operation.differentiable.index(name)]  # here, what is promoted is saved as that
        array = array if meta is None else array.astype(meta[1])
    if name == "out":
        made_by = short_name(node)
    elif name in node.operation.transposed_input[:1]:
        array, made_by = array.T, None if node.edges[node.operation.differentiable.index(name)] is None else "AsStrided"
    elif input_node.__class__ is NoGradEdge:
        made_by = "AsStrided"
    elif input_node is None and len(counter) > 1:  # a recorded operation has written into what had no history
        made_by = short_name(counter[1])
    elif input_node is not None and not isinstance(input_node, AccumulateGrad):
        source, nr = as_function(input_node)
        is_view = source.operation.view if isinstance(source, OpNode) else isinstance(source, AsStridedBackward0)
        written_by = short_name(counter[1]) if len(counter) > 1 else None  # what has written into it, if recorded
        made_by = "AsStrided" if is_view else written_by or short_name(source)
    return described(array, made_by, nr)


def describe_saved(node: FunctionNode, counter: list) -> str:
    """The same of what a user's Function has saved."""
    value, *_, nr = next(entry for entry in node.saved or () if entry is not None and entry[1] is counter)
    if nr is not None:
        return described(value, short_name(node), nr)
    return described(value._data, None if value.is_leaf else short_name(value.grad_fn), value.output_nr)


def described(array: Any, made_by: str | None, nr: int) -> str:
    text = f"[{kind_of(wrap(array))} {list(array.shape)}]"
    return text if made_by is None else f"{text}, which is output {nr} of {made_by},"


HINT = (
    "Hint: enable anomaly detection to find the operation that failed to compute its gradient, with "
    "torch.autograd.set_detect_anomaly(True, check_nan=False).",
    "Hint: the backtrace further above shows the operation that failed to compute its gradient. The variable in question "
    "was changed in there or anywhere later. Good luck!",
)


@words("no second derivative")
def no_second_derivative(node: Any) -> Exception:
    return NotImplementedError(f"{node.name()} has no second derivative")


@words("result shape")
def result_shape(wanted: tuple, shape: tuple) -> Exception:
    return RuntimeError(f"output with shape {list(wanted)} doesn't match the broadcast shape {list(shape)}")


@words("result dtype")
def result_dtype(wanted: Any, dtype: Any) -> Exception:
    names = (BY_NUMPY[dtype].type_name, BY_NUMPY[wanted].type_name)
    return RuntimeError("result type {} can't be cast to the desired output type {}".format(*names))


@words("no history")
def no_history(position: int) -> Exception:
    return RuntimeError(f"element {position} of tensors does not require grad and does not have a grad_fn")


@words("shared")
def shared() -> Exception:
    return RuntimeError(SHARED.format("more than one element of the written-to tensor refers"))


@words("not a scalar")
def not_a_scalar() -> Exception:
    return RuntimeError("grad can be implicitly created only for scalar outputs")
