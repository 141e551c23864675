"""What docs/differences.md keeps of files, of NumPy's arrays and of losses: both ends, here and in torch."""

import copy
import io
from pathlib import Path

import numpy as np
import pytest

import tinygrad_lr as tg

pytestmark = pytest.mark.torch
torch = pytest.importorskip("torch")
PAGE = (Path(tg.__file__).parents[1] / "docs" / "differences.md").read_text()


def size_of_a_saved_view(fw, name=""):
    file = io.BytesIO()
    file.name = name
    fw.save(fw.zeros(100_000)[:2], file)
    return len(file.getvalue())


def saving_a_module(fw):
    file = io.BytesIO()
    try:
        fw.save({"m": fw.nn.ReLU()}, file)
    except TypeError as error:
        return str(error)
    file.seek(0)
    with pytest.raises(Exception, match="Weights only load failed"):
        fw.load(file)
    return "written"


def test_a_view_is_saved_without_what_is_behind_it():
    line = "- `save` to safetensors writes the elements that a view has; torch, and `save` to `.pt`, all of the memory behind it."
    assert line in PAGE
    assert size_of_a_saved_view(tg) < 10_000 < 400_000 < size_of_a_saved_view(torch)
    assert size_of_a_saved_view(tg, "view.pt") > 400_000


def test_objects_are_refused_when_they_are_saved():
    assert (
        "- `save` refuses objects that are no data (a module); torch writes them, and its `load` refuses them." in PAGE
    )
    assert saving_a_module(tg) == "save() cannot store m, of type ReLU: save its state_dict()"
    assert saving_a_module(torch) == "written"


@pytest.mark.parametrize("kind", ["float16", "uint16", "uint32", "uint64", "complex64"])
def test_arrays_of_other_dtypes_are_refused(kind):
    assert "- NumPy's float16, uint16, uint32, uint64 and complex arrays are refused" in PAGE
    array = np.ones(2, kind)
    assert str(torch.from_numpy(array).dtype) == f"torch.{kind}"
    with pytest.raises(TypeError, match=f"can't convert np.ndarray of type numpy.{kind}"):
        tg.from_numpy(array)


def test_the_list_of_what_is_taken_is_shorter():
    told = []
    for fw in (tg, torch):
        with pytest.raises(TypeError) as caught:
            fw.from_numpy(np.array([None]))
        told.append(str(caught.value).partition("are: ")[2].replace(" and ", " ").strip(".").split(", "))
    ours, theirs = ({name.strip() for name in names} for names in told)
    assert ours < theirs
    assert theirs - ours == {"float16", "complex64", "complex128", "uint64", "uint32", "uint16"}


def test_a_mixed_loss_is_nearer_to_the_truth():
    assert "takes a logarithm in float32 there; all of it is\n  float64 here." in PAGE
    truth = np.log1p(np.exp(-0.5))
    off = [
        abs(
            fw.nn.functional.binary_cross_entropy_with_logits(fw.tensor([0.5]), fw.tensor([1.0]).double()).item()
            - truth
        )
        for fw in (tg, torch)
    ]
    assert off[0] < 1e-15 < 1e-10 < off[1]


def test_a_shallow_copy_of_a_module_has_members_of_its_own():
    assert "- `copy.copy` of a module has parameters, buffers and children of its own" in PAGE
    for fw, left in ((tg, 1), (torch, 2)):
        module = fw.nn.Sequential(fw.nn.ReLU())
        copy.copy(module).append(fw.nn.Tanh())
        assert len(module) == left


def test_nothing_is_clipped_of_no_parameters():
    assert "- `clip_grad_value_` of no parameters at all fails inside" in PAGE
    assert tg.nn.utils.clip_grad_value_(iter([]), 1.0) is None
    with pytest.raises(RuntimeError, match="to be true, but got false"):
        torch.nn.utils.clip_grad_value_(iter([]), 1.0)


@pytest.mark.parametrize("text", ["x == None", "x != None", "None == x", "x == 'a'"])
def test_what_is_compared_with_nothing_is_pythons(text):
    assert eval(text, {"x": tg.ones(2)}) is eval(text, {"x": torch.ones(2)})


def prelus(fw, g):
    """prelu's gradient at 0 for an incoming g, and that gradient's own by g."""
    x, w, g = (fw.tensor(v, dtype=fw.float64, requires_grad=True) for v in (0.0, 0.25, g))
    first = fw.autograd.grad(fw.nn.functional.prelu(x, w), x, g, create_graph=True)[0]
    return first.item(), fw.autograd.grad(first, g)[0].item()


def test_prelus_second_derivative_at_zero_is_that_of_its_first():
    assert "- The second derivative of `prelu` at 0 is not that of its first, which is `w g` there" in PAGE
    for fw, slope in ((tg, 0.25), (torch, 1.0)):
        (at_1, told), (at_2, _) = prelus(fw, 1.0), prelus(fw, 2.0)
        assert at_2 - at_1 == 0.25
        assert told == slope


def test_which_zero_softshrink_gives_is_settled_by_the_place():
    assert "- `softshrink`: of which sign a zero is, its place in the array decides;" in PAGE
    x = [-0.25] * 9
    assert len({str(v) for v in torch.nn.functional.softshrink(torch.tensor(x, dtype=torch.float64)).tolist()}) == 2
    assert {str(v) for v in tg.nn.functional.softshrink(tg.tensor(x, dtype=tg.float64)).tolist()} == {"-0.0"}


def test_a_row_whose_statistics_are_expanded():
    assert "- `batch_norm` of a single row whose statistics or weight are expanded takes others' memory" in PAGE

    def gradient(fw, expanded):
        x = fw.tensor([[1.0, -2.0, 3.0]], dtype=fw.float64, requires_grad=True)
        v = fw.tensor([1.5], dtype=fw.float64).expand(3)
        v = v if expanded else v.clone()
        out = fw.nn.functional.batch_norm(x, fw.zeros(3, dtype=fw.float64), v, v, None)
        return fw.autograd.grad(out.sum(), x)[0].tolist()

    assert gradient(tg, True)[0] == gradient(tg, False)[0] == pytest.approx(gradient(torch, False)[0])


def test_an_answer_that_is_asked_for_by_place():
    assert "- `unique_consecutive(x, True)` answers with an empty tensor for the inverse there" in PAGE
    found = {fw: fw.unique_consecutive(fw.tensor([1, 1, 2]), True)[1].tolist() for fw in (tg, torch)}
    assert found == {tg: [0, 0, 1], torch: []}
    for fw in found:
        assert fw.unique_consecutive(fw.tensor([1, 1, 2]), return_inverse=True)[1].tolist() == [0, 0, 1]


def test_truth_is_asked_of_the_numbers_themselves():
    assert "- `any` and `all` with `out=` of uint8 cut the numbers to uint8 before they look at them" in PAGE
    for number in (0.5, 256):
        found = {
            fw: fw.any(fw.tensor([number, number]), 0, out=fw.tensor(0, dtype=fw.uint8)).item() for fw in (tg, torch)
        }
        assert found == {tg: 1, torch: 0}


def test_what_an_operand_was_before_it_was_detached_in_place():
    assert "- An operand that has left its graph by `detach_()` before the backward pass is refused in it" in PAGE

    def gradient(fw, detached):
        x = fw.tensor([3.0], requires_grad=True)
        y = x * 2
        z = y * y
        if detached:
            y.detach_()
        z.backward()
        return x.grad.tolist()

    assert gradient(tg, True) == gradient(tg, False) == gradient(torch, False) == [24.0]
    with pytest.raises(RuntimeError, match="a saved tensor that has been detached in-place"):
        gradient(torch, True)


def test_which_of_equal_elements_is_found():
    nothing = np.full(4, np.nan)
    assert tg.tensor(nothing).nanmedian(0).indices == 0 != torch.tensor(nothing).nanmedian(0).indices
    assert (
        "- Which of equal elements `kthvalue`, `topk` and, of more than sixteen, `sort` without `stable=True` find"
        in PAGE
    )
    many = [1.0, 0.0] * 20
    assert tg.tensor(many).sort()[1].tolist() == torch.tensor(many).sort(stable=True)[1].tolist()
    found = {fw: fw.topk(fw.tensor([1.0, 2.0, 2.0, 2.0, 1.0]), 2)[1].tolist() for fw in (tg, torch)}
    assert found == {tg: [1, 2], torch: [1, 3]}


def test_the_mean_beside_a_variance_of_infinities():
    assert "- The mean that `var_mean` and `std_mean` give with an infinity among the numbers is nan there" in PAGE
    for name in ("var_mean", "std_mean"):
        means = {fw: getattr(fw, name)(fw.tensor([float("inf"), 1.0]))[1].item() for fw in (tg, torch)}
        assert means[tg] == torch.tensor([float("inf"), 1.0]).mean().item() == float("inf")
        assert means[torch] != means[torch]


def test_a_second_derivative_without_indices():
    assert "- The second derivative of `embedding` without indices is refused there." in PAGE

    def second(fw):
        w = fw.ones(4, 2, requires_grad=True)
        out = fw.nn.functional.embedding(fw.zeros(0, dtype=fw.int64), w)
        g = fw.ones(0, 2, requires_grad=True)
        first = fw.autograd.grad(out, w, g, create_graph=True)[0]
        return fw.autograd.grad(first, g, fw.ones(4, 2))[0].shape

    assert second(tg) == (0, 2)
    with pytest.raises(RuntimeError, match="cannot reshape tensor of 0 elements"):
        second(torch)


def gradient_after(fw, change):
    """Of a product, after a factor's `.data` was changed."""
    a, b = (fw.tensor([x], requires_grad=True) for x in (2.0, 3.0))
    product = a * b
    change(b)
    product.sum().backward()
    return a.grad.item()


def test_a_backward_pass_computes_with_what_was_there():
    assert (
        "- `x.data = y` after `x` was used: a backward pass here computes with what `x` was; torch's with `y`." in PAGE
    )

    def replaced(b):
        b.data = b.data * 10

    assert gradient_after(tg, replaced) == 3.0
    assert gradient_after(torch, replaced) == 30.0
    assert gradient_after(tg, lambda b: b.data.mul_(10)) == gradient_after(torch, lambda b: b.data.mul_(10)) == 30.0


@pytest.mark.filterwarnings("ignore:An output with one or more elements")
def test_products_that_fail_in_torch():
    assert (
        "- `kron` of a tensor that is not contiguous is refused there; `addmv` of a matrix without columns may have"
        in PAGE
    )
    assert tg.kron(tg.ones(3, 2).t(), tg.ones(3, 3)).shape == (6, 9)
    with pytest.raises(RuntimeError, match="view size is not compatible"):
        torch.kron(torch.ones(3, 2).t(), torch.ones(3, 3))
    assert [fw.addmv(fw.ones(1), fw.ones(3, 0), fw.ones(0)).shape for fw in (tg, torch)] == [(3,), (1,)]


def test_elements_that_are_read_while_they_are_written():
    assert "so do `masked_scatter_`, `addmv_`, `addmm_` and `baddbmm_` of itself." in PAGE
    ends = []
    for fw in (tg, torch):
        b = fw.tensor([False, True, True])
        ends.append(b.masked_scatter_(b, b).tolist())
    assert ends == [[False, False, True], [False, False, False]]
