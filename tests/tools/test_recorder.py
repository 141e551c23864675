"""While a step is recorded, nothing of the library is another but what follows arrays; and that heals, whatever is raised."""

import linecache
import pathlib
import subprocess
import sys
import threading

import numpy as np
import pytest

import tinygrad_lr as fw
from parity.mutants import names
from parity.mutants.names import owner_of
from tests.helpers.library_state import differences, everything
from tests.helpers.midway import midway
from tinygrad_lr.arrays import make
from tinygrad_lr.autograd import observer
from tinygrad_lr.core import mode
from tinygrad_lr.nn.attributes import attributes
from tinygrad_lr.tools.compile import recorder

ROOT = pathlib.Path(__file__).parents[2]
SLOTS = {name: vars(fw.Tensor)[name] for name in ("_data", "_grad")}


def world(optimizer=fw.optim.SGD):
    """A step of training with everything in it that a recording follows, and its model and batch."""
    fw.manual_seed(0)
    model = fw.nn.Sequential(fw.nn.Linear(3, 4), fw.nn.Dropout(0.2), fw.nn.Linear(4, 2))
    optimizer = optimizer(model.parameters(), lr=0.1)
    x, y = fw.randn(5, 3), fw.randn(5, 2)

    def step(x, y):
        loss = fw.nn.functional.mse_loss(model(x) + fw.zeros(2), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss

    return step, model, x, y


def left(loss, model):
    return [loss.numpy(force=True).tobytes(), *(p.numpy(force=True).tobytes() for p in model.parameters())]


def is_as_ever():
    """Whether nothing is followed any more."""
    return (
        all(vars(fw.Tensor)[name] is slot for name, slot in SLOTS.items())
        and not make.makers
        and not recorder.recorders
        and not mode.mode.observers
        and mode.listening.count == 0
        and sys.getprofile() is None
    )


# -- in the middle of a recording ----------------------------------------------------------------------------------------


def test_two_slots_and_the_maker_are_exchanged_and_nothing_else():
    step, _, x, y = world()
    fw.compile(step)(x, y)  # what the library keeps from the first time on is there
    seen = []
    before = everything()
    midway(lambda: fw.compile(step)(x, y), lambda: seen.append(everything()))
    changed = differences(before, seen[0])
    me = str(threading.get_ident())
    assert {key[-2:] for key in changed} == {
        ("Tensor", "_data"), ("Tensor", "_grad"), ("makers", me), ("recorders", me),
    }  # fmt: skip
    assert differences(before, everything()) == set()


def test_a_module_or_an_optimizer_is_left_alone():
    step, model, x, y = world()
    seen = []
    owner = {name: cell.cell_contents for name, cell in zip(step.__code__.co_freevars, step.__closure__)}["optimizer"]
    states = lambda: [dict(each) for each in (*map(attributes, model.modules()), vars(owner))]
    before = states()
    midway(lambda: fw.compile(step)(x, y), lambda: seen.append(states()))
    for old, new in zip(before, seen[0]):
        assert old.keys() == new.keys()
        assert all(old[name] is new[name] for name in old)


# -- whatever is raised --------------------------------------------------------------------------------------------------

TURNS = {"run", "attach", "detach", "listen", "unlisten", "over"}  # the functions that a recording begins and ends in
FILES = (recorder.__file__, observer.__file__)
ALL = (*map(str, pathlib.Path(recorder.__file__).parent.glob("*.py")), observer.__file__)


def interrupted(step, x, y, number, names, files=FILES):
    """Record, and raise KeyboardInterrupt at the event of this number in these functions; whether there were as many."""
    left = number

    def trace(frame, event, arg):
        nonlocal left
        name = frame.f_code.co_name
        if frame.f_code.co_filename not in files or (name not in names if names else name == "<lambda>"):
            return trace  # of a weak reference's callback, a lambda here, Python says what it raises and goes on
        if event in ("return", "exception"):  # no signal comes there, and the collector may be closing a generator
            return trace
        if frame.f_code.co_filename == observer.__file__ and event != "call":
            return trace  # there, all is done between two calls, where no signal comes
        here = linecache.getline(frame.f_code.co_filename, frame.f_lineno).strip()
        left -= not here.startswith("with ")  # no signal comes between a block's end and the release of its lock
        if left < 0:
            sys.settrace(before)
            raise KeyboardInterrupt
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        fw.compile(step)(x, y)
    except KeyboardInterrupt:
        return True
    finally:
        sys.settrace(before)
    return False


def check_healed(words):
    """A look at any tensor is enough."""
    w = fw.tensor([1.0, 2.0], requires_grad=True)
    (w * w).sum().backward()
    assert w.grad.tolist() == [2.0, 4.0], words
    assert type(w._data) is np.ndarray
    fw.ones(2) * 2
    assert is_as_ever(), words


def test_an_interrupt_between_any_two_lines_of_beginning_and_end_heals():
    step, _, x, y = world()
    step(x, y)
    count = 0
    while interrupted(step, x, y, count, TURNS):
        check_healed(count)
        count += 1
    assert count > 100
    check_healed("the last")


def test_an_interrupt_anywhere_heals():
    step, model, x, y = world()
    step(x, y)
    count = 0
    while interrupted(step, x, y, count * 97, None):
        check_healed(count)
        count += 1
    assert count > 20
    expected = left(world()[0](x, y), model)[0]
    assert len(expected) == 4


def test_an_interrupt_in_whatever_compile_does_heals():
    """Where functions are rewritten, reads are noted, guards are written: far apart, at other places in each turn."""
    step, _, x, y = world()
    fw.compile(step)(x, y)
    count = 0
    while interrupted(step, x, y, count * 3989, None, ALL):
        check_healed(count)
        count += 1
    assert count > 10


def test_a_key_that_is_pressed_twice_heals():
    """Signals as they come, the second while the first is being cleaned up after."""
    command = [sys.executable, "-m", "tests.helpers.pressed_twice", "40"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=300)
    assert done.stdout.startswith("healed"), done.stderr[-2000:]
    assert int(done.stdout.split()[1]) > 40


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, MemoryError, ZeroDivisionError])
def test_what_a_step_raises_ends_its_recording(error):
    step, _, x, y = world()

    def failing():
        raise error

    with pytest.raises(error):
        midway(lambda: fw.compile(step)(x, y), failing)
    assert is_as_ever()


def test_what_a_recording_has_left_behind_is_put_back_by_whoever_comes_by():
    """As if nothing of its end had been run."""
    followed = recorder.Recorder({}, {})
    followed.frame = sys._getframe()
    recorder.attach(followed)
    x = fw.ones(2)
    assert type(x._data) is not np.ndarray
    followed.frame = None  # no frame of its stands on the stack any more
    assert type(x._data) is np.ndarray
    fw.ones(2) * 2
    assert is_as_ever()


def test_a_check_that_cannot_heal_is_seen(monkeypatch):
    followed = recorder.Recorder({}, {})
    followed.frame, followed.net = sys._getframe(), None
    monkeypatch.setattr(*owner_of(names.RECORDER_RUNNING), lambda self: True)
    recorder.attach(followed)
    followed.frame = None
    try:
        with pytest.raises(AssertionError):
            assert type(fw.ones(2)._data) is np.ndarray
    finally:
        recorder.detach(followed)
    assert is_as_ever()


# -- threads -------------------------------------------------------------------------------------------------------------


def in_threads(*functions):
    errors = []

    def guarded(function):
        try:
            function()
        except BaseException as error:  # told by the thread that waits
            errors.append(error)

    threads = [threading.Thread(target=guarded, args=(function,)) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    if errors:
        raise errors[0]


def training(kind):
    """A function that trains a new model for two steps, and what it leaves then."""
    fw.manual_seed(0)
    model = fw.nn.Sequential(fw.nn.Linear(3, 4), fw.nn.Tanh(), fw.nn.Linear(4, 2))
    optimizer = kind(model.parameters(), lr=0.1)
    x, y, found = fw.ones(5, 3), fw.zeros(5, 2), []

    def step(x, y):
        loss = (model(x) - y).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss

    def train(run, wait=None):
        for _ in range(2):
            loss = run(x, y) if wait is None else midway(lambda: run(x, y), wait)
        found.extend(left(loss, model))

    return step, train, found


def test_two_threads_record_at_once():
    meeting = threading.Barrier(2, timeout=30)
    kinds = (
        lambda p, lr: fw.optim.SGD(p, lr, momentum=0.9),
        fw.optim.AdamW,
    )  # of both, the second call is recorded too
    expected = []
    for kind in kinds:
        step, train, found = training(kind)
        train(step)
        expected.append(found)
    steps = [training(kind) for kind in kinds]
    runs = [fw.compile(step) for step, _, _ in steps]
    in_threads(*(lambda train=train, run=run: train(run, meeting.wait) for (_, train, _), run in zip(steps, runs)))
    assert [found for _, _, found in steps] == expected
    assert "SGD.step" in runs[0].source
    assert "AdamW" not in runs[0].source
    assert "AdamW.step" in runs[1].source
    assert is_as_ever()


def test_a_thread_that_is_not_recorded_sees_the_plain_library():
    step, _, x, y = world()
    shared = fw.ones(3)
    seen = []

    def elsewhere():
        w = fw.tensor([1.0, 2.0], requires_grad=True)
        (w * w).sum().backward()
        seen.extend([type(shared._data), type(w._data), w.grad.tolist(), fw.zeros(2).tolist(), repr(w)])

    midway(lambda: fw.compile(step)(x, y), lambda: in_threads(elsewhere))
    assert seen == [np.ndarray, np.ndarray, [2.0, 4.0], [0.0, 0.0], "tensor([1., 2.], requires_grad=True)"]
    assert is_as_ever()


# -- one step in another -------------------------------------------------------------------------------------------------


def test_a_compiled_step_inside_of_one_that_is_recorded_is_part_of_it():
    inner = fw.compile(lambda x: x * 2 + 1)
    outer = fw.compile(lambda x: inner(x) + 1)
    for i in range(3):
        assert outer(fw.full((2,), float(i))).tolist() == [2.0 * i + 2] * 2
    assert outer.recordings == 1


# -- what is guarded -----------------------------------------------------------------------------------------------------


class Scaled(fw.nn.Module):
    """A module that is read without being called, and one that is called."""

    factor = 2.0

    def __init__(self):
        super().__init__()
        self.weight = fw.nn.Parameter(fw.ones(2))
        self.power = 1

    def forward(self, x):
        return (x * self.weight).pow(self.power) * self.factor


def change_number(module):
    module.power = 2


def change_member(module):
    module.weight = fw.nn.Parameter(fw.full((2,), 3.0))


def hide_a_number_of_the_class(module):
    module.factor = 5.0


class Holder:
    def __init__(self, module):
        self.module = module


SCALED = Scaled()


def helper(x):
    """A function that the step names, and that reads a module."""
    return x * SCALED.weight * SCALED.power * SCALED.factor


def called(module):
    return lambda x: module(x)


def read(module):
    return lambda x: x * module.weight * module.power * module.factor


def read_in_a_list(module):
    modules = [module]
    return lambda x: x * modules[0].weight * modules[0].power * modules[0].factor


def read_in_an_object(module):
    holder = Holder(module)
    return lambda x: x * holder.module.weight * holder.module.power * holder.module.factor


def read_by_a_helper(module):
    return lambda x: helper(x)


@pytest.mark.parametrize("change", [change_number, change_member, hide_a_number_of_the_class])
@pytest.mark.parametrize("use", [called, read, read_in_a_list, read_in_an_object, read_by_a_helper])
def test_a_change_of_a_module_is_seen(use, change, monkeypatch):
    module = Scaled()
    monkeypatch.setattr(sys.modules[__name__], "SCALED", module)
    step, x = use(module), fw.tensor([3.0, 4.0])
    run = fw.compile(step)
    for _ in range(2):
        assert run(x).tolist() == step(x).tolist()
    assert run.recordings == 1
    change(module)
    assert run(x).tolist() == step(x).tolist()
    assert run.recordings == 2


def test_a_module_that_counts_its_calls_counts_all():
    class Counting(Scaled):
        def forward(self, x):
            self.power += 1
            return x * self.power

    module = Counting()
    run, x = fw.compile(lambda x: module(x)), fw.ones(2)
    assert [run(x).tolist()[0] for _ in range(4)] == [2.0, 3.0, 4.0, 5.0]


@pytest.mark.parametrize("look", [lambda o: o.param_groups[0]["lr"], lambda o: o.param_groups[0]["weight_decay"]])
def test_options_that_the_step_reads_by_itself_are_guarded(look):
    p = fw.ones(2, requires_grad=True)
    optimizer = fw.optim.SGD([p], lr=0.5)
    run = fw.compile(lambda x: x * (1 + look(optimizer)))
    x = fw.ones(2)
    before = [run(x).tolist() for _ in range(2)]
    assert run.recordings == 1
    optimizer.param_groups[0].update(lr=2.0, weight_decay=1.0)
    assert run(x).tolist() == [1 + look(optimizer)] * 2 != before[0]
    assert run.recordings == 2
