"""What the engine refuses, in torch's sentences: each is registered under the key that the engine raises it by.

A function of words gets the facts, and gives the exception; the type is torch's too.
"""

from __future__ import annotations

from typing import Any

from ..core.mode import mode
from ..core.refusal import type_name, words
from ..core.tensor import Tensor

# -- what a tensor is ---------------------------------------------------------------------------------------------------


@words("size of a number")
def size_of_a_number(dim: Any) -> Exception:
    return IndexError(f"Dimension specified as {dim} but tensor has no dimensions")


@words("dim")
def no_such_dim(dim: int, width: int) -> Exception:
    return IndexError(f"Dimension out of range (expected to be in range of [-{width}, {width - 1}], but got {dim})")


@words("item of several")
def item_of_several(tensor: Tensor) -> Exception:
    return RuntimeError(f"a Tensor with {tensor._data.size} elements cannot be converted to Scalar")


@words("numpy")
def no_numpy(tensor: Tensor) -> Exception:
    if mode.grad and tensor.requires_grad:
        return RuntimeError("Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.")
    return TypeError(
        f"can't convert {tensor.device} device type tensor to numpy. Use Tensor.cpu() to copy the tensor to host memory "
        "first."
    )


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


@words("requires_grad_ of integers")
def requires_grad_in_place_of_integers() -> Exception:
    return RuntimeError("only Tensors of floating point dtype can require gradients")


@words("requires_grad of an inference tensor")
def requires_grad_of_an_inference_tensor() -> Exception:
    return RuntimeError("Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.")


@words("version of an inference tensor")
def version_of_an_inference_tensor() -> Exception:
    return RuntimeError("Inference tensors do not track version counter.")


@words("data")
def wrong_data(given: Any) -> Exception:
    if not isinstance(given, Tensor):
        return TypeError(f"Variable data has to be a tensor, but got {type_name(given)}")
    return RuntimeError("data set to a tensor that requires gradients must be floating point or complex dtype")


@words("grad of a result")
def grad_of_a_result() -> Exception:
    return UserWarning(
        "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad attribute won't be "
        "populated during autograd.backward(). If you indeed want the .grad field to be populated for a non-leaf Tensor, "
        "use .retain_grad() on the non-leaf Tensor. If you access the non-leaf Tensor by mistake, make sure you access "
        "the leaf Tensor instead. See github.com/pytorch/pytorch/pull/30531 for more information."
    )


@words("grad")
def wrong_grad(tensor: Tensor, given: Any) -> Exception:
    if not isinstance(given, Tensor):
        return TypeError(f"assigned grad expected to be a Tensor or None but got grad of type {type_name(given)}")
    if given is tensor:
        return RuntimeError("can't assign Variable as its own grad")
    if given._data.dtype != tensor._data.dtype:
        return RuntimeError(
            f"attempting to assign a gradient with dtype '{given.dtype.type_name.lower()}' to a tensor with grad_dtype "
            f"'{tensor.dtype.type_name}'. The gradient must match the tensor's grad_dtype (defaults to the tensor's "
            "dtype). You can set the tensor's grad_dtype attribute with a specific dtype, or None to allow any dtype. Set "
            "grad_dtype with caution. Diverging the dtypes of a tensor and its gradient may break downstream systems that "
            "assume they match."
        )
    if given.device.type != tensor.device.type:
        return RuntimeError(
            f"attempting to assign a gradient with device type '{given.device.type}' to a tensor with device type "
            f"'{tensor.device.type}'. Please ensure that the gradient and the tensor are on the same device"
        )
    return RuntimeError(
        f"attempting to assign a gradient of size '{list(given._data.shape)}' to a tensor of size "
        f"'{list(tensor._data.shape)}'. Please ensure that the gradient and the tensor are the same size"
    )
