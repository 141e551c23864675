// Words, numbers and elements. Text always goes in as text, never as markup.
const REC = JSON.parse(document.getElementById("recording").textContent);
const NODES = REC.nodes, EVENTS = REC.events, VALUES = REC.values;
let language = document.documentElement.lang.startsWith("zh") ? "zh" : "en";

function say(key, facts = {}) {
  const text = WORDS[language][key] ?? key;
  return text.replace(/\{(\w+)\}/g, (all, name) => (facts[name] === undefined ? all : String(facts[name])));
}

const $ = (id) => document.getElementById(id);

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") for (const [event, f] of Object.entries(value)) element.addEventListener(event, f);
    else element.setAttribute(name, value === true ? "" : value);
  }
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) element.append(child instanceof Node ? child : String(child));
  }
  return element;
}
const h = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
const s = (tag, attributes, ...children) => fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

function short(x, digits = 4) {
  if (typeof x === "boolean") return String(x);
  if (typeof x !== "number") return String(x).replace("-", "−").replace("inf", "∞");
  if (x === 0) return Object.is(x, -0) ? "−0" : "0";
  const size = Math.abs(x);
  let text = size >= 1e6 || size < 1e-4 ? x.toExponential(digits - 2) : String(Number(x.toPrecision(digits + 1)));
  text = text.replace(/\.?0+e/, "e").replace(/e([+-])(\d+)/, (_, sign, n) => "·10" + raised((sign === "-" ? "−" : "") + n));
  return text.replace(/^-/, "−");
}
const raised = (text) => [...text].map((c) => ({ "−": "⁻" })[c] ?? "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(c)]).join("");
const percent = (x) => (typeof x !== "number" ? String(x) : x === 0 ? "0" : x < 1e-4 ? "< 0.01 %" : `${Number((100 * x).toPrecision(3))} %`);
const shapeText = (shape) => `(${shape.join(", ")}${shape.length === 1 ? "," : ""})`;

function nested(texts, shape) {
  if (shape.length === 0) return texts[0];
  if (shape.length === 1) return `[${texts.join(", ")}]`;
  const step = texts.length / Math.max(shape[0], 1);
  return `[${Array.from({ length: shape[0] }, (_, i) => nested(texts.slice(i * step, (i + 1) * step), shape.slice(1))).join(", ")}]`;
}

// A value on one line. What has not come is None, and never 0.
function inline(id, most = 6, digits = 4) {
  if (id === null || id === undefined) return say("none");
  const v = VALUES[id], numbers = v.data ?? v.head;
  if (v.shape.length === 0) return short(numbers[0], digits);
  if (!v.data || numbers.length > most) return `[${numbers.slice(0, Math.min(most, 4)).map((x) => short(x, digits)).join(", ")}, …]`;
  if (v.shape.length === 2 && v.shape[1] === 1) return `[${numbers.map((x) => short(x, digits)).join("; ")}]`;
  return nested(numbers.map((x) => short(x, digits)), v.shape);
}

// A value as brackets around a grid of numbers; of a large one, its first numbers and what they are like.
function matrix(id, mark) {
  if (id === null || id === undefined) return h("span", { class: "none" }, say("none"));
  const v = VALUES[id];
  if (v.shape.length === 0) return h("span", { class: "number" }, short((v.data ?? v.head)[0]));
  if (!v.data) return summary(v);
  const columns = v.shape.length === 1 ? v.data.length : v.shape.at(-1) || 1;
  const rows = v.data.length / columns, most = 10, wide = Math.min(columns, 8);
  const grid = h("span", { class: `matrix${mark ? " " + mark : ""}`, role: "img", "aria-label": inline(id, 64) });
  const table = h("span", { class: "cells" });
  table.style.gridTemplateColumns = `repeat(${wide + (wide < columns ? 1 : 0)}, auto)`;
  for (let r = 0; r < Math.min(rows, most); r++) {
    for (let c = 0; c < wide; c++) table.append(h("span", {}, short(v.data[r * columns + c])));
    if (wide < columns) table.append(h("span", {}, "…"));
  }
  if (rows > most) table.append(h("span", { class: "rest" }, `⋮ ${say("more", { count: rows - most })}`));
  grid.append(table);
  return grid;
}

// Inside a formula, a large array is its shape.
function compact(id, mark) {
  const v = VALUES[id];
  if (v.data) return matrix(id, mark);
  return h("span", { class: `matrix ${mark ?? ""}`, title: inline(id, 8) }, bars(v), h("span", { class: "word" }, v.shape.join(" × ")));
}

function bars(v) {
  const tall = Math.max(...(v.histogram ?? [1]));
  return s("svg", { viewBox: "0 0 72 27", class: "bars", "aria-hidden": "true" }, (v.histogram ?? []).map((n, i) => s("rect", { x: i * 6, y: 26 - (24 * n) / tall, width: 5, height: (24 * n) / tall + 0.5 })));
}

function summary(v) {
  const facts = { shape: shapeText(v.shape), min: short(v.min ?? "?"), max: short(v.max ?? "?"), mean: short(v.mean ?? "?") };
  return h("span", { class: "summary" }, bars(v), say("array", facts));
}

const labelOf = (id) => (id === null || id === undefined ? "?" : NODES[id].label || `${NODES[id].op || NODES[id].kind}#${id}`);

function download(name, type, content) {
  const link = h("a", { download: name, href: URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type })) });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
