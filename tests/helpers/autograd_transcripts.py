"""Transcripts of leaves, accumulation, roots, hooks and modes."""

import copy
import pickle
import threading
import weakref

import numpy as np


def graph(tensor):
    """The graph behind a tensor as nested lists of node names."""

    def names(node):
        return node and [node.name().rpartition("::")[2], *(names(following) for following, _ in node.next_functions)]

    return names(tensor.grad_fn)


def pair(fw, dtype=None):
    x = fw.tensor([1.0, 2.0, 3.0], dtype=dtype, requires_grad=True)
    return x, fw.tensor([0.5, -1.0, 2.0], dtype=dtype, requires_grad=True)


# -- leaves and accumulation -----------------------------------------------------------------------


def leaves(fw):
    x, y = pair(fw)
    z = x * y
    c = fw.ones(2)
    yield [(t.is_leaf, t.requires_grad, t.grad_fn, t.grad, t.retains_grad, t.output_nr) for t in (x, c)]
    yield z.is_leaf, z.requires_grad, z.grad_fn, z.retains_grad, z.output_nr
    yield z
    yield x
    c.requires_grad_()
    yield c, c.is_leaf
    yield c.requires_grad_(False)
    yield lambda: setattr(z, "requires_grad", False)
    yield lambda: setattr(z, "requires_grad", True)
    yield lambda: fw.tensor([1, 2]).requires_grad_()
    yield lambda: fw.tensor([True]).requires_grad_(False)
    yield lambda: (x * 2).detach().is_leaf


def accumulation(fw):
    x, y = pair(fw)
    for _ in range(2):
        (x * y).sum().backward()
        yield x.grad, y.grad, x.grad.is_leaf, x.grad.requires_grad, x.grad._version
    kept = x.grad
    (x * x).sum().backward()
    yield kept is x.grad, kept
    x.grad = None
    x.sum().backward()
    yield x.grad, kept
    del x.grad
    yield x.grad
    x.grad = fw.zeros(3)
    (x * 2).sum().backward()
    yield x.grad
    yield lambda: setattr(x, "grad", fw.zeros(2))
    yield lambda: setattr(x, "grad", fw.zeros(3, dtype=fw.float64))
    yield lambda: setattr(x, "grad", 1.0)
    yield lambda: setattr(x, "grad", x)
    yield lambda: setattr(fw.ones(3), "grad", fw.ones(3))
    yield lambda: setattr(fw.tensor([1]), "grad", fw.ones(1))
    yield lambda: fw.ones(3).grad


def gradients_do_not_share_memory(fw):
    x, y = pair(fw)
    seed = fw.ones(3)
    (x + y).backward(seed)
    x.grad.zero_()
    yield y.grad, seed
    a = fw.ones(2, 2, requires_grad=True)
    a.T.backward(fw.tensor([[1.0, 2.0], [3.0, 4.0]]))
    yield a.grad, a.grad.is_contiguous()
    b = fw.ones(3, requires_grad=True)
    seed = fw.ones(3)
    b.backward(seed)
    seed.zero_()
    yield b.grad
    (b + 0).backward(seed)
    yield b.grad
    c = fw.ones(3, requires_grad=True)
    first, second = fw.autograd.grad(c + c, (c, c), fw.ones(3))
    yield first, second


def expanded_gradients(fw):
    x = fw.ones(3, requires_grad=True)
    x.sum().backward()
    yield x.grad, x.grad.stride()
    x.grad.add_(1)
    yield x.grad
    y = fw.ones(2, 3, requires_grad=True)
    y.sum(0).backward(fw.arange(3.0))
    y.grad[0, 0] = 9
    yield y.grad
    m = fw.ones(4, requires_grad=True)
    m.mean().backward()
    m.grad += 1
    yield m.grad


def gradients_are_laid_out_as_leaves(fw):
    matrix = np.arange(6.0).reshape(2, 3)
    x = fw.from_numpy(matrix).T.requires_grad_()
    for _ in range(2):
        (x * x).sum().backward()
        yield x.grad.stride(), x.grad
    x.grad = None
    (x.T.exp() * 0 + 1).sum().backward(inputs=[x])
    yield x.grad.stride(), x.grad
    y = fw.from_numpy(matrix).requires_grad_()
    (y.T.exp() * 2).sum().backward()
    yield y.grad.stride(), y.grad.view(-1).shape
    z = fw.from_numpy(matrix)[:, ::2].requires_grad_()
    (z * z).sum().backward()
    yield z.grad.stride(), z.grad
    w = fw.ones(3, 2).t().requires_grad_()
    (w * w).sum().backward(create_graph=True)
    yield w.grad.stride()


def gradients_that_are_given(fw):
    """`.grad` is added to in place, where it lies; not where its elements share memory."""
    for given in (fw.zeros(1).expand(2, 3), fw.zeros(2, 1).expand(2, 3), fw.zeros(12)[6:].view(2, 3)):
        x, y = fw.ones(2, 3, requires_grad=True), fw.ones(2, 3, requires_grad=True)
        x.grad = given
        yield lambda x=x, y=y: (x * fw.arange(6.0).view(2, 3) * y).sum().backward()
        yield x.grad, x.grad is given, given.stride()
        x.grad = None
        x.sum().backward()
        yield x.grad
    w = fw.ones(2, 3, requires_grad=True)
    w.data = w.data.t()
    (w * fw.arange(6.0).view(3, 2)).sum().backward()
    yield w.grad, w.grad.stride()
    yield lambda: fw.autograd.backward([w.sum(), 3])


def reuse(fw):
    a = fw.tensor(3.0, requires_grad=True)
    b = a + a
    c = b + b
    c.backward()
    yield a.grad
    d = b * b * b + b
    d.backward()
    yield a.grad
    x = fw.tensor(2.0, requires_grad=True)
    y = x
    for _ in range(30):
        y = y + y
    y.backward()
    yield x.grad
    x.grad = None
    u = x * x
    v = u * x + u * u + u
    (v * u + v).backward()
    yield x.grad
    p, q = pair(fw)
    ((p * q + p) * (p - q) + p * p * q - q).sum().backward()
    yield p.grad, q.grad


def shapes_of_the_seed(fw):
    x, _ = pair(fw)
    yield lambda: (x * 2).backward()
    yield lambda: (x * 2).backward(fw.ones(2))
    yield lambda: (x * 2).backward(fw.ones(3, 1))
    yield lambda: (x * 2).backward(2.0)
    yield lambda: (x * 2).backward(np.ones(3, np.float32))
    yield lambda: (x * 2).backward([fw.ones(3)])
    yield lambda: x.sum().backward(fw.tensor(2.0))
    yield x.grad
    yield lambda: x.sum().backward(fw.ones(1))
    yield lambda: x[:1].backward()
    yield x.grad
    yield lambda: fw.ones(2).sum().backward()
    yield lambda: fw.ones(0, requires_grad=True).backward()
    yield lambda: x.sum().backward(None)
    yield lambda: x.sum().backward(fw.tensor(2.0, dtype=fw.float64))
    yield x.grad
    yield lambda: x.sum().backward(fw.tensor(2))
    yield lambda: x.sum().backward(fw.tensor(2.0, requires_grad=True))
    yield x.grad, x.grad.requires_grad
    yield lambda: (x > 1).sum().backward()
    yield lambda: x.sum().backward(gradient=fw.tensor(1.0), retain_graph=False, create_graph=False)


def freed(fw):
    x, y = pair(fw)
    z = (x * y).sum()
    z.backward()
    yield lambda: z.backward()
    yield lambda: fw.autograd.grad(z, x)
    yield x.grad
    s = (x + 1).sum()
    s.backward()
    yield lambda: s.backward()
    yield x.grad
    w = x * 2
    w.sum().backward()
    yield lambda: w.sum().backward()
    k = x.exp().sum()
    k.backward(retain_graph=True)
    yield lambda: k.backward()
    yield lambda: k.backward()
    a = x * y
    left, right = (a * 2).sum(), a.exp().sum()
    left.backward()
    yield lambda: right.backward()
    m = fw.ones(3, requires_grad=True) * x.detach()
    yield lambda: (m.sum().backward(), m.sum().backward())
    r = (x - 1).relu().sum()
    r.backward()
    yield lambda: r.backward()
    t = x.view(3, 1).T.sum()
    t.backward()
    yield lambda: t.backward()


def saved_values_are_gone(fw):
    x, y = pair(fw)
    z = x * y
    yield z.grad_fn._saved_self, z.grad_fn._saved_other
    yield x.exp().grad_fn._saved_result
    z.sum().backward()
    yield lambda: z.grad_fn._saved_self
    yield lambda: z.grad_fn._saved_nothing
    yield (x * 2).grad_fn._saved_self


def only_some_inputs(fw):
    x, y = pair(fw)
    (x * y).sum().backward(inputs=[x])
    yield x.grad, y.grad
    (x * y).sum().backward(inputs=y)
    yield x.grad, y.grad
    yield lambda: (x * y).sum().backward(inputs=[])
    yield lambda: (x * y).sum().backward(inputs=[fw.ones(3)])
    yield lambda: x.sum().backward(inputs=[y])
    yield y.grad
    z = x * y
    z.sum().backward(inputs=[z])
    yield z.grad, x.grad
    z = x * y
    z.sum().backward(inputs=[z, x])
    yield z.grad, x.grad
    yield lambda: (x * y).sum().backward(inputs=[x, x])
    yield x.grad
    yield lambda: (x * y).sum().backward(inputs=["x"])


def several_roots(fw):
    x, y = pair(fw)
    a, b = x * y, (x + y).sum()
    fw.autograd.backward([a, b], [fw.ones(3), None])
    yield x.grad, y.grad
    c = x.exp()
    yield lambda: fw.autograd.backward([c, c], [fw.ones(3), fw.ones(3)])
    yield x.grad
    d = x * x
    e = d * y
    fw.autograd.backward([d.sum(), e.sum()])
    yield x.grad, y.grad
    fw.autograd.backward([x, y], [fw.ones(3), fw.ones(3)])
    yield x.grad
    fw.autograd.backward([x, x * 2, x], [fw.ones(3)] * 3)
    yield x.grad
    yield lambda: fw.autograd.backward([x.sum(), y.sum()], [fw.ones(())])
    yield lambda: fw.autograd.backward([x.sum(), fw.ones(())])
    yield lambda: fw.autograd.backward([])
    yield lambda: fw.autograd.backward([x.sum()], fw.tensor(1.0), grad_variables=fw.tensor(1.0))
    yield lambda: fw.autograd.backward(x.sum(), inputs=x)
    yield lambda: fw.autograd.backward((x.sum(), y.sum()), (None, None))


# -- grad ------------------------------------------------------------------------------------------


def grad_in_all_forms(fw):
    x, y = pair(fw)
    grad = fw.autograd.grad
    yield grad((x * y).sum(), x), x.grad
    yield grad((x * y).sum(), [x, y])
    yield grad([(x * y).sum(), x.exp().sum()], (x, y))
    yield grad(x * y, x, fw.tensor([1.0, 10.0, 100.0]))
    yield grad([x * y], [x], [fw.ones(3)])
    yield grad(outputs=x.sum(), inputs=x, grad_outputs=fw.tensor(3.0))
    yield grad([x * y, y.sum()], y, [fw.ones(3), None])
    yield lambda: grad(x * y, x)
    yield lambda: grad(x.sum(), y)
    yield lambda: grad(x.sum(), (x, y))
    yield lambda: grad(x.sum(), (x, y), allow_unused=True)
    yield lambda: grad(x.sum(), (x, y), materialize_grads=True)
    yield lambda: grad(x.sum(), (x, y), allow_unused=False, materialize_grads=True)
    yield lambda: grad(x.sum(), fw.ones(3))
    yield lambda: grad(fw.ones(()), x)
    yield lambda: grad(x.sum(), "x")
    yield lambda: grad(x.sum(), np.zeros(3))
    yield lambda: grad([x.sum(), x.sum()], x, [None])
    yield lambda: grad([x.sum(), x.sum()], x, [fw.ones(2), "no tensor"])
    yield lambda: grad(x.sum(), x, [fw.ones(()), "ignored"])
    yield lambda: grad(x.sum(), [])
    yield lambda: grad(x * y, x, fw.ones(2))
    yield lambda: grad(x, x, fw.ones(3))
    yield lambda: grad(x.sum(), (x, x))
    z = x * y
    yield lambda: grad(z.sum(), z)
    w = x * y
    yield lambda: grad((w * x).sum(), (w, x, y))
    loss = x.exp().sum()
    yield lambda: grad(loss, x, retain_graph=True)
    yield lambda: grad(loss, x)
    yield lambda: grad(loss, x)
    yield lambda: grad(x.sum(), x, retain_graph=None, create_graph=False)
    yield lambda: grad((x * 1.0).sum(), x)[0].requires_grad
    yield lambda: grad((x * 1.0).sum(), x, create_graph=True)[0].requires_grad
    yield lambda: grad((x * x).sum(), x, create_graph=True)[0].requires_grad
    a = fw.ones(2, requires_grad=True)
    b = a.unbind()
    yield lambda: grad(b[0] * 2, b[0])
    yield lambda: grad(b[0] * 2, b[1], allow_unused=True)
    yield lambda: grad(b[0] * 2 + b[1], [b[1], b[0]])
    yield x.grad, y.grad


def second_derivatives(fw):
    x, y = pair(fw, fw.float64)
    (g,) = fw.autograd.grad((x**3 * y).sum(), x, create_graph=True)
    yield g
    yield fw.autograd.grad(g.sum(), (x, y))
    z = (x.exp() * y).sum()
    z.backward(create_graph=True)
    yield x.grad, y.grad
    x.grad.sum().backward()
    yield x.grad, y.grad, x.grad.requires_grad
    a = fw.tensor(2.0, requires_grad=True)
    (a * a * a).backward(create_graph=True)
    yield a.grad
    first = a.grad
    a.grad = None
    first.backward(create_graph=True)
    second = a.grad
    yield second
    a.grad = None
    second.backward()
    yield a.grad
    b = fw.tensor(2.0, requires_grad=True)
    c = b.sin()
    for _ in range(5):
        (c,) = fw.autograd.grad(c, b, create_graph=True)
        yield c.detach()

    for other in (1.0, y):  # a comparison in place has a gradient, of zeros
        z = x * x
        (g,) = fw.autograd.grad((z.eq_(other) * x).sum(), x, create_graph=True)
        yield g, fw.autograd.grad(g.sum(), (x, y), allow_unused=True)


def derivatives_as_often_as_there_are(fw):
    """Powers depend on their base until the derivative is zero, also where it is the same everywhere."""

    def derivatives(f):
        x = fw.tensor([1.5, -2.0, 0.0], requires_grad=True)
        y, found = f(x), []
        while y.requires_grad and len(found) < 6:
            (y,) = fw.autograd.grad(y.sum(), x, create_graph=True)
            found.append((y.requires_grad, y.tolist()))
        return found

    for exponent in (0, 1, 2, 3, 4, 2.0, 3.0):
        yield derivatives(lambda x, exponent=exponent: x**exponent)
    yield derivatives(lambda x: x.square() + x * x), derivatives(lambda x: x * x**2)
    yield derivatives(lambda x: fw.nn.functional.mse_loss(x**2, fw.ones(3)))
    yield derivatives(lambda x: fw.nn.functional.prelu(x, fw.tensor([0.25])))
    yield lambda: derivatives(fw.nn.functional.hardsigmoid)


def create_graph_accumulates_out_of_place(fw):
    x, _ = pair(fw)
    (x * x).sum().backward(create_graph=True)
    first = x.grad
    yield first
    (x * x).sum().backward(create_graph=True)
    yield first is x.grad, x.grad, graph(x.grad)
    y = fw.ones(2, requires_grad=True)
    y.grad = fw.ones(2)
    mine = y.grad
    (y * y).sum().backward(create_graph=True)
    yield y.grad is mine, y.grad
    z = fw.ones(2, requires_grad=True)
    z.grad = fw.ones(2)
    mine = z.grad
    (z * z).sum().backward()
    yield z.grad is mine, mine
    w = fw.ones(2, requires_grad=True)
    w.sum().backward(create_graph=True)
    yield w.grad
    v = fw.ones(2, requires_grad=True)
    (v * 2).backward(fw.ones(2, requires_grad=True), create_graph=True)
    yield v.grad


def gradient_of_the_seed(fw):
    x, seed = pair(fw)
    (g,) = fw.autograd.grad(x.exp(), x, seed, create_graph=True)
    yield g
    yield fw.autograd.grad(g.sum(), (x, seed))


# -- hooks -----------------------------------------------------------------------------------------


def tensor_hooks(fw):
    x, y = pair(fw)
    seen = []
    z = x * y
    first = z.register_hook(lambda g: seen.append(("first", g)) or None)
    second = z.register_hook(lambda g: seen.append(("second", g)) or g * 2)
    z.register_hook(lambda g: seen.append(("third", g)) or None)
    z.sum().backward(retain_graph=True)
    yield seen, x.grad
    seen.clear()
    second.remove()
    second.remove()
    z.sum().backward(retain_graph=True)
    yield seen, x.grad
    with first:
        pass
    seen.clear()
    z.sum().backward()
    yield seen
    yield lambda: fw.ones(2).register_hook(print)
    yield lambda: x.register_hook(lambda g: "text") and x.sum().backward()


def hooks_that_replace(fw):
    x, _ = pair(fw)
    yield lambda: (x.register_hook(lambda g: g[:2]), x.sum().backward())
    x, _ = pair(fw)
    yield lambda: (x.register_hook(lambda g: g.double()), x.sum().backward(), x.grad)
    x, _ = pair(fw)
    yield lambda: (x.register_hook(lambda g: 2.0), x.sum().backward())
    x, _ = pair(fw)
    yield lambda: (x.register_hook(lambda g: g * 0 + 7), x.sum().backward(), x.grad)
    x, _ = pair(fw)

    def fail(g):
        raise ValueError("from the hook")

    yield lambda: (x.register_hook(fail), x.sum().backward())
    x, _ = pair(fw)
    yield lambda: (x.register_hook(lambda g: g.clone().mul_(2)), x.sum().backward(), x.grad)


def hooks_on_leaves(fw):
    x, y = pair(fw)
    seen = []
    x.register_hook(lambda g: seen.append(g.tolist()) or g * 10)
    (x * y + x).sum().backward()
    yield seen, x.grad
    (x * 1).sum().backward()
    yield seen, x.grad
    yield fw.autograd.grad((x * 2).sum(), x), seen
    fw.autograd.backward([x.sum(), (x * 2).sum()])
    yield seen, x.grad
    x.backward(fw.ones(3))
    yield seen, x.grad


def hooks_see_what_was_summed(fw):
    x, y = pair(fw)
    seen = []
    z = x + y
    z.register_hook(lambda g: seen.append(g.tolist()))
    (z * 2 + z * 3).sum().backward()
    yield seen
    x.register_hook(lambda g: seen.append((g.requires_grad, fw.is_grad_enabled(), g.is_leaf)))
    (x * x).sum().backward()
    (x * x).sum().backward(create_graph=True)
    yield seen, x.grad.requires_grad


def hooks_may_keep_and_change(fw):
    x, y = pair(fw)
    kept = []
    z = x * 1
    z.register_hook(lambda g: kept.append(g))
    (z + y).sum().backward()
    kept[0].zero_() if kept[0].is_contiguous() else None
    yield y.grad


def hooks_during_create_graph(fw):
    x, _ = pair(fw)
    x.register_hook(lambda g: g * x)
    (x * x).sum().backward(create_graph=True)
    yield x.grad
    yield fw.autograd.grad(x.grad.sum(), x)
    y = fw.ones(2, requires_grad=True)
    z = y.exp()
    z.register_hook(lambda g: g * 3)
    (g,) = fw.autograd.grad(z.sum(), y, create_graph=True)
    yield g
    yield fw.autograd.grad(g.sum(), y)


def hooks_and_in_place(fw):
    x, _ = pair(fw)
    seen = []
    z = x * 1
    z.register_hook(lambda g: seen.append(("before", g.tolist())))
    z.mul_(3)
    z.register_hook(lambda g: seen.append(("after", g.tolist())))
    z.sum().backward()
    yield seen, x.grad


def retained_gradients(fw):
    x, y = pair(fw)
    z = x * y
    z.retain_grad()
    z.retain_grad()
    yield z.retains_grad, z.grad
    (z * 2).sum().backward(retain_graph=True)
    yield z.grad
    (z * 2).sum().backward()
    yield z.grad, x.retains_grad
    yield lambda: fw.ones(2).retain_grad()
    yield lambda: x.retain_grad()
    yield x.retains_grad
    a = x * 1
    a.retain_grad()
    a.mul_(2)
    a.sum().backward()
    yield a.grad, x.grad
    b = x * 1
    b.register_hook(lambda g: g * 5)
    b.retain_grad()
    b.sum().backward()
    yield b.grad
    c = x * 1
    c.retain_grad()
    c.register_hook(lambda g: g * 5)
    c.sum().backward()
    yield c.grad
    d = x * 1
    d.retain_grad()
    (d * d).sum().backward(create_graph=True)
    yield d.grad
    e = x * 1
    e.retain_grad()
    yield fw.autograd.grad(e.sum(), x), e.grad
    yield fw.autograd.grad((e * 2).sum(), e, allow_unused=True), e.grad


def no_gradient_kept_for_results(fw):
    x, _ = pair(fw)
    z = x * 2
    z.sum().backward()
    yield z.grad
    z.grad = fw.ones(3)
    yield z.grad


def post_accumulate_hooks(fw):
    x, y = pair(fw)
    seen = []
    handle = x.register_post_accumulate_grad_hook(
        lambda t: seen.append((t is x, t.grad.tolist(), fw.is_grad_enabled()))
    )
    (x * y).sum().backward()
    yield seen
    (x * y).sum().backward()
    yield seen
    fw.autograd.grad((x * y).sum(), x)
    yield len(seen)
    (x * y).sum().backward(inputs=[x])
    yield len(seen)
    handle.remove()
    (x * y).sum().backward()
    yield len(seen)
    yield lambda: (x * 2).register_post_accumulate_grad_hook(print)
    yield lambda: fw.ones(2).register_post_accumulate_grad_hook(print)

    def free(t):
        with fw.no_grad():
            t.sub_(t.grad)
        t.grad = None

    y.register_post_accumulate_grad_hook(free)
    (y * 2).sum().backward()
    yield y, y.grad
    yield lambda: (y.register_post_accumulate_grad_hook(lambda t: 3), y.sum().backward())


def node_hooks_where_the_node_is_only_reached(fw):
    """A node's own hooks run with its derivative; a tensor's whenever its gradient is complete."""
    grad, backward = fw.autograd.grad, fw.autograd.backward
    yield hooks_heard(fw, lambda x, y, z, roots, g: grad(roots, [y], g))
    yield hooks_heard(fw, lambda x, y, z, roots, g: grad(roots, [x], g))
    yield hooks_heard(fw, lambda x, y, z, roots, g: backward(roots, g, inputs=[x]))
    yield hooks_heard(fw, lambda x, y, z, roots, g: grad(roots, [z, x], g))


def hooks_heard(fw, start):
    """Which hooks have run, of which tensors and nodes, after `start` on a small graph with a root aside."""
    seen = []
    x, w = fw.ones(2, requires_grad=True), fw.ones(2, requires_grad=True)
    y = x * 2
    z, aside = y * w, w * 3
    for name, t in (("x", x), ("w", w), ("y", y), ("z", z), ("aside", aside)):
        t.register_hook(lambda g, name=name: seen.append(("tensor", name)))
        if t.grad_fn is not None:
            t.grad_fn.register_prehook(lambda grads, name=name: seen.append(("before", name)))
            t.grad_fn.register_hook(lambda inputs, outputs, name=name: seen.append(("after", name)))
    start(x, y, z, (z, aside), (fw.ones(2), fw.ones(2)))
    return seen


def prehooks_after_the_hooks_of_tensors(fw):
    seen = []
    x = fw.ones(2, requires_grad=True)
    y = x * 2
    y.grad_fn.register_prehook(lambda grads: seen.append(("before", grads)) or (grads[0] * 10,))
    y.register_hook(lambda g: seen.append(("tensor", g)) or g + 1)
    y.retain_grad()
    y.grad_fn.register_hook(lambda inputs, outputs: seen.append(("after", inputs, outputs)))
    y.sum().backward()
    yield seen, x.grad, y.grad
    handle = x.sum().grad_fn.next_functions[0][0].register_prehook(lambda grads: (grads[0] * 7,))
    x.register_hook(lambda g: g + 1)
    x.grad = None
    x.sum().backward()
    yield x.grad, fw.autograd.grad(x.sum(), [x])
    handle.remove()
    x.grad = None
    x.sum().backward()
    yield x.grad


def node_hooks(fw):
    x, y = pair(fw)
    z = x * y
    seen = []
    z.grad_fn.register_prehook(lambda grads: seen.append(("pre", grads)))
    z.grad_fn.register_hook(lambda inputs, outputs: seen.append(("post", inputs, outputs)))
    z.sum().backward()
    yield seen
    w = x * y
    w.grad_fn.register_prehook(lambda grads: (grads[0] * 2,))
    w.grad_fn.register_hook(lambda inputs, outputs: (inputs[0] * 10, None))
    x.grad = y.grad = None
    w.sum().backward()
    yield x.grad, y.grad


def hooks_of_several_results(fw):
    """A node calls the hooks of all its results, in the order in which these got one; with None where nothing came."""
    for split in (lambda x: x.split(2), lambda x: x.view(2, 2).unbind(), lambda x: fw.var_mean(x.view(2, 2), 0)):
        x = fw.tensor([3.0, 1.0, 2.0, 5.0], requires_grad=True)
        a, b = split(x * 2)
        seen = []
        a.retain_grad()
        b.retain_grad()
        b.register_hook(lambda g, seen=seen: seen.append(("b", g)))
        a.register_hook(lambda g, seen=seen: seen.append(("a", g)) or (None if g is None else g * 2))
        b.register_hook(lambda g, seen=seen: seen.append(("b again", g)))
        a.grad_fn.register_prehook(lambda grads, seen=seen: seen.append(("before", grads)))
        a.sum().backward(retain_graph=True)
        yield seen, x.grad, a.grad, b.grad
        for start in (
            lambda a, b, x: fw.autograd.grad(a.sum(), a, retain_graph=True),
            lambda a, b, x: fw.autograd.grad(a.sum() + b.sum(), (b, x), retain_graph=True),
            lambda a, b, x: fw.autograd.grad(a.sum(), (b, x), retain_graph=True, allow_unused=True),
            lambda a, b, x: fw.autograd.grad(a.sum(), b, allow_unused=True),
            lambda a, b, x: a.sum().backward(inputs=[b], retain_graph=True),
        ):
            seen.clear()
            yield start(a, b, x), seen
        handle = b.register_hook(lambda g: fw.ones(2))
        yield lambda a=a: a.sum().backward(retain_graph=True)
        handle.remove()
        seen.clear()
        (a + b).sum().backward(create_graph=True)
        yield [(name, len(g) if name == "before" else g.requires_grad) for name, g in seen], x.grad.detach()


def hooks_of_a_leaf_that_is_frozen(fw):
    """They are the tensor's: they run again as soon as it requires grad again."""
    seen = []
    w = fw.ones(2, requires_grad=True)
    w.register_hook(lambda g: seen.append(("hook", g)) or g * 2)
    w.register_post_accumulate_grad_hook(lambda t: seen.append(("accumulated", t.grad.tolist())))
    handle = w.register_hook(lambda g: seen.append("removed meanwhile"))
    w.requires_grad_(False)
    handle.remove()
    yield lambda: w.register_hook(print)
    w.requires_grad_()
    (w * 3).sum().backward()
    yield seen, w.grad
    w.requires_grad = False
    w.detach_()
    yield w.requires_grad
    w.requires_grad = True
    w.register_hook(lambda g: seen.append("another"))
    (w * 3).sum().backward()
    yield seen, w.grad
    copied = copy.deepcopy(w.requires_grad_(False)).requires_grad_()
    seen.clear()
    copied.sum().backward()
    yield seen, copied.grad
    x = fw.ones(2, requires_grad=True)
    y, accumulates = (x * 3).sum(), x.view(2).grad_fn.next_functions[0][0]
    yield lambda: fw.autograd.grad(y, x.requires_grad_(False))
    yield fw.autograd.grad(y, x.requires_grad_()), x.view(2).grad_fn.next_functions[0][0] is accumulates


def what_hooks_see_in_a_region(fw):
    """All gradients of what users have written, and of a list of tensors; of operations, those that are wanted."""

    class Product(fw.autograd.Function):
        @staticmethod
        def forward(ctx, x, y):
            return x * y

        @staticmethod
        def backward(ctx, g):
            return g * 2, g * 3

    x, y = pair(fw)
    seen = []
    for result in (Product.apply(x, y), fw.cat([x, y]), fw.stack([x, y]), x * y, x.addcmul(x, y)):
        result.grad_fn.register_hook(lambda inputs, outputs: seen.append(inputs))
        for inputs in (x, y, (y, x)):
            fw.autograd.grad(result.sum(), inputs, retain_graph=True)
        result.sum().backward(inputs=[result])
        yield seen
        seen.clear()


# -- the graph as seen -----------------------------------------------------------------------------


def graphs(fw):
    x, y = pair(fw)
    yield graph((x * y + 1).sum())
    yield graph(x.exp().unbind()[1] * 2)
    yield graph(fw.einsum("i,j->i", x, y)), graph(fw.einsum("ij,jk->ik", x.view(3, 1), y.view(1, 3)))
    node = (x * 2).grad_fn
    yield node.name(), type(node), node.next_functions, node.next_functions[0][0].variable is x
    yield x.unbind()[2].output_nr, x.unbind()[2].grad_fn.next_functions
    parts = (x * 2).chunk(2)
    yield [(p.output_nr, p.grad_fn.name()) for p in parts], parts[0].grad_fn is parts[1].grad_fn
    yield (x * 2).grad_fn is (x * 2).grad_fn
    z = x * y
    yield z.grad_fn is z.grad_fn, {z.grad_fn: 1}[z.grad_fn]
    yield (z * 2).grad_fn.next_functions[0][0] is z.grad_fn
    yield x.view(-1).grad_fn.next_functions[0][0].variable is x


def which_results_are_recorded(fw):
    x, _ = pair(fw)
    yield (x > 1).requires_grad, x.argmax().requires_grad, x.long().requires_grad, x.sign()
    yield x.detach(), x.detach().requires_grad, x.data, (x * 0)
    yield x.max(0)
    yield x.round(), x.floor(), fw.isnan(x), fw.equal(x, x)
    yield fw.zeros_like(x), fw.ones_like(x * 2)
    yield x[0].item(), x.tolist()


# -- modes -----------------------------------------------------------------------------------------


def grad_modes(fw):
    x, _ = pair(fw)
    with fw.no_grad():
        yield fw.is_grad_enabled(), (x * 2).requires_grad, fw.ones(2, requires_grad=True).requires_grad
        with fw.enable_grad():
            yield fw.is_grad_enabled(), (x * 2).requires_grad
        yield fw.is_grad_enabled()
    yield fw.is_grad_enabled()
    with fw.set_grad_enabled(False):
        yield fw.is_grad_enabled()
    yield fw.is_grad_enabled()
    before = fw.set_grad_enabled(False)
    yield fw.is_grad_enabled(), before
    fw.set_grad_enabled(True)

    @fw.no_grad()
    def plain():
        """what it does"""
        return fw.is_grad_enabled(), (x * 2).requires_grad

    @fw.no_grad
    def bare(value, *, more=1):
        return fw.is_grad_enabled(), value, more

    @fw.set_grad_enabled(False)
    def switched():
        return fw.is_grad_enabled()

    @fw.enable_grad()
    def enabled():
        return fw.is_grad_enabled()

    yield plain(), bare(3, more=2), switched(), plain.__name__, plain.__doc__, fw.is_grad_enabled()
    with fw.no_grad():
        yield enabled(), plain(), fw.is_grad_enabled()

    def fails():
        with fw.no_grad():
            raise ValueError("inside")

    yield fails
    yield fw.is_grad_enabled()
    with fw.no_grad() as nothing:
        yield nothing
    guard = fw.no_grad()
    with guard, guard:
        pass
    yield fw.is_grad_enabled()
    yield lambda: fw.set_grad_enabled()
    yield lambda: fw.set_grad_enabled("yes") and fw.is_grad_enabled()


def generators_under_no_grad(fw):
    x, _ = pair(fw)

    @fw.no_grad()
    def numbers():
        got = yield fw.is_grad_enabled()
        try:
            yield got, fw.is_grad_enabled()
        except ValueError as error:
            yield "caught", str(error), fw.is_grad_enabled()
        return "result"

    steps = numbers()
    yield next(steps), fw.is_grad_enabled()
    yield steps.send(5), fw.is_grad_enabled()
    yield steps.throw(ValueError("sent")), fw.is_grad_enabled()
    try:
        next(steps)
    except StopIteration as stop:
        yield stop.value
    closed = []

    @fw.no_grad()
    def careful():
        try:
            yield 1
        finally:
            closed.append(fw.is_grad_enabled())

    steps = careful()
    next(steps)
    steps.close()
    yield closed, fw.is_grad_enabled()

    @fw.set_grad_enabled(False)
    def other():
        yield (x * 2).requires_grad

    yield list(other()), fw.is_grad_enabled()

    def inner():
        with fw.no_grad():
            yield fw.is_grad_enabled()

    steps = inner()
    yield next(steps), fw.is_grad_enabled()
    steps.close()
    yield fw.is_grad_enabled()


def classes_under_no_grad(fw):
    @fw.no_grad()
    class Made:
        def __init__(self):
            self.seen = fw.is_grad_enabled()

    yield Made().seen


def threads_have_their_own_mode(fw):
    seen = []

    def look():
        seen.append(fw.is_grad_enabled())
        with fw.no_grad():
            seen.append(fw.is_grad_enabled())

    with fw.no_grad():
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
        yield seen, fw.is_grad_enabled()
    x, _ = pair(fw)
    z = (x * x).sum()
    with fw.no_grad():
        z.backward()
    yield x.grad
    thread = threading.Thread(target=(x * x).sum().backward)
    thread.start()
    thread.join()
    yield x.grad


def inference(fw):
    x, _ = pair(fw)
    with fw.inference_mode():
        y = x * 2
        yield y, y.requires_grad, y.is_inference(), fw.is_inference_mode_enabled(), fw.is_grad_enabled()
        yield lambda: y._version
        y.add_(1)
        yield y
        v = x.view(-1)
        yield v.is_inference(), x.is_inference(), v.requires_grad, v.is_leaf, fw.Tensor([1.0]).is_inference()
        made = fw.ones(2, requires_grad=True)
        yield made.requires_grad, made.is_inference()
        with fw.enable_grad():
            yield fw.is_grad_enabled(), (x * 2).requires_grad
    yield fw.is_inference_mode_enabled(), fw.is_grad_enabled()
    yield lambda: y.add_(1)
    yield lambda: y * x
    yield lambda: (y + x).requires_grad
    yield lambda: y.requires_grad_()
    yield lambda: y.clone().requires_grad_().requires_grad
    yield lambda: (y * 2).is_inference()
    yield lambda: y.view(-1).is_inference()
    yield lambda: y.view(-1).add_(1)
    yield lambda: y.detach().is_inference()
    yield lambda: y._version
    yield lambda: y.sum().backward()
    yield lambda: y.numpy().shape
    with fw.inference_mode(False):
        yield fw.is_inference_mode_enabled(), (x * 2).requires_grad
    with fw.inference_mode(), fw.inference_mode(mode=False):
        yield fw.is_inference_mode_enabled(), fw.is_grad_enabled(), (x * 2).is_inference()

    @fw.inference_mode()
    def predict():
        return (x * 2).is_inference()

    @fw.inference_mode
    def bare():
        return (x * 2).is_inference()

    yield predict(), bare(), fw.is_grad_enabled()
    with fw.inference_mode():
        x.add_(1)
    yield x, x._version


def anomalies(fw):
    x = fw.full((2,), -1.0, requires_grad=True)
    with fw.autograd.detect_anomaly():
        z = x.sqrt().sum()
        yield lambda: z.backward()
        yield fw.is_anomaly_enabled(), fw.autograd.set_detect_anomaly
    yield fw.is_anomaly_enabled()
    y = x.sqrt().sum()
    with fw.autograd.set_detect_anomaly(True):
        yield lambda: y.backward()
        u = x.exp()
        t = (u * u).sum()
        u.detach().add_(1)
        yield lambda: t.backward()
    with fw.autograd.set_detect_anomaly(True, check_nan=False):
        yield fw.is_anomaly_check_nan_enabled()
        yield lambda: x.sqrt().sum().backward()
    yield x.grad
    with fw.autograd.detect_anomaly(check_nan=False):
        yield fw.is_anomaly_check_nan_enabled()
    fw.autograd.set_detect_anomaly(True)
    yield fw.is_anomaly_enabled()
    fw.autograd.set_detect_anomaly(False)
    yield fw.is_anomaly_enabled(), fw.is_anomaly_check_nan_enabled()
    with fw.autograd.set_detect_anomaly(True):
        a = fw.zeros(2, requires_grad=True)
        b = a * 0
        yield lambda: (b / b).sum().backward()
        yield lambda: (a / 0 * 0).sum().backward()


def anomalies_in_second_derivatives(fw):
    """Of a node that was made in a derivative, the warnings name that one, too."""

    class Cube(fw.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x**3

        @staticmethod
        def backward(ctx, g):
            return ctx.saved_tensors[0].sqrt() * g

    x = fw.zeros(2, requires_grad=True)
    unseen = Cube.apply(x)
    with fw.autograd.set_detect_anomaly(True):
        for y in (unseen, Cube.apply(x)):
            g = fw.autograd.grad(y.sum(), x, create_graph=True)[0]
            yield lambda g=g: (g * 0).sum().backward(retain_graph=True)
            yield lambda g=g: fw.autograd.grad((g * 0).sum(), x, create_graph=True)


# -- copies ----------------------------------------------------------------------------------------


def copies(fw):
    x, y = pair(fw)
    (x * y).sum().backward()
    c = copy.copy(x)
    yield c, c.grad, c.requires_grad, c.is_leaf, c.data_ptr() == x.data_ptr(), c is x
    d = copy.deepcopy(x)
    yield d, d.grad, d.requires_grad, d.data_ptr() == x.data_ptr(), d.grad.data_ptr() == x.grad.data_ptr()
    a, b = copy.deepcopy([x, x])
    yield a is b
    p = pickle.loads(pickle.dumps(x))
    yield p, p.grad, p.requires_grad
    yield lambda: copy.copy(x * 2).requires_grad
    yield lambda: copy.deepcopy(x * 2)
    yield lambda: copy.deepcopy((x * 2).detach())
    yield lambda: copy.deepcopy(x[:2].detach())
    x.name_of_mine = "weight"
    yield copy.copy(x).name_of_mine, copy.deepcopy(x).name_of_mine, pickle.loads(pickle.dumps(x)).name_of_mine
    i = fw.tensor([1, 2])
    yield copy.deepcopy(i), copy.copy(i), pickle.loads(pickle.dumps(i))
    with fw.no_grad():
        yield copy.copy(x).requires_grad, copy.deepcopy(x).requires_grad
    yield lambda: copy.deepcopy({"w": x, "again": x})
    u = x.view(3, 1)
    yield lambda: copy.deepcopy(u)


def attributes(fw):
    x, _ = pair(fw)
    x.label = "x"
    yield x.label, (x * 2).__dict__, x.detach().__dict__
    yield lambda: x.absent
    x.register_hook(lambda g: None)
    yield hash(x) == hash(x), x == x, {x: 1}[x]
    yield isinstance(x, fw.Tensor), type(x)


def weak_references(fw):
    x, _ = pair(fw)
    z = x * 2
    r, s = weakref.ref(z), weakref.ref(x)
    n = z.grad_fn
    y = n.next_functions[0][0].variable
    yield y is x
    del z
    yield r() is None, s() is x, n.name()
    a = fw.ones(2, requires_grad=True)
    b = (a + a).sum()
    del a
    b.backward()
    yield b.grad_fn.next_functions[0][0].next_functions[0][0].variable
