"""A recording as JSON: all that a page, or anybody else, needs to show the step. `schema.json` describes it.

    {"format": "tinygrad_lr recording", "version": 1, "framework", "title", "notes",
     "sources", "values", "nodes", "groups", "events", "training", "variants"}

Values are numbered, and everything else names them by their numbers. Numbers are the shortest that give the same bits
again; inf and nan, which JSON does not know, are words.
"""

from __future__ import annotations

import ast
import linecache
import os
from collections.abc import Iterable
from types import CodeType
from typing import Any

import numpy as np

from . import formulas
from .checks import Check, Checker
from .recorder import Event, Item, Recorder, Static, Step
from .replay import Replay
from .training import exact, number, training
from .variants import Variant, variants

FORMAT, VERSION = "tinygrad_lr recording", 1
ADDING = ("add", "sub", "rsub", "__radd__", "__rsub__")  # functions of torch's that pass a gradient on as it is
GROUPED = 60  # operations from which on a graph is shown in groups
GROUP = 40  # operations in one of these
LINES = 400  # of a source
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


class Document:
    """Makes the recording of a recorder's step."""

    def __init__(self, recorder: Recorder, step: Step, title: str, other: Document | None = None) -> None:
        self.recorder, self.step, self.engine, self.title = recorder, step, recorder.engine, title
        self.values: list[dict[str, Any]] = []
        self.numbered: dict[int, int] = {}
        self.same: dict[tuple, int] = {}
        count = len(step.items)
        self.whole = 64 if count <= 200 else 16 if count <= 800 else 8  # numbers of a value that are told
        self.sources: list[dict[str, Any]] = []
        self.where: dict[tuple[CodeType, int], list[int]] = {}
        self.notes: list[dict[str, Any]] = []
        self.replays = {each: Replay(step, self.engine, each) for each in step.passes}
        self.checker = Checker(step, self.engine, self.replays)
        self.other = other
        self.labels: dict[Item, str] = {}
        self.bound = 1e-5

    def recording(self) -> dict[str, Any]:
        """The recording; the user's numbers may be any, and NumPy has nothing to say of them here."""
        with np.errstate(all="ignore"):
            return self.told_whole()

    def told_whole(self) -> dict[str, Any]:
        self.read_sources()
        self.name_by_lines()
        self.labels = labels(self.step.items)
        nodes = [self.node(item) for item in self.step.items]
        if self.other is not None:
            Comparison(self, self.other).add_to(nodes)
        events = [told for event in self.step.events for told in self.event(event)]
        replay = next(reversed(self.replays.values()), None)
        leaves = [
            i for i in self.step.items if i.kind == "leaf" and i.grad is not None and replay and i in replay.behind
        ]
        if replay and replay.hidden.intersection(leaves):
            leaves = []
        strip = training(self.recorder, replay, leaves)
        tried = variants(replay, leaves, self.start(leaves), self.rate(), len(strip["losses"])) if replay else []
        self.note()
        return {
            "format": FORMAT, "version": VERSION, "title": self.title,
            "framework": {"name": self.engine.name, "version": str(self.engine.fw.__version__)},
            "compared": None if self.other is None else {
                "name": self.other.engine.name, "version": str(self.other.engine.fw.__version__), "bound": self.bound},
            "forward_seen": self.step.forward_seen, "notes": self.notes, "sources": self.sources, "nodes": nodes,
            "groups": groups(self.step.items), "events": events, "training": strip,
            "variants": [self.variant(v) for v in tried], "values": self.values,
        }  # fmt: skip

    # -- values ----------------------------------------------------------------------------------------------

    def value(self, copy: int | None) -> int | None:
        """The number of a copied array among the values."""
        if copy is None:
            return None
        if copy not in self.numbered:
            self.numbered[copy] = self.array(self.step.arrays[copy])
        return self.numbered[copy]

    def array(self, array: np.ndarray) -> int:
        array = np.asarray(array)
        key = (array.shape, array.dtype.str, array.tobytes()) if array.size <= 4096 else (id(array),)
        if key not in self.same:
            self.same[key] = len(self.values)
            self.values.append(self.told(array))
        return self.same[key]

    def told(self, array: np.ndarray) -> dict[str, Any]:
        """An array: all its numbers, or the first of them and what they are like."""
        told: dict[str, Any] = {"shape": [*array.shape], "dtype": array.dtype.name}
        if array.size <= self.whole:
            return told | {"data": [exact(v) for v in array.reshape(-1)]}
        finite = array[np.isfinite(array)].astype(float) if array.dtype.kind == "f" else array.astype(float)
        told["head"] = [exact(v) for v in array.reshape(-1)[:8]]
        if finite.size:
            counts, edges = np.histogram(finite, 12)
            told |= {"min": number(finite.min()), "max": number(finite.max()), "mean": number(finite.mean()),
                     "histogram": [int(c) for c in counts], "edges": [number(edges[0]), number(edges[-1])]}  # fmt: skip
        if finite.size < array.size:
            told["not_finite"] = int(array.size - finite.size)
        return told

    # -- the user's source -------------------------------------------------------------------------------------

    def read_sources(self) -> None:
        """The functions that the events come from, each file's ranges that touch as one."""
        ranges: dict[str, list[list[int]]] = {}
        touched: dict[str, list[int]] = {}
        for event in self.step.events:
            if event.place is not None:
                code, line = event.place
                touched.setdefault(code.co_filename, []).append(line)
                ranges.setdefault(code.co_filename, []).append(extent(code, line))
        for file, spans in ranges.items():
            lines = linecache.getlines(file)
            merged: list[list[int]] = []
            for first, last in sorted(spans):
                if merged and first <= merged[-1][1] + 2:
                    merged[-1][1] = max(merged[-1][1], last)
                else:
                    merged.append([first, last])
            for first, last in merged:
                inside = [n for n in touched[file] if first <= n <= last]
                if last - first >= LINES:
                    first, last = max(first, min(inside) - 8), min(last, min(inside) + LINES, max(inside) + 8)
                text = [line.rstrip("\n") for line in lines[first - 1 : last]]
                if len(text) < max(inside) - first + 1:  # made of a string, or the file has changed
                    continue
                self.sources.append({"name": os.path.basename(file), "first": first, "lines": text})
                for event in self.step.events:
                    if event.place and event.place[0].co_filename == file and first <= event.place[1] <= last:
                        self.where[event.place] = [len(self.sources) - 1, event.place[1]]

    def name_by_lines(self) -> None:
        """`diff = t1 - t2`: what a line assigns its last operation to, where no frame has told."""
        last = {item.place: item for item in self.step.items if item.kind == "op" and item.place is not None}
        for (code, line), item in last.items():
            if not item.name:
                item.name = assigned(linecache.getline(code.co_filename, line))

    # -- nodes ---------------------------------------------------------------------------------------------------

    def node(self, item: Item) -> dict[str, Any]:
        operation = item.call.operation if item.call else getattr(item.node, "operation", None)
        kind, engine = item.kind, self.engine
        told: dict[str, Any] = {
            "id": item.id, "kind": kind, "op": item.op, "label": self.labels[item], "shape": [*item.shape], "dtype": item.dtype,
            "name": engine.node_name(item.node) if item.node is not None else "", "module": item.module,
            "value": self.value(item.value), "grad": self.value(item.grad),
            "source": self.where.get(item.place) if item.place else None,
            "inputs": [{"arg": name, "node": each.id} for name, each in item.inputs],
        }  # fmt: skip
        if item.saved:
            told["saved"] = [
                {"name": name, "value": self.value(v)} | ({} if version is None else {"version": version})
                if isinstance(v, int) else {"name": name, "text": repr(v.value)}
                for name, v, version in item.saved
            ]  # fmt: skip
        if kind == "leaf":
            told |= {"before": self.value(item.before), "after": self.value(item.after)}
        if kind == "op":
            told["formula"] = self.formula(item, operation)
        if item.grad is not None:
            check = self.checker.whole(item)
            own = self.checker.own(item) if kind == "op" else {}
            told["check"] = None if check is None else self.check(check)
            if check is None:
                told["unchecked"] = self.checker.why(item) or "number"
            told["sends"] = [{"to": to, **self.check(c)} for to, c in own.items()]
        return told

    def check(self, check: Check) -> dict[str, Any]:
        """A finite difference, as the page shows it."""
        return {
            "verdict": check.verdict, "share": number(check.off), "bound": number(check.bound), "at": check.at[:8],
            "ours": [number(v) for v in check.ours[:8]], "difference": [number(v) for v in check.difference[:8]],
            "elements": len(check.at),
        }  # fmt: skip

    def formula(self, item: Item, operation: Any) -> dict[str, Any]:
        """What was computed, its derivatives as the engine has them, and what the names in them stand for."""
        arguments = [name for name, _ in item.inputs]
        names: dict[str, Any] = {name: {"value": self.value(x.value), "node": x.id} for name, x in item.inputs}
        if item.call is not None:
            for name, x in zip(item.call.names, item.call.args):
                if name not in names and isinstance(x, (int, float)) and not isinstance(x, bool):
                    names[name] = {"text": f"{x:g}"}
        for name, v, _ in item.saved:
            if name not in names:
                names[name] = {"value": self.value(v)} if isinstance(v, int) else {"text": plain(v)}
        names["g"], names["out"] = {"value": self.value(item.grad)}, {"value": self.value(item.value)}
        counted = next((x for _, x in item.inputs if x.shape), None)
        names["n"] = {"text": str(int(np.prod(counted.shape)))} if counted is not None else {"text": "1"}
        told: dict[str, Any] = {"forward": formulas.forward(item.op, arguments), "names": names, "derivatives": []}
        if operation is None:  # torch's: the derivatives of the same node in this engine's table, without its lines
            same = formulas.same_in_table(item.op, self.engine.node_name(item.node)) if item.node is not None else []
            told["derivatives"] = [{"arg": arg, "edge": k, "text": text} for k, (arg, text) in enumerate(same)]
            return told
        told["file"], told["line"] = formulas.where(operation.declared)
        for k, (arg, f) in enumerate(zip(formulas.inputs(operation), operation.formulas)):
            code = formulas.text(arg, f)
            file, line = formulas.where(f)
            told["derivatives"].append(
                {"arg": arg, "edge": k, "text": formulas.pretty(code), "code": code, "file": file, "line": line}
            )
        return told

    # -- events ----------------------------------------------------------------------------------------------------

    def event(self, event: Event) -> Iterable[dict[str, Any]]:
        facts = event.facts
        told: dict[str, Any] = {"kind": event.kind, "phase": event.phase}
        if event.place is not None and event.place in self.where:
            told["at"] = self.where[event.place]
        for key, x in facts.items():
            if key == "item":
                told["node"] = x.id if x is not None else None
            elif isinstance(x, Item):
                told[key] = x.id
            elif key in ("value", "before", "after", "grad"):
                told[key] = self.value(x)
            elif x is not None:
                told[key] = x
        if event.kind == "send":
            raw = self.before_folding(facts)
            if raw is not None:
                yield {
                    **told,
                    "kind": "fold",
                    "raw": self.array(raw),
                    "from": [*raw.shape],
                    "into": [*facts["to"].shape],
                }
        yield told

    def before_folding(self, facts: dict[str, Any]) -> np.ndarray | None:
        """The gradient as the derivative gave it, where it was then summed over what had been repeated."""
        item, to, sent = facts["item"], facts["to"], self.step.arrays[facts["value"]]
        g = self.step.arrays[item.grad] if item.grad is not None else None
        operation = item.call.operation if item.call else None
        if g is None or g.shape == sent.shape or to.shape != sent.shape:
            return None
        raw = g
        if operation is None and not (item.op in ADDING or (item.op in ("linear", "addmm") and facts["edge"] == 0)):
            return None
        if operation is not None and not (operation.joint_vjp or operation.sequence or operation.multi_output):
            k = facts["edge"]
            formula, needs = operation.formulas[k], operation.needs[k]
            if formulas.pretty(formulas.text(operation.differentiable[k], formula)) != "Σ g":
                saved = {name: self.step.arrays[v] if isinstance(v, int) else v.value for name, v, _ in item.saved}
                if any(name not in saved for name in needs):
                    return None
                with np.errstate(all="ignore"):
                    raw = np.asarray(formula(g, *(saved[name] for name in needs)))
        if raw.shape == sent.shape:
            return None
        folded = sum_to(raw, sent.shape)
        return raw if folded is not None and np.allclose(folded, sent, rtol=1e-3, atol=1e-6, equal_nan=True) else None

    # -- the rest --------------------------------------------------------------------------------------------------

    def start(self, leaves: list[Item]) -> dict[Item, np.ndarray]:
        """The parameters' values where the recording began."""
        first = self.recorder.trail[0][1] if self.recorder.trail else {}
        fitting = {i: first.get(i.name or f"leaf {i.id}") for i in leaves}
        return {
            i: v if v is not None and v.shape == i.shape else self.step.arrays[i.value or 0] for i, v in fitting.items()
        }

    def rate(self) -> float | None:
        """The learning rate: an optimizer's, or that of an update by hand."""
        for event in self.step.events:
            if event.kind == "update":
                facts = event.facts
                if facts.get("lr"):
                    return float(facts["lr"])
                if facts["grad"] is not None:
                    before, after, g = (self.step.arrays[facts[k]].astype(float) for k in ("before", "after", "grad"))
                    if g.any() and g.shape == before.shape:
                        place = np.unravel_index(np.abs(g).argmax(), g.shape)
                        rate = float((before - after)[place] / g[place])
                        return rate if 0 < rate < 1e6 else None
        return None

    def variant(self, v: Variant) -> dict[str, Any]:
        return {
            "name": v.name, "facts": {key: number(x) if isinstance(x, float) else x for key, x in v.facts.items()},
            "right": [number(x) for x in v.right], "wrong": [number(x) for x in v.wrong],
            "gradients": [{"node": item.id, "right": self.array(a), "wrong": self.array(b)} for item, a, b in v.gradients],
            "visits": [item.id for item in v.visits],
        }  # fmt: skip

    def note(self) -> None:
        """What the reader should know of this recording."""
        if not self.step.backward and self.step.error is None:
            self.notes.append({"name": "no-backward"})
        if not self.step.forward_seen:
            self.notes.append({"name": "forward-not-seen"})
        for replay in [*self.replays.values()][-1:]:
            if not replay.faithful and replay.why != "forward":
                self.notes.append({"name": "not-repeated", "why": replay.why})
        if len([i for i in self.step.items if i.kind == "op"]) > GROUPED:
            self.notes.append({"name": "grouped", "count": len(self.step.items)})
        if self.step.error is not None:
            self.notes.append(
                {"name": "raised", "text": f"{type(self.step.error).__name__}: {self.step.error}".rstrip(".")}
            )


class Comparison:
    """The same step on another framework, node by node."""

    def __init__(self, ours: Document, other: Document) -> None:
        self.ours, self.other = ours, other

    def pairs(self) -> dict[int, Item]:
        """By the ids of ours, theirs: leaves and data by their names, operations by torch's names and their order."""
        found, theirs = dict[int, Item](), self.keyed(self.other)
        for key, item in self.keyed(self.ours).items():
            if key in theirs:
                found[item.id] = theirs[key]
        return found

    @staticmethod
    def keyed(document: Document) -> dict[tuple, Item]:
        found: dict[tuple, Item] = {}
        seen: dict[str, int] = {}
        for item in document.step.items:
            node = document.engine.node_name(item.node) if item.kind == "op" and item.node is not None else item.name
            if item.kind == "op" and item.call is None and node == "TBackward0":
                continue
            seen[node] = seen.get(node, 0) + 1
            found[item.kind, node, seen[node]] = item
        return found

    def add_to(self, nodes: list[dict[str, Any]]) -> None:
        pairs = self.pairs()
        for told, item in zip(nodes, self.ours.step.items):
            if item.id in pairs:
                theirs = pairs[item.id]
                told["other"] = {
                    "value": self.side(item.value, theirs.value),
                    "grad": self.side(item.grad, theirs.grad),
                }

    def side(self, mine: int | None, theirs: int | None) -> dict[str, Any] | None:
        """Their number, and how far ours is from it: in units in the last place, and as a share of the bound."""
        if mine is None or theirs is None:
            return None
        a, b = self.ours.step.arrays[mine], self.other.step.arrays[theirs]
        if a.shape != b.shape or b.dtype.kind != "f":
            return None
        told: dict[str, Any] = {"value": self.ours.array(b)}
        if a.size:
            with np.errstate(all="ignore"):
                x, y = a.astype(float), b.astype(float)
                unit = np.spacing(np.maximum(abs(a), abs(b)).astype(b.dtype)).astype(float)
                off = np.where(x == y, 0.0, abs(x - y))
                told["ulps"] = number(np.nanmax(np.where(off == 0, 0.0, off / unit), initial=0))
                told["share"] = number(np.nanmax(off) / max(self.ours.bound * float(np.nanmax(abs(y))), 1e-300))
        return told


def labels(items: list[Item]) -> dict[Item, str]:
    """The users' names; of several values that had one name after each other, all but the last are numbered."""
    sharing: dict[str, list[Item]] = {}
    for item in items:
        sharing.setdefault(item.name, []).append(item)
    found = {item: item.name for item in items}
    for name, several in sharing.items():
        for i, item in enumerate(several[:-1], 1) if name else ():
            found[item] = name + str(i).translate(SUBSCRIPTS)
    return found


def groups(items: list[Item]) -> list[dict[str, Any]]:
    """Runs of operations in the order of their creation, cut where the module or the line changes.

    What comes between two operations in this order never depends on the later one, so groups depend on each other
    without circles, as nodes do.
    """
    ops = [item for item in items if item.kind in ("op", "output")]
    if len(ops) <= GROUPED:
        return []
    runs: list[list[Item]] = []
    for item in ops:
        if runs and len(runs[-1]) < GROUP and together(item, runs[-1][0]):
            runs[-1].append(item)
        else:
            runs.append([item])
    least, merged = max(8, min(GROUP, len(ops) // 24)), runs[:1]
    for run in runs[1:]:  # short ones join their neighbours
        if len(merged[-1]) < least and len(merged[-1]) + len(run) <= GROUP:
            merged[-1] = merged[-1] + run
        else:
            merged.append(run)
    runs = merged
    home = {item: i for i, run in enumerate(runs) for item in run}
    users: dict[Item, set[int]] = {}
    for item in ops:
        for _, each in item.inputs:
            users.setdefault(each, set()).add(home[item])
    for item in items:
        if item not in home and len(users.get(item, ())) == 1:
            runs[next(iter(users[item]))].append(item)
    return [{"label": label_of(run), "nodes": [item.id for item in run]} for run in runs]


def together(a: Item, b: Item) -> bool:
    """Whether two operations belong to one module, or outside of modules to one function."""
    return a.module == b.module and (bool(a.module) or (a.place or (None,))[0] is (b.place or (None,))[0])


def label_of(run: list[Item]) -> str:
    """The module, or the lines, from the first to the last."""
    labels = [x.module or (f"line {x.place[1]}" if x.place else "") for x in run if x.kind == "op"]
    first, last = labels[0], labels[-1]
    return first if first == last else f"{first} … {last.removeprefix('line ') if first.startswith('line ') else last}"


def extent(code: CodeType, line: int) -> list[int]:
    """The lines of a function; of a module, those around the one that runs."""
    if code.co_name == "<module>":
        return [max(1, line - 12), line + 12]
    return [code.co_firstlineno, max([line, *(n for _, _, n in code.co_lines() if n)])]


def assigned(line: str) -> str:
    """The one name that a line assigns to."""
    try:
        statement = ast.parse(line.strip()).body
    except SyntaxError:
        return ""
    if len(statement) == 1 and isinstance(statement[0], ast.Assign) and isinstance(statement[0].targets[0], ast.Name):
        return statement[0].targets[0].id
    return ""


def plain(v: Static) -> str:
    x = v.value
    return f"{x:g}" if isinstance(x, (int, float)) and not isinstance(x, bool) else str(x)


def sum_to(array: np.ndarray, shape: tuple) -> np.ndarray | None:
    """The sum over what broadcasting from `shape` repeated; None where it did not."""
    try:
        if np.broadcast_shapes(shape, array.shape) != array.shape:
            return None
    except ValueError:
        return None
    extra = array.ndim - len(shape)
    axes = (*range(extra), *(i + extra for i, n in enumerate(shape) if n == 1 and array.shape[i + extra] != 1))
    return array.sum(axes, keepdims=True).reshape(shape)
