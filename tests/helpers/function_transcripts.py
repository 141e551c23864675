"""Transcripts of Functions of the user's own: forward and backward as written."""

import numpy as np


def graph(tensor):
    """The graph behind a tensor as nested lists of node names."""

    def names(node):
        return node and [node.name().rpartition("::")[2], *(names(following) for following, _ in node.next_functions)]

    return names(tensor.grad_fn)


def leaf(fw, *values, dtype=None):
    return fw.tensor(values, dtype=dtype, requires_grad=True)


def exp_class(fw):
    class Exp(fw.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            y = x.exp()
            ctx.save_for_backward(y)
            return y

        @staticmethod
        def backward(ctx, g):
            (y,) = ctx.saved_tensors
            return g * y

    return Exp


def multiply_class(fw):
    class Multiply(fw.autograd.Function):
        @staticmethod
        def forward(ctx, x, y):
            ctx.save_for_backward(x, y)
            return x * y

        @staticmethod
        def backward(ctx, g):
            x, y = ctx.saved_tensors
            return g * y, g * x

    return Multiply


def made(fw, forward, backward=None, setup_context=None):
    """A Function from plain functions."""
    members = {"forward": staticmethod(forward), "backward": staticmethod(backward or (lambda ctx, *grads: grads))}
    if setup_context is not None:
        members["setup_context"] = staticmethod(setup_context)
    return type("Made", (fw.autograd.Function,), members)


# -- the usual way ---------------------------------------------------------------------------------


def forward_and_backward(fw):
    Exp, Multiply = exp_class(fw), multiply_class(fw)
    x, y = leaf(fw, 0.0, 1.0), leaf(fw, 2.0, 3.0)
    z = Exp.apply(x)
    yield z, z.requires_grad, z.is_leaf, z.grad_fn.name(), type(z.grad_fn).__name__, z.output_nr
    (z * y).sum().backward()
    yield x.grad, y.grad
    p = Multiply.apply(Multiply.apply(x, y), y)
    yield graph(p), p.grad_fn.next_functions[0][0].next_functions[1][0].variable is y
    p.sum().backward()
    yield x.grad, y.grad
    yield Exp.apply(fw.ones(2)), Exp.apply(fw.ones(2)).grad_fn
    yield fw.autograd.grad(Multiply.apply(x, x).sum(), x)
    yield Multiply.apply(x, fw.ones(2)).grad_fn.next_functions


def setup_context_apart(fw):
    class Power(fw.autograd.Function):
        @staticmethod
        def forward(x, exponent=2):
            return x**exponent

        @staticmethod
        def setup_context(ctx, inputs, output):
            x, exponent = inputs
            ctx.save_for_backward(x)
            ctx.exponent = exponent
            ctx.seen = (len(inputs), output.requires_grad)

        @staticmethod
        def backward(ctx, g):
            (x,) = ctx.saved_tensors
            return g * ctx.exponent * x ** (ctx.exponent - 1), None

    x = leaf(fw, 1.0, 2.0)
    y = Power.apply(x)
    yield y, y.grad_fn.exponent, y.grad_fn.seen
    y.sum().backward()
    yield x.grad
    yield fw.autograd.grad(Power.apply(x, 3).sum(), x)
    yield lambda: Power.apply(x, exponent=3)
    yield lambda: Power.apply()
    yield lambda: Power.apply(x, 3, 4, 5)


def attributes_of_ctx(fw):
    def forward(ctx, x, factor, label=None):
        ctx.factor, ctx.label = factor, label
        ctx.input = x
        return x * factor

    def backward(ctx, g):
        return g * ctx.factor, None, None

    Scale = made(fw, forward, backward)
    x = leaf(fw, 1.0, 2.0)
    y = Scale.apply(x, 3, "label")
    yield y, y.grad_fn.factor, y.grad_fn.label, y.grad_fn.input is x
    y.sum().backward()
    yield x.grad
    yield lambda: y.sum().backward()
    yield x.grad
    yield lambda: Scale.apply(x, factor=3)
    yield lambda: y.grad_fn.absent
    yield fw.autograd.grad(Scale.apply(x, 3).sum(), x)


def needs_input_grad(fw):
    seen = []

    def forward(ctx, x, n, y):
        seen.append(ctx.needs_input_grad)
        return x * n + y

    def backward(ctx, g):
        seen.append(ctx.needs_input_grad)
        return g * 3, None, g

    F = made(fw, forward, backward)
    x, y = leaf(fw, 1.0), leaf(fw, 2.0)
    F.apply(x, 3, y).backward()
    F.apply(x, 3, fw.ones(1)).backward()
    with fw.no_grad():
        F.apply(x, 3, y)
    F.apply(fw.ones(1), 3, fw.ones(1))
    yield seen


def modes_inside(fw):
    seen = []

    def forward(ctx, x):
        seen.append(("forward", fw.is_grad_enabled(), x.requires_grad, (x * 2).requires_grad))
        with fw.enable_grad():
            seen.append((x * 2).requires_grad)
        return x * 2

    def backward(ctx, g):
        seen.append(("backward", fw.is_grad_enabled(), g.requires_grad))
        return g * 2

    F = made(fw, forward, backward)
    x = leaf(fw, 1.0, 2.0)
    F.apply(x).sum().backward()
    fw.autograd.grad(F.apply(x).sum(), x, create_graph=True)
    with fw.no_grad():
        y = F.apply(x)
    yield seen, y.requires_grad, y.grad_fn
    with fw.inference_mode():
        yield F.apply(x).is_inference()

    class Bare(fw.autograd.Function):
        @staticmethod
        @fw.enable_grad()
        def forward(ctx, x):
            with fw.enable_grad():
                return x.detach().requires_grad_() * 2

        @staticmethod
        def backward(ctx, g):
            return g

    z = Bare.apply(x)
    yield graph(z)


# -- several results -------------------------------------------------------------------------------


def several_results(fw):
    seen = []

    def forward(ctx, x, y):
        return x * y, x + y, "text", None, 5

    def backward(ctx, *grads):
        seen.append(grads)
        return grads[0] + grads[1], grads[0] - grads[1]

    F = made(fw, forward, backward)
    x, y = leaf(fw, 1.0, 2.0), leaf(fw, 3.0, 4.0)
    results = F.apply(x, y)
    yield results, [r.output_nr for r in results[:2]], results[0].grad_fn is results[1].grad_fn
    results[1].sum().backward()
    yield seen, x.grad, y.grad
    p, q, *_ = F.apply(x, y)
    (p * 2 + q * 3 + p).sum().backward()
    yield seen[-1], x.grad
    yield [(n.name(), i) for n, i in (p * q).grad_fn.next_functions]
    F2 = made(fw, lambda ctx, x: (x * 2,), lambda ctx, g: g)
    yield F2.apply(x)
    F3 = made(fw, lambda ctx, x: [x * 2], lambda ctx, g: g)
    yield lambda: F3.apply(x)
    F4 = made(fw, lambda ctx, x: None, lambda ctx, g: g)
    yield lambda: F4.apply(x)
    F5 = made(fw, lambda ctx, x: (), lambda ctx, g: g)
    yield lambda: F5.apply(x)
    yield fw.autograd.grad(F.apply(x, y)[0].sum(), (x, y))


def undefined_gradients(fw):
    seen = []

    def forward(ctx, x, materialize):
        ctx.set_materialize_grads(materialize)
        return x * 2, x * 3

    def backward(ctx, *grads):
        seen.append(grads)
        return sum(g for g in grads if g is not None), None

    F = made(fw, forward, backward)
    x = leaf(fw, 1.0, 2.0)
    F.apply(x, True)[0].sum().backward()
    F.apply(x, False)[1].sum().backward()
    yield seen, x.grad


def not_differentiable_results(fw):
    def forward(ctx, x):
        values, places = x.max(0)
        sign = x > 1
        copy = x * 2
        ctx.mark_non_differentiable(copy)
        return values, places, sign, copy

    seen = []

    def backward(ctx, *grads):
        seen.append(grads)
        return grads[0] * fw.ones(2)

    F = made(fw, forward, backward)
    x = leaf(fw, 1.0, 2.0)
    results = F.apply(x)
    yield results, [r.requires_grad for r in results], [r.grad_fn is None for r in results]
    results[0].backward()
    yield seen, x.grad


def results_that_are_inputs(fw):
    x = leaf(fw, 1.0, 2.0)
    Same = made(fw, lambda ctx, x: x, lambda ctx, g: g * 10)
    y = Same.apply(x)
    yield y is x, y, y.data_ptr() == x.data_ptr(), graph(y)
    yield fw.autograd.grad(y.sum(), x)
    c = fw.ones(2)
    yield Same.apply(c) is c
    View = made(fw, lambda ctx, x: x.view(2, 1), lambda ctx, g: g.view(2) * 10)
    z = View.apply(x)
    yield z, fw.autograd.grad(z.sum(), x)
    z = View.apply(x * 1)
    yield lambda: z.add_(1)
    w = Same.apply(x * 1)
    yield lambda: w.mul_(2)
    Two = made(fw, lambda ctx, x: (x, x), lambda ctx, g, h: g + h)
    a, b = Two.apply(x)
    yield a is b, fw.autograd.grad((a * 2 + b * 3).sum(), x)
    result = Same.apply(x).detach()
    yield result.requires_grad
    D = made(fw, lambda ctx, x: (x * 2).detach(), lambda ctx, g: g)
    yield graph(D.apply(x))


def changed_inputs(fw):
    def forward(ctx, x):
        x.mul_(2)
        ctx.mark_dirty(x)
        return x

    Double = made(fw, forward, lambda ctx, g: g * 2)
    x = leaf(fw, 1.0, 2.0)
    y = x * 1
    z = Double.apply(y)
    yield z is y, z, y.grad_fn.name(), y._version
    z.sum().backward()
    yield x.grad
    yield lambda: Double.apply(x)
    c = fw.ones(2)
    yield Double.apply(c) is c, c

    def forgets(ctx, x):
        x.mul_(2)
        ctx.mark_dirty(x)
        return x + 1

    yield lambda: made(fw, forgets).apply(x * 1)
    yield lambda: made(fw, lambda ctx, x: (ctx.mark_dirty(x + 1), x)[1]).apply(x * 1)


def add_class(fw, results=lambda x: x):
    """Adds its second argument to the first, in place."""

    def forward(ctx, x, y):
        x.add_(y)
        ctx.mark_dirty(x)
        ctx.save_for_backward(x)
        return results(x)

    return made(fw, forward, lambda ctx, g, *_: (g * ctx.saved_tensors[0], g * 10))


def changed_views(fw):
    Add, x, y = add_class(fw), leaf(fw, 1.0, 2.0), leaf(fw, 5.0)
    base = x * 3
    view = base[:1]
    yield Add.apply(view, y) is view, view, base, graph(base), view.grad_fn.next_functions[0][0] is base.grad_fn
    yield fw.autograd.grad(base.sum(), (x, y), retain_graph=True)
    yield fw.autograd.grad(view.sum(), (x, y), create_graph=True)
    base = fw.zeros(2)
    view = base[1:]
    Add.apply(view, y)
    yield base, fw.autograd.grad(base.sum(), y)
    with fw.no_grad():
        unrecorded = (x * 3)[:1]
    both = [x[:1], fw.ones(2).unbind()[0], (x * 3).unbind()[0], (x * 3).view(2).unbind()[1], unrecorded]
    for view in both:
        yield lambda view=view: Add.apply(view, y[0])
    for results in (lambda x: (x,), lambda x: (x, 3), lambda x: (x, x + 1), lambda x: (x, x)):
        yield lambda results=results: add_class(fw, results).apply((x * 3)[:1], y)
    with fw.no_grad():
        yield Add.apply((x * 3)[:1], y), Add.apply(x[:1], y)


def marked_too_much(fw):
    """As changed, though no argument or twice; and as not differentiable, though an argument."""
    x = leaf(fw, 1.0, 2.0)

    def changes(ctx, x, cut):
        y = (x * 3)[:1] if cut else x * 3
        ctx.mark_dirty(y)
        return y

    def changed_twice(ctx, x):
        ctx.mark_dirty(x, x)
        return x.mul_(2)

    for cut in (False, True):
        yield lambda cut=cut: made(fw, changes, lambda ctx, g: (g, None)).apply(x * 1, cut)
        yield lambda cut=cut: made(fw, changes).apply(x.detach(), cut)
    y = made(fw, changed_twice).apply(x * 1)
    yield y, y._version
    Twice = made(fw, lambda ctx, x: (ctx.mark_dirty(x), (x.mul_(2), x))[1], lambda ctx, *g: g[0] + g[1])
    a, b = Twice.apply(x * 1)
    yield a is b, a, a._version, fw.autograd.grad((a + b).sum(), x)

    def without_gradient(ctx, x, change):
        ctx.mark_non_differentiable(x)
        if change:
            ctx.mark_dirty(x.mul_(2))
        return x

    Constant = made(fw, without_gradient, lambda ctx, g: (g, None))
    for change in (False, True):
        for y in (x * 1, (x * 1)[:1], x.detach()):
            z = Constant.apply(y, change)
            yield z is y, z, y, y._version, z._is_view()
    yield Constant.apply(x, False), Constant.apply(x[:1], False)


def changes_after_custom_views(fw):
    x, y = leaf(fw, 1.0, 2.0), leaf(fw, 5.0)
    View = made(fw, lambda ctx, x: x[:1], lambda ctx, g: g)
    with fw.no_grad():
        unrecorded = View.apply(x)
    for view in (View.apply(x.detach()), View.apply(x * 1), unrecorded):
        yield lambda view=view: view.add_(y)
        yield lambda view=view: view.copy_(y)


# -- what is saved ---------------------------------------------------------------------------------


def saved_tensors(fw):
    Multiply = multiply_class(fw)
    x, y = leaf(fw, 1.0, 2.0), leaf(fw, 3.0, 4.0)
    z = Multiply.apply(x, y)
    yield z.grad_fn.saved_tensors, z.grad_fn.saved_tensors[0] is x
    z.sum().backward()
    yield lambda: z.grad_fn.saved_tensors
    yield lambda: z.sum().backward()
    z = Multiply.apply(x, y)
    z.sum().backward(retain_graph=True)
    z.sum().backward()
    yield x.grad
    z = Multiply.apply(x, y)
    with fw.no_grad():
        x.add_(1)
    yield lambda: z.sum().backward()
    u = x * 1
    z = Multiply.apply(u, y)
    u.mul_(2)
    yield lambda: z.sum().backward()
    e = exp_class(fw).apply(x)
    yield e.grad_fn.saved_tensors[0]
    e.add_(1)
    yield lambda: e.sum().backward()
    S = made(
        fw, lambda ctx, x: (ctx.save_for_backward(x, None), x * 2)[1], lambda ctx, g: g * (ctx.saved_tensors[1] is None)
    )
    yield fw.autograd.grad(S.apply(x).sum(), x)
    T = made(fw, lambda ctx, x: (ctx.save_for_backward(x, 3), x * 2)[1])
    yield lambda: T.apply(x)
    N = made(fw, lambda ctx, x: x * 2, lambda ctx, g: g * len(ctx.saved_tensors))
    yield fw.autograd.grad(N.apply(x).sum(), x)
    L = made(
        fw,
        lambda ctx, x: (ctx.save_for_backward(x), ctx.save_for_backward(x, x), x * 2)[2],
        lambda ctx, g: g * len(ctx.saved_tensors),
    )
    yield fw.autograd.grad(L.apply(x).sum(), x)
    Thrice = made(fw, lambda ctx, x: (ctx.save_for_backward(x * 3), x * 2)[1], lambda ctx, g: g * ctx.saved_tensors[0])
    yield fw.autograd.grad(Thrice.apply(x).sum(), x)


# -- derivatives of the derivative -----------------------------------------------------------------


def double_backward(fw):
    Multiply, Exp = multiply_class(fw), exp_class(fw)
    x, y = leaf(fw, 1.0, 2.0, dtype=fw.float64), leaf(fw, 3.0, 4.0, dtype=fw.float64)
    z = Multiply.apply(Multiply.apply(x, x), y)
    (g,) = fw.autograd.grad(z.sum(), x, create_graph=True)
    yield g, g.requires_grad
    yield fw.autograd.grad(g.sum(), (x, y))
    e = Exp.apply(x)
    for _ in range(3):
        (e,) = fw.autograd.grad(e.sum(), x, create_graph=True)
        yield e.detach()
    e = Exp.apply(Multiply.apply(x, y))
    (g,) = fw.autograd.grad(e.sum(), x, create_graph=True)
    yield g.detach(), fw.autograd.grad((g * g).sum(), (x, y))


def only_once(fw):
    from_library = fw.autograd.function.once_differentiable

    class Square(fw.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x * x

        @staticmethod
        @from_library
        def backward(ctx, g):
            """the derivative"""
            (x,) = ctx.saved_tensors
            return g * 2 * x

    x = leaf(fw, 1.0, 2.0)
    yield fw.autograd.grad(Square.apply(x).sum(), x)
    (g,) = fw.autograd.grad(Square.apply(x).sum(), x, create_graph=True)
    yield g.requires_grad, g.detach()
    yield lambda: fw.autograd.grad(g.sum(), x)
    yield Square.backward.__doc__
    seed = leaf(fw, 1.0, 1.0)
    (g,) = fw.autograd.grad(Square.apply(x), x, seed, create_graph=True)
    yield g.requires_grad, g.is_leaf
    yield lambda: g.sum().backward()


# -- what is refused -------------------------------------------------------------------------------


def wrong_gradients(fw):
    x, y = leaf(fw, 1.0, 2.0, 3.0), leaf(fw, 4.0, 5.0, 6.0)

    def returns(value):
        return lambda: made(fw, lambda ctx, x, y: x * y, lambda ctx, g: value(g)).apply(x, y).sum().backward()

    yield returns(lambda g: g)
    yield returns(lambda g: (g, g, g))
    yield returns(lambda g: (g, g, None))
    yield returns(lambda g: (g, None))
    yield returns(lambda g: (g, 3.0))
    yield returns(lambda g: ("text", g))
    yield returns(lambda g: (g, g[:2]))
    yield returns(lambda g: (g, g[:1]))
    yield returns(lambda g: (g, g.sum()))
    yield returns(lambda g: (g, fw.stack([g, g])))
    yield returns(lambda g: (g, g.double()))
    yield x.grad, y.grad
    yield returns(lambda g: [g, g])
    yield returns(lambda g: None)
    yield returns(lambda g: ())
    yield returns(lambda g: (g, np.ones(3, np.float32)))
    yield lambda: made(fw, lambda ctx, x, n: x * n, lambda ctx, g: (g, g)).apply(x, 2).sum().backward()
    yield lambda: made(fw, lambda ctx, n, x: x * n, lambda ctx, g: (None, g)).apply(2, x).sum().backward()

    def fails(ctx, g):
        raise ValueError("in backward")

    yield lambda: made(fw, lambda ctx, x: x * 2, fails).apply(x).sum().backward()
    yield x.grad


def wrong_definitions(fw):
    x = leaf(fw, 1.0)

    class Nothing(fw.autograd.Function):
        pass

    class OnlyForward(fw.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

    yield lambda: Nothing.apply(x)
    yield lambda: OnlyForward.apply(x).backward()
    yield lambda: OnlyForward.apply(x, x)
    yield lambda: OnlyForward.apply()
    yield lambda: exp_class(fw)()
    yield lambda: exp_class(fw)()(x)

    class Vjp(fw.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def vjp(ctx, g):
            return g * 2

    yield lambda: fw.autograd.grad(Vjp.apply(x), x)


# -- with everything else --------------------------------------------------------------------------


def hooks_on_functions(fw):
    Multiply = multiply_class(fw)
    x, y = leaf(fw, 1.0, 2.0), leaf(fw, 3.0, 4.0)
    seen = []
    z = Multiply.apply(x, y)
    z.register_hook(lambda g: seen.append(g) or g * 2)
    z.grad_fn.register_hook(lambda inputs, outputs: seen.append((inputs, outputs)))
    z.grad_fn.register_prehook(lambda outputs: seen.append(outputs))
    z.retain_grad()
    z.sum().backward()
    yield seen, x.grad, z.grad


def functions_in_a_larger_graph(fw):
    Multiply, Exp = multiply_class(fw), exp_class(fw)
    x = leaf(fw, 0.5, 1.0, dtype=fw.float64)
    y = Exp.apply(x) + Multiply.apply(x, x.sin())
    z = Multiply.apply(y, y).view(2, 1).T[0]
    yield graph(z), fw.autograd.grad(z.sum(), x)
    z = Exp.apply(x)
    z.mul_(2)
    yield lambda: fw.autograd.grad(z.sum(), x)
    m = Multiply.apply(x, x)
    v = m[0]
    v.mul_(3)
    yield graph(m), fw.autograd.grad(m.sum(), x)
    a = Multiply.apply(x[0], x[1])
    yield fw.autograd.grad(a, x)
    with fw.autograd.set_detect_anomaly(True):
        Nan = made(fw, lambda ctx, x: x * 2, lambda ctx, g: g * float("nan"))
        yield lambda: Nan.apply(x).sum().backward()


def arguments_by_name(fw):
    """They count at their places, as if they had been given there."""

    def forward(ctx, x, y=3, z=4):
        seen.append(ctx.needs_input_grad)
        return x * y if isinstance(y, fw.Tensor) else x * 2

    seen = []
    F, x = made(fw, forward, lambda ctx, g: (g, g * 5)), leaf(fw, 1.0, 2.0)
    for call in (
        lambda: F.apply(x=x),
        lambda: F.apply(y=x, x=fw.ones(2)),
        lambda: F.apply(fw.ones(2), y=x),
        lambda: F.apply(x, y=3),
        lambda: F.apply(x, z=x),
        lambda: F.apply(x, x=x),
        lambda: F.apply(x, z=x, q=1),
        lambda: F.apply(y=1),
        lambda: F.apply(x, 1, 2, 3, y=4),
        lambda: F.apply(ctx=x),
    ):
        yield lambda call=call: (call().grad_fn.next_functions[0][0] is None, seen.pop())
        yield lambda call=call: (call().sum().backward(), x.grad)
    star = made(fw, lambda ctx, x, **others: x * 2, lambda ctx, g: g)
    yield lambda: star.apply(x, k=1)
    apart = made(fw, lambda x, y=2, *, k=1: x * y, lambda ctx, g: (g, None), lambda ctx, inputs, output: None)
    yield lambda: apart.apply(x)
    yield lambda: fw.autograd.Function.apply(x)


def saving_what_inference_mode_has_made(fw):
    with fw.inference_mode():
        c = fw.ones(2)

    def forward(ctx, x):
        ctx.save_for_backward(c)
        return x * c

    F = made(fw, forward, lambda ctx, g: g * ctx.saved_tensors[0])
    x = leaf(fw, 1.0, 2.0)
    yield lambda: F.apply(x)
    yield lambda: F.apply(x.detach())
    with fw.no_grad():
        yield F.apply(x)


def marks_on_what_is_no_tensor(fw):
    x = leaf(fw, 1.0, 2.0)
    for mark in (
        lambda ctx: ctx.mark_dirty(1),
        lambda ctx: ctx.mark_non_differentiable([x]),
        lambda ctx: (ctx.mark_dirty(None), ctx.mark_non_differentiable(1), ctx.save_for_backward(1)),
        lambda ctx: ctx.set_materialize_grads("no"),
    ):
        F = made(fw, lambda ctx, x, mark=mark: mark(ctx) or x * 2, lambda ctx, g: g)
        yield lambda F=F: F.apply(x)
        yield lambda F=F: F.apply(x.detach())


def views_among_several_results(fw):
    x = leaf(fw, 1.0, 2.0)
    for forward in (
        lambda ctx, x: (x, x * 2),
        lambda ctx, x: (x, 3),
        lambda ctx, x: (x.view(-1), x.long()),
        lambda ctx, x: x.unbind(),
    ):
        F = made(fw, forward, lambda ctx, *grads: None)
        yield lambda F=F: F.apply(x * 1)[0].mul_(2)

    def exp_and_double(ctx, x):
        ctx.mark_dirty(x)
        return x.exp_(), x * 2

    F, y = made(fw, exp_and_double, lambda ctx, *grads: grads[0]), x * 1
    product = y * y
    F.apply(y)
    yield lambda: product.sum().backward()


def what_ctx_answers_in_forward(fw):
    """It is a node, of a graph or of none."""
    seen = []

    def forward(ctx, x):
        ctx.register_hook(lambda inputs, outputs: seen.append(("after", inputs, outputs)))
        ctx.metadata["note"] = 1
        seen.append((ctx.name(), len(ctx.next_functions), ctx.metadata))
        return x * 2, x * 3

    F = made(fw, forward, lambda ctx, a, b: a + b)
    a, b = F.apply(leaf(fw, 1.0, 2.0))
    b.sum().backward()
    yield seen, a.grad_fn.metadata
    seen.clear()
    F.apply(fw.ones(2))
    yield seen


def a_straight_through_estimator(fw):
    class Round(fw.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x.round()

        @staticmethod
        def backward(ctx, g):
            return g

    x = leaf(fw, 0.4, 1.6)
    (Round.apply(x) * 2).sum().backward()
    yield x.grad
