"""A traceback shows the user's lines, and at most two of the library's, whatever has failed."""

import os
import random
import subprocess
import sys
import traceback
import warnings
from pathlib import Path

import numpy as np
import pytest

import tinygrad_lr as torch
from tests.helpers.docstrings import public_names, raised, text_of
from tinygrad_lr import nn
from tinygrad_lr.arrays.tracebacks import SWITCH
from tinygrad_lr.nn import functional as F

PACKAGE = os.path.dirname(torch.__file__)
MOST = 2


def frames(error):
    """The library's frames in all that would be printed of an error, and those of neither the library nor this file."""
    text = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    ours = text.count(f'File "{PACKAGE}')
    return ours, text.count('File "') - ours - text.count(f'File "{__file__}"') - text.count('File "<string>"')


class Sums(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.rest = nn.Linear(3, 4), nn.Sequential(nn.ReLU(), nn.Linear(5, 1))

    def forward(self, x):
        return self.rest(self.first(x))


class Rows(torch.utils.data.Dataset):
    def __len__(self):
        return 4

    def __getitem__(self, i):
        return torch.ones(i + 1) if i < 3 else int("three")


def loader(**options):
    return list(torch.utils.data.DataLoader(Rows(), **options))


def x():
    return torch.ones(2, 3)


def w():
    return torch.ones(2, 3, requires_grad=True)


def hooked():
    y = w() * 2
    y.register_hook(lambda g: g @ g)
    y.sum().backward()


def twice(y):
    y.backward()
    y.backward()


def stepped(kind, gradient):
    p = torch.ones(2, requires_grad=True)
    optimizer = kind([p], lr=0.1)
    p._grad = gradient
    optimizer.step()


FAILING = {
    # operations, operators, methods
    "x @ x": lambda: x() @ x(), "x + wrong": lambda: x() + torch.ones(4), "w += 1": lambda: w().__iadd__(1), "x ** wrong": lambda: x() ** torch.ones(4),
    "x == wrong": lambda: x() == torch.ones(4), "x // wrong": lambda: 1 // x() @ x(), "~x": lambda: ~x(), "x << 1": lambda: x() << 1, "x % wrong": lambda: x() % torch.ones(4),
    "view": lambda: x().view(5), "sum": lambda: x().sum(5), "add_": lambda: w().add_(1), "cat": lambda: torch.cat([x(), torch.ones(3)]), "tensor": lambda: torch.tensor([[1], [1, 2]]),
    "zeros": lambda: torch.zeros(-1), "numpy": lambda: w().numpy(), "asarray": lambda: np.asarray(w()), "float": lambda: float(x()), "bool": lambda: bool(x()), "item": lambda: x().item(),
    "iter": lambda: iter(torch.tensor(1.0)), "to": lambda: x().to("nowhere"), "einsum": lambda: torch.einsum("ij,jk", x(), x()), "randperm": lambda: torch.randperm(-1),
    "multinomial": lambda: torch.multinomial(-x(), 1), "sort": lambda: x().sort(7), "out": lambda: torch.add(x(), x(), out=w()), "norm": lambda: torch.linalg.norm(x(), "a"),
    "grad": lambda: setattr(w(), "grad", torch.ones(9)), "requires_grad": lambda: setattr(torch.ones(2, dtype=torch.int64), "requires_grad", True), "format": lambda: f"{x():d}",
    # indexing
    "x[5]": lambda: x()[5], "x[[7]]": lambda: x()[[7]], "x[0, 9] = 1": lambda: x().__setitem__((0, 9), 1), "x['a']": lambda: x()["a"], "mask": lambda: x()[torch.tensor([True])],
    # the graph
    "no scalar": lambda: w().backward(), "twice": lambda: twice((w() * w()).sum()), "no graph": lambda: x().sum().backward(), "hook": hooked, "autograd.grad": lambda: torch.autograd.grad(w().sum(), x()),
    "autograd.backward": lambda: torch.autograd.backward([w().sum()], [x()]), "gradcheck": lambda: torch.autograd.gradcheck(lambda a: a * 2, x()),
    # modules and functional
    "a module": lambda: Sums()(x()), "Linear": lambda: nn.Linear(4, 1)(x()), "Linear()": lambda: nn.Linear(-1, 2), "Sequential": lambda: nn.Sequential(nn.Linear(3, 2), nn.Linear(3, 2))(x()),
    "CrossEntropyLoss": lambda: nn.CrossEntropyLoss()(x(), torch.tensor([0, 7])), "MSELoss": lambda: nn.MSELoss()(x(), torch.ones(7)), "BatchNorm1d": lambda: nn.BatchNorm1d(4)(x()),
    "LayerNorm": lambda: nn.LayerNorm(4)(x()), "load_state_dict": lambda: nn.Linear(3, 2).load_state_dict({}), "ModuleList": lambda: nn.ModuleList([1]), "ModuleDict": lambda: nn.ModuleDict({"a": 1}),
    "attribute": lambda: nn.Linear(3, 2).nothing, "weight = 3": lambda: setattr(nn.Linear(3, 2), "weight", 3), "F.linear": lambda: F.linear(x(), torch.ones(2, 5), torch.ones(2)),
    "F.linear of none": lambda: F.linear(1, 2), "F.mse_loss": lambda: F.mse_loss(x(), torch.ones(5)), "F.cross_entropy": lambda: F.cross_entropy(x(), x()[0]), "F.softmax": lambda: F.softmax(x(), 5),
    "F.binary_cross_entropy": lambda: F.binary_cross_entropy(x() * 3, x()), "F.hardswish": lambda: F.hardswish(torch.ones(2, dtype=torch.int64)), "F.pad": lambda: F.pad(x(), (1,)),
    "xavier_uniform_": lambda: nn.init.xavier_uniform_(torch.ones(3)), "kaiming_normal_": lambda: nn.init.kaiming_normal_(x(), mode="a"), "clip_grad_norm_": lambda: nn.utils.clip_grad_norm_([w()], "a"),
    # optimizers and schedules
    "SGD of nothing": lambda: torch.optim.SGD([], lr=1), "Adam of what is no leaf": lambda: torch.optim.Adam([w() * 2]), "Adam.step": lambda: stepped(torch.optim.Adam, torch.ones(3)),
    "SGD.step": lambda: stepped(torch.optim.SGD, torch.ones(3)), "closure": lambda: torch.optim.SGD([w()], lr=0.1).step(lambda: x() @ x()), "StepLR": lambda: torch.optim.lr_scheduler.StepLR(3, 3),
    "add_param_group": lambda: torch.optim.SGD([w()], lr=0.1).add_param_group(3), "OneCycleLR": lambda: torch.optim.lr_scheduler.OneCycleLR(torch.optim.SGD([w()], lr=0.1), 1),
    # data
    "collate": lambda: loader(batch_size=2), "a dataset of the user's": lambda: torch.utils.data.DataLoader(Rows(), batch_size=None).dataset[3], "worker": lambda: loader(num_workers=1, batch_size=2),
    "through the loader": lambda: list(torch.utils.data.DataLoader(Rows(), sampler=[3])), "DataLoader": lambda: torch.utils.data.DataLoader(Rows(), batch_size=0),
    "TensorDataset": lambda: torch.utils.data.TensorDataset(x(), torch.ones(9)), "its row": lambda: torch.utils.data.TensorDataset(x())[9], "random_split": lambda: torch.utils.data.random_split(Rows(), [1, 1]),
    # files, compile, processes, devices
    "load nothing": lambda: torch.load("/nowhere/at.all"), "save nowhere": lambda: torch.save(x(), "/nowhere/at.all"), "load a folder": lambda: torch.load(PACKAGE), "save a function": lambda: torch.save(lambda: 1, os.devnull),
    "load this": lambda: torch.load(__file__), "compile": lambda: torch.compile(lambda a: a @ a)(x()), "a number inside": lambda: torch.compile(lambda a: a.item())(x()), "backend": lambda: torch.compile(x, backend="a"),
    "all_reduce": lambda: torch.distributed.all_reduce(x()), "init_process_group": lambda: torch.distributed.init_process_group("nothing"), "cuda": lambda: torch.cuda.set_device(3),
    "DistributedDataParallel": lambda: nn.parallel.DistributedDataParallel(nn.Linear(1, 1)), "graph": lambda: torch.graph(x()), "a name": lambda: torch.conv2d, "a name of nobody's": lambda: torch.nothing,
}  # fmt: skip


def failure(call):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            call()
        except Exception as error:
            return error
    return None


@pytest.fixture(autouse=True)
def as_users_have_it(monkeypatch):
    monkeypatch.delenv(SWITCH, raising=False)


@pytest.mark.parametrize("name", FAILING)
def test_a_traceback_is_short(name):
    error = failure(FAILING[name])
    assert error is not None
    ours, others = frames(error)
    assert ours <= MOST
    assert others == 0


def test_so_is_that_of_every_call_whose_error_a_docstring_tells():
    found, count = {}, 0
    for name, value in public_names().items():
        for _, call in raised(text_of(value) or ""):
            error = failure(lambda call=call: eval(call, {"torch": torch}))
            count += error is not None
            if error is not None and frames(error)[0] > MOST:
                found[name, call] = frames(error)
    assert count > 300
    assert found == {}


@pytest.mark.torch
def test_so_is_that_of_drawn_calls(monkeypatch):
    from parity.lanes import refusals

    rng, found, count = random.Random(7), [], 0
    targets = [target for name, target in refusals.targets().items() if name != "torch.range"]
    while count < 300:
        text = refusals.call(rng, rng.choice(targets))
        if "2**" in text or "1e300" in text:  # which may take all memory
            continue
        names = {"torch": torch, "np": np, "operator": refusals.operator}
        names |= {name: eval(made, names) for name, made in refusals.TENSORS.items()}
        error = failure(lambda text=text, names=names: eval(text, names))
        count += error is not None
        if error is not None and frames(error)[0] > MOST:
            found.append((text, frames(error)))
    assert found == []


def test_the_users_lines_stay():
    """Also those below the library's: a forward that the module calls, a dataset's method that the loader calls."""
    for call, inner in ((FAILING["a module"], "forward"), (FAILING["through the loader"], "__getitem__"), (FAILING["hook"], "<lambda>")):  # fmt: skip
        names = [
            frame.name for frame in traceback.extract_tb(failure(call).__traceback__) if frame.filename == __file__
        ]
        assert names[-1] == inner


def test_so_do_the_lines_of_a_compiled_step():
    """Whether it is recorded, has been replayed before, or is repeated."""

    def picked(table, places):
        return (table[places] * 2).sum()

    def step(table, places):
        return picked(table, places)

    compiled, table, fits, wrong = torch.compile(step), torch.ones(5), torch.tensor([1, 2]), torch.tensor([1, 7])
    calls = [lambda: torch.compile(step)(table, wrong), lambda: compiled(table, wrong), lambda: compiled.repeat(2, table, wrong)]  # fmt: skip
    for _ in range(2):
        compiled(table, fits)
    for call in calls:
        error = failure(call)
        names = [frame.name for frame in traceback.extract_tb(error.__traceback__) if frame.filename == __file__]
        assert names[-2:] == ["step", "picked"]
        assert str(error) == "index 7 is out of bounds for dimension 0 with size 5"
        assert frames(error)[0] <= MOST


def test_whoever_wants_all_frames_has_them(monkeypatch):
    monkeypatch.setenv(SWITCH, "full")
    assert frames(failure(FAILING["a module"]))[0] > 10


def test_an_error_that_the_user_was_handling_stays_in_sight():
    def call(action):
        try:
            raise KeyError("the user's")
        except KeyError:
            action()

    for action in (lambda: x() @ x(), lambda: x().view(5), lambda: nn.Linear(4, 1)(x())):
        error = failure(lambda action=action: call(action))
        assert isinstance(error.__context__, KeyError)
        assert not error.__suppress_context__
        assert failure(action).__context__ is None


def test_what_the_user_has_said_of_an_errors_context_stays():
    class Own(nn.Module):
        def forward(self, x):
            try:
                x @ x
            except RuntimeError as error:
                if x.requires_grad:
                    raise ValueError("caused") from error
                raise ValueError("alone") from None

    caused, alone = failure(lambda: Own()(w())), failure(lambda: Own()(x()))
    assert isinstance(caused.__cause__, RuntimeError)
    assert alone.__suppress_context__


def test_an_uncaught_error_ends_a_program_so(tmp_path):
    script = tmp_path / "script.py"
    script.write_text("import tinygrad_lr as torch\nmodel = torch.nn.Linear(4, 1)\nmodel(torch.ones(2, 3))\n")
    environment = {**os.environ, "PYTHONPATH": str(Path(PACKAGE).parent)}
    run = subprocess.run([sys.executable, script], capture_output=True, text=True, env=environment)
    places = [line.strip() for line in run.stderr.splitlines() if line.startswith("  File")]
    assert places[0] == f'File "{script}", line 3, in <module>'
    assert len(places) <= 1 + MOST
    assert run.stderr.splitlines()[-1].startswith("RuntimeError: mat1 and mat2 shapes cannot be multiplied")


def test_the_check_bites(monkeypatch):
    """Without the cut, most of these are longer."""
    monkeypatch.setenv(SWITCH, "full")
    assert sum(frames(failure(call))[0] > MOST for call in FAILING.values()) > len(FAILING) / 2
