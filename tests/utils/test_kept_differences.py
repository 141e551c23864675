"""What docs/differences.md keeps of files, of NumPy's arrays and of losses: both ends, here and in torch."""

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


def test_nothing_is_clipped_of_no_parameters():
    assert "- `clip_grad_value_` of no parameters at all fails inside" in PAGE
    assert tg.nn.utils.clip_grad_value_(iter([]), 1.0) is None
    with pytest.raises(RuntimeError, match="to be true, but got false"):
        torch.nn.utils.clip_grad_value_(iter([]), 1.0)


@pytest.mark.parametrize("text", ["x == None", "x != None", "None == x", "x == 'a'"])
def test_what_is_compared_with_nothing_is_pythons(text):
    assert eval(text, {"x": tg.ones(2)}) is eval(text, {"x": torch.ones(2)})
