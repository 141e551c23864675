"""What an OpInfo gives on a CUDA device and otherwise on the CPU: on the counterfeit, or on CuPy where it is asked for."""

import contextlib
import functools

import tinygrad_lr as tg
from parity.devices import flushed
from parity.operations.cases import cases, draw
from parity.oracle.check import Comparison, Finding
from parity.oracle.observe import observe
from parity.oracle.reference import Reference
from tests.helpers import counterfeit

ELSEWHERE = ("x.to('cpu'", "x.device", "x.type()", "x.get_device()", "x.is_cuda")  # answers differ, as they must
CANCELS = {
    "F.tanhshrink(x)": 8
}  # x - tanh(x): the last place of tanh is another one, and counts so much in the difference
PREBUILT = ("torch.median(", "torch.nanmedian(")  # sorted by kernels of CuPy's wheel, which only a GPU runs


@contextlib.contextmanager
def made_on_cuda():
    """New tensors are made on the device."""
    with counterfeit.device(), tg.device("cuda"):
        yield


class ShapesAlone(Comparison):
    """For a device that computes nothing: numbers may be any, if they are as many and of the same dtype."""

    def arrays(self, what, name, ours, theirs, tier, eps=0):
        if ours.dtype != theirs.dtype or ours.shape != theirs.shape:
            yield Finding(what, f"{ours.dtype}{list(ours.shape)}", f"{theirs.dtype}{list(theirs.shape)}")


def differences(opinfo, comparison=Comparison):
    """What an OpInfo gives on the CPU and otherwise on the device."""
    found = []
    for case in cases(opinfo):
        arrays = flushed(draw(opinfo, case))
        reference = functools.partial(Reference, tg, opinfo, arrays, case)
        compared = comparison(opinfo, reference, flushed=True)
        for form, call in zip(opinfo.forms, opinfo.calls):
            on_cpu = observe(tg, opinfo, call, arrays, case)
            with made_on_cuda():
                on_cuda = observe(tg, opinfo, call, arrays, case)
            for what, ours, theirs, ratio, *_ in compared.outcomes(on_cuda, on_cpu):
                if ratio > CANCELS.get(opinfo.id, 1) and not (
                    what == "words" and ours.replace("torch.cuda.", "torch.") == theirs
                ):
                    found.append(f"{form} [{case}] {what}: {ours}, on the CPU {theirs}")
    return found
