"""The engine's rules, broken one at a time: which text becomes which, and which lanes or OpInfos should notice.

`old` is the text as `ast.unparse` writes it, however it is laid out; in the unrolled runners, of which every operation
has a copy of its own, as it stands there.
"""

from __future__ import annotations

from dataclasses import dataclass

from . import names


@dataclass(frozen=True)
class Rule:
    """An edit of the engine's text."""

    name: str
    where: str | tuple[str, ...]  # one of `names`, or several: every copy of these functions
    old: str
    new: str
    lanes: tuple[str, ...] = ("histories", "programs")


H, P, T = ("histories",), ("programs",), ("trajectories",)
UPDATES, RANDOM = ("optimizers", "trajectories"), ("random numbers",)
ADD, MUL, SUM0 = "torch.add(x, y)", "torch.mul(x, y)", "torch.sum(x, 0)"

# A table, one line per rule: not for the formatter.
# fmt: off
RULES = (
    # -- accumulation: what arrives on several ways is added up
    Rule("leaf: = for +=", names.WALK, "arrived[edge] = arrived[edge] + grad", "arrived[edge] = grad"),
    Rule("node: = for += where paths meet", names.SEND, "waiting[node] = waiting[node] + g", "waiting[node] = g"),
    Rule("node: = for += where both ways lead to the next", names.WALK, "following_g = following_g + grad", "following_g = grad"),
    Rule(".grad: = for += of a second backward", names.ACCUMULATE, "np.add(total, g, total)", "np.copyto(total, g)"),
    Rule(".grad: subtracted", names.ACCUMULATE, "np.add(total, g, total)", "np.subtract(total, g, total)"),
    Rule(".grad: version not counted", names.ACCUMULATE, "total = self._grad._data", "total = self._grad._data; return np.add(total, g, total)",
         H),
    Rule("a node's gradients shared by two leaves", names.WALK, "grad if recorded or (grad is not g and grad.base is None) else grad.copy()", "grad"),
    Rule("the oldest node first", names.SEND, "(-node.seq, node)", "(node.seq, node)"),
    # -- the graph's life
    Rule("the graph is never freed", names.UNROLLED, "if not keep and self.saves", "if False", H),
    Rule("the graph is always freed", names.UNROLLED, "if not keep and self.saves", "if self.saves"),
    Rule("the graph is always freed, other nodes", names.VISIT_BY, "if not keep and node.saves", "if node.saves", (*H, MUL)),
    Rule("create_graph records nothing", names.START_RUN, "recording(mode.grad or create_graph)", "recording(False)", (*H, MUL)),
    Rule("backward starts from two", names.BACKWARD_ROOT, "if create_graph else one(t._data)", "if create_graph else one(t._data) * 2"),
    Rule("a given gradient is ignored", names.BACKWARD_ROOT, "else g._data", "else np.ones_like(g._data)", (*H, MUL)),
    Rule("backward of a matrix without a gradient is allowed", names.BACKWARD_ROOT, "if t._data.size != 1", "if False", H),
    Rule("grad(): unused inputs are no error", names.GRAD, "elif g is None and (not allow_unused)", "elif False", H),
    # -- versions
    Rule("version check removed", names.UNROLLED, "if counter[0] != version", "if False", H),
    Rule("freed check removed", names.UNROLLED, "if self.saved is None:\n", "if False:\n", H),
    Rule("inputs' shapes and dtypes are forgotten", names.UNROLLED, "if self.input_meta is not None", "if False"),
    Rule("gradients of two inputs swapped", names.UNROLLED, "saved, other_saved = self.saved", "other_saved, saved = self.saved"),
    *(Rule(f"not watched for changes: {name}", way, f"({name}._counter, {name}._counter[0])", "([0], 0)", H)
      for name, way in (("input", names.KEEP_EACH_OTHER), ("other", names.KEEP_EACH_OTHER), ("t", names.KEEP_RESULT))),
    Rule("saved values of one input are not watched", names.SAVE, "node.versions = tuple(", "node.versions = () and tuple(", (*H, "torch.lerp(x, y, w)")),
    Rule("detach has a version of its own", names.DETACH, "t._counter = self._counter", "pass", H),
    Rule("in-place changes are not counted", names.TOUCHED, "t._counter[0] += 1", "pass", (*H, "x.fill_(2.5)")),
    Rule("in-place changes of leaves are allowed", names.CHECK_INPLACE, "if ", "if False and ", H),
    Rule("a view made under no_grad leads to its base", names.VIEW_NODE, "raise StaleView", "return self.base._node", H),
    Rule("retained gradients stay behind", names.MOVE, "t.retain_grad()", "pass", H),
    Rule("backward(inputs=) retains nothing", names.BACKWARD, "x.retain_grad()", "pass", H),
    Rule("a refused backward pass leaves nothing", names.WALK, "behind([node, *waiting])", "list(arrived)", H),
    # -- broadcasting and dtypes
    Rule("unbroadcast skipped", names.MATCH_INPUT, "if g.shape != shape", "if False", (ADD, MUL)),
    Rule("unbroadcast takes the mean", names.SUM_TO_SIZE, "total(input, dims, True)", "input.mean(dims, keepdims=True)", (ADD, MUL)),
    Rule("unbroadcast of a column: off by one axis", names.SUM_TO_SIZE, "*range(extra),", "*range(1, extra + 1),", (ADD, MUL)),
    Rule("unbroadcast of rows keeps the first", names.SUM_TO_SIZE, "ones(input.shape[0], input.dtype).dot(input)", "input[0].copy()", (ADD, MUL)),
    Rule("a gradient keeps the wider dtype", names.MATCH_INPUT, "g if array_dtype(g) is dtype else to_dtype(g, dtype)", "g", H),
    Rule("int64 with float32 is float64", names.PROMOTE_TYPES, "return a if ca > cb else b", "return np.promote_types(a, b)", ("F.binary_cross_entropy(x, y)", "torch.where(c, 1.0, 2)", "torch.sum(x)", "torch.where(c, 2.5, x)", "torch.masked_fill(x, m, 2.5)", "torch.result_type(x, y)")),
    Rule("numbers never widen integers", names.WITH_NUMBER, "if CATEGORY[a.dtype.kind] < CATEGORY[number_dtype(value).kind]", "if False", ("torch.add(x, 2.5)", "torch.mul(x, 0.1)")),
    Rule("Python floats are float64", names.NUMBER_DTYPE, "default.dtype", "np.dtype('float64')", ("torch.add(x, 2.5)", "torch.mul(x, 0.1)", "torch.full((2, 3), 2.5)")),
    # -- modes
    Rule("no_grad records", names.NO_GRAD_ENTER, "mode.grad = self.grad", "mode.grad = True", H),
    Rule("no_grad is not restored", names.NO_GRAD_EXIT, "mode.grad = self._before[0]", "pass", H),
    Rule("set_grad_enabled does nothing", names.SWITCH, "grad and (not inference)", "mode.grad", H),
    Rule("requires_grad_ does nothing", names.REQUIRES_GRAD_, "self.requires_grad = requires_grad", "pass", (MUL, *H)),
    Rule("retain_grad keeps nothing", names.HOOKS_RETAIN_GRAD, "t._grad = g if", "t._grad = None if", H),
    # -- optimizers
    Rule("zero_grad leaves gradients", names.ZERO_GRAD, "for p in", "for p in () and", (*H, *T)),
    Rule("zero_grad sets zeros", names.ZERO_GRAD, "if set_to_none", "if not set_to_none", H),
    Rule("SGD climbs", names.SGD_FORMULA, "rounded(number, -group['lr'])", "rounded(number, group['lr'])", UPDATES),
    Rule("SGD: rate in another dtype", names.SGD_FORMULA, "rounded(number, -group['lr'])", "rounded(np.float32, -group['lr']) * number(1.0000001)", UPDATES),
    Rule("SGD: rounded twice", names.SGD_FORMULA, "return (fused(grad, rate, p),)", "return (grad * rate + p,)", UPDATES),
    Rule("SGD: weight decay with the other sign", names.SGD_FORMULA, "grad = fused(p, decay, grad)", "grad = fused(p, -decay, grad)", UPDATES),
    Rule("SGD: weight decay of half", names.SGD_FORMULA, "grad = fused(p, decay, grad)", "grad = fused(p, decay / 2, grad)", UPDATES),
    Rule("SGD: first sum dampened", names.SGD_FORMULA, "grad if first else", "grad * share if first else", UPDATES),
    Rule("SGD: sum forgets", names.SGD_FORMULA, "others[0] * momentum", "others[0]", UPDATES),
    Rule("SGD: no dampening", names.SGD_FORMULA, "number(1 - group['dampening'])", "number(1)", UPDATES),
    Rule("SGD: Nesterov ignored", names.SGD_FORMULA, "if group['nesterov']", "if False", UPDATES),
    Rule("SGD: maximize ignored", names.SGD_FORMULA, "if group['maximize']", "if False", UPDATES),
    Rule("SGD: one-element parameters climb", names.DESCEND, "data.item() + p._grad", "data.item() - p._grad", UPDATES),
    Rule("SGD: one-element updates are not counted", names.DESCEND, "p._counter[0] += 1", "pass", UPDATES),
    Rule("SGD: small parameters together, gradients swapped", names.LAYOUT_COMPUTE, "slope[...] = p._grad._data", "slope[...] = p._grad._data[::-1] if slope.ndim else p._grad._data", UPDATES),
    Rule("SGD: small parameters together, not written", names.LAYOUT_WRITE, "data[...] = value", "pass", UPDATES),
    Rule("Adam: eps doubled", names.ADAM_FORMULA, "number(group['eps'])", "number(2 * group['eps'])", UPDATES),
    Rule("Adam: eps inside the root", names.ADAM_FORMULA, "sqrt(largest) / unbias + eps", "sqrt(largest + eps) / unbias", UPDATES),
    Rule("Adam: no correction of the mean", names.ADAM_FORMULA, "-lr / (1 - beta1 ** step)", "-lr", UPDATES),
    Rule("Adam: correction one step late", names.ADAM_FORMULA, "(1 - beta1 ** step)", "(1 - beta1 ** (step + 1))", UPDATES),
    Rule("Adam: no correction of the square", names.ADAM_FORMULA, "(1 - beta2 ** step) ** 0.5", "1.0", UPDATES),
    Rule("Adam: square's share is the mean's", names.ADAM_FORMULA, "number(1 - beta2)", "number(1 - beta1)", UPDATES),
    Rule("Adam: square not squared", names.ADAM_FORMULA, "fused(square_weight * grad, grad, v * keep)", "fused(square_weight, np.abs(grad), v * keep)", UPDATES),
    Rule("Adam: amsgrad ignored", names.ADAM_FORMULA, "np.maximum(others[0], v) if group['amsgrad'] else v", "v", UPDATES),
    Rule("Adam: decay as in AdamW", names.ADAM_FORMULA, "if group['decoupled_weight_decay'] else None", "", UPDATES),
    Rule("AdamW: shrinks twice", names.ADAM_FORMULA, "p = p * shrink", "p = p * shrink * shrink", UPDATES),
    Rule("Adam: maximize ignored", names.ADAM_FORMULA, "if group['maximize']", "if False", UPDATES),
    Rule("Adam: mean from the wrong end", names.ADAM_LERP, "if weight < 0.5", "if weight >= 0.5", UPDATES),
    Rule("Adam: steps counted by two", names.ADAM_UPDATE_ONE, "state['step'] += 1", "state['step'] += 2", UPDATES),
    # -- random numbers
    Rule("seed shifted", names.MANUAL_SEED, "int(seed) % 2 ** 64", "(int(seed) + 1) % 2 ** 64", RANDOM),
    Rule("seed cut to 31 bits", names.MANUAL_SEED, "self._seed % 2 ** 32", "self._seed % 2 ** 31", RANDOM),
    Rule("a number too many is drawn", names.U32, "random_raw(n)", "random_raw(n + 1)[:n]", RANDOM),
    Rule("float32 from other bits", names.UNIT, "& 16777215", ">> np.uint64(8)", RANDOM),
    Rule("float64 halves swapped", names.U64, "pairs[0::2] << 32 | pairs[1::2]", "pairs[1::2] << 32 | pairs[0::2]", RANDOM),
    Rule("uniform rounds twice", names.UNIFORM, "fma(part, high - low, low, out=part)", "part[:] = part * (high - low) + low", RANDOM),
    Rule("normal: blocks from 15 on", names.NORMAL, "if n < 16", "if n < 15", RANDOM),
    Rule("normal: last block not drawn again", names.NORMAL, "self._unit(n - whole, out.dtype)", "pass", RANDOM),
    Rule("normal: sines for cosines", names.BOX_MULLER, "np.multiply(radius, cos, out=out[:, 0])", "np.multiply(radius, sin, out=out[:, 0])", RANDOM),
    Rule("normal: the waiting one is forgotten", names.SINGLES, "values.pop() if len(values) > n else None", "None", RANDOM),
    Rule("randint: one too many", names.INTEGERS, "span = high - low", "span = high - low + 1", RANDOM),
    Rule("randint: lowest off by one", names.INTEGERS, "np.uint64(low % 2 ** 64)", "np.uint64((low + 1) % 2 ** 64)", RANDOM),
    Rule("randperm: exchanges from the back", names.RANDPERM, "np.arange(n, 1, -1,", "np.arange(2, n + 1,", RANDOM),
    Rule("bernoulli: at most p", names.BERNOULLI_EACH, "< p", "> p", RANDOM),
    Rule("Linear: gain of ReLU", names.LINEAR_RESET_PARAMETERS, "a=math.sqrt(5)", "a=0", (*RANDOM, *T)),
    Rule("Linear: bias by the outputs", names.LINEAR_RESET_PARAMETERS, "1 / math.sqrt(self.in_features)", "1 / math.sqrt(self.out_features)", RANDOM),
    Rule("uniform_ of the wrong width", names.KAIMING_UNIFORM_, "math.sqrt(3.0)", "math.sqrt(2.0)", (*RANDOM, *T)),
)
# fmt: on
