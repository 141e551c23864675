"""torch's own words, as a table: what a user reads when something goes wrong, and how to provoke it.

A record is a name and a trigger, a small function of a namespace `fw` that is torch or tinygrad_lr; it never
asks which. `observe` runs the trigger and writes down all a user would see: the warnings, the exception, or
the value the trigger returns (the names of nodes, the losses of a mistake that torch is silent about).
`golden/messages.json` holds what the installed torch showed, `test_messages.py` compares.
"""

import re
import warnings
from collections.abc import Callable
from operator import isub, matmul, setitem
from typing import Any, NamedTuple

import numpy as np

EXCEPTION, WARNING, VALUE = "exception", "warning", "value"


class Record(NamedTuple):
    name: str
    kind: str  # the least that must be seen; whatever else is seen is compared too
    trigger: Callable[[Any], Any]
    needs: str | None = None  # "gpu", "no gpu", or a part of the namespace that may be absent
    quoted: tuple[str, str] | None = None  # the exception as read elsewhere, where it could not be measured


def observe(record: Record, fw: Any) -> dict[str, Any]:
    """What a user of `fw` sees: `{"warnings": [[category, text], ...], "exception": [type, text], "value"}`.

    Only what there is, and each warning once: how often it comes back is for the warning filter to say.
    """
    exception, value = None, None
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            value = record.trigger(fw)
        except Exception as error:
            exception = [type(error).__name__, normalised(str(error))]
    seen: dict[str, Any] = {}
    if caught:
        texts = dict.fromkeys((one.category.__name__, normalised(str(one.message))) for one in caught)
        seen["warnings"] = [list(text) for text in texts]
    if exception:
        seen["exception"] = exception
    elif record.kind == VALUE:
        seen["value"] = value
    return seen


def cannot(record: Record, fw: Any) -> str | None:
    """Why `fw` cannot be asked for this record here; None if it can."""
    if record.needs is None:
        return None
    if "gpu" in record.needs:
        has_gpu = hasattr(fw, "cuda") and fw.cuda.is_available()
        return None if has_gpu == (record.needs == "gpu") else f"needs a machine with {record.needs}"
    part = fw
    for name in record.needs.split("."):
        part = getattr(part, name, None)
    return None if part else f"{fw.__name__} has no {record.needs}"


def normalised(text: str) -> str:
    """A message without what belongs to one build or one call.

    Cut are torch's `(Triggered internally at FILE:LINE.)` and the stack that follows an anomaly's warning; and what
    this library adds to torch's words where CUDA is missing.
    """
    text = text.partition(": CuPy ")[0]
    text = re.sub(r"\s*\(Triggered internally at [^)]*\)", "", text)
    return re.sub(r"(Traceback of forward call that (caused|induced) [^:]*:).*", r"\1", text, flags=re.DOTALL)


# --- what the triggers share ----------------------------------------------------------------------


def leaf(fw: Any, *shape: int, **keywords: Any) -> Any:
    return fw.ones(shape or (2,), requires_grad=True, **keywords)


def double(fw: Any, *shape: int) -> Any:
    return fw.ones(shape, dtype=fw.float64)


def in_no_grad(fw: Any, action: Callable[[], Any]) -> Any:
    with fw.no_grad():
        return action()


def twice(action: Callable[[], Any]) -> None:
    action()
    action()


def backward_after(tensor: Any, change: Callable[[], Any]) -> None:
    """Backward from the sum of `tensor`, after `change`."""
    loss = tensor.sum()
    change()
    loss.backward()


def chain(tensor: Any) -> Any:
    """The graph behind a tensor: `[name, chain, chain, ...]`; None for an input that needs no gradient."""

    def names(node: Any) -> Any:
        return node and [type(node).__name__, *(names(following) for following, _ in node.next_functions)]

    return names(tensor.grad_fn)


def digits(values: Any) -> list[str]:
    """Numbers to the three digits that a description of a symptom needs."""
    return [f"{float(value):.3g}" for value in values]


# --- autograd -------------------------------------------------------------------------------------


def view_changed_after_no_grad(fw):
    weight = leaf(fw)
    view = in_no_grad(fw, lambda: weight.view(-1))
    view.mul_(2)


def result_changed(fw):
    result = leaf(fw, 3).exp()
    backward_after(result * 2, lambda: result.add_(1))


def weight_changed(fw):
    weight = leaf(fw, 3, 2)
    backward_after(weight * weight, lambda: in_no_grad(fw, lambda: weight.add_(1)))


def version_counts_every_change(fw):
    weight = leaf(fw, 3, 2, dtype=fw.float64)
    backward_after(weight * weight, lambda: in_no_grad(fw, lambda: twice(lambda: weight.mul_(2))))


def change_through_a_view(fw):
    weight = leaf(fw, 3, 2)
    backward_after(weight * weight, lambda: in_no_grad(fw, lambda: weight[0].zero_()))


def matrix_changed(fw):
    inputs, weight = leaf(fw, 4, 3), leaf(fw, 3, 2)
    backward_after(inputs @ weight, lambda: in_no_grad(fw, lambda: weight.sub_(1)))


def anomaly(fw):
    with fw.autograd.set_detect_anomaly(True, check_nan=True):
        fw.sqrt(fw.full((2,), -1.0, requires_grad=True)).sum().backward()


def backward_twice(fw):
    weight = leaf(fw)
    loss = (weight * weight).sum()
    twice(loss.backward)


def grad_twice(fw):
    weight = leaf(fw)
    loss = weight.exp().sum()
    twice(lambda: fw.autograd.grad(loss, weight))


def wrong_grad_size(fw):
    leaf(fw, 2).grad = fw.ones(1)


AUTOGRAD = [
    Record("leaf in place: -=", EXCEPTION, lambda fw: isub(leaf(fw), 1)),
    Record("leaf in place: zero_", EXCEPTION, lambda fw: leaf(fw).zero_()),
    Record("leaf in place: fill_", EXCEPTION, lambda fw: leaf(fw).fill_(1)),
    Record("leaf in place: copy_", EXCEPTION, lambda fw: leaf(fw).copy_(fw.zeros(2))),
    Record("view of a leaf in place: index", EXCEPTION, lambda fw: setitem(leaf(fw), 0, 1)),
    Record("view of a leaf in place: T", EXCEPTION, lambda fw: leaf(fw, 3, 2).T.add_(1)),
    Record("view of a leaf in place: view", EXCEPTION, lambda fw: leaf(fw).view(-1).mul_(2)),
    Record("view made in no_grad, changed outside", EXCEPTION, view_changed_after_no_grad),
    Record("second backward", EXCEPTION, backward_twice),
    Record("second grad", EXCEPTION, grad_twice),
    Record("no graph", EXCEPTION, lambda fw: fw.ones(1).backward()),
    Record("no graph in grad", EXCEPTION, lambda fw: fw.autograd.grad(fw.ones(1), leaf(fw))),
    Record("backward from a vector", EXCEPTION, lambda fw: (leaf(fw) * 2).backward()),
    Record("seed of another shape", EXCEPTION, lambda fw: (leaf(fw) * 2).backward(fw.ones(3))),
    Record("unused in grad", EXCEPTION, lambda fw: fw.autograd.grad(leaf(fw).sum(), leaf(fw))),
    Record("saved leaf changed", EXCEPTION, weight_changed),
    Record("saved leaf changed twice", EXCEPTION, version_counts_every_change),
    Record("saved leaf changed through a view", EXCEPTION, change_through_a_view),
    Record("saved matrix changed", EXCEPTION, matrix_changed),
    Record("saved result changed", EXCEPTION, result_changed),
    Record("requires_grad_ of a result", EXCEPTION, lambda fw: (leaf(fw) * 2).requires_grad_(False)),
    Record("requires_grad of a result", EXCEPTION, lambda fw: setattr(leaf(fw) * 2, "requires_grad", False)),
    Record("integers: constructor", EXCEPTION, lambda fw: fw.tensor([1, 2], requires_grad=True)),
    Record("integers: Parameter", EXCEPTION, lambda fw: fw.nn.Parameter(fw.tensor([1, 2]))),
    Record("integers: attribute", EXCEPTION, lambda fw: setattr(fw.tensor([1]), "requires_grad", True)),
    Record("integers: requires_grad_", EXCEPTION, lambda fw: fw.tensor([1]).requires_grad_()),
    Record("retain_grad without grad", EXCEPTION, lambda fw: fw.ones(2).retain_grad()),
    Record("grad of another size", EXCEPTION, wrong_grad_size),
    Record("grad set to a float", EXCEPTION, lambda fw: setattr(leaf(fw), "grad", 1.0)),
    Record("data set to a float", EXCEPTION, lambda fw: setattr(leaf(fw), "data", 1.0)),
    Record("grad of a result", WARNING, lambda fw: (leaf(fw) * 2).grad),
    Record("anomaly", EXCEPTION, anomaly),
]

# --- shapes and dtypes ----------------------------------------------------------------------------

LAYERS = [
    Record("linear: shapes", EXCEPTION, lambda fw: fw.nn.Linear(3, 2)(fw.ones(5, 4))),
    Record("linear: dtypes", EXCEPTION, lambda fw: fw.nn.Linear(3, 2)(double(fw, 5, 3))),
    Record("linear without bias: dtypes", EXCEPTION, lambda fw: fw.nn.Linear(3, 2, bias=False)(double(fw, 5, 3))),
    Record("linear: an array", EXCEPTION, lambda fw: fw.nn.Linear(3, 2)(np.ones((5, 3), np.float32))),
]
SHAPES = [
    Record("matrix @ matrix: shapes", EXCEPTION, lambda fw: fw.ones(5, 4) @ fw.ones(3, 2)),
    Record("matrix @ vector: shapes", EXCEPTION, lambda fw: fw.ones(5, 4) @ fw.ones(3)),
    Record("vector @ matrix: shapes", EXCEPTION, lambda fw: fw.ones(3) @ fw.ones(4, 2)),
    Record("mv: shapes", EXCEPTION, lambda fw: fw.mv(fw.ones(5, 4), fw.ones(3))),
    Record("vector @ vector: shapes", EXCEPTION, lambda fw: fw.ones(5) @ fw.ones(3)),
    Record("batch @ batch: shapes", EXCEPTION, lambda fw: fw.ones(2, 3, 4) @ fw.ones(2, 3, 4)),
    Record("0-d @ vector", EXCEPTION, lambda fw: matmul(fw.ones(()), fw.ones(3))),
    Record("broadcast", EXCEPTION, lambda fw: fw.ones(5) + fw.ones(3)),
    Record("broadcast: later dimension", EXCEPTION, lambda fw: fw.ones(2, 5) * fw.ones(2, 3)),
    Record("broadcast in place", EXCEPTION, lambda fw: fw.ones(3).add_(fw.ones(2, 3))),
    Record("matrix @ matrix: dtypes", EXCEPTION, lambda fw: double(fw, 5, 3) @ fw.ones(3, 2)),
    Record("vector @ vector: dtypes", EXCEPTION, lambda fw: double(fw, 3) @ fw.ones(3)),
    Record("matrix @ vector: dtypes", EXCEPTION, lambda fw: double(fw, 5, 3) @ fw.ones(3)),
    Record("matrix @ vector: dtypes, other way", EXCEPTION, lambda fw: fw.ones(5, 3) @ double(fw, 3)),
    Record("batch @ batch: dtypes", EXCEPTION, lambda fw: double(fw, 2, 3, 4) @ fw.ones(2, 4, 3)),
    Record("integers += float", EXCEPTION, lambda fw: fw.tensor([1, 2]).add_(0.5)),
    Record("integers /= integers", EXCEPTION, lambda fw: fw.tensor([1, 2]).div_(2)),
    Record("mean of integers", EXCEPTION, lambda fw: fw.tensor([1, 2]).mean()),
    Record("reshape", EXCEPTION, lambda fw: fw.ones(6).reshape(4, 2)),
    Record("view", EXCEPTION, lambda fw: fw.ones(6).view(4, 2)),
    Record("reshape with two unknowns", EXCEPTION, lambda fw: fw.ones(6).reshape(-1, -1)),
    Record("view of a transpose", EXCEPTION, lambda fw: fw.ones(3, 2).T.view(-1)),
    Record("t of three dimensions", EXCEPTION, lambda fw: fw.ones(1, 2, 3).t()),
    Record("dimension out of range", EXCEPTION, lambda fw: fw.ones(2, 3).sum(2)),
    Record("index out of range", EXCEPTION, lambda fw: fw.ones(2)[5]),
    Record("index of 0-d", EXCEPTION, lambda fw: fw.tensor(1.0)[0]),
    Record("len of 0-d", EXCEPTION, lambda fw: len(fw.tensor(1.0))),
    Record("iteration over 0-d", EXCEPTION, lambda fw: list(fw.tensor(1.0))),
]

# --- scalars, NumPy, construction -----------------------------------------------------------------

SCALARS = [
    Record("numpy()", EXCEPTION, lambda fw: leaf(fw).numpy()),
    Record("numpy() of a result", EXCEPTION, lambda fw: (leaf(fw) * 2).numpy()),
    Record("np.asarray", EXCEPTION, lambda fw: np.asarray(leaf(fw))),
    Record("np.array of a list with a loss", EXCEPTION, lambda fw: np.array([leaf(fw).sum()])),
    Record("np.sqrt", EXCEPTION, lambda fw: np.sqrt(leaf(fw))),
    Record("item of two elements", EXCEPTION, lambda fw: fw.ones(2).item()),
    Record("float of two elements", EXCEPTION, lambda fw: float(fw.ones(2))),
    Record("int of two elements", EXCEPTION, lambda fw: int(fw.ones(2))),
    Record("bool of two elements", EXCEPTION, lambda fw: bool(fw.ones(2))),
    Record("bool of no element", EXCEPTION, lambda fw: bool(fw.ones(0))),
    Record("float of a loss", WARNING, lambda fw: float(leaf(fw).sum())),
    Record("format of a vector", EXCEPTION, lambda fw: f"{fw.ones(2):.2f}"),
    Record("ragged list", EXCEPTION, lambda fw: fw.tensor([[1.0, 2.0], [3.0]])),
    Record("text", EXCEPTION, lambda fw: fw.tensor("text")),
    Record("list of texts", EXCEPTION, lambda fw: fw.tensor(["text"])),
    Record("None", EXCEPTION, lambda fw: fw.tensor(None)),
    Record("list of None", EXCEPTION, lambda fw: fw.tensor([None])),
    Record("from_numpy of a list", EXCEPTION, lambda fw: fw.from_numpy([1.0])),
    Record("tensor of a tensor", WARNING, lambda fw: fw.tensor(fw.ones(2))),
]

# --- nn and optim ---------------------------------------------------------------------------------


def module_before_init(fw):
    class Early(fw.nn.Module):
        def __init__(self):
            self.layer = fw.nn.Linear(1, 1)

    Early()


def parameter_before_init(fw):
    class Early(fw.nn.Module):
        def __init__(self):
            self.weight = fw.nn.Parameter(fw.ones(1))

    Early()


def no_forward(fw):
    class Silent(fw.nn.Module):
        pass

    Silent()(fw.ones(1))


def load_missing_and_mismatched(fw):
    fw.nn.Linear(3, 2).load_state_dict({"weight": fw.ones(1, 3)})


def load_unexpected(fw):
    layer = fw.nn.Linear(3, 2)
    layer.load_state_dict({**layer.state_dict(), "scale": fw.ones(1)})


def load_nested(fw):
    fw.nn.Sequential(fw.nn.Linear(1, 2), fw.nn.Linear(2, 1)).load_state_dict({"0.weight": fw.ones(2, 1)})


def sgd(fw, **keywords):
    return fw.optim.SGD([leaf(fw)], **{"lr": 0.1, **keywords})


def adam(fw, **keywords):
    return fw.optim.Adam([leaf(fw)], **keywords)


def duplicates(fw):
    weight = leaf(fw)
    fw.optim.SGD([weight, weight], lr=0.1)


def duplicate_groups(fw):
    weight = leaf(fw)
    fw.optim.SGD([{"params": [weight]}, {"params": [weight]}], lr=0.1)


NN = [
    Record("mse_loss: target size", WARNING, lambda fw: fw.nn.functional.mse_loss(fw.ones(4, 1), fw.ones(4))),
    Record("l1_loss: target size", WARNING, lambda fw: fw.nn.functional.l1_loss(fw.ones(4, 1), fw.ones(4))),
    Record("MSELoss: sizes that cannot broadcast", EXCEPTION, lambda fw: fw.nn.MSELoss()(fw.ones(4, 2), fw.ones(3))),
    Record(
        "mse_loss: reduction", EXCEPTION, lambda fw: fw.nn.functional.mse_loss(fw.ones(2), fw.ones(2), reduction="avg")
    ),
    Record("MSELoss: reduction", EXCEPTION, lambda fw: fw.nn.MSELoss(reduction="avg")(fw.ones(2), fw.ones(2))),
    Record("module before init", EXCEPTION, module_before_init),
    Record("parameter before init", EXCEPTION, parameter_before_init),
    Record("no forward", EXCEPTION, no_forward),
    Record("no such attribute", EXCEPTION, lambda fw: fw.nn.Linear(1, 1).foo),
    Record("a tensor as parameter", EXCEPTION, lambda fw: setattr(fw.nn.Linear(1, 1), "weight", fw.ones(1, 1))),
    Record("load_state_dict: missing, mismatch", EXCEPTION, load_missing_and_mismatched),
    Record("load_state_dict: unexpected", EXCEPTION, load_unexpected),
    Record("load_state_dict: nested", EXCEPTION, load_nested),
    Record("TensorDataset: lengths", EXCEPTION, lambda fw: fw.utils.data.TensorDataset(fw.ones(3), fw.ones(2))),
]
OPTIM = [
    Record("no parameters", EXCEPTION, lambda fw: fw.optim.SGD([], lr=0.1)),
    Record("a result", EXCEPTION, lambda fw: fw.optim.SGD([leaf(fw) * 2], lr=0.1)),
    Record("a tensor", EXCEPTION, lambda fw: fw.optim.SGD(leaf(fw), lr=0.1)),
    Record("a float", EXCEPTION, lambda fw: fw.optim.SGD([1.0], lr=0.1)),
    Record("the same parameter twice", WARNING, duplicates),
    Record("the same parameter in two groups", EXCEPTION, duplicate_groups),
    Record("SGD: learning rate", EXCEPTION, lambda fw: sgd(fw, lr=-0.1)),
    Record("SGD: momentum", EXCEPTION, lambda fw: sgd(fw, momentum=-1)),
    Record("SGD: weight decay", EXCEPTION, lambda fw: sgd(fw, weight_decay=-1)),
    Record("SGD: nesterov", EXCEPTION, lambda fw: sgd(fw, nesterov=True)),
    Record("Adam: learning rate", EXCEPTION, lambda fw: adam(fw, lr=-0.1)),
    Record("Adam: epsilon", EXCEPTION, lambda fw: adam(fw, eps=-1)),
    Record("Adam: beta", EXCEPTION, lambda fw: adam(fw, betas=(1.0, 0.9))),
    Record("Adam: weight decay", EXCEPTION, lambda fw: adam(fw, weight_decay=-1)),
]

# --- testing helpers, devices ---------------------------------------------------------------------


def half_detached(x):
    """3x with the derivative 2."""
    return 2 * x + x.detach()


HELPERS = [
    Record(
        "assert_close: values",
        EXCEPTION,
        lambda fw: fw.testing.assert_close(fw.tensor([1.0, 2.0]), fw.tensor([1.0, 2.5])),
        "testing",
    ),
    Record("assert_close: dtypes", EXCEPTION, lambda fw: fw.testing.assert_close(fw.ones(1), double(fw, 1)), "testing"),
    Record(
        "gradcheck: wrong gradient",
        EXCEPTION,
        lambda fw: fw.autograd.gradcheck(half_detached, leaf(fw, dtype=fw.float64)),
        "autograd.gradcheck",
    ),
    Record(
        "gradcheck: single precision",
        WARNING,
        lambda fw: fw.autograd.gradcheck(lambda x: x * 2, leaf(fw), eps=0.01),
        "autograd.gradcheck",
    ),
]
MIXED_DEVICES = (
    "RuntimeError", "Expected all tensors to be on the same device, but got mat1 is on cpu, different from "
    "other tensors on cuda:0 (when checking argument in method wrapper_CUDA_addmm)",
)  # fmt: skip
TO_NUMPY = (
    "TypeError", "can't convert cuda:0 device type tensor to numpy. Use Tensor.cpu() to copy the tensor to "
    "host memory first.",
)  # fmt: skip
DEVICES = [
    Record("cuda without cuda", EXCEPTION, lambda fw: fw.ones(1).to("cuda"), "no gpu"),
    Record("unknown device", EXCEPTION, lambda fw: fw.device("gpu")),
    Record(
        "layer on cuda, input on cpu",
        EXCEPTION,
        lambda fw: fw.nn.Linear(3, 2).to("cuda")(fw.ones(5, 3)),
        "gpu",
        MIXED_DEVICES,
    ),
    Record("numpy() from cuda", EXCEPTION, lambda fw: fw.ones(1, device="cuda").numpy(), "gpu", TO_NUMPY),
]

# --- node names and behaviour ---------------------------------------------------------------------


def backward_twice_without_saved(fw):
    weight = leaf(fw)
    loss = (weight + 1).sum()
    twice(loss.backward)
    return weight.grad.tolist()


def backward_twice_through_a_product(fw):
    loss = (leaf(fw) * 2).sum()
    twice(loss.backward)


def backward_after_step(fw, input_needs_grad):
    layer = fw.nn.Linear(3, 1)
    loss = layer(fw.ones(4, 3, requires_grad=input_needs_grad)).sum()
    loss.backward(retain_graph=True)
    fw.optim.SGD(layer.parameters(), lr=0.1).step()
    loss.backward()
    return layer.bias.grad.tolist()


def double_target(fw):
    weight = leaf(fw)
    loss = fw.nn.functional.mse_loss(weight * 2, double(fw, 2))
    loss.backward()
    return [str(loss.dtype), str(weight.grad.dtype)]


def zero_grad_forgets(fw):
    layer = fw.nn.Linear(1, 1)
    layer(fw.ones(1, 1)).sum().backward()
    layer.zero_grad()
    return [parameter.grad for parameter in layer.parameters()]


NODES: dict[str, Callable[[Any], Any]] = {
    "x + y": lambda fw: leaf(fw) + leaf(fw),
    "x + 1": lambda fw: leaf(fw) + 1,
    "x - y": lambda fw: leaf(fw) - leaf(fw),
    "x * y": lambda fw: leaf(fw) * leaf(fw),
    "x * 2": lambda fw: leaf(fw) * 2,
    "x / y": lambda fw: leaf(fw) / leaf(fw),
    "-x": lambda fw: -leaf(fw),
    "x ** 2": lambda fw: leaf(fw) ** 2,
    "x ** y": lambda fw: leaf(fw) ** leaf(fw),
    "2 ** x": lambda fw: 2 ** leaf(fw),
    "1 - x": lambda fw: 1 - leaf(fw),
    "1 / x": lambda fw: 1 / leaf(fw),
    "matrix @ matrix": lambda fw: leaf(fw, 3, 2) @ leaf(fw, 2, 3),
    "matrix @ vector": lambda fw: leaf(fw, 3, 2) @ leaf(fw),
    "vector @ vector": lambda fw: leaf(fw) @ leaf(fw),
    "Linear": lambda fw: fw.nn.Linear(3, 2)(fw.ones(5, 3)),
    "Linear without bias": lambda fw: fw.nn.Linear(3, 2, bias=False)(fw.ones(5, 3)),
    "mse_loss": lambda fw: fw.nn.functional.mse_loss(leaf(fw), fw.ones(2)),
    "mean": lambda fw: leaf(fw).mean(),
    "mean(0)": lambda fw: leaf(fw).mean(0),
    "sum": lambda fw: leaf(fw).sum(),
    "sum(0)": lambda fw: leaf(fw).sum(0),
    "t": lambda fw: leaf(fw, 3, 2).t(),
    "T": lambda fw: leaf(fw, 3, 2).T,
    "reshape": lambda fw: leaf(fw, 3, 2).reshape(6),
    "view": lambda fw: leaf(fw, 3, 2).view(6),
    "flatten": lambda fw: leaf(fw, 3, 2).flatten(),
    "x[i]": lambda fw: leaf(fw)[0],
    "clone": lambda fw: leaf(fw).clone(),
    "a step": lambda fw: fw.nn.functional.mse_loss(fw.nn.Linear(3, 1)(fw.ones(5, 3)), fw.zeros(5, 1)),
    "by hand": lambda fw: ((fw.ones(5, 1) * leaf(fw, 1) + leaf(fw, 1) - fw.zeros(5, 1)) ** 2).mean(),
}
BEHAVIOUR = [
    Record("nothing saved: backward twice", VALUE, backward_twice_without_saved),
    Record("a product: backward twice", EXCEPTION, backward_twice_through_a_product),
    Record("step on a retained graph", VALUE, lambda fw: backward_after_step(fw, input_needs_grad=False)),
    Record(
        "step on a retained graph, input needs grad",
        EXCEPTION,
        lambda fw: backward_after_step(fw, input_needs_grad=True),
    ),
    Record("float64 target, float32 prediction", VALUE, double_target),
    Record("zero_grad sets None", VALUE, zero_grad_forgets),
]

# --- pitfalls of the training loop: y = 2x on four points -----------------------------------------


def data(fw):
    x = fw.tensor([[0.0], [1.0], [2.0], [3.0]])
    return x, 2 * x


def manual_loop(fw, update, steps=3, lr=0.1):
    """The loop by hand: `update(w, lr)` returns the next weight; the losses."""
    (x, y), w, losses = data(fw), fw.tensor([0.5], requires_grad=True), []
    for _ in range(steps):
        loss = ((x * w - y) ** 2).mean()
        losses.append(loss.item())
        loss.backward()
        w = update(w, lr)
    return digits(losses)


def assign(w, lr):
    w -= lr * w.grad
    return w


def correct_loop(fw):
    def update(w, lr):
        in_no_grad(fw, lambda: assign(w, lr))
        w.grad = None
        return w

    return manual_loop(fw, update)


def no_zero_grad(fw):
    return manual_loop(fw, lambda w, lr: in_no_grad(fw, lambda: assign(w, lr)), steps=8)


def target_without_column(fw):
    (x, y), w, b = data(fw), leaf(fw, 1), fw.zeros(1, requires_grad=True)
    for _ in range(60):
        loss = fw.nn.functional.mse_loss(x * w + b, y.flatten())
        loss.backward()
        with fw.no_grad():
            for parameter in (w, b):
                parameter -= 0.05 * parameter.grad
                parameter.grad = None
    return digits([w.detach(), b.detach(), loss.detach()])


def step_before_backward(fw):
    weight = leaf(fw)
    optimizer = fw.optim.SGD([weight], lr=0.1)
    optimizer.step()
    return weight.tolist()


def features_too_large(fw):
    x, y = data(fw)
    weight, losses = fw.zeros(1, requires_grad=True), []
    for _ in range(12):
        loss = ((100 * x * weight - y) ** 2).mean()
        losses.append(loss.detach())
        loss.backward()
        with fw.no_grad():
            weight -= 0.5 * weight.grad
            weight.grad.zero_()
    return digits(losses)


def total_of_losses(fw):
    weight, total = leaf(fw, 1), 0
    for _ in range(3):
        total += (weight * weight).sum()
    return [digits([total.detach()]), chain(total)]


def weights_changed_before_backward(fw):
    layer = fw.nn.Sequential(fw.nn.Linear(1, 2), fw.nn.Linear(2, 1))
    loss = layer(fw.ones(4, 1)).sum()
    with fw.no_grad():
        for parameter in layer.parameters():
            parameter -= 0.1
    loss.backward()


def loss_through_numpy(fw):
    loss = (leaf(fw) * 2).sum()
    fw.from_numpy(np.array(loss.detach().numpy())).backward()


def loss_is_nan(fw):
    weight = leaf(fw, 1)
    loss = (weight * float("nan")).sum()
    loss.backward()
    return digits([loss.detach(), weight.grad])


def rebound_in_no_grad(fw):
    weight = leaf(fw, 1)
    weight.sum().backward()
    weight = in_no_grad(fw, lambda: weight - 0.1 * weight.grad)
    return [weight.requires_grad, weight.is_leaf, weight.grad]


PITFALLS = [
    Record("the correct loop", VALUE, correct_loop),
    Record("w -= without no_grad", EXCEPTION, lambda fw: manual_loop(fw, assign)),
    Record("w = w - without no_grad", EXCEPTION, lambda fw: manual_loop(fw, lambda w, lr: w - lr * w.grad)),
    Record(
        "w = w - inside no_grad",
        EXCEPTION,
        lambda fw: manual_loop(fw, lambda w, lr: in_no_grad(fw, lambda: w - lr * w.grad)),
    ),
    Record("no zero_grad", VALUE, no_zero_grad),
    Record("prediction (4, 1), target (4,)", VALUE, target_without_column),
    Record("step before the first backward", VALUE, step_before_backward),
    Record("features times 100", VALUE, features_too_large),
    Record("grad.zero_() first", EXCEPTION, lambda fw: leaf(fw).grad.zero_()),
    Record("zero_grad of a tensor", EXCEPTION, lambda fw: leaf(fw).zero_grad()),
    Record("backward of loss.item()", EXCEPTION, lambda fw: fw.tensor(leaf(fw).sum().item()).backward()),
    Record("backward of a loss through NumPy", EXCEPTION, loss_through_numpy),
    Record("float64 array into Linear", EXCEPTION, lambda fw: fw.nn.Linear(1, 1)(fw.tensor(np.ones((4, 1))))),
    Record("weights changed between forward and backward", EXCEPTION, weights_changed_before_backward),
    Record("loss is nan", VALUE, loss_is_nan),
    Record("weight rebound in no_grad", VALUE, rebound_in_no_grad),
    Record("total of losses keeps every graph", VALUE, total_of_losses),
]

# --------------------------------------------------------------------------------------------------


def graph_of(expression: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda fw: chain(expression(fw))


RECORDS = [
    record._replace(name=f"{group}: {record.name}")
    for group, records in {
        "autograd": AUTOGRAD, "shape": SHAPES, "layer": LAYERS, "scalar": SCALARS, "nn": NN, "optim": OPTIM,
        "helper": HELPERS, "device": DEVICES,
        "node": [Record(name, VALUE, graph_of(expression)) for name, expression in NODES.items()],
        "behaviour": BEHAVIOUR, "pitfall": PITFALLS,
    }.items()
    for record in records
]  # fmt: skip
