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


H, P, T, W, X = ("histories",), ("programs",), ("trajectories",), ("passes",), ("extremes",)
UPDATES, RANDOM, S = ("optimizers", "trajectories"), ("random numbers",), ("schedules",)
R = ("refusals",)
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
    Rule("backward starts from two", names.BACKWARD_ROOT, "ONE if like.dtype is F32", "2 * ONE if like.dtype is F32"),
    Rule("a given gradient is ignored", names.BACKWARD_ROOT, "else g._data", "else np.ones_like(g._data)", (*H, MUL)),
    Rule("backward of a matrix without a gradient is allowed", names.BACKWARD_ROOT, "like.size != 1", "False", H),
    Rule("grad(): unused inputs are no error", names.GRAD, "if g is None and (not allow_unused)", "if False", H),
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
    Rule("unbroadcast takes the mean", names.SUM_TO_SIZE, "total(input, dims, len(dims)", "input.mean(dims, keepdims=len(dims)", (ADD, MUL)),
    Rule("unbroadcast of a column: off by one axis", names.SUM_TO_SIZE, "*range(extra),", "*range(1, extra + 1),", (ADD, MUL)),
    Rule("unbroadcast of rows keeps the first", names.SUM_TO_SIZE, "ones(input.shape[0], input.dtype).dot(input)", "input[0].copy()", (ADD, MUL)),
    Rule("a gradient keeps the wider dtype", names.MATCH_INPUT, "g if array_dtype(g) is dtype else to_dtype(g, dtype)", "g", H),
    Rule("int64 with float32 is float64", names.PROMOTE_TYPES, "return a if ca > cb else b", "return np.promote_types(a, b)", ("F.binary_cross_entropy(x, y)", "torch.where(c, 1.0, 2)", "torch.sum(x)", "torch.where(c, 2.5, x)", "torch.masked_fill(x, m, 2.5)", "torch.result_type(x, y)")),
    Rule("numbers never widen integers", names.WITH_NUMBER, "if CATEGORY[a.dtype.kind] < CATEGORY[number_dtype(value).kind]", "if False", ("torch.add(x, 2.5)", "torch.mul(x, 0.1)")),
    Rule("Python floats are float64", names.NUMBER_DTYPE, "default.dtype", "np.dtype('float64')", ("torch.add(x, 2.5)", "torch.mul(x, 0.1)", "torch.full((2, 3), 2.5)")),
    # -- what comes from outside, and what is saved
    Rule("a gradient from outside keeps its dtype", names.ORIGIN_OF, "g if g._data.dtype is t._data.dtype else OPS['to_dtype'](g, t._data.dtype)", "g", W),
    Rule("a node that saves nothing is freed", names.SAVE, "operation.watched and (not saved.intersection(operation.watched))", "False", W),
    Rule("index tensors are not watched", names.WATCH, "out._node.versions += tuple(", "out._node.versions += () and tuple(", W),
    Rule("a nan has the sign zero", names.SMOOTH_L1_GRAD, "where(d * sign(d) >= beta, sign(d), d / beta)", "where(d * sign(d) < beta, d / beta, sign(d))", X),
    Rule("saved tensors are made anew", names.OWNER_OF, "next(iter(same or promoted), None)", "None", ("scenes",)),
    Rule("a hook's gradient is not looked at", names.CHECK_RETURNED, "if new._data.dtype != old._data.dtype", "if False", ("scenes",)),
    Rule("expanded tensors are filled at places without a word", names.WARN_OF_EXPANDED, "if repeats(t._data)", "if False", ("changed",)),
    Rule("expanded tensors may be changed", names.CHECK_INPLACE, "if elementwise and repeats(t._data)", "if False", ("changed",)),
    Rule("inference tensors may be changed", names.CHECK_INPLACE, "if t._counter is None", "if False", ("changed",)),
    Rule("a view that leads nowhere is no leaf to a hook", names.REGISTER_ON_LEAF, "if self._node is None and self.is_leaf", "if False", ("hooks left behind",)),
    Rule("copies lose hooks in silence", names.WARN_OF_HOOKS, "if t._node is None", "if True", ("hooks left behind",)),
    # -- modes
    Rule("no_grad records", names.NO_GRAD_ENTER, "mode.grad = self.grad", "mode.grad = True", H),
    Rule("no_grad is not restored", names.NO_GRAD_EXIT, "mode.grad = self._before[0]", "pass", H),
    Rule("set_grad_enabled does nothing", names.SWITCH, "grad and (not inference)", "mode.grad", H),
    Rule("who leaves the default mode is not noted", names.SWITCH, "switched.add(thread)", "pass", H),
    Rule("who enters no_grad is not noted", names.NO_GRAD_ENTER, "leave(get_ident())", "pass", H),
    Rule("requires_grad_ does nothing", names.REQUIRES_GRAD_, "self.requires_grad = requires_grad", "pass", (MUL, *H)),
    Rule("retain_grad keeps nothing", names.HOOKS_RETAIN, "t._grad = g", "t._grad = None", H),
    # -- refusals
    Rule("narrow takes a negative length", names.NARROW, "if length < 0", "if False", R),
    Rule("movedim takes dimensions twice", names.MOVEDIM, "if len({*dims}) < len(dims)", "if False", R),
    Rule("argmax of bools", names.ARGMAX, "if input.dtype.kind == 'b'", "if False", R),
    Rule("numbers that do not fit wrap around", names.CHECKED_NUMBER, "if not fits(unpacked(value), d)", "if False", R),
    # -- optimizers
    Rule("zero_grad leaves gradients", names.ZERO_GRAD, "for p in", "for p in () and", (*H, *T)),
    Rule("zero_grad sets zeros", names.ZERO_GRAD, "if set_to_none", "if not set_to_none", H),
    Rule("SGD climbs", names.SGD_FORMULA, "as_number(dtype, -group['lr'])", "as_number(dtype, group['lr'])", UPDATES),
    Rule("SGD: rate in another dtype", names.SGD_FORMULA, "as_number(dtype, -group['lr'])", "np.float32(-group['lr']) * number(1.0000001)", UPDATES),
    Rule("SGD: rounded twice", names.SGD_FORMULA, "return (fused(grad, rate, p),)", "return (grad * rate + p,)", UPDATES),
    Rule("weight decay with the other sign", names.DECAYED, "fused(p, p.dtype.type(decay), grad)", "fused(p, p.dtype.type(-decay), grad)", UPDATES),
    Rule("weight decay of half", names.DECAYED, "fused(p, p.dtype.type(decay), grad)", "fused(p, p.dtype.type(decay / 2), grad)", UPDATES),
    Rule("SGD: first sum dampened", names.SGD_FORMULA, "grad if first else", "grad * share if first else", UPDATES),
    Rule("SGD: sum forgets", names.SGD_FORMULA, "others[0] * momentum", "others[0]", UPDATES),
    Rule("SGD: no dampening", names.SGD_FORMULA, "number(1 - group['dampening'])", "number(1)", UPDATES),
    Rule("SGD: Nesterov ignored", names.SGD_FORMULA, "if group['nesterov']", "if False", UPDATES),
    Rule("maximize ignored", names.DECAYED, "if group['maximize']", "if False", UPDATES),
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
    Rule("Adam: decay as in AdamW", names.DECAYED, "if 'decoupled_weight_decay' in group and group['decoupled_weight_decay']", "if True", UPDATES),
    Rule("AdamW: shrinks twice", names.DECAYED, "1 - group['lr'] * decay", "(1 - group['lr'] * decay) ** 2", UPDATES),
    Rule("Adam: mean from the wrong end", names.LERP, "if weight < 0.5", "if weight >= 0.5", UPDATES),
    Rule("Adam: steps counted by two", names.FORMULA_COUNT, "state['step'] += 1", "state['step'] += 2", UPDATES),
    Rule("state of a step is not read again", names.FORMULA_UPDATE_ONE, "t._data for", "np.zeros_like(t._data) for", UPDATES),
    Rule("changes of a state are not counted", names.FORMULA_UPDATE_ONE, "changed(names, kept)", "pass", UPDATES),
    Rule("Adagrad: rate does not fall", names.ADAGRAD_FORMULA, "(1 + (step - 1) * group['lr_decay'])", "1", UPDATES),
    Rule("Adagrad: eps inside the root", names.ADAGRAD_FORMULA, "sqrt(total) + eps", "sqrt(total + eps)", UPDATES),
    Rule("Adadelta: means exchanged", names.ADADELTA_FORMULA, "sqrt(u + eps) / sqrt(v + eps)", "sqrt(v + eps) / sqrt(u + eps)", UPDATES),
    Rule("Adadelta: mean of the gradient for that of the change", names.ADADELTA_FORMULA, "fused(weight * delta, delta, u * keep)", "fused(weight * grad, grad, u * keep)", UPDATES),
    Rule("Adamax: eps left out", names.ADAMAX_FORMULA, "abs(grad) + eps", "abs(grad)", UPDATES),
    Rule("Adamax: size never fades", names.ADAMAX_FORMULA, "u * keep", "u", UPDATES),
    Rule("NAdam: no look ahead", names.NADAM_FORMULA, "step + 1", "step", UPDATES),
    Rule("NAdam: momenta not multiplied", names.NADAM_PRODUCT, "before *", "before +", UPDATES),
    Rule("RAdam: rectified too early", names.RADAM_RECTIFICATION, "worth > 5.0", "worth > 4.0", UPDATES),
    Rule("RAdam: mean not unbiased", names.RADAM_FORMULA, "m / unbias * rate", "m * rate", UPDATES),
    Rule("RMSprop: centered ignored", names.RMSPROP_FORMULA, "fused(-mean, mean, v)", "v", UPDATES),
    Rule("RMSprop: sum forgets", names.RMSPROP_FORMULA, "others[0] * momentum", "others[0]", UPDATES),
    Rule("Rprop: steps where the gradient turns", names.RPROP_FORMULA, "np.where(turn < 0, number(0), grad)", "grad", UPDATES),
    Rule("Rprop: sizes not held in bounds", names.RPROP_FORMULA, "np.minimum(np.maximum(size, smallest), largest)", "size", UPDATES),
    Rule("ASGD: parameters not shrunk", names.ASGD_FORMULA, "p * shrink", "p", UPDATES),
    Rule("ASGD: averages from the first step", names.ASGD_SHARE, "max(1, step - t0)", "max(1, step)", UPDATES),
    # -- schedules
    Rule("rates are not set", names.SCHEDULER_SET_RATES, "set_rate(group, rate)", "pass", S),
    Rule("a rate that is a tensor is replaced", names.SET_RATE, "group['lr'].fill_(plain(rate))", "group['lr'] = rate", S),
    Rule("groups added later are left out", names.SCHEDULER_SET_RATES, "strict=True", "strict=False", S),
    *(Rule(f"{name}: {what}", names.of_schedule(name, where), old, new, S) for name, where, what, old, new in (
        ("LambdaLR", "get_lr", "an epoch late", "f(self.last_epoch)", "f(self.last_epoch - 1)"),
        ("MultiplicativeLR", "get_lr", "of the base", "rate * f", "self.base_lrs[0] * f"),
        ("StepLR", "get_lr", "an epoch early", "self.last_epoch % self.step_size", "(self.last_epoch + 1) % self.step_size"),
        ("StepLR", "_get_closed_form_lr", "rounded up", "self.last_epoch // self.step_size", "-(-self.last_epoch // self.step_size)"),
        ("MultiStepLR", "get_lr", "each milestone once", "self.milestones[self.last_epoch]", "1"),
        ("ConstantLR", "get_lr", "never ends", "1.0 / self.factor", "1.0"),
        ("LinearLR", "get_lr", "an epoch late", "(epoch - 1) * way", "epoch * way"),
        ("ExponentialLR", "get_lr", "from the first epoch", "if self._is_initial", "if False"),
        ("PolynomialLR", "get_lr", "power ignored", "** self.power", "** 1"),
        ("CosineAnnealingLR", "get_lr", "stays at the bottom", "start / 2", "0"),
        ("CosineAnnealingWarmRestarts", "step", "restarts alike", "self.T_i * self.T_mult", "self.T_i"),
        ("CyclicLR", "get_lr", "momentum along with the rate", "highest - (highest - base)", "base + (highest - base)"),
        ("CyclicLR", "scale_fn", "cycles alike", "2.0 ** (x - 1)", "1.0"),
        ("OneCycleLR", "_anneal", "linear", "self._anneal_func_type == 'cos'", "False"),
        ("ReduceLROnPlateau", "step", "cooldown ignored", "if self.in_cooldown", "if False"),
        ("ReduceLROnPlateau", "_is_better", "threshold ignored", "1.0 - self.threshold", "1.0"),
        ("SequentialLR", "step", "goes on where it was", "scheduler._update_lr(0)", "scheduler.step()"),
        ("ChainedScheduler", "step", "the last alone", "for scheduler in self._schedulers", "for scheduler in self._schedulers[-1:]"),
    )),
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
    Rule("randperm: exchanges from the back", names.PARTNERS, "np.arange(n, 1, -1,", "np.arange(2, n + 1,", RANDOM),
    Rule("exponential: the rate is the scale", names.EXPONENTIAL, "-1 / rate", "-rate", RANDOM),
    Rule("multinomial: the longest waits", names.SHORTEST_WAITS, "-(chances / waits)", "chances / waits", RANDOM),
    Rule("multinomial: sums are not divided", names.CHOSEN_EACH, "sums /= sums[-1]", "pass", RANDOM),
    Rule("sort: descending is ascending", names.ORDER_OF, "if not descending", "if True", ("torch.sort(x, dim=-1, descending=True)",)),
    Rule("cummax: the first is kept", names.RUNNING, "takes = better(here, before) | (here != here)", "takes = here != here", ("torch.cummax(x, 0)",)),
    Rule("tensor_split: the rest is lost", names.TENSOR_SPLIT, "min(i, more)", "0", ("torch.tensor_split(x, 2, dim=-1)", "torch.tensor_split(x, 3)")),
    Rule("repeat_interleave: once less", names.REPEAT_INTERLEAVE, "np.repeat(np.arange(each.size), each)", "np.arange(each.size)", ("torch.repeat_interleave(x, i, 0)",)),
    Rule("diff: sooner less later", names.DIFF, "arithmetic.sub(later, sooner)", "arithmetic.sub(sooner, later)", ("torch.diff(x)",)),
    Rule("shrink: a gradient at the edge", names.SHRINK_GRAD, "input <= lambd", "input < lambd", ("F.hardshrink(x)", "F.softshrink(x)")),
    Rule("bernoulli: at most p", names.BERNOULLI_EACH, "< p", "> p", RANDOM),
    Rule("Linear: gain of ReLU", names.LINEAR_RESET_PARAMETERS, "a=math.sqrt(5)", "a=0", (*RANDOM, *T)),
    Rule("Linear: bias by the outputs", names.LINEAR_RESET_PARAMETERS, "1 / math.sqrt(self.in_features)", "1 / math.sqrt(self.out_features)", RANDOM),
    Rule("uniform_ of the wrong width", names.KAIMING_UNIFORM_, "math.sqrt(3.0)", "math.sqrt(2.0)", (*RANDOM, *T)),
)
# fmt: on
