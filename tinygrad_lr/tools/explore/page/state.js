// The state after so many events is a function of these events alone: stepping back gives the very same again.
function stateAt(count) {
  const state = {
    count, event: count > 0 ? EVENTS[count - 1] : null, computed: new Set(), come: new Map(), total: new Map(), freed: new Set(),
    edges: new Map(), grad: new Map(), value: new Map(), error: null, root: null, folded: new Set(), differentiated: new Set(),
  };
  for (const node of NODES) {
    if (node.kind !== "op" && node.kind !== "output") state.computed.add(node.id);
    if (node.kind === "leaf") state.grad.set(node.id, firstGrad(node));
    state.value.set(node.id, node.value);
  }
  if (!REC.forward_seen) for (const node of NODES) state.computed.add(node.id);
  for (let i = 0; i < count; i++) EFFECTS[EVENTS[i].kind]?.(state, EVENTS[i]);
  for (const node of NODES) if (node.kind === "output" && state.computed.has(node.inputs[0]?.node)) state.computed.add(node.id);
  return state;
}

const EFFECTS = {
  op: (state, e) => [e.node, ...NODES[e.node].inputs.map((x) => x.node)].forEach((id) => state.computed.add(id)),
  zero: (state, e) => state.grad.set(e.node, e.after),
  set: (state, e) => state.grad.set(e.node, e.after),
  backward(state, e) {
    state.root = e.node;
    state.come.clear();
    state.come.set(e.node, { values: [e.value], of: 1, from: [null] });
  },
  visit(state, e) {
    state.total.set(e.node, e.value);
    state.computed.add(e.node);
    state.differentiated.add(e.node);
  },
  fold: (state, e) => state.folded.add(`${e.node}>${e.to}>${e.edge}`),
  send(state, e) {
    const come = state.come.get(e.to) ?? { values: [], of: e.of, from: [] };
    state.come.set(e.to, { values: [...come.values, e.value], of: e.of, from: [...come.from, e.node] });
    state.edges.set(`${e.node}>${e.to}`, [...(state.edges.get(`${e.node}>${e.to}`) ?? []), e.value]);
  },
  freed: (state, e) => state.freed.add(e.node),
  leaf(state, e) {
    state.total.set(e.node, e.value);
    state.grad.set(e.node, e.after);
  },
  collect: (state, e) => state.total.set(e.node, e.value),
  update: (state, e) => state.value.set(e.node, e.after),
  raise: (state, e) => { state.error = e; },
};

// What `.grad` was when the recording began.
function firstGrad(node) {
  const e = EVENTS.find((each) => each.node === node.id && ["zero", "set", "leaf"].includes(each.kind));
  return e ? e.before ?? null : node.before ?? null;
}

// The gradient of the loss with respect to a node, as far as it has come; undefined where none has.
function gradientOf(state, id) {
  if (state.total.has(id)) return state.total.get(id);
  const come = state.come.get(id);
  return come && come.values.length === come.of && come.of === 1 ? come.values[0] : undefined;
}

const waiting = (state, id) => {
  const come = state.come.get(id);
  return come && come.values.length < come.of ? { arrived: come.values.length, of: come.of } : null;
};

// An event in a sentence.
function sentence(event) {
  if (event === null) return say("event_start");
  const node = event.node === null || event.node === undefined ? null : NODES[event.node];
  const facts = {
    name: labelOf(event.node), to: labelOf(event.to), of: event.of, text: event.text, how: event.how || say("by_hand"),
    before: inline(event.before), after: inline(event.after), value: inline(event.kind === "op" ? node.value : event.value),
    op: node?.op, saved: (node?.saved ?? []).filter((x) => x.value !== undefined).map((x) => x.name).join(", "),
    from: event.from && shapeText(event.from), into: event.into && shapeText(event.into),
  };
  return say(`event_${event.kind}`, facts);
}
