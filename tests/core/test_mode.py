"""What is asked at one glance, `switched`, agrees with the thread's own mode, whatever blocks are entered and left."""

import random
import sys
import threading

import pytest

import tinygrad_lr as tg
from parity.mutants import names
from parity.mutants.names import owner_of
from tinygrad_lr.core import mode as core

BLOCKS = {
    "no_grad": tg.no_grad,
    "enable_grad": tg.enable_grad,
    "inference_mode": tg.inference_mode,
    "no inference": lambda: tg.inference_mode(False),
    "grad on": lambda: tg.set_grad_enabled(True),
    "grad off": lambda: tg.set_grad_enabled(False),
    "recording": core.recording,
    "not recording": lambda: core.recording(False),
}


def noted():
    """Whether the thread has the defaults, or is among those that may have left them."""
    return threading.get_ident() in core.switched or (core.mode.grad and not core.mode.inference)


def agrees():
    """Whether operations do what the mode says."""
    x = tg.ones(2, requires_grad=True) if not tg.is_inference_mode_enabled() else tg.ones(2)
    recorded = tg.is_grad_enabled() and not tg.is_inference_mode_enabled()
    results = [x * x, x.exp(), tg.nn.functional.linear(x[None].detach(), x[None], x[:1])]
    inferred = [out._counter is None for out in results[:2]]
    return (
        noted()
        and all(out.requires_grad == recorded for out in results)
        and inferred == [tg.is_inference_mode_enabled()] * 2
    )


def wander(seed):
    """Enter and leave blocks in any order, the last first or not; whether all agreed."""
    draw, entered, fine = random.Random(seed), [], True
    for _ in range(12):
        if entered and draw.random() < 0.5:
            entered.pop(draw.randrange(len(entered)) if draw.random() < 0.2 else -1).__exit__(None, None, None)
        else:
            entered.append(BLOCKS[draw.choice([*BLOCKS])]())
            entered[-1].__enter__()
        fine = fine and agrees()
    core.switch(True, False)
    return fine and agrees()


@pytest.mark.parametrize("seed", range(40))
def test_operations_do_what_the_mode_says(seed):
    assert wander(seed)


def test_threads_do_not_see_each_others_mode():
    found = {}

    def run(seed):
        found[seed] = wander(seed)

    def leave():
        tg.set_grad_enabled(False)  # and end so; another thread may get its number

    for seed in range(10):
        threads = [
            threading.Thread(target=leave),
            *(threading.Thread(target=run, args=(3 * seed + i,)) for i in range(3)),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(found) == 30
    assert all(found.values())


@pytest.mark.parametrize("name", BLOCKS)
def test_an_interrupt_between_any_two_lines_leaves_it_noted(name):
    def interrupted(at):
        """Whether the block was over before so many lines of the library had run."""
        lines = 0

        def trace(frame, event, arg):
            nonlocal lines
            if not frame.f_code.co_filename.endswith(("grad_mode.py", "mode.py")):
                return None
            if event == "line":
                lines += 1
                if lines == at:
                    raise KeyboardInterrupt
            return trace

        before = sys.gettrace()
        sys.settrace(trace)
        try:
            with BLOCKS[name]():
                pass
        except KeyboardInterrupt:
            return False
        finally:
            sys.settrace(before)
        return True

    for start in (True, False):
        for at in range(1, 100):
            core.switch(start, False)
            over = interrupted(at)
            assert noted(), at
            if over:
                break
        else:
            pytest.fail("it has no end")
    core.switch(True, False)


def test_it_bites(monkeypatch):
    class Forgetful(set):
        def add(self, thread):
            pass

    monkeypatch.setattr(*owner_of(names.SWITCHED), Forgetful())
    with tg.set_grad_enabled(False):
        assert not noted()
    core.switch(True, False)
