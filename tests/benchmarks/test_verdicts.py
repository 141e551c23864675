"""What is said of a ratio: its interval, met or missed or not decided, and on which machine nothing is."""

import json
import random
import subprocess
import sys

import pytest

from benchmarks import __main__ as command
from benchmarks import conditions, floor, goals, history, intervals, measure, page, plan, sweeps, tables, timing
from benchmarks.peers import CONTENDERS
from benchmarks.workloads import WORKLOADS, Runner


def lane(contender, samples, threads=1):
    made = timing.Lane("W1", contender, threads, Runner(lambda: None))
    made.samples = samples
    return made


# -- intervals ---------------------------------------------------------------------------------------------


def test_a_ratio_is_taken_turn_by_turn():
    """Both were slowed together: no doubt comes of that."""
    found = intervals.ratio([1.0, 10.0, 1.0], [2.0, 20.0, 2.0])
    assert found.mid == 0.5
    assert found.low == pytest.approx(0.5 * (1 - intervals.BETWEEN))
    assert found.high == pytest.approx(0.5 * (1 + intervals.BETWEEN))


def test_an_interval_grows_with_the_spread_and_holds_the_truth():
    draw = random.Random(0)
    held, widths = 0, []
    for spread in (0.01, 0.2):
        for _ in range(100):
            found = intervals.ratio([draw.lognormvariate(0, spread) for _ in range(15)], [1.0] * 15)
            held += found.low <= 1 <= found.high
        widths.append(found.high - found.low)
    assert held >= 195
    assert widths[0] < widths[1] / 2


@pytest.mark.parametrize(("limit", "strict", "verdict"), [
    (2.0, False, "met"), (0.5, False, "missed"), (1.0, False, "not decided"), (1.1, False, "met"), (1.1, True, "not decided"),
    (0.9, False, "not decided"), (0.9, True, "missed"),
])  # fmt: skip
def test_a_mark_within_the_interval_decides_nothing(limit, strict, verdict):
    assert intervals.Ratio(1.0, 0.9, 1.1).against(limit, strict) == verdict


def test_runs_of_the_same_code_never_go_from_met_to_missed():
    """Two runs whose medians differ by what differs between processes: one of them may be undecided, but they never contradict."""
    draw = random.Random(1)
    for _ in range(200):
        verdicts = set()
        for between in (-intervals.BETWEEN / 2, intervals.BETWEEN / 2):
            turns = [(1 + between) * draw.lognormvariate(0, 0.03) for _ in range(15)]
            verdicts.add(intervals.ratio(turns, [1.0] * 15).against(1.0))
        assert verdicts != {"met", "missed"}


# -- goals -------------------------------------------------------------------------------------------------


def test_goals_are_judged():
    goal = goals.Goal("W1", "a", "b", 0.5, best=True)
    lanes = [lane("a", [1.0, 1.0]), lane("b", [3.0, 3.0]), lane("b", [1.9, 1.9], threads=2)]
    found = goals.judge(goal, lanes, {})
    assert found.ratio.mid == pytest.approx(1 / 1.9)  # the best of b's
    assert found.verdict == "missed"
    assert goals.judge(goals.Goal("W1", "a", "b", 0.5), lanes, {}).verdict == "met"
    assert goals.judge(goals.Goal("W1", "a", "b", 1 / 3), lanes, {}).verdict == "not decided"
    absent = goals.judge(goals.Goal("W1", "c", "b", 0.5), lanes, {"c": "no compile"})
    assert (absent.ratio, absent.reason, absent.verdict) == (None, "no compile", "not measured")


def test_on_a_busy_machine_nothing_is_decided():
    goal = goals.Goal("W1", "a", "b", 0.5)
    found = goals.judge(goal, [lane("a", [1.0]), lane("b", [9.0])], {}, ["the load exceeded the cores"])
    assert (found.verdict, found.reason) == ("not decided", "the load exceeded the cores")


def test_every_goal_names_a_contender_and_has_a_name_of_its_own():
    every = goals.goals(list(WORKLOADS))
    for goal in every:
        assert {goal.ours, goal.theirs} <= set(CONTENDERS)
    names = [history.name_of(goals.as_data(goals.Outcome(goal, "met"), {})) for goal in every]
    assert len(set(names)) == len(names)


# -- the machine -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("seen", "words"), [
    ((2, 0.1, 0.2, 1.02), []), ((2, None, None, None), []), ((2, 0.1, 1.5, 1.0), ["1.5 others on average wanted one of 2"]),
    ((2, 3.8, 0.1, 1.0), ["it was 3.8 on 2"]), ((2, 0.1, 0.1, 1.3), ["1.30 times as long"]),
    ((1, 0.1, 0.4, 1.3), ["0.4 others", "the clock drifted"]),
])  # fmt: skip
def test_why_nothing_is_decided(seen, words):
    found = conditions.reasons(*seen)
    assert len(found) == len(words)
    assert all(word in reason for word, reason in zip(words, found))


def test_what_is_seen_of_the_machine():
    watch = conditions.Watch()
    for _ in range(3):
        watch.look()
    seen = watch.summary()
    assert seen["looks"] == 3
    assert seen["drift"] >= 1
    assert seen["others"] is None or seen["others"] >= 0


def drift(paces):
    watch = conditions.Watch()
    watch.paces = paces
    return watch.summary()["drift"]


def test_a_clock_that_slows_down_drifts_and_moments_do_not():
    steady = [1.0, 1.02] * 50
    assert drift(steady) < 1.03
    assert drift([3.0 if i % 12 == 0 else pace for i, pace in enumerate(steady)]) < 1.03
    assert drift([pace * (1 + i / 200) for i, pace in enumerate(steady)]) > conditions.DRIFT
    assert drift([*steady[:90], *(1.5 for _ in range(10))]) > conditions.DRIFT


@pytest.mark.slow
@pytest.mark.skipif(conditions.others() is None, reason="the system does not tell how many processes are running")
def test_a_run_at_artificial_load_decides_nothing(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(floor, "SIZES", [1 << 14])
    monkeypatch.setattr(floor, "ORDER", 64)
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(2 * conditions.Watch().cores)]
    try:
        words = ["--gate", "--quick", "--workloads", "W1", "--peers", "none", "--threads", "1", "--out", str(tmp_path)]
        assert command.main(words) == 0
    finally:
        for process in busy:
            process.kill()
            process.wait()
    said = capsys.readouterr().out.splitlines()
    assert any(line.startswith("nothing is decided: the load exceeded the cores") for line in said)
    assert said[-1].startswith("goals: 0 met, 0 missed, ")
    results = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    assert page.sentence(results).startswith("Nothing is decided, since the machine was not quiet")


# -- roofs, crossovers -------------------------------------------------------------------------------------


def test_a_roof_that_is_exceeded_is_measured_again(monkeypatch):
    roofs = iter([floor.Roofs({10**9: 1e9}, 1e9, 1e9, 1e-7), floor.Roofs({10**9: 4e9}, 1e9, 4e9, 1e-7)])
    monkeypatch.setattr(measure.floor, "measure", lambda quick: next(roofs))
    asked = plan.Plan(["W6"], [], {}, [1])
    first = measure.roof_of(asked, 1)
    fastest = first.floor(WORKLOADS["W6"])
    rows = [
        {"workload": "W6", "contender": name, "threads": 1, "median": fastest * part}
        for name, part in (("a", 2.0), ("b", 0.5), ("c", 0.1))
    ]
    found = measure.under_roofs(rows, {1: first}, asked, lambda text: None)["1"]
    assert found["measured again"]
    assert found["exceeded by"] == ["W6 c"]
    assert [row["share"] for row in rows] == pytest.approx([0.125, 0.5, 2.5])


def points(small, large):
    sizes = [10, 100, 1000]
    return [
        {"n": n, "contender": c, "samples": samples}
        for c, row in (("s", small), ("l", large))
        for n, samples in zip(sizes, row)
    ]


def test_a_crossover_is_named_where_intervals_are_apart():
    steady = [[4.0] * 5] * 3
    assert sweeps.crossover(points([[1.0] * 5, [2.0] * 5, [8.0] * 5], steady), "n", "s", "l") == (100, 1000)
    noisy = [[1.0] * 5, [3.0, 5.0, 4.0, 3.5, 4.5], [8.0] * 5]
    assert sweeps.crossover(points(noisy, steady), "n", "s", "l") == (10, 1000)
    assert sweeps.crossover(points([[1.0] * 5, [2.0] * 5, [3.0, 5.0, 4.0, 3.5, 4.5]], steady), "n", "s", "l") is None
    assert sweeps.crossover(points([[5.0] * 5, [6.0] * 5, [7.0] * 5], steady), "n", "s", "l") is None
    assert sweeps.crossover(points([[5.0] * 5] * 3, []), "n", "s", "l") is None


def test_no_crossover_is_named_on_a_busy_machine():
    results = {"crossovers": {"n": {"torch": [10, 100]}}, "absent": {}, "conditions": {"disturbed": ["x"]}}
    assert "not decided" in " ".join(tables.crossings(results))
    results["conditions"]["disturbed"] = []
    assert "between n = 10 and 100" in " ".join(tables.crossings(results))


# -- history -----------------------------------------------------------------------------------------------


def result(date, verdict):
    row = {"workload": "W1", "contender": "tinygrad_lr", "threads": 1, "to_torch": [0.2, 0.1, 0.3], "to_np_opt": None}
    goal = {
        "workload": "W1",
        "ours": "a",
        "theirs": "b",
        "limit": 0.5,
        "threads": 1,
        "best": False,
        "strict": False,
        "verdict": verdict,
    }
    header = {
        "processor": "Intel(R) Xeon(R) Processor, family 6 model 207, avx512f",
        "cores": "2 of 2",
        "date": date,
        "commit": "abc",
    }
    return {"header": header, "rows": [row], "goals": [goal], "quick": False, "conditions": {"disturbed": []}}


def test_runs_are_kept_by_machine_with_their_ratios_alone(tmp_path):
    for date, verdict in (("2026-01-02 10:00 UTC", "met"), ("2026-03-02 10:00 UTC", "not decided")):
        place = history.keep(result(date, verdict), tmp_path)
    assert place.name == "intel-xeon-family-6-model-207-2-cores"
    runs = history.runs(place.name, tmp_path)
    assert [run["date"][:7] for run in runs] == ["2026-01", "2026-03"]
    assert runs[0]["ratios"] == {"tinygrad_lr / torch": {"W1": [0.2, 0.1, 0.3]}}
    assert list(history.met_on(tmp_path).values()) == ["intel-xeon-family-6-model-207-2-cores, 2026-01-02"]
    history.keep(result("2026-03-02 10:00 UTC", "met"), tmp_path)  # the same run again
    assert len(history.runs(place.name, tmp_path)) == 2
    assert history.runs("elsewhere", tmp_path) == []


# -- the command -------------------------------------------------------------------------------------------


def test_what_can_be_named_is_listed(capsys):
    assert command.main(["--list"]) == 0
    said = capsys.readouterr().out
    assert all(name in said for name in (*WORKLOADS, *CONTENDERS, "quickstart", "nowhere yet"))


def test_help_says_how_long_it_takes(capsys):
    assert command.main(["--help"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert all(takes in said for takes in command.TAKES.values())


def test_numbers_in_tables_sort_by_their_unit():
    assert [page.value_of(text) for text in ("12.0 µs ○", "1.5 ms", "≤ 0.150", "0.140 [0.1, 0.2]", "85%", "–", "roof not credible")] == [
        pytest.approx(12e-6), pytest.approx(1.5e-3), 0.15, 0.14, pytest.approx(0.85), None, None,
    ]  # fmt: skip
