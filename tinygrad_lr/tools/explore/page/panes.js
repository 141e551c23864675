// The source, the equation and the card of a node.
function drawSource() {
  const pane = $("source");
  pane.replaceChildren();
  if (REC.sources.length === 0) pane.append(h("p", { class: "hint" }, say("no_source")));
  REC.sources.forEach((source, i) => {
    const indent = Math.min(...source.lines.filter((l) => l.trim()).map((l) => l.match(/^\s*/)[0].length), 99);
    const lines = source.lines.map((text, k) => {
      const n = source.first + k, mine = EVENTS.some((e) => e.at && e.at[0] === i && e.at[1] === n);
      const line = h("li", { class: mine ? "runs" : null, "data-line": `${i}:${n}`, value: n }, h("code", {}, colored(text.slice(indent) || " ")));
      if (mine) line.addEventListener("click", () => goToLine(i, n));
      return line;
    });
    pane.append(h("figure", { class: "code" }, h("figcaption", {}, source.name), h("ol", { start: source.first }, lines)));
  });
}

const PYTHON = /("""[\s\S]*?(?:"""|$)|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|#.*$)|\b(def|return|for|in|with|as|if|else|elif|while|import|from|yield|None|True|False|class|not|and|or|lambda|try|except|raise)\b|\b(\d+\.?\d*(?:e[-+]?\d+)?)\b/g;

function colored(text) {
  const parts = [];
  let end = 0;
  for (const m of text.matchAll(PYTHON)) {
    parts.push(text.slice(end, m.index), h("span", { class: m[1] ? (m[1][0] === "#" ? "comment" : "string") : m[2] ? "keyword" : "digits" }, m[0]));
    end = m.index + m[0].length;
  }
  return [...parts, text.slice(end)];
}

function paintSource(state) {
  for (const line of document.querySelectorAll("#source li.current")) line.setAttribute("class", "runs");
  const e = state.event;
  if (!e || !e.at) return;
  const line = document.querySelector(`#source li[data-line="${e.at[0]}:${e.at[1]}"]`);
  if (!line) return;
  line.setAttribute("class", `runs current ${e.kind === "raise" ? "raise" : e.phase}`);
  const pane = $("source"), top = line.offsetTop - pane.offsetTop;
  if (top < pane.scrollTop + 30 || top > pane.scrollTop + pane.clientHeight - 50) pane.scrollTop = top - pane.clientHeight / 2;
}

function goToLine(source, line) {
  const after = EVENTS.findIndex((e, i) => i >= position && e.at && e.at[0] === source && e.at[1] === line);
  const found = after >= 0 ? after : EVENTS.findIndex((e) => e.at && e.at[0] === source && e.at[1] === line);
  if (found >= 0) go(found + 1);
}

// -- the equation ------------------------------------------------------------------------------------------------------------

// The gradient that has come to a node, in its formulas; some users have a g of their own.
const INCOMING = NODES.some((node) => node.label === "g") ? "ḡ" : "g";
const whereG = (id) => h("p", { class: "formula small" }, h("span", { class: "word" }, `${say("where_names")} `), h("var", { class: "gradient" }, INCOMING), " = ", partial(id));

// A formula with its names as they are called here, or with their numbers put in.
function written(text, names, numbers) {
  const parts = [];
  let end = 0;
  for (const m of text.matchAll(/[A-Za-z_][A-Za-z_0-9]*/g)) {
    const name = names[m[0]];
    parts.push(text.slice(end, m.index));
    end = m.index + m[0].length;
    if (!name) parts.push(h("span", { class: "word" }, m[0]));
    else if (name.text !== undefined && (numbers || m[0] !== "n")) parts.push(h("span", { class: "number" }, name.text));
    else if (numbers && name.value !== undefined && name.value !== null) parts.push(compact(name.value, m[0] === "g" ? "gradient" : null));
    else parts.push(h("var", { class: m[0] === "g" ? "gradient" : null }, name.node !== undefined ? labelOf(name.node) : m[0] === "g" ? INCOMING : m[0]));
  }
  parts.push(text.slice(end));
  return parts;
}

const partial = (id) => [h("span", { class: "partial" }, "∂L/∂"), h("var", {}, labelOf(id))];

function block(caption, ...lines) {
  return h("div", { class: "block" }, h("h3", {}, caption), lines.map((line) => h("p", { class: "formula" }, line)));
}

function paintEquation(state) {
  const e = state.event, pane = $("equation");
  pane.replaceChildren(...(e === null ? beginning() : EQUATIONS[e.kind]?.(e, state) ?? []));
  pane.scrollTop = 0;
}

function beginning() {
  const leaves = NODES.filter((node) => node.kind === "leaf");
  return [block(say("legend_leaf"), ...leaves.map((n) => [h("var", {}, labelOf(n.id)), " = ", matrix(n.value)])), h("p", { class: "hint" }, sentence(null))];
}

const EQUATIONS = {
  op(e) {
    const node = NODES[e.node], f = node.formula;
    return [
      block(say("in_symbols"), [h("var", {}, labelOf(e.node)), " = ", written(f.forward, f.names, false)]),
      block(say("in_numbers"), [written(f.forward, f.names, true)], [" = ", matrix(node.value)]),
      where(f.file, f.line, node.name),
    ];
  },
  backward: (e) => [block(say("in_symbols"), [partial(e.node), " = ", matrix(e.value, "gradient")]), h("p", { class: "hint" }, sentence(e))],
  visit(e, state) {
    const come = state.come.get(e.node) ?? { values: [e.value], from: [null] };
    const sum = come.values.flatMap((v, i) => [i ? " + " : "", matrix(v, "gradient")]);
    const lines = [block(say(come.values.length > 1 ? "sum" : "gradient"), [partial(e.node), " = ", sum], come.values.length > 1 ? [" = ", matrix(e.value, "gradient")] : [])];
    const f = NODES[e.node].formula;
    if (f?.derivatives.length) {
      const sending = f.derivatives.filter((d) => targetOf(e.node, d.edge) !== null);
      lines.push(block(say("derivative"), ...sending.map((d) => [partial(targetOf(e.node, d.edge)), " = ", written(d.text, f.names, false)])), whereG(e.node));
    }
    return lines;
  },
  fold(e) {
    return [
      block(say("legend_repeated"), [matrix(e.raw, "gradient folding"), h("span", { class: "word" }, ` ${shapeText(e.from)} `)], ["Σ → ", matrix(e.value, "gradient"), h("span", { class: "word" }, ` ${shapeText(e.into)}`)]),
      h("p", { class: "hint" }, sentence(e)),
    ];
  },
  send(e, state) {
    const f = NODES[e.node].formula, d = folded(f?.derivatives.find((x) => x.edge === e.edge), state), come = state.come.get(e.to);
    const lines = [];
    if (d) {
      lines.push(block(say("in_symbols"), [partial(e.to), come.of > 1 ? " += " : " = ", written(d.text, f.names, false)]));
      lines.push(block(say("in_numbers"), [written(d.text, f.names, true)], [" = ", matrix(e.value, "gradient")]));
    } else lines.push(block(say("in_numbers"), [partial(e.to), " = ", matrix(e.value, "gradient")]));
    if (come.of > 1) {
      const sum = come.values.flatMap((v, i) => [i ? " + " : "", matrix(v, "gradient")]);
      lines.push(block(say("sum"), [sum, come.values.length < come.of ? h("span", { class: "pending" }, ` + … ${say("waiting", { arrived: come.values.length, of: come.of })}`) : ""]));
    }
    if (d) lines.push(whereG(e.node), where(d.file, d.line, d.code));
    return lines;
  },
  freed: (e) => [block(say("saved_freed"), ...NODES[e.node].saved.filter((v) => v.value !== undefined).map((v) => h("s", {}, v.name))), h("p", { class: "hint" }, sentence(e))],
  leaf: (e) => [
    block(say("in_symbols"), [h("var", {}, labelOf(e.node)), ".grad", e.before === null ? " = " : " += ", partial(e.node)]),
    block(say("in_numbers"), e.before === null ? [matrix(e.value, "gradient")] : [matrix(e.before, "gradient"), " + ", matrix(e.value, "gradient"), " = ", matrix(e.after, "gradient")]),
  ],
  collect: (e) => [block(say("gradient"), [partial(e.node), " = ", matrix(e.value, "gradient")]), h("p", { class: "hint" }, sentence(e))],
  hook: (e) => [block(say("gradient"), [matrix(e.before, "gradient"), " → ", matrix(e.after, "gradient")]), h("p", { class: "hint" }, sentence(e))],
  zero: (e) => [block(say("in_numbers"), [h("var", {}, labelOf(e.node)), ".grad: ", matrix(e.before, "gradient"), " → ", matrix(e.after, "gradient")])],
  set: (e) => EQUATIONS.zero(e),
  update(e) {
    const w = h("var", {}, labelOf(e.node)), plain = e.how === "SGD" && e.lr !== undefined;
    const lines = plain ? [block(say("in_symbols"), [w, " ← ", w.cloneNode(true), " − lr · ", w.cloneNode(true), ".grad"]),
      block(say("in_numbers"), [matrix(e.before), ` − ${short(e.lr)} · `, matrix(e.grad, "gradient")], [" = ", matrix(e.after)])]
      : [block(say("in_numbers"), [w, ": ", matrix(e.before), " → ", matrix(e.after)])];
    if (!plain && e.grad !== undefined && e.grad !== null) lines.push(block(".grad", [matrix(e.grad, "gradient")]));
    return lines;
  },
  raise: (e) => [h("p", { class: "error" }, e.text)],
};

// The derivative, summed where the event before says that its result was.
function folded(d, state) {
  const before = EVENTS[state.count - 2], e = state.event;
  if (!d || !before || before.kind !== "fold" || before.to !== e.to || before.edge !== e.edge || d.text.startsWith("Σ")) return d;
  return { ...d, text: /^[\w−]+$/.test(d.text) ? `Σ ${d.text}` : `Σ (${d.text})` };
}

const where = (file, line, text) => (file ? h("p", { class: "where" }, h("code", {}, text), ` ${file}:${line}`) : null);

// Which node a derivative's message goes to.
const targets = new Map(EVENTS.filter((e) => e.kind === "send").map((e) => [`${e.node}/${e.edge}`, e.to]));
const targetOf = (id, edge) => targets.get(`${id}/${edge}`) ?? null;

// -- the card ------------------------------------------------------------------------------------------------------------------

function select(id) {
  graph.selected = id;
  tab = "node";
  paint();
}

function card(state) {
  const id = graph.selected ?? (state.event ? state.event.to ?? state.event.node : null);
  if (id === null || id === undefined) return [h("p", { class: "hint" }, say("choose_node"))];
  const node = NODES[id], gradient = gradientOf(state, id), done = state.computed.has(id);
  const rows = h("dl", { class: "facts" });
  const row = (term, ...what) => rows.append(h("div", {}, h("dt", {}, term), h("dd", {}, what)));
  row(say("shape"), h("code", {}, `${shapeText(node.shape)} ${node.dtype}`));
  if (node.value === null) row(say("value"), h("span", { class: "pending" }, say("unseen")));
  else row(say("value"), done ? matrix(state.value.get(id)) : h("span", { class: "pending" }, say("not_yet")));
  if (node.kind !== "data") {
    const come = state.come.get(id);
    row(say("gradient_of", { name: labelOf(id) }), gradient === undefined ? h("span", { class: "pending" }, come ? say("waiting", { arrived: come.values.length, of: come.of }) : say("not_yet")) : matrix(gradient, "gradient"));
    if (come && come.of > 1) come.values.forEach((v, i) => row(`${say("receives")} ${i + 1}/${come.of}`, matrix(v, "gradient"), come.from[i] === null ? "" : h("span", { class: "word" }, ` ← ${labelOf(come.from[i])}`)));
  }
  if (node.kind === "leaf") row(".grad", matrix(state.grad.get(id), "gradient"));
  if (node.saved?.length) row(say(state.freed.has(id) ? "saved_freed" : "saved"), node.saved.map((v) => savedRow(v, state.freed.has(id))));
  if (node.formula) {
    row(say("formula"), h("p", { class: "formula" }, written(node.formula.forward, node.formula.names, false)));
    for (const d of node.formula.derivatives) {
      const to = targetOf(id, d.edge);
      row(say("derivative"), h("p", { class: "formula" }, to === null ? h("span", { class: "word" }, `∂L/∂${d.arg}`) : partial(to), " = ", written(d.text, node.formula.names, false)), where(d.file, d.line, d.code));
    }
  }
  if (node.source) row(say("in_source"), h("code", {}, `${REC.sources[node.source[0]].name}:${node.source[1]}`));
  if (node.module) row(say("module"), h("code", {}, node.module));
  const group = groupOf.get(id);
  return [
    h("h3", { class: "card-title" }, h("span", { class: `swatch ${node.kind}` }), labelOf(id), h("code", {}, node.name || node.op)), h("p", { class: "kind" }, say(`kind_${node.kind}`)), rows,
    node.kind === "data" ? null : checks(node, gradient !== undefined), REC.compared && (node.other?.value || node.other?.grad) ? beside(node, gradient !== undefined) : null,
    group !== undefined && graph.open.has(group) ? h("button", { class: "quiet", on: { click: () => toggleGroup(group) } }, say("close_group", { label: REC.groups[group].label })) : null,
  ];
}

const savedRow = (v, freed) => h("div", { class: freed && v.value !== undefined ? "saved gone" : "saved" }, h("code", {}, v.name), " ", v.value !== undefined ? matrix(v.value) : h("code", {}, v.text), v.version === undefined ? null : h("span", { class: "word" }, ` ${say("version", v)}`));

function checks(node, come) {
  const all = [[say("check_whole", { name: labelOf(node.id) }), node.check]].concat((node.sends ?? []).map((c) => [say("check_own", { name: labelOf(node.id), to: labelOf(c.to) }), c]));
  const shown = come ? all.filter(([, c]) => c) : [];
  return h("section", { class: "checks" }, h("h4", {}, say("check")), h("p", { class: "hint" }, say("check_how")),
    shown.length ? shown.map(([title, c]) => checkTable(title, c)) : h("p", { class: "pending" }, say(come ? `unchecked_${node.unchecked ?? "unseen"}` : "not_yet")));
}

function checkTable(title, c) {
  const rows = c.at.map((at, i) => h("tr", {}, h("td", {}, `[${at}]`), h("td", {}, short(c.ours[i], 6)), h("td", {}, short(c.difference[i], 6))));
  return h("div", { class: `check ${c.verdict}` },
    h("p", { class: "check-head" }, h("span", { class: "pill" }, `${{ right: "✓", wrong: "✗", kink: "∧", rounding: "≈" }[c.verdict]} ${say(`check_${c.verdict}`)}`), " ", title),
    h("table", {}, h("thead", {}, h("tr", {}, h("td", {}), h("th", {}, say("check_ours")), h("th", {}, say("check_difference")))), h("tbody", {}, rows)),
    h("p", { class: "word" }, `${say("check_bound")} ±${short(c.bound, 3)} · ${percent(c.share)} ${say("share_of_bound")} · ${say("check_elements", { count: c.elements })}`));
}

function beside(node, come) {
  const rows = [["value", node.other.value, node.value], ["gradient", come ? node.other.grad : null, node.grad]].filter((r) => r[1]);
  return h("section", { class: "beside" }, h("h4", {}, say("other", REC.compared)), h("table", {}, h("thead", {}, h("tr", {}, h("td", {}), h("th", {}, REC.framework.name), h("th", {}, REC.compared.name), h("th", {}, say("ulps")))),
    h("tbody", {}, rows.map(([what, other, mine]) => h("tr", { class: other.share > 1 ? "differs" : null }, h("td", {}, say(what)), h("td", {}, inline(mine, 4, 7)), h("td", {}, inline(other.value, 4, 7)), h("td", {}, short(other.ulps)))))));
}

// The first number of a value, with all its digits.
const firstOf = (id) => { const v = VALUES[id], x = (v.data ?? v.head)[0]; return v.shape.length && (v.data ?? []).length !== 1 ? `[${short(x, 6)}, …]` : short(x, 6); };

// -- side by side, and the outline ---------------------------------------------------------------------------------------------

function sideBySide(state) {
  if (!REC.compared) return [h("p", { class: "hint" }, say("not_compared"))];
  const rows = [];
  let ulps = 0, share = 0;
  for (const node of NODES) {
    for (const what of ["value", "grad"]) {
      const other = node.other?.[what];
      if (!other || (what === "value" ? !state.computed.has(node.id) : gradientOf(state, node.id) === undefined)) continue;
      [ulps, share] = [Math.max(ulps, other.ulps ?? 0), Math.max(share, other.share ?? 0)];
      const bar = h("span", { class: "bar" }, h("span", {}));
      bar.firstChild.style.width = `${Math.min(100, 100 * (other.share ?? 0))}%`;
      const name = h("button", { class: "link", on: { click: () => select(node.id) } }, what === "grad" ? `∂L/∂${labelOf(node.id)}` : labelOf(node.id));
      rows.push(h("tbody", { class: other.share > 1 ? "differs" : state.event?.node === node.id ? "current" : null },
        h("tr", {}, h("th", { scope: "rowgroup", colspan: 4 }, name)),
        h("tr", {}, h("td", {}, firstOf(node[what])), h("td", {}, firstOf(other.value)), h("td", {}, short(other.ulps ?? 0)), h("td", {}, bar, percent(other.share ?? 0)))));
    }
  }
  return [h("p", { class: "hint" }, say("compared_all", { ulps: short(ulps), share: percent(share), bound: short(REC.compared.bound) })),
    h("div", { class: "wide" }, h("table", { class: "sides compared" }, h("thead", {}, h("tr", {}, [REC.framework.name, REC.compared.name, say("ulps"), say("share_of_bound")].map((x) => h("th", { scope: "col" }, x)))), rows))];
}

function outline(state) {
  const list = h("ol", { class: "outline" });
  let phase = "";
  EVENTS.forEach((e, i) => {
    if (e.phase !== phase) list.append(h("li", { class: "phase-name" }, h("h3", { class: e.phase }, say((phase = e.phase)))));
    if (EVENTS.length > 600 && Math.abs(i + 1 - state.count) > 150) return;
    const jump = (click) => {  // inside another page, as in a notebook, the address is that page's
      click.preventDefault();
      stop();
      go(i + 1);
      $("panel").querySelector("[aria-current]")?.focus({ preventScroll: true });
    };
    const link = h("a", { href: `#event=${i + 1}`, class: i < state.count ? "past" : null, "aria-current": i + 1 === state.count ? "step" : null, on: { click: jump } }, sentence(e));
    list.append(h("li", { value: i + 1 }, link));
  });
  return [list];
}
