"""A recording in words: for a terminal, a pipe, and whoever sees no picture. It reads the recording alone, as the page does."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SHORT = 8  # numbers of a value that a line holds


@functools.cache
def words() -> dict[str, dict[str, str]]:
    """The sentences of the page and of this text, by language."""
    return json.loads(Path(__file__).with_name("page").joinpath("words.json").read_text(encoding="utf-8"))


def as_json(recording: dict[str, Any]) -> str:
    return json.dumps(recording, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def story(recording: dict[str, Any], lang: str = "en") -> str:
    """The whole step, from its first line to the update."""
    return "\n".join(Story(recording, lang).lines()) + "\n"


class Story:
    """Tells a recording, in a language."""

    def __init__(self, recording: dict[str, Any], lang: str) -> None:
        self.r, self.words = recording, words()[lang]
        self.nodes = recording["nodes"]

    def say(self, key: str, **facts: Any) -> str:
        """A sentence, with facts put in."""
        return re.sub(r"\{(\w+)\}", lambda m: str(facts.get(m[1], m[0])), self.words[key])

    def lines(self) -> Iterator[str]:
        framework = self.say("with", **self.r["framework"])
        title = self.say("story_of", title=self.r["title"], framework=framework)
        yield from (title, "=" * len(title))
        for note in self.r["notes"]:
            why = note.get("why")
            yield self.say(f"note_{note['name']}", **{**note, "why": self.words.get(why, why) if why else ""})
        phase, place = "", None
        for i, event in enumerate(self.r["events"], 1):
            if event["phase"] != phase:
                phase, place = event["phase"], None
                yield from ("", self.words[phase].upper())
            if event.get("at") and event["at"] != place:
                place = event["at"]
                source = self.r["sources"][place[0]]
                line = source["lines"][place[1] - source["first"]].strip()
                yield f"  {source['name']}:{place[1]}  {line}"
            yield from (f"  {i:>4}. {self.sentence(event)}", *(f"        {each}" for each in self.details(event)))
        yield from self.table()
        yield from self.tried()

    def name(self, node: int | None) -> str:
        """What a node is called: by the user, or by its operation and number."""
        if node is None:
            return "?"
        told = self.nodes[node]
        return told["label"] or f"{told['op'] or told['kind']}#{node}"

    def number(self, value: int | None) -> str:
        """A value on one line; what has not come is no zero."""
        if value is None:
            return self.words["none"]
        v = self.r["values"][value]
        shape = shape_of(v["shape"])
        if "data" not in v:
            facts = {key: short(v.get(key)) for key in ("min", "max", "mean")}
            return self.say("array", shape=shape, **facts)
        if not v["shape"]:
            return short(v["data"][0])
        if len(v["data"]) > SHORT:
            return f"[{', '.join(map(short, v['data'][:SHORT]))}, …] {shape}"
        return nested([short(x) for x in v["data"]], v["shape"])

    def sentence(self, event: dict[str, Any]) -> str:
        """What happens, as the page says it too."""
        node = event.get("node")
        facts: dict[str, Any] = {"name": self.name(node), "of": event.get("of"), "text": event.get("text", "")}
        if node is not None:
            facts |= {"op": self.nodes[node]["op"], "value": self.number(self.nodes[node]["value"])}
            saved = self.nodes[node].get("saved", [])
            facts["saved"] = ", ".join(s["name"] for s in saved if "value" in s)
        for key in ("value", "before", "after"):
            if key in event:
                facts[key] = self.number(event[key])
            elif event["kind"] != "op":
                facts.setdefault(key, self.words["none"])
        if "to" in event:
            facts["to"] = self.name(event["to"])
        for key in ("from", "into"):
            if key in event:
                facts[key] = shape_of(event[key])
        facts["how"] = event.get("how") or self.words["by_hand"]
        return self.say(f"event_{event['kind']}", **facts)

    def details(self, event: dict[str, Any]) -> Iterator[str]:
        """Formula, counts and checks below a sentence."""
        node = self.nodes[event["node"]] if event.get("node") is not None else None
        if node is None:
            return
        formula = node.get("formula")
        if event["kind"] == "op" and formula:
            yield self.symbols(formula["forward"], formula)
        if event["kind"] == "send":
            found = [d for d in (formula or {}).get("derivatives", ()) if d["edge"] == event.get("edge")]
            for d in found:
                text = f"Σ ({d['text']})" if self.folded(event) and not d["text"].startswith("Σ") else d["text"]
                yield f"∂L/∂{self.name(event['to'])} = {self.symbols(text, formula, node['id'])}"
            arrived, of = event["arrived"], event["of"]
            if of > 1:
                yield self.say("complete_of", of=of) if arrived == of else self.say("waiting", arrived=arrived, of=of)
        if event["kind"] == "visit" and node.get("check"):
            yield self.checked(node["check"])
        elif event["kind"] == "visit" and "unchecked" in node:
            yield self.words[f"unchecked_{node['unchecked']}"]

    def folded(self, event: dict[str, Any]) -> bool:
        """Whether what is sent was summed back before."""
        key = (event["node"], event["to"], event["edge"])
        return any(e["kind"] == "fold" and (e["node"], e["to"], e["edge"]) == key for e in self.r["events"])

    def symbols(self, text: str, formula: dict[str, Any], node: int | None = None) -> str:
        """A formula with the user's names for its arguments, and that of `node` for the gradient that has come there."""
        called = {n: self.name(x["node"]) if "node" in x else x.get("text", n) for n, x in formula["names"].items()}
        called.pop("n", None)
        if "g" in called and node is not None:
            called["g"] = f"∂L/∂{self.name(node)}" if text == "g" else f"(∂L/∂{self.name(node)})"
        return re.sub(r"[A-Za-z_][A-Za-z_0-9]*", lambda m: called.get(m[0], m[0]), text)

    def checked(self, check: dict[str, Any]) -> str:
        verdict = self.words[f"check_{check['verdict']}"]
        pairs = ", ".join(f"{short(a)} ≈ {short(b)}" for a, b in list(zip(check["ours"], check["difference"]))[:2])
        return f"{self.words['check']}: {pairs}: {verdict} ({short(check['share'])} {self.words['share_of_bound']})"

    def table(self) -> Iterator[str]:
        """Each leaf's gradient, and what finite differences and the other framework say of it."""
        leaves = [n for n in self.nodes if n["kind"] == "leaf" and n["grad"] is not None]
        if leaves:
            yield from ("", self.words["gradients"].upper())
        for leaf in leaves:
            yield f"  {self.name(leaf['id'])}: {self.number(leaf['grad'])}"
            if leaf.get("check"):
                yield f"        {self.checked(leaf['check'])}"
            other = (leaf.get("other") or {}).get("grad")
            if other:
                name = self.r["compared"]["name"]
                yield f"        {name}: {self.number(other['value'])} ({short(other['ulps'])} ULP)"

    def tried(self) -> Iterator[str]:
        """What came of each mistake."""
        if self.r["variants"]:
            yield from ("", self.words["what_if"].upper())
        for v in self.r["variants"]:
            facts = {k: shape_of(x) if isinstance(x, list) else short(x) for k, x in v["facts"].items()}
            yield f"  {self.words['variant_' + v['name']]}. {self.say('told_' + v['name'], **facts)}"
            if v["right"]:
                yield f"        {self.words['right']}: {losses(v['right'])}"
                yield f"        {self.words['wrong']}: {losses(v['wrong'])}"
            elif not v["facts"]["differs"]:
                yield f"        {self.words['same_' + v['name']]}"
            else:
                for g in v["gradients"]:
                    if self.nodes[g["node"]]["kind"] == "leaf":
                        name, right, wrong = self.name(g["node"]), self.number(g["right"]), self.number(g["wrong"])
                        yield f"        {name}: {self.words['right']} {right}, {self.words['wrong']} {wrong}"


def losses(values: list[Any]) -> str:
    few = values if len(values) <= 6 else [*values[:3], "…", *values[-2:]]
    return ", ".join(x if x == "…" else short(x) for x in few)


def short(x: Any) -> str:
    """A number to be read: five digits."""
    return f"{x:.5g}".replace("-", "−", 1) if isinstance(x, (int, float)) and not isinstance(x, bool) else str(x)


def shape_of(shape: list[int]) -> str:
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"


def nested(texts: list[str], shape: list[int]) -> str:
    """Numbers in brackets, as tensors are written."""
    if len(shape) <= 1:
        return f"[{', '.join(texts)}]"
    step = len(texts) // shape[0] if shape[0] else 0
    rows = (texts[i * step : (i + 1) * step] for i in range(shape[0]))
    return f"[{', '.join(nested(row, shape[1:]) for row in rows)}]"
