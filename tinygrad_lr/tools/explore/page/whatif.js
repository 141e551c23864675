// What if: mistakes that were really made, on the recorded step.
let variant = 0;

function whatIf() {
  if (REC.variants.length === 0) return [h("p", { class: "hint" }, say("variant_none")), ...lessonText()];
  const chosen = REC.variants[Math.min(variant, REC.variants.length - 1)];
  const choose = h("div", { class: "choices", role: "group", "aria-label": say("what_if") }, REC.variants.map((v, i) =>
    h("button", { "aria-pressed": String(i === variant), on: { click: () => { variant = i; overlay(null); paint(); $("panel").querySelectorAll(".choices button")[i]?.focus(); } } }, say(`variant_${v.name}`))));
  const facts = Object.fromEntries(Object.entries(chosen.facts).map(([k, x]) => [k, Array.isArray(x) ? shapeText(x) : short(x)]));
  const told = [h("p", {}, say(`told_${chosen.name}`, facts))];
  if (chosen.right.length) {
    told.push(curves([{ values: chosen.right, name: say("right"), kind: "right" }, { values: chosen.wrong, name: say("wrong"), kind: "wrong" }], { height: 170 }));
    if (typeof chosen.facts.rate === "number") told.push(h("p", { class: "word" }, say("rate_used", facts)));
  } else if (!chosen.facts.differs) told.push(h("p", { class: "same" }, say(`same_${chosen.name}`)));
  else told.push(wrongTable(chosen));
  return [choose, h("div", { class: "told" }, told), h("p", { class: "hint" }, say("variant_really")), ...lessonText()];
}

function wrongTable(chosen) {
  const rows = chosen.gradients.filter((g) => NODES[g.node].kind === "leaf" || g.right !== g.wrong).map((g) =>
    h("tr", { class: g.right !== g.wrong ? "differs" : null }, h("th", { scope: "row" }, h("button", { class: "link", on: { click: () => select(g.node) } }, labelOf(g.node))), h("td", {}, inline(g.right, 4, 4)), h("td", {}, inline(g.wrong, 4, 4))));
  const shown = h("input", { type: "checkbox", id: "overlay", on: { change: (e) => { overlay(e.target.checked ? chosen : null); paintGraph(current()); } } });
  shown.checked = graph.overlay !== null;
  return h("div", {}, h("p", { class: "hint" }, say("differs_here")), h("div", { class: "wide" }, h("table", { class: "sides" },
    h("thead", {}, h("tr", {}, h("td", {}), [say("right"), say("wrong")].map((x) => h("th", { scope: "col" }, x)))), h("tbody", {}, rows))), h("label", { class: "toggle" }, shown, say("show_in_graph")));
}

function overlay(chosen) {
  graph.overlay = chosen && new Map(chosen.gradients.map((g) => [g.node, { ...g, differs: g.right !== g.wrong }]));
}

const lessonText = () => REC.notes.filter((n) => n.name === "lesson").map((n) => h("blockquote", { lang: "en" }, n.text));
