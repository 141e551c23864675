// Small charts: losses by step, the fitted line, the loss over two parameters.
let shownStep = null;

// Of a hundred thousand losses too, which are more than a call takes arguments.
const ends = (values) => values.reduce(([low, high], v) => [Math.min(low, v), Math.max(high, v)], [Infinity, -Infinity]);

function scale(values, from, to, log) {
  const f = log ? Math.log10 : (x) => x;
  const all = values.filter((v) => typeof v === "number" && Number.isFinite(f(v))).map(f);
  let [low, high] = ends(all);
  if (!all.length) [low, high] = [0, 1];
  if (high - low < 1e-12) [low, high] = [low - 0.5, high + 0.5];
  const place = (v) => (typeof v !== "number" || !Number.isFinite(f(v)) ? null : from + ((f(v) - low) / (high - low)) * (to - from));
  return { place, low, high, log };
}

const isLog = (values) => {
  const good = values.filter((v) => typeof v === "number" && v > 0);
  return good.length > 2 && good.length === values.filter((v) => typeof v === "number").length && ends(good)[1] / ends(good)[0] > 30;
};

function ticks(axis) {
  if (axis.log) {
    const first = Math.ceil(axis.low), last = Math.floor(axis.high), step = Math.max(1, Math.ceil((last - first) / 4));
    const powers = Array.from({ length: Math.max(0, Math.floor((last - first) / step) + 1) }, (_, i) => 10 ** (first + i * step));
    return powers.length >= 2 ? powers : [10 ** axis.low, 10 ** axis.high];
  }
  const rough = (axis.high - axis.low) / 4, unit = 10 ** Math.floor(Math.log10(rough)), step = [1, 2, 5, 10].map((n) => n * unit).find((n) => n >= rough);
  const found = [];
  for (let v = Math.ceil(axis.low / step) * step; v <= axis.high + step * 1e-9; v += step) found.push(Number(v.toPrecision(10)));
  return found;
}

const W = 340, LEFT = 52, BOTTOM = 26, TOP = 10, RIGHT = 12;

function frame(height, x, y, label) {
  const marks = [];
  for (const v of ticks(y)) {
    const at = y.place(v);
    if (at === null || at < TOP - 1 || at > height - BOTTOM + 1) continue;
    marks.push(s("line", { class: "rule", x1: LEFT, x2: W - RIGHT, y1: at, y2: at }), s("text", { class: "tick", x: LEFT - 6, y: at + 3.5, "text-anchor": "end" }, short(v, 3)));
  }
  for (const v of ticks(x)) {
    const at = x.place(v);
    if (at === null || at < LEFT - 1 || at > W - RIGHT + 1) continue;
    marks.push(s("text", { class: "tick", x: at, y: height - BOTTOM + 15, "text-anchor": "middle" }, short(v, 3)));
  }
  return s("svg", { viewBox: `0 0 ${W} ${height}`, class: "chart", role: "img", "aria-label": label }, marks);
}

const path = (points) => points.map(([x, y], i) => `${i === 0 || !points[i - 1] ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");

function curves(series, { height = 200, cursor = null, steps = null, pick = null } = {}) {
  const all = series.flatMap((x) => x.values), log = isLog(all), longest = Math.max(...series.map((x) => x.values.length));
  const x = scale([1, Math.max(longest, 2)], LEFT, W - RIGHT, false), y = scale(all, height - BOTTOM, TOP, log);
  const svg = frame(height, x, y, series.map((each) => `${each.name}: ${each.values.slice(0, 3).map((v) => short(v)).join(", ")} … ${short(each.values.at(-1))}`).join("; "));
  for (const each of series) {
    const points = each.values.map((v, i) => [x.place(i + 1), y.place(v)]).filter((p) => p[1] !== null);
    svg.append(s("path", { class: `curve ${each.kind}`, d: path(points) }));
    if (points.length <= 40) points.forEach((p) => svg.append(s("circle", { class: `dot ${each.kind}`, cx: p[0], cy: p[1], r: 2.2 })));
  }
  if (cursor !== null) {
    const v = series[0].values[cursor - 1], at = x.place(cursor);
    svg.append(s("line", { class: "cursor", x1: at, x2: at, y1: TOP, y2: height - BOTTOM }));
    if (y.place(v) !== null) svg.append(s("circle", { class: "cursor-dot", cx: at, cy: y.place(v), r: 5 }));
  }
  if (pick) {
    const at = (e) => {
      const r = svg.getBoundingClientRect(), place = ((e.clientX - r.left) / r.width) * W;
      return Math.round(1 + ((place - LEFT) / (W - RIGHT - LEFT)) * (Math.max(longest, 2) - 1));
    };
    svg.classList.add("pickable");
    svg.addEventListener("pointermove", (e) => pick(Math.min(longest, Math.max(1, at(e)))));
  }
  if (series.length > 1) return h("figure", { class: "lines" }, svg, h("figcaption", { class: "key" }, series.map((each) => h("span", { class: each.kind }, each.name))));
  return svg;
}

function drawTraining() {
  const t = REC.training, pane = $("training"), last = t.losses.length;
  const cards = [];
  if (last === 0 || (last === 1 && !t.fit && !t.surface)) return pane.closest("section").setAttribute("hidden", "");
  pane.closest("section").removeAttribute("hidden");
  const step = shownStep ?? last, kept = nearest(t.steps, step);
  const pick = (n) => { if (n !== shownStep) { shownStep = n; drawTraining(); } };
  const line = last > 1 ? curves([{ values: t.losses, name: say("loss_by_step"), kind: "loss" }], { cursor: step, pick }) : h("p", { class: "hint" }, say("one_step"));
  cards.push(figure(say("loss_by_step"), line, `${say("at_step", { step, value: short(t.losses[step - 1]) })}${step === last ? ` · ${say("whole_step")}` : ""}`));
  if (t.fit) cards.push(figure(say("fitted_line"), fitted_(t.fit, kept), parametersAt(t, kept)));
  if (t.surface) cards.push(figure(say("loss_surface", { x: t.surface.names[0], y: t.surface.names[1] }), bowl(t, kept), t.surface.lowest ? `✕ ${say("lowest")}: ${t.surface.lowest.map((v) => short(v)).join(", ")}` : ""));
  pane.replaceChildren(...cards);
  const slider = $("epoch");
  slider.hidden = last < 2;
  slider.max = last;
  slider.value = step;
  slider.setAttribute("aria-label", say("step"));
  slider.setAttribute("aria-valuetext", say("at_step", { step, value: short(t.losses[step - 1]) }));
  slider.oninput = () => pick(Number(slider.value));
}

const figure = (title, drawing, told) => h("figure", { class: "card" }, h("h3", {}, title), drawing, told ? h("figcaption", {}, told) : null);
const nearest = (steps, step) => steps.reduce((best, v, i) => (Math.abs(v - step) < Math.abs(steps[best] - step) ? i : best), 0);
const parametersAt = (t, i) => Object.entries(t.parameters).map(([name, rows]) => `${name} = ${rows[i].length === 1 ? short(rows[i][0]) : `[${rows[i].map((v) => short(v)).join(", ")}]`}`).join(" · ");

function fitted_(fit, i) {
  const height = 200, x = scale(fit.x, LEFT + 8, W - RIGHT - 8, false), all = fit.y.concat(fit.lines[0], fit.lines.at(-1));
  const y = scale(all, height - BOTTOM - 6, TOP + 6, false), svg = frame(height, x, y, say("fitted_line"));
  fit.lines.forEach((ends, k) => {
    if (k !== i && (fit.lines.length < 25 || k % Math.ceil(fit.lines.length / 20) === 0)) svg.append(lineOf(x, y, fit.ends, ends, "past"));
  });
  const shown = lineOf(x, y, fit.ends, fit.lines[i], "fit"), at = fit.lines[i], slope = (at[1] - at[0]) / (fit.ends[1] - fit.ends[0] || 1);
  fit.x.forEach((v, k) => {
    const on = at[0] + slope * (v - fit.ends[0]);
    if (fit.x.length <= 40 && y.place(on) !== null) svg.append(s("line", { class: "residual", x1: x.place(v), x2: x.place(v), y1: y.place(fit.y[k]), y2: y.place(on) }));
  });
  svg.append(shown);
  fit.x.forEach((v, k) => svg.append(s("circle", { class: "point", cx: x.place(v), cy: y.place(fit.y[k]), r: fit.x.length > 40 ? 2.4 : 4 })));
  return svg;
}

const lineOf = (x, y, xs, ys, name) => s("line", { class: `line ${name}`, x1: x.place(xs[0]), x2: x.place(xs[1]), y1: y.place(ys[0]) ?? 0, y2: y.place(ys[1]) ?? 0 });

// The loss as shades, from its least: equal steps of its logarithm, for a bowl is steep.
function bowl(t, i) {
  const { x: xs, y: ys, z, names, lowest } = t.surface, height = 260;
  const x = scale(xs, LEFT, W - RIGHT, false), y = scale(ys, height - BOTTOM, TOP, false), svg = frame(height, x, y, say("loss_surface", { x: names[0], y: names[1] }));
  const flat = z.flat().filter((v) => typeof v === "number"), least = Math.min(...flat), most = Math.max(...flat), soft = (most - least) * 1e-3 + 1e-30;
  const shade = (v) => (typeof v !== "number" ? 1 : Math.log((v - least) / soft + 1) / Math.log((most - least) / soft + 1));
  const levels = z.map((row) => row.map(shade)), [w, t2] = [(W - RIGHT - LEFT) / (xs.length - 1), (height - BOTTOM - TOP) / (ys.length - 1)];
  const cells = s("g", { class: "shades" });
  for (let r = 0; r + 1 < ys.length; r++) {
    for (let c = 0; c + 1 < xs.length; c++) {
      const mean = (levels[r][c] + levels[r][c + 1] + levels[r + 1][c] + levels[r + 1][c + 1]) / 4;
      cells.append(s("rect", { x: x.place(xs[c]), y: y.place(ys[r + 1]), width: w, height: t2, "fill-opacity": (0.02 + 0.5 * mean * mean).toFixed(3) }));
    }
  }
  for (let level = 0.3; level < 1; level += 0.1) cells.append(s("path", { class: "contour", d: contour(levels, level, (c) => LEFT + c * w, (r) => height - BOTTOM - r * t2) }));
  svg.prepend(cells);
  const points = t.steps.map((_, k) => names.map((n) => t.parameters[n][k][0])).map(([a, b]) => [x.place(a), y.place(b)]);
  svg.append(s("path", { class: "walk", d: path(points.filter((p) => p[0] !== null && p[1] !== null)) }));
  points.forEach((p, k) => { if (points.length <= 40 && p[0] !== null) svg.append(s("circle", { class: "walked", cx: p[0], cy: p[1], r: 2 })); });
  if (lowest && x.place(lowest[0]) >= LEFT && y.place(lowest[1]) >= TOP) svg.append(s("path", { class: "lowest", d: `M${x.place(lowest[0]) - 5} ${y.place(lowest[1]) - 5}l10 10m0 -10l-10 10` }));
  svg.append(s("circle", { class: "cursor-dot", cx: points[i][0], cy: points[i][1], r: 5.5 }));
  svg.append(s("text", { class: "axis", x: W - RIGHT, y: height - 1, "text-anchor": "end" }, names[0]), s("text", { class: "axis", x: LEFT + 6, y: TOP + 12 }, names[1]));
  return svg;
}

// Where a grid crosses a level: a line through each of its cells, by marching squares.
function contour(grid, level, px, py) {
  let d = "";
  for (let r = 0; r + 1 < grid.length; r++) {
    for (let c = 0; c + 1 < grid[0].length; c++) {
      const corners = [[c, r], [c + 1, r], [c + 1, r + 1], [c, r + 1]], crossed = [];
      corners.forEach(([x1, y1], i) => {
        const [x2, y2] = corners[(i + 1) % 4], [a, b] = [grid[y1][x1] - level, grid[y2][x2] - level];
        if (a < 0 !== b < 0) crossed.push([px(x1 + ((x2 - x1) * a) / (a - b)), py(y1 + ((y2 - y1) * a) / (a - b))]);
      });
      for (let i = 0; i + 1 < crossed.length; i += 2) d += `M${crossed[i].map((v) => v.toFixed(1)).join(" ")}L${crossed[i + 1].map((v) => v.toFixed(1)).join(" ")}`;
    }
  }
  return d;
}
