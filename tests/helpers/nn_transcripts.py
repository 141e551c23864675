"""Transcripts of torch.nn: what a user of modules, layers, losses and hooks sees, told as in `transcripts.py`.

Each runs on torch and on tinygrad_lr by the same code. `golden/nn.json` holds what the installed torch told.
"""

import copy
import math
import pickle
from collections import OrderedDict, namedtuple

import numpy as np

# -- what the transcripts share ---------------------------------------------------------------------------------


def model_of(fw):
    """A module with a layer, a parameter, a buffer, and numbers of its own."""

    class Model(fw.nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = fw.nn.Linear(2, 1)
            self.register_buffer("steps", fw.zeros(2))
            self.scale = fw.nn.Parameter(fw.ones(1))
            self.nothing = None

        def forward(self, x):
            return self.layer(x) * self.scale

    fw.manual_seed(0)
    return Model()


def names(node):
    """The graph behind a node, as names."""
    return node and [type(node).__name__, *(names(following) for following, _ in node.next_functions)]


def leaf(fw, *shape, start=1 / 16, **keywords):
    """A leaf of small numbers without ties or zeros; their sums of products are exact."""
    n = math.prod(shape)
    values = np.array([(7 * i % 23 - 11) / 8 + start for i in range(n)]).reshape(shape)
    return fw.tensor(values, **{"dtype": fw.float32, **keywords}).requires_grad_()


def setting(module, name, value):
    return lambda: setattr(module, name, value)


def deleting(module, name):
    return lambda: delattr(module, name)


# -- parameters and members --------------------------------------------------------------------------------


def a_parameter(fw):
    data = fw.ones(2)
    p = fw.nn.Parameter(data)
    yield p, p.requires_grad, p.is_leaf, isinstance(p, fw.nn.Parameter), isinstance(data, fw.nn.Parameter)
    data.mul_(2)
    yield p, p._version
    yield fw.nn.Parameter(fw.ones(2, 2), requires_grad=False)
    yield fw.nn.Parameter()
    yield lambda: fw.nn.Parameter(fw.tensor([1, 2]))
    yield fw.nn.Parameter(fw.tensor([1, 2]), False)
    yield lambda: fw.nn.Parameter([1.0])
    results = (p * 2, p.detach(), p.data, p.clone(), p.view(2), p[0])
    yield [type(r) is fw.Tensor for r in results], type(p.float()) is fw.nn.Parameter
    p.grad = fw.ones(2)
    again = copy.deepcopy(p)
    yield type(again).__name__, again, again.grad, again.data_ptr() == p.data_ptr()
    copied = pickle.loads(pickle.dumps(p))
    yield type(copied).__name__, copied
    yield names((fw.nn.Parameter(leaf(fw, 2) * 2) * 3).grad_fn)


def assignment(fw):
    m = model_of(fw)
    yield lambda: m.foo
    yield setting(m, "scale", fw.ones(1))
    yield setting(m, "scale", 3)
    yield setting(m, "layer", 3)
    yield setting(m, "steps", 3)
    yield deleting(m, "foo")
    m.steps = fw.ones(3)
    yield m.steps, list(m.state_dict())
    m.steps = fw.nn.Parameter(fw.ones(1))
    yield list(m._parameters), list(m._buffers)
    m.layer = fw.nn.Parameter(fw.ones(2))
    yield list(m._parameters), list(m._modules)
    m.nothing = fw.nn.ReLU()
    m.scale = None
    yield m, m.scale, [name for name, _ in m.named_parameters()], list(m.state_dict())
    m.scale = fw.nn.Parameter(fw.ones(1))
    m.nothing = None
    yield m, list(m.children()), m.nothing
    del m.layer
    yield hasattr(m, "layer"), [name for name, _ in m.named_parameters()]
    m.scale.foo = 3
    m.other = fw.nn.Buffer(fw.ones(1), persistent=False)
    m.kept = fw.nn.Buffer(fw.ones(1))
    yield [name for name, _ in m.named_buffers()], list(m.state_dict())
    yield isinstance(m.kept, fw.nn.Buffer), isinstance(fw.ones(1), fw.nn.Buffer), type(m.kept) is fw.Tensor
    yield [name for name in ("layer", "scale", "steps", "forward", "foo") if name in dir(m)]
    yield [name for name in dir(fw.nn.Sequential(fw.nn.ReLU())) if name.isdigit()]


def registration(fw):
    m = model_of(fw)
    yield lambda: m.register_buffer(3, fw.ones(1))
    yield lambda: m.register_buffer("a.b", fw.ones(1))
    yield lambda: m.register_buffer("", fw.ones(1))
    yield lambda: m.register_buffer("layer", fw.ones(1))
    yield lambda: m.register_buffer("q", 3)
    yield lambda: m.register_parameter(3, None)
    yield lambda: m.register_parameter("a.b", None)
    yield lambda: m.register_parameter("", None)
    yield lambda: m.register_parameter("layer", None)
    yield lambda: m.register_parameter("q", 3)
    yield lambda: m.register_parameter("q", fw.ones(1))
    yield lambda: m.add_module("q", 3)
    yield lambda: m.add_module(3, fw.nn.Identity())
    yield lambda: m.add_module("a.b", fw.nn.Identity())
    yield lambda: m.add_module("", fw.nn.Identity())
    yield lambda: m.register_module("scale", fw.nn.Identity())
    m.register_buffer("cache", None)
    m.register_buffer("later", fw.ones(1), persistent=False)
    m.register_parameter("empty", None)
    m.add_module("gone", None)
    yield m, list(m.state_dict()), [n for n, _ in m.named_buffers()], m.cache, m.empty, m.gone


def before_init(fw):
    def early(action):
        class Early(fw.nn.Module):
            def __init__(self):
                action(self)

        return lambda: type(Early()).__name__

    yield early(lambda m: setattr(m, "x", fw.nn.Identity()))
    yield early(lambda m: setattr(m, "x", fw.nn.Parameter(fw.ones(1))))
    yield early(lambda m: setattr(m, "x", fw.nn.Buffer(fw.ones(1))))
    yield early(lambda m: setattr(m, "x", fw.ones(1)))
    yield early(lambda m: m.register_buffer("x", fw.ones(1)))
    yield early(lambda m: m.register_parameter("x", None))
    yield early(lambda m: m.add_module("x", None))
    yield early(lambda m: m.y)
    yield early(lambda m: fw.nn.Module.__init__(m, 3))
    yield early(lambda m: fw.nn.Module.__init__(m, a=1))
    yield early(lambda m: list(m.parameters()))
    yield early(lambda m: list(m.named_buffers(recurse=False)))
    yield early(repr)
    yield early(lambda m: m.train())
    yield early(lambda m: m.apply(print))


def paths(fw):
    m = model_of(fw)
    yield (m.get_submodule("layer"), m.get_submodule("") is m, m.get_parameter("layer.bias"), m.get_buffer("steps"))
    yield lambda: m.get_submodule("layer.x")
    yield lambda: m.get_submodule("scale")
    yield lambda: m.get_parameter("layer.x")
    yield lambda: m.get_parameter("layer")
    yield lambda: m.get_parameter("steps")
    yield lambda: m.get_buffer("scale")
    yield lambda: m.get_buffer("x")
    yield lambda: m.get_parameter("training")
    yield lambda: m.get_buffer("training")
    yield lambda: m.get_submodule(None)


def placing(fw):
    m, new = model_of(fw), fw.nn.ReLU()
    yield m.set_submodule("layer", fw.nn.Sequential(new)), m.set_submodule("layer.0", fw.nn.Tanh(), True)
    yield m.set_submodule("layer.act", new), m, m.get_submodule("layer.act") is new
    m.text, m.gone = "text", None
    m.add_module("empty", None)
    for target in (
        "layer.other",
        "layer.scale",
        "scale",
        "steps",
        "text",
        "empty",
        "text.x",
        "away.x",
        "layer..x",
        "",
        3,
    ):
        for strict in (True, False):
            yield lambda: m.set_submodule(target, new, strict)  # noqa: B023 (called at once)
    yield lambda: m.set_submodule("layer", "text")
    yield lambda: m.set_submodule("layer", None, strict=True)
    yield m, list(m.layer._modules)


def registered_by_subclasses(fw):
    told = []

    class Plain(fw.nn.Module):
        def register_buffer(self, name, tensor):
            told.append(name)
            super().register_buffer(name, tensor)

        def register_parameter(self, name, param):
            told.append((name, param is None))
            super().register_parameter(name, param)

    m = Plain()
    m.a, m.w = fw.nn.Buffer(fw.ones(1)), fw.nn.Parameter(fw.ones(1))
    m.a, m.w = fw.zeros(1), None
    m.a, m.w = None, fw.nn.Parameter(fw.zeros(1))
    yield told, list(m.state_dict())
    yield setting(m, "b", fw.nn.Buffer(fw.ones(1), persistent=False))
    yield list(m.named_buffers())


def the_tree(fw):
    shared = fw.nn.Linear(1, 1)
    m = fw.nn.Sequential(shared, fw.nn.Sequential(fw.nn.ReLU(), shared), model_of(fw))
    yield [name for name, _ in m.named_parameters()]
    yield [name for name, _ in m.named_parameters("net", remove_duplicate=False)]
    yield [name for name, _ in m.named_parameters(recurse=False)], [n for n, _ in m.named_buffers(prefix="b")]
    yield [name for name, _ in m.named_modules()], [n for n, _ in m.named_modules(remove_duplicate=False)]
    yield [name for name, _ in m.named_children()], len(list(m.modules())), len(list(m.children()))
    yield len(list(m.parameters())), len(list(m.buffers()))
    order = []
    yield m.apply(lambda one: order.append(type(one).__name__)) is m, order
    yield [one.training for one in m.eval().modules()], m.train().training
    yield lambda: m.train(1)
    m.requires_grad_(False)
    yield [p.requires_grad for p in m.parameters()]


def zero_grad(fw):
    layer = fw.nn.Linear(1, 1)
    layer(fw.ones(1, 1)).sum().backward()
    layer.zero_grad(set_to_none=False)
    yield layer.weight.grad
    layer(fw.ones(1, 1)).sum().backward()
    grad = layer.weight.grad
    yield grad
    layer.zero_grad()
    yield layer.weight.grad, grad
    x = leaf(fw, 1, 1)
    (grad,) = fw.autograd.grad(layer(x * x).sum(), layer.weight, create_graph=True)
    grad = layer.weight.grad = grad * 2
    layer.zero_grad(set_to_none=False)
    yield grad, layer.weight.grad is grad, grad.requires_grad


def conversion(fw):
    m = model_of(fw)
    m.register_buffer("count", fw.tensor(3))
    weight = m.layer.weight
    m(fw.ones(1, 2)).sum().backward()
    yield m.double() is m, m.layer.weight is weight
    yield [(n, t.dtype) for n, t in m.state_dict().items()], weight.grad.dtype, weight.is_leaf
    yield [t.dtype for t in m.float().state_dict().values()]
    yield [t.dtype for t in m.to(fw.float64).state_dict().values()]
    yield [t.dtype for t in m.to("cpu", fw.float32).state_dict().values()]
    yield [t.dtype for t in m.to(dtype=fw.float64, device="cpu").state_dict().values()]
    yield [t.dtype for t in m.to(fw.ones(1)).state_dict().values()]
    yield [t.dtype for t in m.to(tensor=fw.ones(1, dtype=fw.float64), non_blocking=True).state_dict().values()]
    yield [t.dtype for t in m.to("cpu", dtype=None).state_dict().values()]
    yield [t.dtype for t in m.cpu().type(fw.float64).state_dict().values()]
    yield lambda: m.to(fw.int64)
    yield lambda: m.to(foo=1)
    yield lambda: m.to(fw.float64, tensor=fw.ones(1))
    yield fw.ones(1).to(tensor=fw.ones(1, dtype=fw.float64)), fw.ones(1).to(tensor=2), fw.ones(1).to(tensor=True)
    yield m(fw.ones(1, 2, dtype=fw.float64)).dtype


# -- calls and hooks ---------------------------------------------------------------------------------------


def no_forward(fw):
    m = fw.nn.Module()
    yield lambda: m(3)
    yield lambda: m(1, 2, a=3)
    yield lambda: fw.nn.ModuleList([fw.nn.ReLU()])(1)
    m.forward = lambda x, y=1: x + y
    yield m(2), m(2, y=5), m(x=1)


def forward_hooks(fw):
    log = []
    layer = fw.nn.Identity()
    first = layer.register_forward_pre_hook(lambda m, args: log.append(("pre", args)))
    layer.register_forward_pre_hook(lambda m, args: args[0] + 1, prepend=True)
    layer.register_forward_hook(lambda m, args, out: log.append(("hook", args, out)))
    layer.register_forward_hook(lambda m, args, out: out * 10)
    yield layer(1), log
    log.clear()
    first.remove()
    yield layer(1), log
    with layer.register_forward_hook(lambda m, args, out: -out, prepend=True):
        yield layer(1)
    yield layer(1)
    layer = fw.nn.Identity()
    layer.register_forward_pre_hook(lambda m, args, kwargs: (args, {"input": 5}), with_kwargs=True)
    layer.register_forward_hook(lambda m, args, kwargs, out: (args, kwargs, out), with_kwargs=True)
    yield layer(), layer(input=1)
    layer.register_forward_pre_hook(lambda m, args, kwargs: 3, with_kwargs=True)
    yield lambda: layer()
    copied = copy.deepcopy(layer)
    yield len(copied._forward_hooks), len(copied._forward_pre_hooks)


def two_results(fw):
    class Both(fw.nn.Module):
        def forward(self, a, b, k=None):
            return a * b, a + b

    return Both()


def shown_grads(log, name):
    def hook(module, *grads):
        log.append((name, *([None if g is None else g.tolist() for g in part] for part in grads)))

    return hook


def backward_hooks(fw):
    log = []
    layer = fw.nn.Linear(2, 1)
    fw.nn.init.ones_(layer.weight)
    layer.register_full_backward_hook(shown_grads(log, "hook"))
    layer.register_full_backward_hook(shown_grads(log, "first"), prepend=True)
    layer.register_full_backward_pre_hook(shown_grads(log, "pre"))
    x = leaf(fw, 3, 2)
    out = layer(x)
    yield names(out.grad_fn)
    out.sum().backward()
    yield log, x.grad, layer.weight.grad
    log.clear()
    (layer(leaf(fw, 3, 2)) ** 2).sum().backward(create_graph=True)
    yield log
    log.clear()
    out = layer(leaf(fw, 3, 2))
    yield fw.autograd.grad(out.sum(), layer.weight), log
    with fw.no_grad():
        yield layer(x).grad_fn


def backward_hooks_without_input(fw):
    log = []
    layer = fw.nn.Linear(2, 1)
    layer.register_full_backward_hook(shown_grads(log, "hook"))
    out = layer(fw.ones(3, 2))
    yield names(out.grad_fn)
    out.sum().backward()
    yield log, layer.weight.grad
    layer.register_full_backward_hook(lambda m, grad_input, grad_output: grad_output)
    yield lambda: layer(fw.ones(3, 2)).sum().backward()


def backward_hooks_of_several(fw):
    log = []
    both = two_results(fw)
    both.register_full_backward_hook(shown_grads(log, "hook"))
    x, y = leaf(fw, 2), fw.ones(2)
    product, _ = both(x, y)
    yield names(product.grad_fn)
    (product * 3).sum().backward()
    yield log, x.grad
    log.clear()
    x = leaf(fw, 2)
    product, total = both(x, 3)
    (product + total).sum().backward()
    yield log, x.grad


def backward_hooks_that_replace(fw):
    both = two_results(fw)
    both.register_full_backward_hook(lambda m, given, taken: (given[0] * 10, given[1]))
    both.register_full_backward_pre_hook(lambda m, taken: (taken[0] * 2, taken[1]))
    x, y = leaf(fw, 2), leaf(fw, 2, start=2.0)
    product, total = both(x, y)
    (product * 3 + total).sum().backward()
    yield x.grad, y.grad
    x.grad.zero_()
    yield y.grad
    both.register_full_backward_hook(lambda m, given, taken: (given[0],))
    product, _ = both(x, y)
    yield lambda: product.sum().backward()


def backward_hooks_and_other_results(fw):
    class Dictionary(fw.nn.Module):
        def forward(self, x):
            return {"a": x * 2}

    m = Dictionary()
    m.register_full_backward_hook(lambda *_: None)
    yield names(m(leaf(fw, 2))["a"].grad_fn)
    relu = fw.nn.ReLU(inplace=True)
    relu.register_full_backward_hook(lambda *_: None)
    x = leaf(fw, 2)
    yield lambda: relu(x * 1)
    keeper = fw.nn.Identity()
    keeper.register_full_backward_hook(lambda *_: None)
    keeper.forward = lambda x: setattr(keeper, "given", x) or x * 2
    changed = x * 1
    keeper(changed)
    changed.mul_(2)
    yield lambda: keeper.given + 1
    result = keeper(x)
    with fw.no_grad():
        result.add_(1)
    yield lambda: result.sum().backward()
    keeper.register_full_backward_hook(lambda m, given, taken: {0: given[0] * 10})
    keeper(x).sum().backward()
    yield x.grad


def older_hooks(fw):
    def called_so(module, given, taken):
        return given[:-1]

    for forward, argument in ((lambda x: x * 2, 1), (lambda pair: (pair[0] * 2, pair[1] * 3), 2)):
        m = fw.nn.Identity()
        m.forward = forward
        m.register_backward_hook(called_so)
        out = m(leaf(fw, 2) if argument == 1 else [leaf(fw, 2), leaf(fw, 2)])
        yield lambda: (out if argument == 1 else out[0]).sum().backward()  # noqa: B023 (called at once)


def registration_hooks(fw):
    told = []

    def tell(module, name, value):
        told.append((name, type(value).__name__))

    registry = fw.nn.modules.module
    net = fw.nn.Sequential(fw.nn.ReLU(), fw.nn.Tanh())
    with registry.register_module_module_registration_hook(tell):
        net.insert(0, fw.nn.ELU())
        del net[1]
        net.append(fw.nn.GELU())
        net[0] = fw.nn.SiLU()
        net.extra = None
    yield told, net


# -- state -------------------------------------------------------------------------------------------------


def state(fw):
    m = model_of(fw)
    saved = m.state_dict()
    yield type(saved).__name__, list(saved), saved._metadata, [t.requires_grad for t in saved.values()]
    kept = m.state_dict(prefix="x.", keep_vars=True)
    yield list(kept), kept["x.scale"] is m.scale
    saved["scale"].fill_(7)
    yield m.scale
    other = model_of(fw)
    yield other.load_state_dict(saved), other.scale
    yield len(m.state_dict(OrderedDict(), "y."))


def loading(fw):
    m = model_of(fw)
    saved = m.state_dict()
    yield lambda: m.load_state_dict(3)
    yield lambda: m.load_state_dict({})
    yield lambda: m.load_state_dict({**saved, "foo": fw.ones(1), "layer.bar": fw.ones(1), "layer.a.b": 3})
    yield m.load_state_dict({"foo": fw.ones(1)}, strict=False)
    yield lambda: m.load_state_dict({**saved, "scale": 3})
    yield lambda: m.load_state_dict({**saved, "scale": fw.ones(3), "layer.weight": fw.ones(2, 2)}, strict=False)
    yield lambda: m.load_state_dict({"scale": fw.ones(()), "steps": fw.ones(1), "foo": 3})
    yield m.load_state_dict({**saved, "scale": fw.full((1,), 5.0, dtype=fw.float64)}), m.scale
    scale = m.scale
    new = {**saved, "scale": fw.full((1,), 6.0, dtype=fw.float64), "steps": fw.ones(2)}
    yield m.load_state_dict(new, assign=True), m.scale, m.scale is scale, m.steps is new["steps"]
    yield m.scale.requires_grad, list(m.state_dict())
    yield lambda: m.load_state_dict({**saved, "scale": fw.nn.Parameter(fw.ones(1, dtype=fw.int64), False)}, assign=True)
    m.steps = fw.zeros(1).expand(2)
    yield lambda: m.load_state_dict(saved)
    yield lambda: m.load_state_dict({**m.state_dict(), 3: fw.ones(1)})
    yield len(m.state_dict(OrderedDict(), "y.", False, "surplus"))


def prefixes(fw):
    wrapped = fw.nn.Module()
    wrapped.module = model_of(fw)
    saved, cut = wrapped.state_dict(), fw.nn.modules.utils.consume_prefix_in_state_dict_if_present
    yield cut(saved, "module."), list(saved), list(saved._metadata), model_of(fw).load_state_dict(saved)
    plain = {"module.a": 1, "b": 2, "module": 3, "module.module.c": 4}
    yield cut(plain, "module."), plain, cut(plain, "x"), plain
    yield lambda: cut({1: 2}, "module.")


def copies(fw):
    m = model_of(fw)
    m.register_forward_hook(print)
    again = copy.deepcopy(m)
    yield (again.layer.weight is m.layer.weight, again.layer.weight.equal(m.layer.weight), list(again.state_dict()))
    again.extra = fw.nn.ReLU()
    yield len(list(m.children())), len(list(again.children()))
    net = fw.nn.Sequential(fw.nn.Linear(2, 3), fw.nn.ReLU(), fw.nn.Linear(3, 1))
    copied = pickle.loads(pickle.dumps(net))
    yield copied, copied[0].weight.equal(net[0].weight), copied(fw.ones(1, 2)).equal(net(fw.ones(1, 2)))


# -- layers and their texts --------------------------------------------------------------------------------


def texts(fw):
    nn = fw.nn
    yield nn.ReLU(), nn.ReLU(True), nn.LeakyReLU(), nn.LeakyReLU(0.2, True), nn.ELU(), nn.ELU(2.0, True)
    yield nn.SiLU(), nn.SiLU(True), nn.GELU(), nn.GELU("tanh"), nn.Softplus(), nn.Softplus(2, 3), nn.Tanh()
    yield nn.Sigmoid(), nn.Softmax(), nn.Softmax(dim=1), nn.LogSoftmax(1), nn.LogSigmoid(), nn.Dropout()
    yield (nn.Dropout(0.2, True), nn.MSELoss(), nn.L1Loss("sum"[:0] or None), nn.CrossEntropyLoss(), nn.HuberLoss())
    yield nn.BCEWithLogitsLoss(), nn.Flatten(), nn.Identity(3, a=4), nn.Module(), nn.Linear(2, 3, bias=False)
    yield nn.LayerNorm(3), nn.LayerNorm([2, 3], 0.1, False), nn.LayerNorm((2, 3), bias=False)
    yield nn.Sequential(), nn.Sequential(nn.Linear(1, 1), nn.Sequential(nn.ReLU(), model_of(fw)))

    class Described(nn.Module):
        def extra_repr(self):
            return "a=1\nb=2"

    yield Described(), nn.Sequential(Described(), nn.ModuleList([Described(), Described()]))

    class Renamed(nn.ModuleList):
        def _get_name(self):
            return "Other"

    yield Renamed(), Renamed([nn.ReLU()]), nn.Sequential(Renamed())


def linear_layers(fw):
    fw.manual_seed(3)
    layer = fw.nn.Linear(3, 2)
    yield layer.weight, layer.bias, list(layer.state_dict())
    before = layer.weight.clone()
    layer.reset_parameters()
    yield layer.weight.equal(before), fw.nn.Linear(3, 2, bias=False).bias
    yield fw.nn.Linear(2, 1, dtype=fw.float64).weight
    yield fw.nn.Linear(0, 2).bias
    yield lambda: fw.nn.Linear(-1, 3)
    yield lambda: layer(fw.ones(5, 4))
    yield lambda: layer(fw.ones(5, 3, dtype=fw.float64))
    layer.bias = None
    yield layer, layer(fw.ones(1, 3)).shape


def forms_of_linear(fw):
    F, w, b = fw.nn.functional, leaf(fw, 2, 3), leaf(fw, 2)
    for x in (leaf(fw, 5, 3), leaf(fw, 3), leaf(fw, 4, 5, 3), leaf(fw, 0, 3), leaf(fw, 2, 2, 5, 3), fw.ones(5, 3)):
        for bias in (b, None):
            out = F.linear(x, w, bias)
            yield names(out.grad_fn), out
            (out * out).sum().backward()
            yield x.grad, w.grad, b.grad
    turned = leaf(fw, 5, 4, 3).transpose(0, 1)
    yield names(F.linear(turned, w, b).grad_fn), names(F.linear(turned, w).grad_fn)
    for shape in ((5, 2), (1, 2), (1,), (), (5, 1)):
        bias = leaf(fw, *shape)
        out = F.linear(leaf(fw, 5, 3), w, bias)
        out.sum().backward()
        yield names(out.grad_fn), out.shape, bias.grad
    yield (names(F.linear(leaf(fw, 4, 5, 3), leaf(fw, 3), leaf(fw)).grad_fn), F.linear(leaf(fw, 5, 3), leaf(fw, 3)))


def refusals_of_linear(fw):
    F, w, b = fw.nn.functional, fw.ones(2, 3), fw.ones(2)
    yield lambda: F.linear(fw.ones(()), w, b)
    yield lambda: F.linear(fw.ones(5, 3), fw.ones(3), fw.ones(1))
    yield lambda: F.linear(fw.ones(5, 3), w, fw.ones(3))
    yield lambda: F.linear(fw.ones(5, 3), fw.ones(2, 3, 3), b)
    for shape in ((4,), (5, 4), (2, 5, 4)):
        yield lambda shape=shape: F.linear(fw.ones(shape), w, b)
        yield lambda shape=shape: F.linear(fw.ones(shape), w)
    for shape in ((3,), (5, 3), (2, 5, 3)):
        yield lambda shape=shape: F.linear(fw.ones(shape, dtype=fw.float64), w, b)
        yield lambda shape=shape: F.linear(fw.ones(shape), w, fw.ones(2, dtype=fw.float64))
    yield lambda: F.linear([1.0], w, b)
    yield lambda: F.linear(fw.ones(5, 3), 3)
    yield lambda: F.linear(fw.ones(5, 3), w, 3)
    yield lambda: F.linear(fw.nn.ReLU(), w, b)
    yield lambda: F.linear(fw.float32, w, b)


def functions(fw):
    F = fw.nn.functional
    for name, *arguments in (
        ("relu",), ("leaky_relu",), ("leaky_relu", 0.2), ("elu",), ("elu", 0.5), ("silu",), ("gelu",),
        ("softplus",), ("softplus", 2, 3), ("logsigmoid",), ("tanh",), ("sigmoid",), ("softmax", 1),
        ("log_softmax", 0),
        ("softmin", 1), ("normalize",), ("normalize", 1.0, 0), ("layer_norm", (3,)), ("layer_norm", [2, 3]),
    ):  # fmt: skip
        x = leaf(fw, 2, 3)
        out = getattr(F, name)(x, *arguments)
        (out * fw.tensor([[1.0, 4.0, 2.0], [2.0, -3.0, 5.0]])).sum().backward()
        yield name, names(out.grad_fn), out, x.grad
    yield F.gelu(leaf(fw, 3), approximate="tanh")
    for name in ("relu", "leaky_relu", "elu", "silu"):
        x = leaf(fw, 3)
        out = x.clone()
        yield getattr(F, name)(out, inplace=True) is out, names(out.grad_fn), out
        out.sum().backward()
        yield x.grad
        yield lambda name=name: getattr(F, name)(leaf(fw, 2), inplace=True)
    yield F.softmax(leaf(fw, 2, 2), 1, dtype=fw.float64).dtype
    yield F.softmax(leaf(fw, 2, 2)), F.log_softmax(leaf(fw, 1, 2, 2)), F.softmin(leaf(fw, 2))
    yield F.one_hot(fw.tensor([0, 2])), F.one_hot(fw.tensor(1), 3), F.one_hot(fw.zeros(0, dtype=fw.int64), 3)


def refusals_of_functions(fw):
    F, whole = fw.nn.functional, fw.ones(2, 3, dtype=fw.int64)
    for name in ("leaky_relu", "elu", "silu", "gelu", "softplus", "logsigmoid"):
        yield lambda name=name: getattr(F, name)(whole)
    for name in ("relu", "leaky_relu", "elu", "silu", "gelu", "softplus", "dropout"):
        yield lambda name=name: getattr(F, name)(3.0)
    yield F.relu(whole)
    yield lambda: F.relu(whole == 1)
    yield lambda: F.gelu(fw.ones(2), approximate="x")
    yield lambda: F.layer_norm(fw.ones(2, 3), [4])
    yield lambda: F.layer_norm(fw.ones(2, 3), [])
    yield lambda: F.layer_norm(fw.ones(2, 3), 3)
    yield lambda: F.layer_norm(fw.ones(2, 3), np.array([3]))
    yield lambda: F.layer_norm(fw.ones(2, 3), [3], fw.ones(2))
    yield lambda: F.layer_norm(fw.ones(2, 3), [3], fw.ones(3), fw.ones(2))
    yield lambda: F.layer_norm(fw.ones(2, 3), [3], fw.ones(3, dtype=fw.float64))
    yield lambda: F.layer_norm(whole, [3])
    yield lambda: F.one_hot(fw.tensor([0, 2]), 2)
    yield lambda: F.one_hot(fw.tensor([0, -2]))
    yield lambda: F.one_hot(fw.ones(2))
    yield lambda: F.one_hot(fw.zeros(0, dtype=fw.int64))
    yield lambda: F.dropout(fw.ones(2), 1.5)
    yield lambda: F.dropout(fw.ones(2), -1, False)
    yield lambda: F.dropout(whole)
    yield lambda: fw.nn.Dropout(2)


def dropout(fw):
    x = leaf(fw, 4, 3)
    fw.manual_seed(5)
    out = fw.nn.functional.dropout(x, 0.3)
    out.sum().backward()
    yield names(out.grad_fn), out, x.grad
    layer = fw.nn.Dropout(0.5)
    yield layer(fw.ones(6)), layer.eval()(fw.ones(3))
    yield fw.nn.functional.dropout(fw.ones(3), 1.0), fw.nn.functional.dropout(x, 0.0) is x
    y = fw.ones(5)
    yield fw.nn.functional.dropout(y, 0.5, True, True) is y, y


def layer_norm(fw):
    layer = fw.nn.LayerNorm([2, 3], dtype=fw.float64)
    yield list(layer.named_parameters())
    x = leaf(fw, 4, 2, 3, dtype=fw.float64)
    layer(x).square().sum().backward()
    yield layer(x), x.grad, layer.weight.grad, layer.bias.grad
    with fw.no_grad():
        layer.weight.fill_(3)
    layer.reset_parameters()
    yield layer.weight
    plain = fw.nn.LayerNorm(3, elementwise_affine=False)
    yield plain.weight, plain.bias, names(plain(leaf(fw, 2, 3)).grad_fn)


# -- containers --------------------------------------------------------------------------------------------


def sequential(fw):
    nn = fw.nn

    def new():
        return nn.Sequential(nn.ReLU(), nn.Tanh(), nn.ELU())

    s = new()
    yield len(s), s[0], s[-1], s[1:], [type(one).__name__ for one in s], s(fw.ones(1))
    yield lambda: s[3]
    yield lambda: s["a"]
    s[-1] = nn.Identity()
    yield (s.append(nn.SiLU()), s.insert(1, nn.GELU()), s.insert(-1, nn.ReLU()), s.extend([nn.Tanh()]), s.pop(0), s)
    del s[0]
    yield s
    del s[:2]
    yield s, s + new()
    s += new()
    yield s
    named = nn.Sequential(OrderedDict(a=nn.ReLU(), b=nn.Tanh(), c=nn.ELU()))
    yield named, named[1:], named.b, named(fw.ones(1))
    del named[0]
    yield named
    yield lambda: nn.Sequential(3)
    yield lambda: new().append(3)
    yield lambda: new().insert(5, nn.ReLU())
    yield lambda: new() + 3
    yield lambda: new().__iadd__(3)
    yield nn.Sequential(nn.ReLU(), None)
    yield lambda: nn.Sequential(OrderedDict([(1, nn.ReLU())]))

    def named():
        return nn.Sequential(OrderedDict(a=nn.ReLU(), b=nn.Tanh()))

    yield named().append(nn.ELU()), named().insert(2, nn.ELU())
    yield lambda: named().insert(0, nn.ELU())
    yield lambda: named().__imul__(2)
    yield new().__imul__(2)


def module_list(fw):
    nn = fw.nn
    layers = nn.ModuleList([nn.ReLU(), nn.Tanh(), nn.ELU()])
    layers.insert(0, nn.SiLU())
    yield layers, layers.pop(1), len(layers), layers[-1], layers[1:], layers + nn.ModuleList([nn.ReLU()])
    del layers[0]
    layers += [nn.ReLU(), nn.ReLU()]
    layers[0] = nn.Linear(1, 1)
    yield (layers.append(nn.Linear(1, 1)).extend([nn.Linear(1, 1)]), [name for name, _ in layers.named_parameters()])
    yield nn.ModuleList(), nn.ModuleList([None])
    yield lambda: layers[9]
    yield lambda: nn.ModuleList([3])
    yield lambda: nn.ModuleList().extend(3)
    for place in (-1, 3, 9):
        layers = nn.ModuleList([nn.ReLU(), nn.Tanh()])
        yield lambda: layers.insert(place, nn.ELU())  # noqa: B023 (called at once)
        yield list(layers._modules), layers


def module_dict(fw):
    nn = fw.nn
    d = nn.ModuleDict({"a": nn.ReLU(), "b": nn.Tanh()})
    yield d, d["a"], list(d), "b" in d, "c" in d, len(d), d.a, [key for key, _ in d.items()]
    d["c"] = nn.Linear(1, 1)
    d.update([("z", nn.ELU()), ("a", nn.SiLU())])
    yield d, d.pop("a"), list(d.keys()), list(d.values()), [name for name, _ in d.named_parameters()]
    del d["b"]
    yield d
    d.clear()
    yield d
    yield lambda: d["a"]
    yield lambda: nn.ModuleDict({"a": 3})
    yield lambda: nn.ModuleDict(3)
    yield lambda: nn.ModuleDict([("a",)])
    yield lambda: nn.ModuleDict([("a", nn.ReLU(), 3)])
    yield lambda: nn.ModuleDict([3])
    yield lambda: nn.ModuleDict([()])
    yield lambda: nn.ModuleDict([{"a", "b"}])
    yield lambda: nn.ModuleDict(nn.ReLU())
    yield lambda: nn.ModuleDict({"a.b": nn.ReLU()})
    yield lambda: nn.ModuleDict({"keys": nn.ReLU()})


# -- losses ------------------------------------------------------------------------------------------------

ELEMENTWISE = ("mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss")


def elementwise_losses(fw):
    F = fw.nn.functional
    for name in ELEMENTWISE:
        loss = getattr(F, name)
        for reduction in ("mean", "sum", "none"):
            x, y = leaf(fw, 3, 2), leaf(fw, 3, 2, start=0.25)
            out = loss(x, y, reduction=reduction)
            (out * 3).sum().backward()
            yield names(out.grad_fn), out, x.grad, y.grad
        x, y = leaf(fw, 4, 1), leaf(fw, 4)
        out = loss(x, y)
        out.backward()
        yield names(out.grad_fn), out, x.grad, y.grad
        yield loss(x, y, reduction="none").shape
        yield lambda loss=loss: loss(fw.ones(4, 2), fw.ones(3))
        yield lambda loss=loss: loss(fw.ones(2), fw.ones(2), reduction="avg")
        yield lambda loss=loss: loss(fw.ones(2), fw.ones(2), reduction=None)
        yield loss(leaf(fw, 3), fw.ones(3, dtype=fw.float64)).dtype
    for name in ("mse_loss", "l1_loss", "huber_loss"):
        for reduction in ("mean", "sum", "none"):
            w = fw.tensor([[1.0, 2.0], [0.0, 1.0]])
            out = getattr(F, name)(leaf(fw, 2, 2), fw.ones(2, 2), reduction=reduction, weight=w)
            yield names(out.grad_fn), out
        yield lambda name=name: getattr(F, name)(fw.ones(2), fw.ones(2), weight=fw.ones(3))
    yield (F.smooth_l1_loss(leaf(fw, 3), fw.ones(3), beta=2.0), F.huber_loss(leaf(fw, 3), fw.ones(3), delta=0.5))
    yield names(F.smooth_l1_loss(leaf(fw, 3), fw.ones(3), beta=0).grad_fn)
    yield lambda: F.smooth_l1_loss(fw.ones(3), fw.ones(3), beta=-1)
    yield lambda: F.huber_loss(fw.ones(3), fw.ones(3), delta=0)
    yield lambda: F.huber_loss(fw.ones(3, dtype=fw.int64), fw.ones(3))


def classes(fw):
    F, target = fw.nn.functional, fw.tensor([0, 2, -100, 1])
    w = fw.tensor([1.0, 2.0, 0.5])
    for smoothing in (0.0, 0.1):
        for weight in (None, w):
            for reduction in ("mean", "sum", "none"):
                x = leaf(fw, 4, 3)
                out = F.cross_entropy(x, target, weight, reduction=reduction, label_smoothing=smoothing)
                out.sum().backward()
                yield out, x.grad
                y = fw.rand(4, 3, generator=fw.Generator().manual_seed(0)).requires_grad_()
                out = F.cross_entropy(leaf(fw, 4, 3), y, weight, reduction=reduction, label_smoothing=smoothing)
                out.sum().backward()
                yield out, y.grad, names(out.grad_fn)
    yield (
        F.cross_entropy(leaf(fw, 4, 3), fw.tensor([0, 2, 1, 1]), ignore_index=1),
        F.cross_entropy(leaf(fw, 3), target[1]),
    )
    for shape in ((2, 3, 4), (2, 3, 4, 2), (2, 3, 2, 1, 2)):
        places = fw.arange(2 * 3 * 4 * 2).reshape(2, -1)[:, : int(fw.ones(shape)[0, 0].numel())]
        places = (places % 3).reshape(2, *shape[2:])
        for reduction in ("mean", "none"):
            x = leaf(fw, *shape)
            out = F.cross_entropy(x, places, w, reduction=reduction)
            out.sum().backward()
            yield names(out.grad_fn), out, x.grad
    yield (F.nll_loss(leaf(fw, 3), fw.tensor([1])), F.nll_loss(leaf(fw, 4, 3), fw.tensor([0, 1, 2, 0], dtype=fw.uint8)))
    yield (
        F.cross_entropy(leaf(fw, 2, 3), fw.tensor([-100, -100])),
        F.nll_loss(leaf(fw, 3), fw.tensor(1), reduction="none"),
    )


def refusals_of_classes(fw):
    ce, nll = fw.nn.functional.cross_entropy, fw.nn.functional.nll_loss
    x, t, whole = fw.ones(4, 3), fw.tensor([0, 1, 2, 1]), fw.int64
    zeros = fw.zeros
    for target in (
        [0, 1, 3, 1], [0, 1, -1, 1], [0, 1], [[0], [1], [2], [1]], [0.0, 1.0, 1.0, 1.0],
        [True, False, True, True],
    ):  # fmt: skip
        yield lambda target=target: ce(x, fw.tensor(target))
    yield lambda: ce(x, t.to(fw.int32))
    yield lambda: ce(x, t, fw.ones(4))
    yield lambda: ce(x, x, fw.ones(4))
    yield lambda: ce(x, t, fw.ones(3, dtype=fw.float64))
    yield lambda: ce(x, t, fw.ones(3, requires_grad=True))
    yield lambda: ce(fw.ones(()), fw.tensor(1))
    yield lambda: ce(x, fw.ones(4, 3, dtype=whole))
    yield lambda: ce(x, x, ignore_index=1)
    yield lambda: ce(x, t, reduction="avg")
    yield lambda: ce(x, t, label_smoothing=1.5)
    yield lambda: ce([1.0], t)
    yield lambda: ce(fw.ones(4, 3, dtype=whole), t)
    yield lambda: nll(fw.ones(()), fw.tensor(1))
    yield lambda: nll(fw.ones(3), fw.tensor([1, 2]))
    yield lambda: nll(fw.ones(4, 3), fw.ones(4))
    yield lambda: nll(fw.ones(4, 3), t, reduction="avg")
    yield lambda: nll(fw.ones(4, 3, dtype=whole), t)
    yield lambda: nll(fw.ones(2, 3, 4, dtype=whole), zeros(2, 4, dtype=whole))
    yield lambda: nll(fw.ones(2, 3, 4), zeros(3, 4, dtype=whole))
    yield lambda: nll(fw.ones(2, 3, 4), zeros(2, 5, dtype=whole))
    yield lambda: nll(fw.ones(2, 3, 4, 4), zeros(2, 4, 5, dtype=whole))
    yield lambda: nll(fw.ones(2, 3, 4, 4), zeros(2, 4, dtype=whole))
    yield lambda: nll(fw.ones(2, 3, 4, 4), zeros(2, 4, 4, dtype=whole), fw.ones(2))


def binary(fw):
    F, w = fw.nn.functional, fw.tensor([0.5, 2.0])
    for reduction in ("mean", "sum", "none"):
        x, y = (leaf(fw, 3, 2, start=0.083), fw.tensor([[0.0, 1.0], [0.5, 1.0], [0.0, 0.25]], requires_grad=True))
        out = F.binary_cross_entropy(x.sigmoid(), y, w, reduction=reduction)
        out.sum().backward()
        yield names(out.grad_fn), out, x.grad, y.grad
        x = leaf(fw, 3, 2, start=0.083)
        out = F.binary_cross_entropy_with_logits(x, y, w, pos_weight=w, reduction=reduction)
        out.sum().backward()
        yield names(out.grad_fn), out, x.grad
    yield F.binary_cross_entropy(fw.tensor([0.0, 1.0]), fw.tensor([1.0, 0.0]))
    bce, logits, ones = F.binary_cross_entropy, F.binary_cross_entropy_with_logits, fw.ones
    yield lambda: bce(ones(3, 1), ones(3))
    yield lambda: bce(ones(3) * 2, ones(3))
    yield lambda: bce(ones(3), ones(3, dtype=fw.float64))
    yield lambda: bce(ones(3), ones(3, dtype=fw.int64))
    yield lambda: bce(ones(3), ones(3), reduction="avg")
    yield lambda: bce(ones(3, dtype=fw.int64), ones(3, dtype=fw.int64))
    yield lambda: logits(ones(3, 2), ones(3))
    yield lambda: logits(ones(3, 2), ones(3, 2, dtype=fw.int64))
    yield lambda: logits(ones(3, dtype=fw.int64), ones(3, dtype=fw.int64))
    yield lambda: logits(ones(3, 2), ones(3, 2), reduction="avg")
    yield lambda: logits(ones(3, 2), ones(3, 2), ones(3))
    yield lambda: logits(ones(3, 2), ones(3, 2), pos_weight=ones(3))
    yield lambda: logits(ones(2), ones(2), pos_weight=ones(2, requires_grad=True))
    yield logits(ones(3, 2), ones(3, 2, dtype=fw.float64)).dtype


def loss_modules(fw):
    nn, x, y = fw.nn, leaf(fw, 3, 2), leaf(fw, 3, 2, start=0.25)
    for loss in (nn.MSELoss(), nn.L1Loss(), nn.SmoothL1Loss(beta=2.0), nn.HuberLoss(delta=0.3)):
        yield loss(x, y), vars(type(loss)(reduction="sum"))["reduction"], type(loss)(reduction="none")(x, y)
    w, t = fw.tensor([1.0, 3.0]), fw.tensor([0, 1, 1])
    for loss in (nn.CrossEntropyLoss(w, label_smoothing=0.1), nn.NLLLoss(w, ignore_index=1)):
        yield loss(x, t), loss.state_dict(), loss.ignore_index
    yield nn.BCELoss(w)(x.sigmoid(), y.sigmoid()), nn.BCELoss(w).state_dict()
    loss = nn.BCEWithLogitsLoss(pos_weight=w)
    yield loss(x, y.sigmoid()), loss.state_dict(), list(nn.BCEWithLogitsLoss(w).buffers())
    yield nn.MSELoss(reduction="avg")
    yield lambda: nn.MSELoss(reduction="avg")(x, y)
    yield nn.MSELoss()(fw.ones(4, 1), fw.ones(4))


# -- utils -------------------------------------------------------------------------------------------------


def clipping(fw):
    utils = fw.nn.utils

    def new():
        p, q = fw.nn.Parameter(fw.ones(3)), fw.nn.Parameter(fw.ones(2, 2))
        p.grad, q.grad = fw.tensor([3.0, 4.0, 0.0]), fw.ones(2, 2)
        return p, q, fw.nn.Parameter(fw.ones(1))

    for norm_type in (2.0, 1, float("inf"), "inf", 0):
        p, q, r = new()
        yield utils.clip_grad_norm_(iter([p, q, r]), 1.0, norm_type), p.grad, q.grad, r.grad
    p, *_ = new()
    yield utils.clip_grad_norm_(p, 100.0), p.grad, utils.clip_grad_norm_([], 1.0)
    p, q, r = new()
    yield utils.clip_grad_value_([p, q, r], 2), p.grad, q.grad
    yield utils.get_total_norm([p.grad, q.grad]), utils.clip_grads_with_norm_(p, 1.0, fw.tensor(4.0)), p.grad
    p.grad[0] = float("nan")
    yield lambda: utils.clip_grad_norm_([p], 1.0, error_if_nonfinite=True)
    yield utils.clip_grad_norm_([p, q], 1.0), q.grad
    yield lambda: utils.clip_grad_norm_([3], 1.0)
    yield lambda: utils.clip_grad_value_("p", 1.0)
    yield lambda: utils.clip_grads_with_norm_([p], 1.0, 4.0)


def vectors(fw):
    utils = fw.nn.utils
    p, q = fw.nn.Parameter(fw.ones(3)), fw.nn.Parameter(fw.ones(2, 2))
    yield utils.parameters_to_vector([p, q])
    yield utils.vector_to_parameters(fw.arange(7.0), [p, q]), p, q
    yield lambda: utils.vector_to_parameters([1.0], [p])
    yield lambda: utils.vector_to_parameters(fw.ones(2), [p])


def weights_of_losses(fw):
    """A loss's weight has the input's size, also where the target is larger."""
    small, large = leaf(fw, 3), fw.ones(2, 3)
    F = fw.nn.functional
    for loss in (F.mse_loss, F.l1_loss, F.huber_loss):
        for reduction in ("mean", "sum", "none"):
            yield loss(small, large, reduction=reduction, weight=fw.tensor([1.0, 2.0, 3.0]))
        yield lambda loss=loss: loss(small, large, weight=large)


# -- attributes as torch lays them out, states, hooks --------------------------------------------------------------------


def attributes(fw):
    nn = fw.nn
    line = nn.Linear(2, 1)
    yield list(vars(line)), "weight" in line.__dict__, list(vars(line)["_parameters"])
    for make in (
        nn.ReLU,
        nn.Tanh,
        nn.ELU,
        nn.Softplus,
        nn.GELU,
        nn.MSELoss,
        nn.CrossEntropyLoss,
        nn.Flatten,
        nn.Softmax,
    ):
        yield list(vars(make()))[17:]
    line._parameters["weight"] = nn.Parameter(fw.ones(1, 2))
    del line._parameters["bias"]
    yield line.weight, hasattr(line, "bias"), list(line.state_dict())
    line._buffers.update(k=fw.ones(1))
    line.__dict__["hidden"] = nn.ReLU()
    line.__dict__.update(a=1, b=2)
    yield line.__dict__.pop("a"), line.b, hasattr(line, "a"), list(line._modules), list(vars(line))[17:], line.k
    both = nn.Sequential(line, nn.ReLU())
    both._modules["0"] = nn.Tanh()
    both._modules["x"] = nn.ReLU()
    yield both, len(both)
    empty = nn.Module()
    empty._parameters = OrderedDict(a=nn.Parameter(fw.ones(1)))
    yield empty.a, [name for name, _ in empty.named_parameters()]


def tables_of_hooks(fw):
    m = fw.nn.Identity()
    for name in ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_state_dict_hooks"):
        yield getattr(m, name), getattr(m, name).clear(), getattr(m, name).pop(1, None)
    m._forward_hooks[7] = lambda module, args, out: out + 1
    m._forward_pre_hooks.update({3: lambda module, args: (args[0] * 10,)})
    yield m(1), list(m._forward_hooks), copy.deepcopy(m)(1)
    m._forward_pre_hooks.clear()
    yield m(1), m.register_forward_hook(lambda module, args, out: -out).id in m._forward_hooks, m(1)
    m._forward_hooks = OrderedDict()
    copied = copy.deepcopy(m)
    copied._forward_hooks[1] = lambda module, args, out: "copied"
    yield m(1), copied(1), len(m._forward_hooks)
    m._state_dict_hooks[1] = lambda module, state, prefix, metadata: state.update(text="told")
    yield m.state_dict()


def attributes_of_copies(fw):
    class Own(fw.nn.Module):
        def __init__(self):
            super().__init__()
            self.line, self.cache = fw.nn.Linear(1, 1), [1]
            self.register_buffer("short", fw.ones(1), persistent=False)

        def __getstate__(self):
            state = self.__dict__.copy()
            del state["cache"]
            return state

        def __setstate__(self, state):
            self.__dict__.update(state)
            self.cache = [2]

    model = Own()
    model.register_forward_hook(nothing)
    for copied in (copy.copy, copy.deepcopy):
        again = copied(model)
        yield list(vars(again)), again.cache, again, list(again.state_dict()), list(again._non_persistent_buffers_set)
        yield len(again._forward_hooks), [name for name, _ in again.named_buffers()]


def nothing(*args):
    """A hook."""


def extra_state(fw):
    class Extra(fw.nn.Module):
        def __init__(self, v):
            super().__init__()
            self.line, self.v = fw.nn.Linear(1, 1), v

        def get_extra_state(self):
            return {"v": self.v}

        def set_extra_state(self, state):
            self.v = state["v"]

    first, second = Extra(5), Extra(1)
    state = first.state_dict()
    yield list(state), state["_extra_state"], second.load_state_dict(state), second.v
    yield list(fw.nn.Sequential(first).state_dict())
    yield lambda: first.load_state_dict(fw.nn.Linear(1, 1).state_dict())
    line = fw.nn.Linear(1, 1)
    yield lambda: line.load_state_dict({**line.state_dict(), "_extra_state": 1})
    yield lambda: line.get_extra_state()
    yield lambda: line.set_extra_state(1)


def state_hooks(fw):
    model, log = fw.nn.Sequential(fw.nn.Linear(1, 1), fw.nn.Sequential(fw.nn.Linear(1, 1))), []
    kept = model.state_dict()
    model.register_state_dict_pre_hook(lambda module, prefix, keep_vars: log.append(("pre", prefix, keep_vars)))
    model[1].register_state_dict_post_hook(lambda module, state, prefix, meta: log.append((list(state), prefix, meta)))
    handle = model._register_state_dict_hook(lambda module, state, prefix, meta: {"replaced": prefix})
    yield model.state_dict(), log
    handle.remove()
    log.clear()

    def before(module, state, prefix, meta, strict, missing, unexpected, errors):
        log.append((type(module).__name__, list(state), prefix, meta, strict))
        state[prefix + "0.weight"] = fw.zeros(1, 1)

    model[1].register_load_state_dict_pre_hook(before)
    model._register_load_state_dict_pre_hook(lambda state, *rest: log.append(list(state)))
    model.register_load_state_dict_post_hook(lambda module, keys: log.append(str(keys)) or keys.missing_keys.clear())
    del kept["0.bias"]
    yield model.load_state_dict(kept), log, model[1][0].weight
    wrong = fw.nn.Linear(1, 1)
    wrong.register_load_state_dict_post_hook(lambda module, keys: 1)
    yield lambda: wrong.load_state_dict(wrong.state_dict())
    wrong.register_state_dict_post_hook(lambda *args: 1)
    yield lambda: wrong.state_dict()


def always_called(fw):
    class Maybe(fw.nn.Module):
        def forward(self, x, fail=False):
            if fail:
                raise ValueError("no")
            return x + 1

    model, log = Maybe(), []

    def bad(module, args, out):
        log.append("bad")
        raise KeyError("x")

    model.register_forward_hook(lambda module, args, out: log.append(("hook", args, out)))
    model.register_forward_hook(
        lambda module, args, kwargs, out: log.append(("always", kwargs, out)), always_call=True, with_kwargs=True
    )
    yield model(fw.ones(1)), log
    model.register_forward_hook(bad, always_call=True, prepend=True)
    yield lambda: model(fw.ones(1))
    yield log
    yield lambda: model(fw.ones(1), fail=True)
    yield log


Pair = namedtuple("Pair", "a b")


def named_results(fw):
    class Two(fw.nn.Module):
        def forward(self, x):
            return Pair(x * 2, x * 3)

    model, seen, x = Two(), [], fw.ones(2, requires_grad=True)
    model.register_full_backward_hook(lambda module, grad_input, grad_output: seen.append((grad_input, grad_output)))
    out = model(x)
    (out.a + out.b).sum().backward()
    yield type(out).__name__, x.grad, seen


def arguments_of_to(fw):
    double = fw.ones(1, dtype=fw.float64)
    for args, kwargs in (
        (("cpu",), {"copy": True}), ((None, True), {}), ((None, None, True, True), {}), ((fw.float64,), {}),
        ((fw.float64, False, True), {}), ((double,), {}), ((double, False, True), {}), ((fw.int64,), {}), ((), {}),
        ((), {"dtype": fw.float64}), ((), {"device": "cpu"}), (("cpu", fw.float64), {}), ((), {"other": double}),
        ((), {"tensor": double}), ((), {"copy": False}), ((None,), {}), ((fw.float64, "cpu"), {}),
    ):  # fmt: skip
        yield lambda: fw.nn.Linear(1, 1).to(*args, **kwargs).weight.dtype  # noqa: B023 (called at once)


def parameters_in_containers(fw):
    nn, one = fw.nn, lambda *shape: fw.nn.Parameter(fw.ones(*shape))
    values = nn.ParameterList([one(2), fw.zeros(3), 5]).append(one(1))
    values += [one(2, 2)]
    values[0] = fw.zeros(2)
    yield (
        values,
        len(values),
        [n for n, _ in values.named_parameters()],
        list(values.state_dict()),
        values[-1],
        values[1:3],
    )
    yield lambda: values[7]
    yield lambda: values.extend(one(1))
    yield lambda: values.extend(3)
    yield lambda: values(1)
    named = nn.ParameterDict({"b": one(2), "a": fw.zeros(1), "o": "x"})
    named["z"] = one(1, 2)
    named.setdefault("q", one(1))
    yield named.popitem()[0], named, list(named), len(named), "a" in named, named.get("no"), list(reversed(named))
    yield list((named | nn.ParameterDict({"n": one(1)})).keys()), list(named.copy()), list(named.state_dict())
    for wrong in ({1: one(1)}, [("a",)], [3], 3):
        yield lambda: nn.ParameterDict(wrong)  # noqa: B023 (called at once)
    yield lambda: nn.ParameterDict().popitem()
    yield nn.Unflatten(1, (2, 3)), nn.Unflatten(1, (2, -1))(fw.ones(2, 6)).shape
    for size in (3, (2.0, 3), "ab"):
        yield lambda: nn.Unflatten(1, size)  # noqa: B023 (called at once)


def initial_values(fw):
    init = fw.nn.init
    for name, *args in (
        ("sparse_", (5, 4), 0.4), ("sparse_", (5,), 0.4), ("dirac_", (4, 2, 3)), ("dirac_", (4, 2, 3), 2), ("dirac_", (4, 2)),
        ("dirac_", (4, 2, 3, 3)), ("dirac_", (4, 2, 3), 3), ("orthogonal_", (3,)), ("uniform", (2, 2)), ("constant", (2,), 1.0),
    ):  # fmt: skip
        fw.manual_seed(7)
        yield lambda: getattr(init, name)(fw.empty(*args[0]), *args[1:])  # noqa: B023 (called at once)
    for shape in (3, 5), (5, 3), (2, 3, 2):
        fw.manual_seed(7)
        yield [round(x, 4) + 0.0 for x in init.orthogonal_(fw.empty(*shape), 2.0).flatten().tolist()]


def variables(fw):
    Variable, x = fw.autograd.Variable, fw.ones(2)
    leaf = Variable(x, requires_grad=True)
    yield leaf, x.requires_grad, leaf.data_ptr() == x.data_ptr(), isinstance(x, Variable), Variable(leaf * 2).grad_fn
    for args in ((), (3,), (None,), ([1.0],), (x, True, True), (fw.ones(1, dtype=fw.int64), True)):
        yield lambda: Variable(*args)  # noqa: B023 (called at once)
