"""Steps drawn at random, changed between their calls: compiled, they give the same bits or are refused with a line."""

import warnings

import pytest

import tinygrad_lr as fw
from parity.mutants import names
from parity.mutants.names import owner_of
from tests.helpers.drawn_steps import agrees

CI, DEEP = 60, 2000


def test_drawn_steps_are_the_engines():
    played = {seed: agrees(seed) for seed in range(CI)}
    assert [seed for seed, (same, _) in played.items() if not same] == []
    refused = [why for _, why in played.values() if isinstance(why, str)]
    assert len(refused) < CI // 2
    assert all("drawn " in why for why in refused), refused


@pytest.mark.soak
def test_many_drawn_steps_are_the_engines():
    assert [seed for seed in range(CI, DEEP) if not agrees(seed)[0]] == []


BREAKS = {
    "nothing is noted": (names.READS_NOTE, "key not in self.all", "False"),
    "what is in containers is not noted": (
        names.FOLLOWER_CONTENT,
        "self.note('content', container, None, None)",
        "None",
    ),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_break_is_noticed(name, monkeypatch):
    owner, attribute = owner_of(names.NET_IS_USERS)  # a function that is edited is no user's for that
    monkeypatch.setattr(owner, attribute, lambda file: "drawn " in file)
    pytest.importorskip("mpmath", reason="parity judges by it")
    from parity.mutants import faults

    with faults.edited(*BREAKS[name]), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert not all(agrees(seed)[0] for seed in range(CI))


def edited(monkeypatch, *fault):
    """The compiler with a fault in it, and the net told that what was edited is no user's."""
    pytest.importorskip("mpmath", reason="parity judges by it")
    from parity.mutants import faults

    owner, attribute = owner_of(names.NET_IS_USERS)
    monkeypatch.setattr(owner, attribute, lambda file: file == __file__)
    return faults.edited(*fault)


def reversing():
    """A step that turns a list around in each call."""
    scales = [1.0, 2.0]

    def step(x):
        scales.reverse()
        return x * scales[0]

    return step


def test_changes_that_come_and_go_would_be_missed(monkeypatch):
    with edited(monkeypatch, names.FOLLOWER_CHECK, "not read.holds()", "False"):
        run, step = fw.compile(reversing()), reversing()
        assert [run(fw.ones(1)).item() for _ in range(4)] != [step(fw.ones(1)).item() for _ in range(4)]
    with pytest.raises(NotImplementedError, match="uses a list, which the step changes"):
        fw.compile(reversing())(fw.ones(1))


def test_numbers_that_are_only_equal_would_be_taken_for_one(monkeypatch):
    def signs():
        scale = [0.0]
        run, found = fw.compile(lambda x: x * scale[0]), []
        for scale[0] in (0.0, -0.0, 0.0):
            found.append(str(run(fw.ones(1)).item()))
        return found

    with edited(monkeypatch, names.READS_ALIKE, "struct.pack('d', a) == struct.pack('d', b)", "a == b"):
        assert signs() == ["0.0", "0.0", "0.0"]
    assert signs() == ["0.0", "-0.0", "0.0"]


def test_special_methods_that_come_later_would_be_missed(monkeypatch):
    def truths():
        class Thing:
            pass

        thing, found = Thing(), []
        run = fw.compile(lambda x: x if thing else x * 9)
        for _ in range(2):
            found.append(run(fw.ones(1)).item())
            Thing.__len__ = lambda self: 0
        return found

    with edited(monkeypatch, names.FOLLOWER_SPECIAL, "base.__flags__ & HEAP and", "False and"):
        assert truths() == [1.0, 1.0]
    with pytest.raises(NotImplementedError, match=r"runs .*lambda.* where it cannot be followed"):
        truths()


def test_without_the_net_a_special_method_would_be_missed(monkeypatch):
    scale = [1.0]

    class Number:
        def __rmul__(self, other):
            return other * scale[0]

    number, x = Number(), fw.ones(2)
    with edited(monkeypatch, names.NET_HEAR, "event == 'call'", "False"):
        run = fw.compile(lambda x: x * (1.0 * number))
        before = run(x).tolist()
        scale[0] = 2.0
        assert run(x).tolist() == before  # another number
    with pytest.raises(NotImplementedError, match=r"runs .*__rmul__ where it cannot be followed"):
        fw.compile(lambda x: x * (1.0 * number))(x)
