"""The engine's rules, broken one at a time: which text becomes which, and which lanes or OpInfos should notice.

`old` is the text as `ast.unparse` writes it, however it is laid out. `path` is module:function or module:Class.method
of tinygrad_lr, or UNROLLED: every copy of the unrolled runners and visits of core.operation.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """An edit of the engine's text."""

    name: str
    path: str
    old: str
    new: str
    lanes: tuple[str, ...] = ("histories", "programs")


UNROLLED = "unrolled"
H, P, T = ("histories",), ("programs",), ("trajectories",)
UPDATES, RANDOM = ("optimizers", "trajectories"), ("random numbers",)
ADD, MUL, SUM0 = "torch.add(x, y)", "torch.mul(x, y)", "torch.sum(x, 0)"

# A table, one line per rule: not for the formatter.
# fmt: off
RULES = (
    # -- accumulation: what arrives on several ways is added up
    Rule("leaf: = for +=", "core.graph:walk", "arrived[edge] = arrived[edge] + grad", "arrived[edge] = grad"),
    Rule("node: = for += where paths meet", "core.graph:send", "waiting[node] = waiting[node] + g", "waiting[node] = g"),
    Rule("node: = for += where both ways lead to the next", "core.graph:walk", "following_g = following_g + grad", "following_g = grad"),
    Rule(".grad: = for += of a second backward", "core.tensor:Tensor._accumulate", "np.add(total, g, total)", "np.copyto(total, g)"),
    Rule(".grad: subtracted", "core.tensor:Tensor._accumulate", "np.add(total, g, total)", "np.subtract(total, g, total)"),
    Rule(".grad: version not counted", "core.tensor:Tensor._accumulate", "total = self._grad._data", "total = self._grad._data; return np.add(total, g, total)",
         H),
    Rule("a node's gradients shared by two leaves", "core.graph:walk", "grad if recorded or (grad is not g and grad.base is None) else grad.copy()", "grad"),
    Rule("the oldest node first", "core.graph:send", "(-node.seq, node)", "(node.seq, node)"),
    # -- the graph's life
    Rule("the graph is never freed", UNROLLED, "if not keep and self.saves", "if False", H),
    Rule("the graph is always freed", UNROLLED, "if not keep and self.saves", "if self.saves"),
    Rule("the graph is always freed, other nodes", "core.graph:visit_by", "if not keep and node.saves", "if node.saves", (*H, MUL)),
    Rule("create_graph records nothing", "autograd.start:run", "recording(mode.grad or create_graph)", "recording(False)", (*H, MUL)),
    Rule("backward starts from two", "core.backward:root", "return (node, one(t._data) if g is None else g._data)", "return (node, one(t._data) * 2 if g is None else g._data)"),
    Rule("a given gradient is ignored", "core.backward:root", "else g._data", "else np.ones_like(g._data)", (*H, MUL)),
    Rule("backward of a matrix without a gradient is allowed", "core.backward:root", "if g is None and t._data.size != 1", "if False", H),
    Rule("grad(): unused inputs are no error", "autograd.start:grad", "elif g is None and (not allow_unused)", "elif False", H),
    # -- versions
    Rule("version check removed", UNROLLED, "if counter[0] != version", "if False", H),
    Rule("freed check removed", UNROLLED, "if self.saved is None:\n", "if False:\n", H),
    Rule("inputs' shapes and dtypes are forgotten", UNROLLED, "if self.input_meta is not None", "if False"),
    Rule("gradients of two inputs swapped", UNROLLED, "saved, other_saved = self.saved", "other_saved, saved = self.saved"),
    *(Rule(f"not watched for changes: {name}", f"core.operation:{way}", f"({name}._counter, {name}._counter[0])", "([0], 0)", H)
      for name, way in (("input", "keep_each_other"), ("other", "keep_each_other"), ("t", "keep_result"))),
    Rule("saved values of one input are not watched", "core.operation:save", "node.versions = tuple(", "node.versions = () and tuple(", (*H, "torch.lerp(x, y, w)")),
    Rule("detach has a version of its own", "core.tensor:Tensor.detach", "t._counter = self._counter", "pass", H),
    Rule("in-place changes are not counted", "core.views:touched", "t._counter[0] += 1", "pass", (*H, "x.fill_(2.5)")),
    Rule("in-place changes of leaves are allowed", "frontend.inplace_checks:check_inplace", "if ", "if False and ", H),
    Rule("a view made under no_grad leads to its base", "core.views:View.node", "raise StaleView", "return self.base._node", H),
    Rule("retained gradients stay behind", "core.views:move", "t.retain_grad()", "pass", H),
    Rule("backward(inputs=) retains nothing", "autograd.start:backward", "x.retain_grad()", "pass", H),
    Rule("a refused backward pass leaves nothing", "core.graph:walk", "behind([node, *waiting])", "list(arrived)", H),
    # -- broadcasting and dtypes
    Rule("unbroadcast skipped", "core.double:match_input", "if g.shape != shape", "if False", (ADD, MUL)),
    Rule("unbroadcast takes the mean", "core.double:sum_to_size", "total(input, dims, True)", "input.mean(dims, keepdims=True)", (ADD, MUL)),
    Rule("unbroadcast of a column: off by one axis", "core.double:sum_to_size", "*range(extra),", "*range(1, extra + 1),", (ADD, MUL)),
    Rule("unbroadcast of rows keeps the first", "core.double:sum_to_size", "ones(input.shape[0], input.dtype).dot(input)", "input[0].copy()", (ADD, MUL)),
    Rule("a gradient keeps the wider dtype", "core.double:match_input", "g if array_dtype(g) is dtype else to_dtype(g, dtype)", "g", H),
    Rule("int64 with float32 is float64", "arrays.device:promote_types", "return a if ca > cb else b", "return np.promote_types(a, b)", ("F.binary_cross_entropy(x, y)", "torch.where(c, 1.0, 2)", "torch.sum(x)", "torch.where(c, 2.5, x)", "torch.masked_fill(x, m, 2.5)", "torch.result_type(x, y)")),
    Rule("numbers never widen integers", "arrays.device:with_number", "if CATEGORY[a.dtype.kind] < CATEGORY[number_dtype(value).kind]", "if False", ("torch.add(x, 2.5)", "torch.mul(x, 0.1)")),
    Rule("Python floats are float64", "arrays.device:number_dtype", "default.dtype", "np.dtype('float64')", ("torch.add(x, 2.5)", "torch.mul(x, 0.1)", "torch.full((2, 3), 2.5)")),
    # -- modes
    Rule("no_grad records", "autograd.grad_mode:no_grad.__enter__", "mode.grad = self.grad", "mode.grad = True", H),
    Rule("no_grad is not restored", "autograd.grad_mode:no_grad.__exit__", "mode.grad = self._before[0]", "pass", H),
    Rule("set_grad_enabled does nothing", "core.mode:switch", "grad and (not inference)", "mode.grad", H),
    Rule("requires_grad_ does nothing", "core.tensor:Tensor.requires_grad_", "self.requires_grad = requires_grad", "pass", (MUL, *H)),
    Rule("retain_grad keeps nothing", "frontend.hooks:Hooks.retain_grad", "t._grad = g if", "t._grad = None if", H),
    # -- optimizers
    Rule("zero_grad leaves gradients", "optim.optimizer:Optimizer.zero_grad", "for p in", "for p in () and", (*H, *T)),
    Rule("zero_grad sets zeros", "optim.optimizer:Optimizer.zero_grad", "if set_to_none", "if not set_to_none", H),
    Rule("SGD climbs", "optim.sgd:formula", "rounded(number, -group['lr'])", "rounded(number, group['lr'])", UPDATES),
    Rule("SGD: rate in another dtype", "optim.sgd:formula", "rounded(number, -group['lr'])", "rounded(np.float32, -group['lr']) * number(1.0000001)", UPDATES),
    Rule("SGD: rounded twice", "optim.sgd:formula", "return (fused(grad, rate, p),)", "return (grad * rate + p,)", UPDATES),
    Rule("SGD: weight decay with the other sign", "optim.sgd:formula", "grad = fused(p, decay, grad)", "grad = fused(p, -decay, grad)", UPDATES),
    Rule("SGD: weight decay of half", "optim.sgd:formula", "grad = fused(p, decay, grad)", "grad = fused(p, decay / 2, grad)", UPDATES),
    Rule("SGD: first sum dampened", "optim.sgd:formula", "grad if first else", "grad * share if first else", UPDATES),
    Rule("SGD: sum forgets", "optim.sgd:formula", "others[0] * momentum", "others[0]", UPDATES),
    Rule("SGD: no dampening", "optim.sgd:formula", "number(1 - group['dampening'])", "number(1)", UPDATES),
    Rule("SGD: Nesterov ignored", "optim.sgd:formula", "if group['nesterov']", "if False", UPDATES),
    Rule("SGD: maximize ignored", "optim.sgd:formula", "if group['maximize']", "if False", UPDATES),
    Rule("SGD: one-element parameters climb", "optim.sgd:SGD._descend", "data.item() + p._grad", "data.item() - p._grad", UPDATES),
    Rule("SGD: one-element updates are not counted", "optim.sgd:SGD._descend", "p._counter[0] += 1", "pass", UPDATES),
    Rule("SGD: small parameters together, gradients swapped", "optim.sgd:Layout.compute", "slope[...] = p._grad._data", "slope[...] = p._grad._data[::-1] if slope.ndim else p._grad._data", UPDATES),
    Rule("SGD: small parameters together, not written", "optim.sgd:Layout.write", "data[...] = value", "pass", UPDATES),
    Rule("Adam: eps doubled", "optim.adam:formula", "number(group['eps'])", "number(2 * group['eps'])", UPDATES),
    Rule("Adam: eps inside the root", "optim.adam:formula", "sqrt(largest) / unbias + eps", "sqrt(largest + eps) / unbias", UPDATES),
    Rule("Adam: no correction of the mean", "optim.adam:formula", "-lr / (1 - beta1 ** step)", "-lr", UPDATES),
    Rule("Adam: correction one step late", "optim.adam:formula", "(1 - beta1 ** step)", "(1 - beta1 ** (step + 1))", UPDATES),
    Rule("Adam: no correction of the square", "optim.adam:formula", "(1 - beta2 ** step) ** 0.5", "1.0", UPDATES),
    Rule("Adam: square's share is the mean's", "optim.adam:formula", "number(1 - beta2)", "number(1 - beta1)", UPDATES),
    Rule("Adam: square not squared", "optim.adam:formula", "fused(square_weight * grad, grad, v * keep)", "fused(square_weight, np.abs(grad), v * keep)", UPDATES),
    Rule("Adam: amsgrad ignored", "optim.adam:formula", "np.maximum(others[0], v) if group['amsgrad'] else v", "v", UPDATES),
    Rule("Adam: decay as in AdamW", "optim.adam:formula", "if group['decoupled_weight_decay'] else None", "", UPDATES),
    Rule("AdamW: shrinks twice", "optim.adam:formula", "p = p * shrink", "p = p * shrink * shrink", UPDATES),
    Rule("Adam: maximize ignored", "optim.adam:formula", "if group['maximize']", "if False", UPDATES),
    Rule("Adam: mean from the wrong end", "optim.adam:lerp", "if weight < 0.5", "if weight >= 0.5", UPDATES),
    Rule("Adam: steps counted by two", "optim.adam:Adam._update", "state['step'] += 1", "state['step'] += 2", UPDATES),
    # -- random numbers
    Rule("seed shifted", "arrays.generator:Generator.manual_seed", "int(seed) % 2 ** 64", "(int(seed) + 1) % 2 ** 64", RANDOM),
    Rule("seed cut to 31 bits", "arrays.generator:Generator.manual_seed", "self._seed % 2 ** 32", "self._seed % 2 ** 31", RANDOM),
    Rule("a number too many is drawn", "arrays.generator:Generator._u32", "random_raw(n)", "random_raw(n + 1)[:n]", RANDOM),
    Rule("float32 from other bits", "arrays.generator:Generator._unit", "& 16777215", ">> np.uint64(8)", RANDOM),
    Rule("float64 halves swapped", "arrays.generator:Generator._u64", "pairs[0::2] << 32 | pairs[1::2]", "pairs[1::2] << 32 | pairs[0::2]", RANDOM),
    Rule("uniform rounds twice", "arrays.generator:Generator.uniform", "fma(part, high - low, low, out=part)", "part[:] = part * (high - low) + low", RANDOM),
    Rule("normal: blocks from 15 on", "arrays.generator:Generator.normal", "if n < 16", "if n < 15", RANDOM),
    Rule("normal: last block not drawn again", "arrays.generator:Generator.normal", "self._unit(n - whole, out.dtype)", "pass", RANDOM),
    Rule("normal: sines for cosines", "arrays.generator:_box_muller", "np.multiply(radius, cos, out=out[:, 0])", "np.multiply(radius, sin, out=out[:, 0])", RANDOM),
    Rule("normal: the waiting one is forgotten", "arrays.generator:Generator._singles", "values.pop() if len(values) > n else None", "None", RANDOM),
    Rule("randint: one too many", "arrays.generator:Generator.integers", "span = high - low", "span = high - low + 1", RANDOM),
    Rule("randint: lowest off by one", "arrays.generator:Generator.integers", "np.uint64(low % 2 ** 64)", "np.uint64((low + 1) % 2 ** 64)", RANDOM),
    Rule("randperm: exchanges from the back", "arrays.generator:Generator.randperm", "np.arange(n, 1, -1,", "np.arange(2, n + 1,", RANDOM),
    Rule("bernoulli: at most p", "arrays.generator:Generator.bernoulli_each", "< p", "> p", RANDOM),
    Rule("Linear: gain of ReLU", "nn.layers:Linear.reset_parameters", "a=math.sqrt(5)", "a=0", (*RANDOM, *T)),
    Rule("Linear: bias by the outputs", "nn.layers:Linear.reset_parameters", "1 / math.sqrt(self.in_features)", "1 / math.sqrt(self.out_features)", RANDOM),
    Rule("uniform_ of the wrong width", "nn.init:kaiming_uniform_", "math.sqrt(3.0)", "math.sqrt(2.0)", (*RANDOM, *T)),
)
# fmt: on
