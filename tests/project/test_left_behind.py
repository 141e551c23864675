"""A test that leaves something behind is found: everything that is looked at is left behind here, on purpose, once."""

import pytest

import tinygrad_lr as torch
from tests.helpers.left_behind import changed, state
from tinygrad_lr.arrays import make
from tinygrad_lr.autograd.observer import Observer, listen, unlisten
from tinygrad_lr.core import mode
from tinygrad_lr.frontend.printing import set_printoptions
from tinygrad_lr.nn import global_hooks
from tinygrad_lr.optim import optimizer

OBSERVER = Observer()
LEFT = {
    "grad mode": (lambda: torch.set_grad_enabled(False), lambda _: torch.set_grad_enabled(True)),
    "observers of the thread": (lambda: listen(OBSERVER), lambda _: unlisten(OBSERVER)),
    "observers of all threads": (lambda: listen(OBSERVER, everywhere=True), lambda _: unlisten(OBSERVER)),
    "maker of arrays": (lambda: make.makers.update({mode.threading.get_ident(): print}), lambda _: make.makers.clear()),
    "default dtype": (lambda: torch.set_default_dtype(torch.float64), lambda _: torch.set_default_dtype(torch.float32)),
    "print options": (lambda: set_printoptions(precision=7), lambda _: set_printoptions(precision=4)),
    "anomaly detection": (
        lambda: torch.autograd.set_detect_anomaly(True),
        lambda _: torch.autograd.set_detect_anomaly(False),
    ),
    "hooks of all modules": (lambda: global_hooks.register_module_forward_hook(print), lambda handle: handle.remove()),
    "hooks of registration": (
        lambda: global_hooks.register_module_buffer_registration_hook(print),
        lambda handle: handle.remove(),
    ),
    "hooks of all optimizers": (
        lambda: optimizer.register_optimizer_step_pre_hook(print),
        lambda handle: handle.remove(),
    ),
}


@pytest.mark.parametrize("what", LEFT)
def test_it_is_seen(what):
    leave, tidy = LEFT[what]
    before = state()
    left = leave()
    try:
        said = changed(before, state())
    finally:
        tidy(left)
    assert said
    assert any(line.startswith(what.partition(" of registration")[0]) for line in said)
    assert changed(before, state()) == []
