"""`Checkpoints`: a run goes on from a file as if it had never stopped, or says in a line why it does not."""

import time

import pytest

import tinygrad_lr as tg
from tinygrad_lr.checkpoints import BadCheckpoint, Checkpoints, Position

FRAMEWORKS = ["tinygrad_lr", pytest.param("torch", marks=pytest.mark.torch)]


def framework(name):
    return tg if name == "tinygrad_lr" else pytest.importorskip(name)


def begun(fw):
    """A model with dropout, an optimizer with moments, a schedule."""
    fw.manual_seed(1)
    model = fw.nn.Sequential(fw.nn.Linear(2, 4), fw.nn.Dropout(0.3), fw.nn.Linear(4, 1))
    optimizer = fw.optim.Adam(model.parameters(), lr=0.01)
    return {"model": model, "optimizer": optimizer, "scheduler": fw.optim.lr_scheduler.StepLR(optimizer, 3, 0.5)}


def trained(fw, parts, steps, until=None):
    """The losses, and the parameters at the end, of the steps up to `until`."""
    losses = []
    for step in steps:
        loss = parts["model"](fw.randn(3, 2)).square().mean()
        parts["optimizer"].zero_grad()
        loss.backward()
        parts["optimizer"].step()
        parts["scheduler"].step()
        losses.append(loss.item())
        if step + 1 == until:
            break
    return losses, [p.tolist() for p in parts["model"].parameters()]


@pytest.mark.parametrize("first", FRAMEWORKS)
@pytest.mark.parametrize("second", FRAMEWORKS)
def test_goes_on_as_if_it_had_never_stopped(first, second, tmp_path):
    """From a checkpoint of either framework, on either."""
    first, second = framework(first), framework(second)
    whole = trained(second, begun(second), range(10))
    parts = begun(first)
    trained(first, parts, range(6))
    Checkpoints(tmp_path, fw=first, **parts).save(6)
    parts = begun(second)
    second.manual_seed(77)
    saved = Checkpoints(tmp_path, fw=second, **parts)
    losses, parameters = trained(second, parts, saved.steps(10))
    assert losses == pytest.approx(whole[0][6:], rel=1e-5)
    if first is second:
        assert (losses, parameters) == (whole[0][6:], whole[1])


def loaders(fw):
    """A way to make each kind of loader, whose order is drawn from the default generator, or from one of its own."""
    data = fw.utils.data.TensorDataset(fw.arange(20.0).reshape(10, 2))
    own = lambda: fw.Generator().manual_seed(5)
    make = fw.utils.data.DataLoader
    sampler = lambda **kwargs: fw.utils.data.RandomSampler(data, **kwargs)
    return {
        "in order": lambda: make(data, 2),
        "shuffled": lambda: make(data, 2, shuffle=True),
        "shuffled by its own": lambda: make(data, 2, shuffle=True, generator=own()),
        "drawn again and again": lambda: make(
            data, 3, sampler=sampler(replacement=True, num_samples=100, generator=own())
        ),
        "from the default": lambda: make(data, 3, sampler=sampler(generator=fw.default_generator)),
        "weighted": lambda: make(data, 2, sampler=fw.utils.data.WeightedRandomSampler([0.3] * 10, 10, generator=own())),
        "batches of its own": lambda: make(
            data, batch_sampler=fw.utils.data.BatchSampler(sampler(generator=own()), 3, True)
        ),
        "two workers": lambda: make(data, 2, shuffle=True, num_workers=2) if fw is tg else make(data, 2, shuffle=True),
        "a list": lambda: [(row,) for row in data.tensors[0].split(2)],
    }


KINDS = list(loaders(tg))


def in_epochs(fw, parts, loader, saved, until=None):
    """The losses of every batch, of a model with dropout, whose epochs begin with a draw; ends after `until` batches."""
    losses = []
    for _ in saved.steps(4):
        shift = fw.rand(1)
        for (x,) in saved.batches():
            loss = parts["model"](x + shift).square().mean()
            parts["optimizer"].zero_grad()
            loss.backward()
            parts["optimizer"].step()
            losses.append(loss.item())
            if len(losses) == until:
                return losses
    return losses


@pytest.mark.parametrize("name", FRAMEWORKS)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("killed", [2, 5, 7, 13])
def test_goes_on_within_an_epoch(name, kind, killed, tmp_path):
    """What is lost with a process, whose last checkpoint is of the batch before, is done once more, to the same bits."""
    fw = framework(name)
    parts = begun(fw)
    loader = loaders(fw)[kind]()
    whole = in_epochs(fw, parts, loader, Checkpoints(tmp_path / "whole", every=9e9, fw=fw, loader=loader, **parts))
    end = [p.tolist() for p in parts["model"].parameters()]

    parts = begun(fw)
    loader = loaders(fw)[kind]()
    saved = Checkpoints(tmp_path / "killed", every=0, fw=fw, loader=loader, **parts)
    first = in_epochs(fw, parts, loader, saved, until=killed)
    parts = begun(fw)
    loader = loaders(fw)[kind]()
    fw.manual_seed(99)
    saved = Checkpoints(tmp_path / "killed", every=9e9, fw=fw, loader=loader, **parts)
    rest = in_epochs(fw, parts, loader, saved)
    assert first[: killed - 1] + rest == whole
    assert [p.tolist() for p in parts["model"].parameters()] == end


def test_checkpoints_within_a_step_lie_between(tmp_path):
    loader, parts = [1, 2, 3], begun(tg)
    saved = Checkpoints(tmp_path, "run", every=0, keep=4, loader=loader, **parts)
    assert [[step, *saved.batches()] for step in saved.steps(2)] == [[0, 1, 2, 3], [1, 1, 2, 3]]
    names = ["00000001-00000001", "00000001-00000002", "00000001-00000003", "00000002"]
    assert [path.name for path in saved.found()] == [f"run-{name}.pt" for name in names]
    saved.found()[-1].unlink()
    saved.found()[-1].unlink()
    again = Checkpoints(tmp_path, "run", loader=loader, **parts)
    assert [[step, *again.batches()] for step in again.steps(3)] == [[1, 3], [2, 1, 2, 3]]


def test_another_loader_is_another_run(tmp_path):
    parts = begun(tg)
    saved = Checkpoints(tmp_path, "run", every=0, loader=[1, 2, 3], **parts)
    steps = saved.steps(2)
    next(steps)
    batches = saved.batches()
    assert [next(batches), next(batches), next(batches)] == [1, 2, 3]
    with pytest.raises(BadCheckpoint, match=r"00000002\.pt is of another run: it lies within a step"):
        list(Checkpoints(tmp_path, "run", **parts).steps(2))
    other = Checkpoints(tmp_path, "run", loader=[1], **parts)
    with pytest.raises(BadCheckpoint, match=r"00000002\.pt is of another run: it had more batches in a step$"):
        [list(other.batches()) for _ in other.steps(2)]


@pytest.mark.parametrize("what", ["step", "batches", "now"])
def test_a_generator_that_is_not_set_back_shows(what, tmp_path, monkeypatch):
    """The test above fails where one of the states is lost."""
    taken, other = Position.take, [tg.Generator().manual_seed(8).get_state()]
    lost = lambda self, done, states, path: taken(self, done, {**states, what: other}, path)
    monkeypatch.setattr(Position, "take", lost)
    with pytest.raises(AssertionError):
        test_goes_on_within_an_epoch("tinygrad_lr", "shuffled", 4, tmp_path)


def test_the_last_few_are_kept(tmp_path):
    parts = begun(tg)
    saved = Checkpoints(tmp_path, "run", every=0, keep=2, **parts)
    assert list(saved.steps(5)) == [0, 1, 2, 3, 4]
    assert [path.name for path in saved.found()] == ["run-00000004.pt", "run-00000005.pt"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run-00000004.pt", "run-00000005.pt"]
    assert list(saved.steps(5)) == []
    assert list(saved.steps(7)) == [5, 6]
    other = Checkpoints(tmp_path, "run", resume=False, **parts)
    assert list(other.steps(2)) == [0, 1]


def test_so_many_seconds_lie_between(tmp_path):
    saved = Checkpoints(tmp_path, every=3600, **begun(tg))
    steps = saved.steps(100)
    for _ in range(50):
        next(steps)
    assert saved.found() == []
    saved.last = time.monotonic() - 3601
    next(steps)
    assert [path.name for path in saved.found()] == ["step-00000050.pt"]


@pytest.mark.parametrize("place", [0, 30, 400, -100, -70, -66, -60, -1])
def test_a_bit_that_is_turned_over(place, tmp_path):
    parts = begun(tg)
    saved = Checkpoints(tmp_path, **parts)
    saved.save(1)
    saved.save(2)
    last = saved.found()[-1]
    content = bytearray(last.read_bytes())
    content[place] ^= 4
    last.write_bytes(content)
    with pytest.raises(
        BadCheckpoint, match=r"step-00000002\.pt is damaged \(.*\); step-00000001\.pt is the one before it"
    ):
        saved.load()
    last.unlink()
    assert saved.load() == 1


@pytest.mark.parametrize("length", [0, 1, 100, -1, -64, -200])
def test_cut_short(length, tmp_path):
    saved = Checkpoints(tmp_path, **begun(tg))
    saved.save(1)
    file = saved.found()[-1]
    file.write_bytes(file.read_bytes()[:length])
    with pytest.raises(BadCheckpoint, match=r"step-00000001\.pt is damaged \([^\n]*\)$"):
        saved.load()


def test_of_another_run(tmp_path):
    parts = begun(tg)
    Checkpoints(tmp_path, begun_with={"lr": 0.1}, **parts).save(1)
    with pytest.raises(BadCheckpoint, match=r"is of another run: its lr was 0\.1, this one's is 0\.2$"):
        Checkpoints(tmp_path, begun_with={"lr": 0.2}, **parts).load()
    with pytest.raises(BadCheckpoint, match=r"is of another run: it holds model, optimizer, scheduler$"):
        Checkpoints(tmp_path, model=parts["model"]).load()
    other = {**parts, "model": tg.nn.Linear(3, 1)}
    with pytest.raises(BadCheckpoint, match=r"is of another run: its model does not fit: [^\n]*$"):
        Checkpoints(tmp_path, **other).load()


def test_what_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        Checkpoints(tmp_path / "file", **begun(tg)).save(1)
    with pytest.raises(ValueError, match="keep must be at least 1"):
        Checkpoints(tmp_path, keep=0)
