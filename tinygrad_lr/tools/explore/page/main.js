// The transport: a position among the events, and everything painted anew from it.
let position = 0, tab = "node", timer = null, now = stateAt(0);
const LEGIBLE = innerWidth < 720 ? 0.68 : 0.85;
const TABS = ["node", "what_if", "compare", "outline"];
const current = () => now;
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

function go(to, remember = true) {
  position = Math.max(0, Math.min(EVENTS.length, to));
  now = stateAt(position);
  if (remember) {
    try { history.replaceState(null, "", `#event=${position}`); } catch { /* inside another page */ }
  }
  paint();
  reveal(now);
}

function paint() {
  const e = now.event;
  document.body.dataset.phase = e ? (e.kind === "raise" ? "raise" : e.phase) : "start";
  $("phase").textContent = e ? say(e.phase) : "";
  $("phase").className = `phase ${e ? e.phase : ""}`;
  $("sentence").textContent = sentence(e);
  $("moment").textContent = `${position} / ${EVENTS.length}`;
  $("position").value = position;
  $("position").setAttribute("aria-valuetext", `${say("position", { now: position, all: EVENTS.length })}. ${sentence(e)}`);
  $("previous").disabled = $("first").disabled = position === 0;
  $("next").disabled = $("last").disabled = $("leaf").disabled = position === EVENTS.length;
  paintSource(now);
  paintGraph(now);
  paintEquation(now);
  paintPanel();
}

function paintPanel() {
  const panel = $("panel"), top = panel.scrollTop;
  for (const button of $("tabs").children) {
    button.setAttribute("aria-selected", String(button.dataset.tab === tab));
    button.tabIndex = button.dataset.tab === tab ? 0 : -1;
  }
  panel.setAttribute("aria-labelledby", `tab-${tab}`);
  const content = { node: card, what_if: whatIf, compare: sideBySide, outline }[tab](now);
  panel.replaceChildren(...content.filter(Boolean));
  panel.scrollTop = tab === "outline" ? 0 : top;
  const here = tab === "outline" && panel.querySelector("[aria-current]");
  if (here) panel.scrollTop = here.offsetTop - panel.offsetTop - panel.clientHeight / 2;
}

function play() {
  if (timer) return stop();
  if (position === EVENTS.length) go(0);
  document.body.classList.add("playing");
  $("play").setAttribute("aria-label", say("pause"));
  timer = setInterval(() => (position === EVENTS.length ? stop() : go(position + 1)), calm ? 1600 : 1100);
}

function stop() {
  clearInterval(timer);
  timer = null;
  document.body.classList.remove("playing");
  $("play").setAttribute("aria-label", say("play"));
  $("play").title = say("play");
}

function nextLeaf() {
  const found = EVENTS.findIndex((e, i) => i >= position && (e.kind === "leaf" || e.kind === "collect"));
  go(found < 0 ? EVENTS.length : found + 1);
}

const byHand = (f) => () => { stop(); f(); };
const ACTIONS = {
  first: byHand(() => go(0)), previous: byHand(() => go(position - 1)), next: byHand(() => go(position + 1)), last: byHand(() => go(EVENTS.length)),
  leaf: byHand(nextLeaf), play, language: () => translate(language === "en" ? "zh" : "en"), theme: toggleTheme, help: toggleKeys,
  "zoom-in": () => zoom(1.25), "zoom-out": () => zoom(0.8), "zoom-fit": () => fit(),
  "export-svg": () => download(`${REC.title}-${position}.svg`, "image/svg+xml", exportSvg()),
  "export-png": async () => download(`${REC.title}-${position}.png`, "image/png", await exportPng()),
  "export-dot": () => download(`${REC.title}-${position}.dot`, "text/vnd.graphviz", exportDot(now)),
  "export-json": () => download(`${REC.title}.json`, "application/json", $("recording").textContent),
};
const KEYS = { ArrowLeft: "previous", ArrowRight: "next", " ": "play", Home: "first", End: "last", l: "leaf", L: "leaf", t: "theme", T: "theme", "?": "help", "+": "zoom-in", "=": "zoom-in", "-": "zoom-out", 0: "zoom-fit" };

function onKey(e) {
  if (e.ctrlKey || e.metaKey || e.altKey) return;
  const on = e.target.closest("input, [role=tab], select, textarea");
  if (on && (e.key.startsWith("Arrow") || ["Home", "End", " "].includes(e.key)) && on.id !== "position") return;
  if (on?.id === "position" && ["ArrowUp", "ArrowDown", "PageUp", "PageDown"].includes(e.key)) return;
  if (e.key === " " && e.target.closest("button, a, label, .box")) return;
  const action = KEYS[e.key];
  if (!action) return;
  e.preventDefault();
  ACTIONS[action]();
}

function toggleTheme() {
  const dark = document.documentElement.dataset.theme ? document.documentElement.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = dark ? "light" : "dark";
}

function toggleKeys() {
  $("keys").hidden = !$("keys").hidden;
  $("help").setAttribute("aria-expanded", String(!$("keys").hidden));
}

function translate(to) {
  language = to;
  document.documentElement.lang = to === "zh" ? "zh-CN" : "en";
  for (const element of document.querySelectorAll("[data-say]")) element.textContent = say(element.dataset.say);
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", say(element.dataset.label));
    element.title = say(element.dataset.label);
  }
  $("language").lang = to === "zh" ? "en" : "zh-CN";
  $("position").setAttribute("aria-label", say("events"));
  $("keys").textContent = say("keys");
  $("made").textContent = say("with", REC.framework) + (REC.compared ? `, ${say("compared_with", REC.compared)}` : "");
  $("notes").replaceChildren(...REC.notes.map(noted));
  $("legend").replaceChildren(...["op", "leaf", "data", "now", "come", "waiting", "freed"].map((name) => h("li", { class: name }, h("span", { class: `swatch ${name}` }), say(`legend_${name}`))));
  $("tabs").setAttribute("aria-label", say("node"));
  $("tabs").replaceChildren(...TABS.map(tabButton));
  drawSource();
  drawTraining();
  paint();
}

function noted(note) {
  const facts = { ...note, why: note.why === "changed" ? say("changed") : note.why };
  if (note.name === "lesson") return h("details", { class: "note lesson", lang: "en" }, h("summary", {}, note.text.split(/: | Mistake/)[0]), h("p", {}, note.text));
  return h("p", { class: `note ${note.name}`, role: note.name === "raised" ? "alert" : null }, say(`note_${note.name}`, facts));
}

function tabButton(name) {
  const choose = (to) => { tab = to; overlay(null); paintGraph(now); paintPanel(); };
  return h("button", { role: "tab", id: `tab-${name}`, "data-tab": name, "aria-controls": "panel", on: {
    click: () => choose(name),
    keydown: (e) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
      if (!step) return;
      e.preventDefault();
      e.stopPropagation();
      choose(TABS[(TABS.indexOf(tab) + step + TABS.length) % TABS.length]);
      $(`tab-${tab}`).focus();
    },
  } }, say(name));
}

function drawPhases() {
  const phases = [];
  EVENTS.forEach((e) => {
    const name = e.kind === "raise" ? "raise" : e.phase;
    if (phases.at(-1)?.name === name) phases.at(-1).count++; else phases.push({ name, count: 1 });
  });
  for (const { name, count } of phases) {
    const part = h("span", { class: name });
    part.style.flexGrow = count;
    $("phases").append(part);
  }
}

function fromAddress() {
  const wanted = /#event=(\d+)/.exec(location.hash);
  return wanted ? Number(wanted[1]) : 0;
}

$("title").textContent = REC.title;
$("position").max = EVENTS.length;
for (const [id, action] of Object.entries(ACTIONS)) $(id).addEventListener("click", action);
$("position").addEventListener("input", (e) => { stop(); go(Number(e.target.value)); });
document.addEventListener("keydown", onKey);
addEventListener("hashchange", () => { stop(); go(fromAddress(), false); });
addEventListener("resize", () => { fit(LEGIBLE); reveal(now); });
document.querySelector(".skip").addEventListener("click", (e) => { e.preventDefault(); $("play").focus(); });
drawPhases();
drawGraph();
translate(language);
fit(LEGIBLE);
go(fromAddress(), false);
window.explorer = { recording: REC, stateAt, go, select, get position() { return position; } };
document.documentElement.dataset.ready = "yes";
