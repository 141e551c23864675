// The graph: the loss on top, leaves and data below. dagre says where things stand; a moment only changes how they look.
const LINE = 17, PAD = 11, MONO = 6.75, BOLD = 8.5;
const graph = { open: new Set(), boxes: new Map(), edges: [], view: { k: 1, x: 0, y: 0 }, size: { w: 0, h: 0 }, selected: null, overlay: null };
const groupOf = new Map();
REC.groups.forEach((g, i) => g.nodes.forEach((id) => groupOf.set(id, i)));

// Which box shows a node: its own, or that of its closed group.
const boxOf = (id) => (groupOf.has(id) && !graph.open.has(groupOf.get(id)) ? `g${groupOf.get(id)}` : `n${id}`);

// How wide a text is in letters: those of Chinese, Japanese and Korean take more than one.
const breadth = (c) => (c > "\u2e7f" ? 1.8 : 1);
const lengthOf = (text) => [...text].reduce((n, c) => n + breadth(c), 0);

function fitted(text, width, letter = MONO) {
  let room = Math.max(4, width / letter);
  if (lengthOf(text) <= room) return text;
  const kept = [];
  for (const c of text) {
    room -= breadth(c);
    if (room < 1) break;
    kept.push(c);
  }
  return `${kept.join("")}…`;
}

function sizeOf(node) {
  const name = node.kind === "data" ? shapeText(node.shape) : node.name;
  const widest = Math.max(lengthOf(labelOf(node.id)) * BOLD, name.length * 6.2, Math.min(inline(node.value, 4, 2).length + 3, 30) * MONO);
  const lines = node.kind === "data" ? 3 : node.kind === "output" ? 3 : 4;
  return { width: Math.min(Math.max(112, widest + 2 * PAD + 6), 244), height: lines * LINE + 2 * PAD - 4 };
}

function layOut() {
  const g = new dagre.graphlib.Graph({ multigraph: true });
  g.setGraph({ rankdir: "BT", nodesep: 30, ranksep: 40, marginx: 16, marginy: 22 });
  g.setDefaultEdgeLabel(() => ({}));
  const many = new Map();
  REC.groups.forEach((group, i) => {
    if (!graph.open.has(i)) g.setNode(`g${i}`, { width: Math.min(Math.max(150, group.label.length * BOLD + 40), 260), height: 74, group: i });
  });
  for (const node of NODES) {
    const box = boxOf(node.id);
    if (box[0] === "n" && (node.kind !== "data" || used(node.id))) g.setNode(box, { ...sizeOf(node), node: node.id });
  }
  for (const node of NODES) {
    for (const input of node.inputs) {
      const [from, to] = [boxOf(input.node), boxOf(node.id)];
      if (from === to || !g.hasNode(from) || !g.hasNode(to)) continue;
      const key = `${from}>${to}`, n = many.get(key) ?? 0;
      if (n > 0 && (from[0] === "g" || to[0] === "g")) continue;
      many.set(key, n + 1);
      g.setEdge(from, to, { from, to, input: input.node, node: node.id, nth: n, fold: null }, `${key}#${n}`);
    }
  }
  dagre.layout(g);
  return g;
}

const usedIds = new Set(NODES.flatMap((node) => node.inputs.map((input) => input.node)));
const used = (id) => usedIds.has(id) || NODES[id].kind !== "data";
const foldedEdges = new Map(EVENTS.filter((e) => e.kind === "fold").map((e) => [`${e.node}>${e.to}`, e]));

function drawGraph() {
  const g = layOut(), root = s("g", { class: "root" });
  const svg = s("svg", { class: "drawing", role: "group", "aria-label": say("graph") },
    s("defs", {}, arrow("tip", "tip"), arrow("tip-back", "tip back"), arrow("tip-feed", "tip feed")), root);
  graph.boxes.clear();
  graph.edges = [];
  for (const e of g.edges()) root.append(drawEdge(g.edge(e)));
  for (const name of g.nodes()) root.append(drawBox(name, g.node(name)));
  graph.chip = s("g", { class: "chip", "aria-hidden": "true" }, s("rect", { rx: 9, height: 20, y: -10 }), s("text", { y: 4, "text-anchor": "middle" }));
  root.append(graph.chip);
  graph.svg = svg;
  graph.root = root;
  graph.size = { w: g.graph().width, h: g.graph().height };
  $("graph").replaceChildren(svg);
  watchPointer(svg);
}

const arrow = (id, name) => s("marker", { id, viewBox: "0 0 10 10", refX: 9, refY: 5, markerWidth: 10, markerHeight: 10, markerUnits: "userSpaceOnUse", orient: "auto-start-reverse", class: name }, s("path", { d: "M0 1 9 5 0 9z" }));

function drawEdge(edge) {
  const d = curve(edge.points);
  const repeated = foldedEdges.get(`${edge.node}>${edge.input}`);
  const element = s("g", { class: `edge${repeated ? " repeated" : ""}` }, s("path", { class: "base", d, "marker-end": "url(#tip)" }), s("path", { class: "back", d, "marker-start": "url(#tip-back)" }));
  if (repeated) {
    const middle = edge.points[Math.floor(edge.points.length / 2)];
    element.append(s("g", { class: "sigma", transform: `translate(${middle.x} ${middle.y})` }, s("circle", { r: 9 }), s("text", { y: 4.5, "text-anchor": "middle" }, "Σ"),
      s("title", {}, say("legend_repeated"))));
  }
  graph.edges.push({ ...edge, element });
  return element;
}

function curve(points) {
  const [first, ...rest] = points;
  let d = `M${first.x} ${first.y}`;
  for (let i = 0; i < rest.length - 1; i++) {
    const end = i === rest.length - 2 ? rest[i + 1] : { x: (rest[i].x + rest[i + 1].x) / 2, y: (rest[i].y + rest[i + 1].y) / 2 };
    d += `Q${rest[i].x} ${rest[i].y} ${end.x} ${end.y}`;
  }
  return rest.length === 1 ? `${d}L${rest[0].x} ${rest[0].y}` : d;
}

function drawBox(name, box) {
  const { x, y, width: w, height: t } = box, isGroup = box.group !== undefined;
  const node = isGroup ? null : NODES[box.node], kind = isGroup ? "group" : node.kind;
  const radius = kind === "leaf" ? 24 : kind === "data" ? 3 : 9;
  const left = -w / 2 + PAD, room = w - 2 * PAD;
  const parts = {
    label: s("text", { class: "label", x: 0, y: -t / 2 + PAD + 9, "text-anchor": "middle" }),
    name: s("text", { class: "name", x: 0, y: -t / 2 + PAD + 9 + LINE - 2, "text-anchor": "middle" }),
    value: s("text", { class: "value", x: 0, y: -t / 2 + PAD + 9 + 2 * LINE - 1, "text-anchor": "middle" }),
    grad: s("text", { class: "grad", x: 0, y: -t / 2 + PAD + 9 + 3 * LINE, "text-anchor": "middle" }),
  };
  const badge = s("g", { class: "badge", transform: `translate(${-w / 2 + 12} ${-t / 2})` }, s("rect", { rx: 9, height: 18, y: -9 }), s("text", { y: 4, "text-anchor": "middle" }));
  const verdict = s("g", { class: "verdict", transform: `translate(${w / 2 - 2} ${-t / 2 + 2})` }, s("circle", { r: 9 }), s("text", { y: 4, "text-anchor": "middle" }, "✗"));
  const saved = node?.saved?.some((v) => v.value !== undefined) ? s("g", { class: "kept", transform: `translate(0 ${t / 2})` }, s("rect", { rx: 7, x: -keptWidth(node) / 2, y: -7, width: keptWidth(node), height: 14 }), s("text", { y: 3.5, "text-anchor": "middle" })) : null;
  const element = s("g", { class: `box ${kind}`, transform: `translate(${x} ${y})`, tabindex: 0, role: "button", "data-node": isGroup ? null : box.node },
    isGroup ? [s("rect", { class: "shadow", x: -w / 2 + 5, y: -t / 2 - 5, width: w, height: t, rx: radius })] : null,
    s("rect", { class: "halo", x: -w / 2 - 5, y: -t / 2 - 5, width: w + 10, height: t + 10, rx: radius + 5 }),
    s("rect", { class: "plate", x: -w / 2, y: -t / 2, width: w, height: t, rx: radius }), Object.values(parts), saved, badge, verdict);
  const choose = () => (isGroup ? toggleGroup(box.group) : select(box.node));
  element.addEventListener("click", choose);
  element.addEventListener("focus", () => { if (element.matches(":focus-visible")) bring(graph.boxes.get(name)); });
  element.addEventListener("keydown", (e) => {
    if (e.key === "Enter") { e.preventDefault(); choose(); }
  });
  graph.boxes.set(name, { ...box, element, parts, badge, verdict, saved, room, name });
  return element;
}

const keptText = (node) => node.saved.filter((v) => v.value !== undefined).map((v) => v.name).join(", ");
const keptWidth = (node) => Math.max(40, keptText(node).length * 5.9 + 16);

function toggleGroup(i) {
  if (graph.open.has(i)) graph.open.delete(i); else { graph.open.clear(); graph.open.add(i); }
  drawGraph();
  paintGraph(current());
  reveal(current(), true);
}

// How everything looks at a moment.
function paintGraph(state) {
  const e = state.event;
  for (const box of graph.boxes.values()) box.group === undefined ? paintNode(box, state, e) : paintGroup(box, state, e);
  let told = null;
  for (const edge of graph.edges) {
    const messages = messagesOn(edge, state);
    const here = e && e.to !== undefined && boxOf(e.node) === edge.to && boxOf(e.to) === edge.from && (edge.to[0] === "g" || edge.from[0] === "g" || edge.nth === messages.length - 1 || e.kind === "fold");
    const mine = edge.to[0] === "g" || edge.from[0] === "g" ? messages.length > 0 : edge.nth < messages.length;
    classes(edge.element, "edge", {
      repeated: foldedEdges.has(`${edge.node}>${edge.input}`), sent: mine, now: here, feeding: e && e.kind === "op" && boxOf(e.node) === edge.to,
      ghost: !state.computed.has(edge.node) && edge.to[0] !== "g",
    });
    if (here && (e.kind === "send" || e.kind === "fold")) told = { edge, id: e.kind === "fold" ? e.raw : e.value };
  }
  paintChip(told);
}

const messagesOn = (edge, state) => state.edges.get(`${edge.node}>${edge.input}`) ?? [];

// An element's classes, always in the same order.
const classes = (element, first, more) => element.setAttribute("class", [first, ...Object.keys(more).filter((name) => more[name])].join(" "));

function paintChip(told) {
  classes(graph.chip, "chip", { shown: told });
  if (!told) {
    graph.chip.setAttribute("transform", "");
    for (const name of ["x", "width"]) graph.chip.querySelector("rect").setAttribute(name, 0);
    graph.chip.querySelector("text").textContent = "";
    return;
  }
  const points = told.edge.points, at = points[Math.floor((points.length - 1) / 2)], text = fitted(inline(told.id, 4, 2), 190);
  const w = text.length * MONO + 16;
  graph.chip.setAttribute("transform", `translate(${at.x} ${at.y})`);
  graph.chip.querySelector("rect").setAttribute("x", -w / 2);
  graph.chip.querySelector("rect").setAttribute("width", w);
  graph.chip.querySelector("text").textContent = text;
}

function paintNode(box, state, e) {
  const node = NODES[box.node], done = state.computed.has(node.id);
  const gradient = gradientOf(state, node.id), wait = waiting(state, node.id), wrong = graph.overlay?.get(node.id);
  const come = state.come.get(node.id);
  box.parts.label.textContent = fitted(labelOf(node.id), box.room, BOLD);
  box.parts.name.textContent = node.kind === "data" ? shapeText(node.shape) : node.name || node.op;
  box.parts.value.textContent = done ? (node.value === null ? "" : fitted(inline(state.value.get(node.id), 4, 2), box.room)) : "·";
  let told = gradient === undefined ? "" : `∂ ${inline(gradient, 4, 2)}`;
  if (node.kind === "leaf") told = state.grad.get(node.id) === null && gradient === undefined ? ".grad None" : `.grad ${inline(state.grad.get(node.id), 3, 2)}`;
  if (wrong) told = `∂ ${inline(wrong.wrong, 4, 2)}`;
  box.parts.grad.textContent = node.kind === "data" ? "" : fitted(told, box.room);
  const text = wait ? say("waiting", wait) : come && come.of > 1 && come.values.length === come.of ? say("complete_of", come) : "";
  paintBadge(box, text);
  const check = node.check?.verdict === "wrong" || (node.sends ?? []).some((x) => x.verdict === "wrong");
  const judged = state.differentiated.has(node.id) || (node.kind === "leaf" && state.total.has(node.id));
  classes(box.element, `box ${node.kind}`, {
    ghost: !done, now: e && (e.node === node.id || e.to === node.id), come: gradient !== undefined, waits: wait !== null,
    failed: state.error !== null && state.error.node === node.id, selected: graph.selected === node.id, wrong: wrong && wrong.differs,
    "check-wrong": check && judged, freed: state.freed.has(node.id),
  });
  if (box.saved) box.saved.querySelector("text").textContent = keptText(node);
  const facts = [labelOf(node.id), say(`kind_${node.kind}`), done ? inline(state.value.get(node.id)) : say("not_yet")];
  if (node.kind !== "data") facts.push(gradient === undefined ? `${say("gradient")}: ${say("not_yet")}` : `${say("gradient")}: ${inline(gradient)}`);
  if (text) facts.push(text);
  box.element.setAttribute("aria-label", facts.join(", "));
}

function paintBadge(box, text) {
  const [rect, label] = box.badge.children;
  classes(box.badge, "badge", { shown: text });
  label.textContent = text;
  const w = Math.max(30, text.length * (language === "zh" ? 9.5 : 5.7) + 14);
  rect.setAttribute("width", w);
  rect.setAttribute("x", -w / 2);
}

function paintGroup(box, state, e) {
  const group = REC.groups[box.group], ops = group.nodes.filter((id) => NODES[id].kind !== "leaf" && NODES[id].kind !== "data");
  const done = ops.filter((id) => state.computed.has(id)).length, back = ops.filter((id) => state.differentiated.has(id)).length;
  box.parts.label.textContent = fitted(group.label, box.room, BOLD);
  box.parts.name.textContent = say("group", { count: ops.length });
  box.parts.value.textContent = `${say("forward")} ${done}/${ops.length}`;
  box.parts.grad.textContent = "";
  if (back) box.parts.value.textContent += ` · ∂ ${back}/${ops.length}`;
  const here = e && (boxOf(e.node) === box.name || (e.to !== undefined && boxOf(e.to) === box.name));
  classes(box.element, "box group", { ghost: done === 0, now: here, come: back === ops.length });
  box.element.setAttribute("aria-label", `${say("open_group")} ${group.label}, ${say("group", { count: ops.length })}`);
}

// -- the view --------------------------------------------------------------------------------------------------------------

function apply() {
  const { k, x, y } = graph.view;
  graph.root.setAttribute("transform", `translate(${x} ${y}) scale(${k})`);
}

function fit(least = 0) {
  const pane = $("graph"), w = pane.clientWidth || 600, t = pane.clientHeight || 400;
  const k = Math.min(1.25, Math.max(least, Math.min(w / graph.size.w, t / graph.size.h)));
  graph.view = { k, x: (w - k * graph.size.w) / 2, y: graph.size.h * k > t ? 0 : (t - k * graph.size.h) / 2 };
  apply();
}

function zoom(factor, cx = $("graph").clientWidth / 2, cy = $("graph").clientHeight / 2) {
  const v = graph.view, k = Math.min(3, Math.max(0.1, v.k * factor));
  graph.view = { k, x: cx - ((cx - v.x) * k) / v.k, y: cy - ((cy - v.y) * k) / v.k };
  apply();
}

// Bring what happens now into sight, where not all of the graph is.
function reveal(state, center = false) {
  const e = state.event, id = e ? e.to ?? e.node : null;
  if (id !== null && id !== undefined) bring(graph.boxes.get(boxOf(id)), center);
}

function bring(box, center = false) {
  if (!box) return;
  const pane = $("graph"), v = graph.view, m = 30;
  const [x, y, w, t] = [box.x * v.k + v.x, box.y * v.k + v.y, (box.width / 2) * v.k, (box.height / 2) * v.k];
  if (center || x - w < m || x + w > pane.clientWidth - m || y - t < m || y + t > pane.clientHeight - m) {
    if (graph.size.w * v.k <= pane.clientWidth + 2 && graph.size.h * v.k <= pane.clientHeight + 2 && !center) return fit();
    const within = (at, size, room) => (size * v.k <= room ? (room - size * v.k) / 2 : Math.min(0, Math.max(room - size * v.k, at)));
    graph.view = { k: v.k, x: within(v.x + pane.clientWidth / 2 - x, graph.size.w, pane.clientWidth), y: within(v.y + pane.clientHeight / 2 - y, graph.size.h, pane.clientHeight) };
    apply();
  }
}

function watchPointer(svg) {
  let held = null;
  svg.addEventListener("pointerdown", (e) => { if (e.button === 0) held = { x: e.clientX, y: e.clientY, view: { ...graph.view }, moved: false }; });
  svg.addEventListener("pointermove", (e) => {
    if (!held) return;
    const [dx, dy] = [e.clientX - held.x, e.clientY - held.y];
    if (!held.moved && Math.hypot(dx, dy) < 5) return;
    if (!held.moved) svg.setPointerCapture(e.pointerId);
    held.moved = true;
    svg.classList.add("dragged");
    graph.view = { ...held.view, x: held.view.x + dx, y: held.view.y + dy };
    apply();
  });
  const release = () => { held = null; svg.classList.remove("dragged"); };
  svg.addEventListener("pointerup", release);
  svg.addEventListener("pointercancel", release);
  svg.addEventListener("wheel", (e) => {
    if (!e.ctrlKey && !e.metaKey) return;
    e.preventDefault();
    const r = svg.getBoundingClientRect();
    zoom(Math.exp(-e.deltaY / 300), e.clientX - r.left, e.clientY - r.top);
  }, { passive: false });
}

// The graph as a file of its own: styles written out, so that any program draws it.
function exportSvg() {
  const copy = graph.svg.cloneNode(true), originals = graph.svg.querySelectorAll("*"), copies = copy.querySelectorAll("*");
  const wanted = ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "font-family", "font-size", "font-weight", "display"];
  originals.forEach((from, i) => {
    const style = getComputedStyle(from);
    for (const name of wanted) copies[i].setAttribute(name, style.getPropertyValue(name));
    copies[i].removeAttribute("class");
    copies[i].removeAttribute("tabindex");
  });
  copy.querySelector("g").setAttribute("transform", "");
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("viewBox", `0 0 ${graph.size.w} ${graph.size.h}`);
  copy.setAttribute("width", graph.size.w);
  copy.setAttribute("height", graph.size.h);
  const paper = s("rect", { width: graph.size.w, height: graph.size.h, fill: getComputedStyle($("graph").parentElement).backgroundColor });
  copy.insertBefore(paper, copy.firstChild);
  return new XMLSerializer().serializeToString(copy);
}

// The same as pixels, twice as many as on the page.
async function exportPng() {
  const image = new Image(), canvas = document.createElement("canvas");
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(exportSvg())}`;
  await image.decode();
  const k = Math.min(2, 8000 / Math.max(graph.size.w, graph.size.h));
  [canvas.width, canvas.height] = [graph.size.w * k, graph.size.h * k];
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

// The whole graph at this moment, for Graphviz.
function exportDot(state) {
  const quoted = (lines) => `"${lines.filter(Boolean).map((x) => x.replace(/[\\"]/g, "\\$&").replace(/\s+/g, " ")).join("\\n")}"`;
  const shapes = { op: "box", output: "box", leaf: "ellipse", data: "note" };
  const shown = NODES.filter((node) => used(node.id)), lines = ["digraph {", "  rankdir=BT", "  node [fontname=\"sans-serif\"]"];
  for (const node of shown) {
    const g = node.kind === "data" ? undefined : gradientOf(state, node.id), done = state.computed.has(node.id);
    const told = [labelOf(node.id), node.name, done && node.value !== null ? inline(state.value.get(node.id)) : "", g === undefined ? "" : `∂ ${inline(g)}`];
    lines.push(`  n${node.id} [shape=${shapes[node.kind]}${done ? "" : ", style=dotted"} label=${quoted(told)}]`);
  }
  for (const node of shown) for (const input of node.inputs) lines.push(`  n${input.node} -> n${node.id}${foldedEdges.has(`${node.id}>${input.node}`) ? " [style=dashed]" : ""}`);
  return [...lines, "}", ""].join("\n");
}
