"""The ci profile of the suite as tests, and the suite under test itself: what it must see, say and return."""

import dataclasses
from types import SimpleNamespace

import numpy as np
import pytest

torch = pytest.importorskip("torch")

import tinygrad_lr  # noqa: E402
from parity import environment, suite  # noqa: E402
from parity.lanes import histories, operations, programs, scenes, trajectories  # noqa: E402
from parity.mutants import faults, names  # noqa: E402
from parity.operations.cases import Case, draw  # noqa: E402
from parity.operations.opinfo import info  # noqa: E402
from parity.operations.table import BY_ID, OPINFOS  # noqa: E402
from parity.oracle import truth  # noqa: E402
from parity.oracle.check import Comparison  # noqa: E402
from parity.oracle.observe import observe  # noqa: E402
from parity.oracle.reference import Reference  # noqa: E402
from parity.output.tally import Tally  # noqa: E402
from parity.profiles import PROFILES, Profile  # noqa: E402
from parity.tolerance import EXACT  # noqa: E402
from tinygrad_lr.core.mode import switched  # noqa: E402
from tinygrad_lr.core.operation import OPERATIONS  # noqa: E402
from tinygrad_lr.loops import LOOPS  # noqa: E402

pytestmark = [pytest.mark.torch, pytest.mark.slow]
CI = PROFILES["ci"]
FEW = Profile("few", 3, 1, 5, 3, 3, 3, derandomize=True)


@pytest.fixture(autouse=True, scope="module")
def pinned():
    """One thread, as the command does it."""
    threads, warned = torch.get_num_threads(), torch.is_warn_always_enabled()
    environment.pin(torch)
    yield
    torch.set_num_threads(threads)
    torch.set_warn_always(warned)


@pytest.fixture(scope="module")
def survey():
    return faults.Survey().run()


def told(tally):
    return "\n\n".join(f"{f.lane}, {f.subject}: {f.text}\n{f.script}" for f in tally.failures[:10])


class OnlyLane(suite.Asked):
    """One lane of everything."""

    only = ""

    @property
    def lanes(self):
        return (self.only,)


@pytest.mark.parametrize("lane", suite.LANES)
def test_equals_torch(lane):
    asked = type("Asked", (OnlyLane,), {"only": lane})(CI)
    tally = Tally()
    assert sum(1 for _ in suite.run(asked, tinygrad_lr, torch, tally)) == asked.steps()
    assert tally.cases
    assert not tally.failures, told(tally)


# ---- every operation, every loop -------------------------------------------------------------------------


def test_every_operation_of_the_table_is_reached_by_an_opinfo(survey):
    assert faults.unreached(survey) == []


def test_an_operation_without_an_opinfo_is_named(survey, monkeypatch):
    monkeypatch.setitem(OPERATIONS, "new_operation", OPERATIONS["exp"])
    assert faults.unreached(survey) == ["new_operation"]


def test_every_loop_is_run():
    tally = Tally()
    list(trajectories.run(list(LOOPS), tinygrad_lr, torch, FEW, tally, ("float32",)))
    assert {run.loop for run in tally.trajectories} == set(LOOPS)


def test_a_later_round_has_other_cases_and_no_documents_again():
    asked = suite.Asked(FEW, loops=("quickstart",), dtypes=("float32",))
    tally, counts = Tally(), []
    for once in (asked, asked.again()):
        list(suite.run(once, tinygrad_lr, torch, tally))
        counts.append((tally.cases, len(tally.trajectories)))
    assert counts == [(4, 2), (6, 2)]


def test_a_history_minds_values_but_not_which_node_a_reshape_has():
    looks = []
    for fw, more in ((tinygrad_lr, ""), (torch, ""), (torch, " + 0")):
        world = histories.World(fw)
        world.carry_out("t.append(torch.ones(2, 2, dtype=torch.float64, requires_grad=True))")
        world.carry_out(f"t.append((t[0].t() + t[0]).reshape(2, 2){more})")
        looks.append(world.look()[1])
    assert histories.alike(looks[0], looks[1])
    assert not histories.alike(looks[0], looks[2])


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_adam_may_go_by_the_noise_of_a_minibatch_whose_gradient_cancels(dtype):
    options = {"epochs": 3, "form": "document", "optimizer": "Adam", "batch_size": 7}
    for seed in (36, 51, 55):  # six rows, three errors of each sign
        table = trajectories.tables(seed, 8, 4)
        run = trajectories.compare(
            "songs", dtype, "local", {**options, "seed": seed, "table": table}, tinygrad_lr, torch
        )
        assert not run.failed


# ---- the suite bites -------------------------------------------------------------------------------------


def test_every_fault_is_reported(survey):
    everything = faults.all_faults(survey)
    names = [fault.name for fault in everything]
    assert len(set(names)) == len(names) >= 300
    survived = [outcome.name for outcome in faults.run(everything, torch) if not outcome.caught_by]
    assert not survived


def test_the_engine_is_whole_again_after_a_fault(survey):
    list(faults.run(list(faults.table_faults(survey))[::50], torch))
    assert not faults.operation_probe(BY_ID["torch.mul(x, y)"], torch)


@pytest.mark.parametrize("name", scenes.SCENES)
def test_a_scene_shows_something_and_plays_to_its_end(name):
    scene, *args = scenes.SCENES[name]
    shown = scenes.answers(scene, torch, *args)
    assert shown
    assert not shown[-1].startswith("ended by")


def test_a_thread_that_ended_in_another_mode_hides_no_fault():
    noted = [fault for fault in faults.rule_faults() if fault.name == "who leaves the default mode is not noted"]
    switched.add(-1)
    try:
        assert [bool(outcome.caught_by) for outcome in faults.run(noted, torch)] == [True]
        assert -1 in switched
    finally:
        switched.discard(-1)


def test_a_fault_that_nothing_reports_is_named():
    rule = next(fault for fault in faults.rule_faults() if fault.name == "Adam: eps doubled")
    blind = dataclasses.replace(rule, probes=(lambda torch: "",))
    assert [outcome.caught_by for outcome in faults.run([blind], torch)] == [""]


def test_an_edit_that_no_longer_fits_is_an_error():
    with pytest.raises(LookupError):
        faults.edited(names.ADAM_FORMULA, "a text that is not there", "")


def test_what_bounds_a_number_has_its_shape():
    several = [r for r in OPINFOS if r.order == 2 and sum(d.differentiable for d in r.domains) > 1 and not r.refused]
    for opinfo, i in [(r, i) for r in several for i, d in enumerate(r.domains) if d.differentiable]:
        needs = tuple(j == i for j in range(len(opinfo.domains)))
        case = Case(opinfo.shapes.cases[0], needs=needs, second=True)
        arrays = draw(opinfo, case)
        terms = Reference(torch, opinfo, arrays, case).terms
        seconds = enumerate(observe(torch, opinfo, opinfo.calls[0], arrays, case).seconds)
        sizes = {f"second derivative {k}": second.shape for k, second in seconds if second is not None}
        assert {name: terms[name].shape for name in sizes} == sizes, (opinfo.id, str(case))


def test_sums_beyond_all_numbers_may_end_in_either_way():
    """Of more than two terms; and only where they do go beyond."""
    reference = lambda size, count: lambda: SimpleNamespace(terms={"g": np.array(size)}, counts={"g": np.array(count)})
    for size, count, expected in (1e39, 3, True), (1e39, 2, False), (1e38, 3, False):
        judged = Comparison(OPINFOS[0], reference(size, count), False, {}, False)
        one, other = np.array(-np.inf, np.float32), np.array(np.nan, np.float32)
        assert judged.beyond("g", one, other) == expected
        assert not judged.beyond("g", np.array(1, np.float32), other)


STEPS = {"torch.round(x, decimals=1)"}  # nearly a step function: which step is a matter of the last digit
PAIRS = {r.id for r in OPINFOS if r.op in ("var_mean", "std_mean")}  # each of the two has one by itself
ROUNDED = {
    "F.hardsigmoid(x)",
    "F.hardswish(x)",
    "torch.celu(x, 0.7)",
}  # whose derivatives have a factor that torch rounds to float32
SIGNS = {"F.softshrink(x)", "F.softshrink(x, 0.7)"}  # exact, but for the signs of zeros

QUANTILES = "quantile", "nanquantile"  # which are torch's to the bit where the place is a number
PLACES = (
    "q, -1",
    "torch.tensor([0.2, 0.9, 0.5], dtype=x.dtype)",
    "torch.tensor([0.25], dtype=x.dtype), dim=-1, keepdim=True",
)
OTHERS = {
    *(f"F.alpha_dropout(x, {p}, True)" for p in ("0.4", "0.0", "1.0")),  # random
    "torch.rms_norm(x, (4,))",  # its eps is the dtype's
    "F.elu_(x.clone(), 0.7)",  # F.elu has one
    "F.embedding(i, w, max_norm=1.0)",  # it changes its weights first
    "F.kl_div(x, y, None, None, 'sum')",  # the same as reduction="sum", which has one
    "torch.cosine_similarity(x, y, 1, 5.0)",  # the other calls of it have one
    *(
        f"torch.{name}(x, 0.375, 0, interpolation={how!r})"
        for name in QUANTILES
        for how in ("higher", "lower", "midpoint", "nearest")
    ),
    *(f"torch.{name}(x, {q})" for name in QUANTILES for q in PLACES),
}


def test_whatever_rounds_has_a_truth():
    rounding = [r for r in OPINFOS if r.value is not EXACT and r.order and r.numbers and not r.refused]
    assert {
        r.id for r in rounding if truth.value(r, r.draw(r.rng())) is None
    } == STEPS | PAIRS | ROUNDED | SIGNS | OTHERS


WRONG = {
    "a derivative": lambda fw, x: fw.exp(x) + (0.01 * x - 0.01 * x.detach()),
    "a value": lambda fw, x: fw.exp(x) * 1.0001,
}


@pytest.mark.parametrize("what", WRONG)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_both_wrong_together_is_seen_by_the_truth(what, dtype):
    """Something that ours and torch have wrong alike."""

    class Wrong:
        def __init__(self, fw):
            self.fw = fw

        def __getattr__(self, name):
            return getattr(self.fw, name)

        def exp(self, x):
            return WRONG[what](self.fw, x)

    tally = Tally()
    opinfo = info("exp", "torch.exp(x)", value=BY_ID["torch.exp(x)"].value, grad=BY_ID["torch.exp(x)"].grad)
    operations.try_operation(
        opinfo, Wrong(tinygrad_lr), Wrong(torch), dataclasses.replace(CI, operations=30), tally, (dtype,)
    )
    assert ("true value 0" if what == "a value" else "true gradient 0") in told(tally)


# ---- bounds ----------------------------------------------------------------------------------------------


def test_bounds_of_programs_are_carried_through_the_graph():
    lines = (("torch.exp(-{0} * {0})", 0, 0), ("{0} * {1}", 1, 1), ("{0} + {1}", 2, 0))
    program = programs.Program("real", "float32", ((3,),), lines, 7)
    limits = programs.bounds(torch, program)
    assert set(limits) == {"loss", "value 0", "value 1", "value 2", "gradient 0"}
    assert all((limit > 0).all() and (limit < 1e-4).all() for limit in limits.values())


@pytest.mark.parametrize(("name", "slope"), [("tanh", lambda y: 1 - y * y), ("sigmoid", lambda y: y * (1 - y))])
def test_bounds_of_programs_know_where_a_derivative_cancels(name, slope):
    lines = (("{0} + {1}", 0, 0), ("{0} + {1}", 1, 1), (f"torch.{name}({{0}})", 2, 2))
    program = programs.Program("real", "float64", ((3,),), lines, 5)
    (leaf,) = program.leaves()
    y = getattr(torch, name)(torch.from_numpy(4 * leaf)).numpy()
    moved = np.abs(4 * slope(np.nextafter(y, 0)) - 4 * slope(y))
    assert moved.max() > 64 * np.spacing(4 * slope(y)).min()  # what one ULP in y does
    assert (moved < programs.bounds(torch, program)["gradient 0"]).all()
