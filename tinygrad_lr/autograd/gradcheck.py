"""Is a derivative right? `gradcheck` compares it with differences of the function itself.

Every element of every input is moved by +-eps; what the outputs change by, over 2 eps, is one column of the
numerical Jacobian. The analytical one comes from backward passes, one for each element of an output. Meant
for float64: in float32 the differences drown in rounding. `gradgradcheck` does the same to the gradient as a
function.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..arrays.device import beside, to_host
from ..arrays.tracebacks import entrance
from ..arrays.warn import warn
from ..core.tensor import Tensor, wrap
from .function import FunctionNode
from .start import grad


class GradcheckError(RuntimeError):
    """`gradcheck` has found a difference."""


@entrance
def gradcheck(
    func: Callable[..., Any], inputs: Any, *, eps: float = 1e-6, atol: float = 1e-5, rtol: float = 1e-3,
    raise_exception: bool = True, nondet_tol: float = 0.0, check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False, check_batched_grad: bool = False, check_batched_forward_grad: bool = False,
    check_forward_ad: bool = False, check_backward_ad: bool = True, fast_mode: bool = False,
    masked: bool | None = None,
) -> bool:  # fmt: skip
    """Whether backward through `func(*inputs)` gives the derivatives that central differences give.

    inputs                 a tensor or several; those that require grad are checked, and should be float64
    eps, atol, rtol        the step, and the tolerances of the comparison, as in `allclose`
    raise_exception        GradcheckError on a difference (default), or False as the result
    nondet_tol             how much two equal backward passes may differ
    check_undefined_grad   whether a `Function` of the user's own must also take undefined gradients for zeros
    check_grad_dtypes      accepted: gradients always have their input's dtype here
    fast_mode              accepted: every derivative is checked all the same
    Forward mode, batched gradients and masked are not supported: NotImplementedError.
    """
    if not (check_forward_ad or check_backward_ad):
        raise AssertionError("Expected at least one of check_forward_ad or check_backward_ad to be True")
    if check_batched_grad and not check_backward_ad:
        raise AssertionError("Setting check_batched_grad=True requires check_backward_ad to be True")
    if check_batched_forward_grad and not check_forward_ad:
        raise AssertionError("Setting check_batched_forward_grad=True requires check_forward_ad to be True")
    refuse(
        "gradcheck", check_batched_grad=check_batched_grad, masked=masked,
        check_batched_forward_grad=check_batched_forward_grad, check_forward_ad=check_forward_ad,
    )  # fmt: skip
    try:
        return check(func, as_tuple(inputs), eps, atol, rtol, nondet_tol, check_undefined_grad)
    except GradcheckError:
        if raise_exception:
            raise
        return False


def gradgradcheck(
    func: Callable[..., Any], inputs: Any, grad_outputs: Any = None, *, eps: float = 1e-6, atol: float = 1e-5,
    rtol: float = 1e-3, gen_non_contig_grad_outputs: bool = False, raise_exception: bool = True,
    nondet_tol: float = 0.0, check_undefined_grad: bool = True, check_grad_dtypes: bool = False,
    check_batched_grad: bool = False, check_fwd_over_rev: bool = False, check_rev_over_rev: bool = True,
    fast_mode: bool = False, masked: bool = False,
) -> bool:  # fmt: skip
    """`gradcheck` of the gradients of `func`, functions of `inputs` and `grad_outputs` (random by default)."""
    if not (check_fwd_over_rev or check_rev_over_rev):
        raise AssertionError("Expected at least one of check_fwd_over_rev or check_rev_over_rev to be True")
    if check_undefined_grad and not check_rev_over_rev:
        raise AssertionError("Setting check_undefined_grad=True requires check_rev_over_rev to be True")
    if check_batched_grad and not check_rev_over_rev:
        raise AssertionError("Setting check_batched_grad=True requires check_rev_over_rev to be True")
    refuse(
        "gradgradcheck", gen_non_contig_grad_outputs=gen_non_contig_grad_outputs,
        check_batched_grad=check_batched_grad, check_fwd_over_rev=check_fwd_over_rev, masked=masked,
    )  # fmt: skip
    tensors = as_tuple(inputs)
    if grad_outputs is None:
        seeds = tuple(random_like(x) for x in differentiable(func(*tensors)))
    else:
        seeds = as_tuple(grad_outputs)

    def gradients(*args: Any) -> tuple[Any, ...]:
        arguments, weights = args[: -len(seeds)], args[-len(seeds) :]
        outputs = differentiable(func(*arguments))
        wanted = tuple(x for x in arguments if isinstance(x, Tensor) and x.requires_grad)
        found = grad(outputs, wanted, weights, create_graph=True, allow_unused=True)
        return tuple(g for g in found if g is not None)

    return gradcheck(
        gradients, tensors + seeds, eps=eps, atol=atol, rtol=rtol, raise_exception=raise_exception,
        nondet_tol=nondet_tol, check_undefined_grad=check_undefined_grad, check_grad_dtypes=check_grad_dtypes,
    )  # fmt: skip


def refuse(name: str, **unsupported: Any) -> None:
    for argument, value in unsupported.items():
        if value:
            raise NotImplementedError(f"{name}(): {argument}={value} is not supported")


def random_like(x: Tensor) -> Tensor:
    """Uniform in [-1, 1), of the shape and dtype of `x`: the weights of its elements."""
    t = wrap(np.empty_like(x._data)).uniform_(-1, 1)
    return t.requires_grad_()


def check(
    func: Callable[..., Any],
    inputs: tuple[Any, ...],
    eps: float,
    atol: float,
    rtol: float,
    nondet_tol: float,
    undefined: bool,
) -> bool:
    check_inputs(inputs)
    wanted = [x for x in inputs if isinstance(x, Tensor) and x.requires_grad]
    results = as_tuple(func(*inputs))
    outputs = differentiable(results)
    numerical = [numerical_jacobians(func, inputs, x, results, eps) for x in wanted]
    if not outputs:
        if any((jacobian != 0).any() for jacobians in numerical for jacobian in jacobians):
            raise GradcheckError("Numerical gradient for function expected to be zero")
        return True
    places = [i for i, x in enumerate(results) if x.requires_grad]
    for i, (place, output) in enumerate(zip(places, outputs)):
        for j, analytical in enumerate(analytical_jacobians(output, wanted, nondet_tol)):
            differences = numerical[j][place]
            if not np.allclose(analytical, differences, rtol, atol):
                raise GradcheckError(
                    f"Jacobian mismatch for output {i} with respect to input {j},\n"
                    f"numerical:{wrap(differences)}\nanalytical:{wrap(analytical)}\n"
                )
    check_zeros(outputs, wanted)
    if undefined:
        check_undefined(differentiable(func(*inputs)))
    return True


def check_inputs(inputs: tuple[Any, ...]) -> None:
    wanted = [(i, x) for i, x in enumerate(inputs) if isinstance(x, Tensor) and x.requires_grad]
    if not wanted:
        raise ValueError(
            "gradcheck expects at least one input tensor to require gradient, but none of them have requires_grad=True."
        )
    for i, x in wanted:
        if x._data.dtype != np.float64:
            warn(
                f"Input #{i} requires gradient and is not a double precision floating point or complex. This check "
                "will likely fail if all the inputs are not of double precision floating point or complex. "
            )
        if any(step == 0 and n > 1 for step, n in zip(x._data.strides, x._data.shape)):
            raise RuntimeError(
                f"The {i}th input has a dimension with stride 0. gradcheck only supports inputs that are "
                "non-overlapping to be able to compute the numerical gradients correctly. You should call "
                ".contiguous on the input before passing it to gradcheck."
            )


def numerical_jacobians(
    func: Callable[..., Any], inputs: tuple[Any, ...], x: Tensor, results: tuple[Any, ...], eps: float
) -> list[np.ndarray]:
    """For each result, its derivative with respect to `x`: (elements of x, elements of the result)."""
    jacobians = [np.zeros((x._data.size, y._data.size), y._data.dtype) for y in results]
    for row, index in enumerate(np.ndindex(x._data.shape)):
        below, above = (values_at(func, inputs, x._data, index, step) for step in (-eps, eps))
        for jacobian, a, b in zip(jacobians, below, above):
            for what in ("shape", "dtype"):
                if getattr(a, what) != getattr(b, what):
                    raise AssertionError(
                        f"Expected `func` to return outputs with the same {what} when inputs are perturbed "
                        f"on index {index} by {eps}, but got: {what}s {getattr(wrap(a), what)} and "
                        f"{getattr(wrap(b), what)}."
                    )
            jacobian[row] = ((b - a) / (2 * eps)).ravel() if a.dtype.kind == "f" else (b != a).ravel()
    return jacobians


def values_at(
    func: Callable[..., Any], inputs: tuple[Any, ...], array: Any, index: tuple[Any, ...], step: float
) -> list[np.ndarray]:
    """The results with one element of an input moved by `step`."""
    before = array[index].item()
    array[index] = array.dtype.type(before) + array.dtype.type(step)
    try:
        return [to_host(y._data).copy() for y in as_tuple(func(*inputs))]
    finally:
        array[index] = before


def analytical_jacobians(output: Tensor, wanted: list[Tensor], nondet_tol: float) -> list[np.ndarray]:
    """The same by backward, for one output: for each wanted input (elements of it, elements of the
    output)."""
    first, second = backward_jacobians(output, wanted), backward_jacobians(output, wanted)
    if any(a.size and np.abs(a - b).max() > nondet_tol for a, b in zip(first, second)):
        raise GradcheckError(
            "Backward is not reentrant, i.e., running backward with same input and grad_output multiple "
            "times gives different values, although analytical gradient matches numerical gradient.The "
            f"tolerance for nondeterminism was {nondet_tol}.{REENTRANT}"
        )
    return first


def backward_jacobians(output: Tensor, wanted: list[Tensor]) -> list[np.ndarray]:
    shape, size = output._data.shape, output._data.size
    jacobians = [np.zeros((x._data.size, size), x._data.dtype) for x in wanted]
    for k in range(size):  # one column: one element of the output
        seed = np.zeros(size, output._data.dtype)
        seed[k] = 1
        start = wrap(beside(seed.reshape(shape), output._data))
        found = grad(output, wanted, start, retain_graph=True, allow_unused=True)
        for jacobian, g in zip(jacobians, found):
            if g is not None:
                jacobian[:, k] = to_host(g._data).ravel()
    return jacobians


REENTRANT = """\n
NOTE: If your op relies on non-deterministic operations i.e., it is listed here:
https://pytorch.org/docs/stable/generated/torch.use_deterministic_algorithms.html
this failure might be expected.

If you are adding a new operator, please file an issue and then use one of the
workarounds. The workaround depends on how your test invokes gradcheck/gradgradcheck.
If the test
- manually invokes gradcheck/gradgradcheck, then call gradcheck/gradgradcheck
  with `nondet_tol=<tol>` as a keyword argument.
- is OpInfo-based (e.g., in test_ops_gradients.py), then modify the OpInfo for the test
  to have `gradcheck_nondet_tol=<tol>`.
- is a Module test (e.g., in common_nn.py), then modify the corresponding
  module_test entry to have `gradcheck_nondet_tol=<tol>`
"""


def check_zeros(outputs: tuple[Any, ...], wanted: list[Tensor]) -> None:
    """Backward must multiply with what it is given: zeros give zeros."""
    found = grad(outputs, wanted, [wrap(np.zeros_like(y._data)) for y in outputs], allow_unused=True)
    if any(g is not None and (g._data != 0).any() for g in found):
        raise GradcheckError("backward not multiplied by grad_output")


def check_undefined(outputs: tuple[Any, ...]) -> None:
    """A Function's backward must understand that a missing gradient means zeros."""
    for node in dict.fromkeys(y.grad_fn for y in outputs if isinstance(y.grad_fn, FunctionNode)):
        try:
            found = node.run([None] * len(node.results))
        except RuntimeError as error:
            warn(UNDEFINED)
            raise GradcheckError(f"Expected backward function to handle undefined output grads. {NOTES}") from error
        if any(g is not None and (g._data != 0).any() for g in found):
            warn(UNDEFINED)
            raise GradcheckError(
                f"Expected all input grads to be undefined or zero when all output grads are undefined or zero. {NOTES}"
            )


NOTES = 'Please look at "Notes about undefined output gradients" in "tools/autograd/derivatives.yaml"'
UNDEFINED = (
    "Backwards compatibility: New undefined gradient support checking feature is enabled by default, but it may "
    "break existing callers of this function. If this is true for you, you can call this function with "
    '"check_undefined_grad=False" to disable the feature'
)


def as_tuple(x: Any) -> tuple[Any, ...]:
    return tuple(x) if isinstance(x, (tuple, list)) else (x,)


def differentiable(x: Any) -> tuple[Any, ...]:
    return tuple(y for y in as_tuple(x) if y.requires_grad)


__all__ = ["GradcheckError", "gradcheck", "gradgradcheck"]
