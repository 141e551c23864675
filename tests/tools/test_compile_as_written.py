# ruff: noqa: E741, E742, RUF012, B006, B008, B018, B024, B028, UP028, UP031, F841, F821 (as users write)
"""More of what a compiled step must notice between two calls, as users write steps: each scene is played with the step
compiled and with the step itself, and must give the same, or be refused with its line. `REFUSED` says which are.
"""

import abc
import bisect
import collections
import contextlib
import contextvars
import copy
import dataclasses
import datetime
import decimal
import enum
import fractions
import functools
import heapq
import inspect
import io
import json
import logging
import math
import operator
import os
import pickle
import re
import statistics
import sys
import threading
import time
import types
import typing
import warnings
import weakref

import numpy as np
import pytest

import tinygrad_lr as fw
import tinygrad_lr.nn.functional as F
from tinygrad_lr import nn

SCENES = {}
REFUSED = set(
    """array_array bisect_ bool_added_later bool_of_object bytes_arr cached_property_outside child_call_replaced
child_call_replaced_lib class_changed_bool class_getitem class_new class_new_added context_var copy_copy copy_deepcopy
custom_function_numpy data_ptr dataclass_asdict dataclass_eq dataclass_eq_in_list dataclass_factory dataclass_in_list
dataclass_order dataclass_post_init dataclass_replace datetime_now decimal_context defaultdict_read del_attr
descriptor_user dict_arg_pop dict_of_objects_keys dict_subclass_missing dict_subclass_missing2 dict_update_outer
dir_obj dunder_getattribute early_return eq_added_later eq_added_later_in eval_call exec_call float_of_obj
frame_locals fstring_list fstring_of_object functional_replaced functional_replaced_linear gen_fn globals_call
globals_write heap import_inside_json index_by_argmax index_by_tensor_scalar index_list_obj
initial_seed inspect_sig instancecheck_meta int_subclass_op io_write isnan_any iter_of_dict_views json_loads_replaced
len_bool list_arg_mutated locals_call lock_inside logging_inside lru_cached make_model_inside manual_seed_inside
mask_index mask_set match_class max_objects method_of_a_gradient_of_its_own
method_of_an_argument_of_its_own module_getattr_hook mutate_via_class mutate_via_map mutating_method_bound
mv new_tensor_userseq nonfinite_raise nonleaf_arg operator_of_a_class_of_arguments
operator_of_a_class_of_tensors np_array_iter np_array_outside_float np_array_outside_item
np_array_protocol np_default_rng np_zero_d object_getattribute object_setattr operator_attrgetter operator_funcs
os_environ_get params_generator_reused partialmethod percent_format perf_counter
range_obj rate_is_an_equal_tensor regex repr_dataclass returns_tolist scheduler_inside singledispatch sorted_objects statistics_
step_kwdefaults_inplace storage_offset swap_tensors_outside sys_getrefcount tensor_add_replaced tensor_bool_outside
tensor_getitem_replaced tensor_int_outside tensor_method_replaced_underneath tensor_neg_replaced tensor_numpy_outside
tensor_range_outside tensor_tolist_outside tensor_version thread_inside time_time type_creation unpack_user
user_contains user_context user_contextmanager user_eq_in_list user_exception user_getitem user_iterable
user_iterable_for user_operator userlist userlist_tensor vars_write warn_inside weak_dict weak_reference while_tensor
zip_outer""".split()
)


def scene(function):
    SCENES[function.__name__] = function
    return function


X = fw.tensor([4.0, 2.0])


def four(run, between=lambda: None, x=None):
    found = []
    for i in range(4):
        found.append(shown(run(X if x is None else x)))
        if i == 1:
            between()
    return found


def shown(r):
    if isinstance(r, fw.Tensor):
        return r.detach().numpy().tobytes().hex(), str(r.dtype), tuple(r.shape), r.requires_grad
    if isinstance(r, dict):
        return [(k, shown(v)) for k, v in r.items()]
    if isinstance(r, (list, tuple)):
        return [shown(v) for v in r]
    return repr(r)


# -- leftovers


@scene
def functional_replaced(wrap):
    m = nn.ReLU()
    old = F.relu
    try:
        return four(wrap(lambda x: m(x)), lambda: setattr(F, "relu", lambda x, inplace=False: x * 9))
    finally:
        F.relu = old


@scene
def functional_replaced_linear(wrap):
    m = nn.Sequential(nn.Linear(2, 2))
    old = F.linear
    try:
        return four(wrap(lambda x: m(x)), lambda: setattr(F, "linear", lambda x, w, b=None: x * 9))
    finally:
        F.linear = old


@scene
def top_level_replaced(wrap):
    old = fw.relu
    try:
        return four(wrap(lambda x: fw.relu(x)), lambda: setattr(fw, "relu", lambda x: x * 9))
    finally:
        fw.relu = old


@scene
def child_call_replaced(wrap):
    class C(nn.Linear):
        pass

    m = nn.Sequential(C(2, 2))
    return four(wrap(lambda x: m(x)), lambda: setattr(C, "__call__", lambda self, x: x * 9))


@scene
def child_call_replaced_lib(wrap):
    m = nn.Sequential(nn.Tanh())
    try:
        return four(wrap(lambda x: m(x)), lambda: setattr(nn.Tanh, "__call__", lambda self, x: x * 9))
    finally:
        if "__call__" in vars(nn.Tanh):
            del nn.Tanh.__call__


@scene
def module_call_replaced(wrap):
    m = nn.Sequential(nn.Tanh())
    old = nn.Module.__call__
    try:
        return four(wrap(lambda x: m(x)), lambda: setattr(nn.Module, "__call__", lambda self, x: x * 9))
    finally:
        nn.Module.__call__ = old


@scene
def child_forward_replaced(wrap):
    m = nn.Sequential(nn.Tanh())
    old = nn.Tanh.forward
    try:
        return four(wrap(lambda x: m(x)), lambda: setattr(nn.Tanh, "forward", lambda self, x: x * 9))
    finally:
        nn.Tanh.forward = old


@scene
def sequential_forward_replaced(wrap):
    m = nn.Sequential(nn.Tanh())
    old = nn.Sequential.forward
    try:
        return four(wrap(lambda x: m(x)), lambda: setattr(nn.Sequential, "forward", lambda self, x: x * 9))
    finally:
        nn.Sequential.forward = old


@scene
def tensor_method_replaced_underneath(wrap):
    old = fw.Tensor.__mul__
    try:
        return four(wrap(lambda x: x * 2), lambda: setattr(fw.Tensor, "__mul__", lambda self, o: self + 100))
    finally:
        fw.Tensor.__mul__ = old


@scene
def tensor_add_replaced(wrap):
    old = fw.Tensor.__add__
    try:
        return four(wrap(lambda x: x + 2), lambda: setattr(fw.Tensor, "__add__", lambda self, o: self * 100))
    finally:
        fw.Tensor.__add__ = old


@scene
def tensor_getitem_replaced(wrap):
    old = fw.Tensor.__getitem__
    try:
        return four(wrap(lambda x: x[0]), lambda: setattr(fw.Tensor, "__getitem__", lambda self, o: self * 100))
    finally:
        fw.Tensor.__getitem__ = old


@scene
def tensor_neg_replaced(wrap):
    old = fw.Tensor.__neg__
    try:
        return four(wrap(lambda x: -x), lambda: setattr(fw.Tensor, "__neg__", lambda self: self * 100))
    finally:
        fw.Tensor.__neg__ = old


@scene
def optimizer_inner_replaced(wrap):
    w = fw.tensor([0.0, 1.0], requires_grad=True)
    o = fw.optim.SGD([w], lr=0.1)
    old = fw.optim.Optimizer.zero_grad

    def step(x):
        o.zero_grad()
        (w * x).sum().backward()
        o.step()
        return w.detach().clone()

    try:
        return four(wrap(step), lambda: setattr(fw.optim.Optimizer, "zero_grad", lambda self, set_to_none=True: None))
    finally:
        fw.optim.Optimizer.zero_grad = old


@scene
def backward_replaced(wrap):
    w = fw.tensor([0.0, 1.0], requires_grad=True)
    old = fw.Tensor.backward

    def step(x):
        w.grad = None
        (w * x).sum().backward()
        return w.grad

    def ch():
        fw.Tensor.backward = lambda self, *a: old(self * 2, *a)

    try:
        return four(wrap(step), ch)
    finally:
        fw.Tensor.backward = old


@scene
def abc_register(wrap):
    class A(abc.ABC):
        pass

    class B:
        v = 1.0

    b = B()
    return four(wrap(lambda x: x * 9 if isinstance(b, A) else x), lambda: A.register(B))


@scene
def abc_register_issubclass(wrap):
    class A(abc.ABC):
        pass

    class B:
        pass

    return four(wrap(lambda x: x * 9 if issubclass(B, A) else x), lambda: A.register(B))


@scene
def abc_collections(wrap):
    class B:
        pass

    b = B()
    return four(
        wrap(lambda x: x * 9 if isinstance(b, collections.abc.Sized) else x), lambda: setattr(B, "__len__", lambda s: 3)
    )


@scene
def abc_tuple(wrap):
    class A(abc.ABC):
        pass

    class B:
        pass

    b = B()
    return four(wrap(lambda x: x * 9 if isinstance(b, (int, A)) else x), lambda: A.register(B))


@scene
def instancecheck_meta(wrap):
    flag = [False]

    class Meta(type):
        def __instancecheck__(cls, o):
            return flag[0]

    class A(metaclass=Meta):
        pass

    return four(wrap(lambda x: x * 9 if isinstance(3, A) else x), lambda: flag.__setitem__(0, True))


@scene
def callable_o(wrap):
    class B:
        pass

    o = B()
    return four(wrap(lambda x: x * 9 if callable(o) else x), lambda: setattr(B, "__call__", lambda s: 3))


@scene
def callable_o_class(wrap):
    class B:
        pass

    class C:
        def __call__(self):
            return 1

    o = B()
    return four(wrap(lambda x: x * 9 if callable(o) else x), lambda: setattr(o, "__class__", C))


@dataclasses.dataclass
class P:
    a: float = 1.0
    b: typing.Any = None


@scene
def dataclass_eq_in_list(wrap):
    l, k = [P(1.0)], [P(1.0)]
    return four(wrap(lambda x: x * 9 if l == k else x), lambda: setattr(l[0], "a", 2.0))


@scene
def dataclass_eq(wrap):
    l, k = P(1.0), P(1.0)
    return four(wrap(lambda x: x * 9 if l == k else x), lambda: setattr(l, "a", 2.0))


@scene
def dataclass_in_list(wrap):
    l, k = [P(1.0)], P(1.0)
    return four(wrap(lambda x: x * 9 if k in l else x), lambda: setattr(l[0], "a", 2.0))


@scene
def user_eq_in_list(wrap):
    class E:
        def __init__(self, v):
            self.v = v

        def __eq__(self, o):
            return self.v == o.v

    l, k = [E(1)], [E(1)]
    return four(wrap(lambda x: x * 9 if l == k else x), lambda: setattr(l[0], "v", 2.0))


@scene
def namespaces_nested_in_lists(wrap):
    l, k = [[types.SimpleNamespace(a=1)]], [[types.SimpleNamespace(a=1)]]
    return four(wrap(lambda x: x * 9 if l == k else x), lambda: setattr(l[0][0], "a", 2.0))


@scene
def namespaces_nested_in_ns(wrap):
    l, k = types.SimpleNamespace(q=types.SimpleNamespace(a=1)), types.SimpleNamespace(q=types.SimpleNamespace(a=1))
    return four(wrap(lambda x: x * 9 if l == k else x), lambda: setattr(l.q, "a", 2.0))


@scene
def namespaces_nested_in_dict(wrap):
    l, k = {"q": types.SimpleNamespace(a=1)}, {"q": types.SimpleNamespace(a=1)}
    return four(wrap(lambda x: x * 9 if l == k else x), lambda: setattr(l["q"], "a", 2.0))


@scene
def namespaces_tuple(wrap):
    l, k = (types.SimpleNamespace(a=1),), (types.SimpleNamespace(a=1),)
    return four(wrap(lambda x: x * 9 if l == k else x), lambda: setattr(l[0], "a", 2.0))


@scene
def namespace_index(wrap):
    l, k = [types.SimpleNamespace(a=2), types.SimpleNamespace(a=1)], types.SimpleNamespace(a=1)
    return four(wrap(lambda x: x * l.index(k)), lambda: setattr(l[0], "a", 1))


@scene
def deepcopy_compiled(wrap):
    m = nn.Linear(2, 2)
    with fw.no_grad():
        m.weight.fill_(1.0)
        m.bias.fill_(0.5)
    run = wrap(m)
    a = shown(run(X))
    c = copy.deepcopy(run)
    with fw.no_grad():
        m.weight.fill_(2.0)
    return a, shown(c(X)), shown(run(X)), shown(c(X))


@scene
def deepcopy_compiled_function(wrap):
    run = wrap(F.relu)
    a = shown(run(X))
    c = copy.deepcopy(run)
    return a, shown(c(X)), shown(run(X))


def top_fn(x):
    return x * 2


@scene
def pickle_compiled(wrap):
    run = wrap(top_fn)
    a = shown(run(X))
    return a, shown(pickle.loads(pickle.dumps(run))(X))


@scene
def pickle_compiled_module(wrap):
    fw.manual_seed(0)
    run = wrap(nn.Linear(2, 2))
    a = shown(run(X))
    return a, shown(pickle.loads(pickle.dumps(run))(X))


@scene
def copy_compiled(wrap):
    run = wrap(top_fn)
    a = shown(run(X))
    return a, shown(copy.copy(run)(X)), shown(run(X))


@scene
def type_error_words(wrap):
    def train(x, y):
        return x + y

    run = wrap(train)
    out = []
    run(X, X)
    for a in ((), (X,), (X, X, X)):
        try:
            run(*a)
        except TypeError as e:
            out.append(str(e).replace("type_error_words.<locals>.", ""))
    try:
        run(X, z=1)
    except TypeError as e:
        out.append(str(e).replace("type_error_words.<locals>.", ""))
    return out


@scene
def type_error_words_first(wrap):
    def train(x, y):
        return x + y

    run = wrap(train)
    out = []
    for a in ((), (X,), (X, X, X)):
        try:
            run(*a)
        except TypeError as e:
            out.append(str(e).replace("type_error_words_first.<locals>.", ""))
    return out


@scene
def index_by_tensor_arg(wrap):
    run = wrap(lambda x, i: x[i])
    return [shown(run(X, fw.tensor([i, 1 - i]))) for i in (0, 1, 0, 1)]


@scene
def index_by_tensor_arg_rows(wrap):
    m = nn.Linear(3, 3)

    def f(x, y):
        return -F.log_softmax(m(x), 1)[fw.arange(2), y].mean()

    run = wrap(f)
    x = fw.ones(2, 3)
    return [shown(run(x, fw.tensor([i, 1 - i]))) for i in (0, 1, 0, 1)]


@scene
def index_by_tensor_train(wrap):
    fw.manual_seed(0)
    m = nn.Linear(3, 3)
    o = fw.optim.SGD(m.parameters(), lr=0.1)

    def f(x, y):
        loss = -F.log_softmax(m(x), 1)[fw.arange(2), y].mean()
        o.zero_grad()
        loss.backward()
        o.step()
        return loss

    run = wrap(f)
    x = fw.ones(2, 3)
    return [shown(run(x, fw.tensor([i, 1 - i]))) for i in (0, 1, 0, 1)]


@scene
def index_out_of_range(wrap):
    run = wrap(lambda x, i: x[i])
    out = []
    for i in (0, 1, 5, 0, -1, -7):
        try:
            out.append(shown(run(X, fw.tensor([i]))))
        except IndexError as e:
            out.append(str(e))
    return out


@scene
def index_by_tensor_scalar(wrap):
    run = wrap(lambda x, i: x[i])
    return [shown(run(X, fw.tensor(i))) for i in (0, 1, 0, 1)]


@scene
def index_by_argmax(wrap):
    run = wrap(lambda x: x[x.argmax()])
    return [shown(run(fw.tensor(v))) for v in ([1.0, 2.0], [3.0, 2.0], [0.0, 7.0])]


@scene
def index_put(wrap):
    def f(x, i):
        y = fw.zeros(3)
        y[i] = x
        return y

    run = wrap(f)
    return [shown(run(X, fw.tensor([i, i + 1]))) for i in (0, 1, 0, 1)]


@scene
def masked_fill(wrap):
    run = wrap(lambda x, m: x.masked_fill(m, 0.0))
    return [shown(run(X, fw.tensor(m))) for m in ([True, False], [False, True], [True, True])]


@scene
def mask_index(wrap):
    run = wrap(lambda x, m: x[m].sum())
    return [shown(run(X, fw.tensor(m))) for m in ([True, False], [False, True], [True, True])]


@scene
def mask_set(wrap):
    def f(x):
        y = x.clone()
        y[y > 3] = 0.0
        return y

    run = wrap(f)
    return [shown(run(fw.tensor(m))) for m in ([1.0, 5.0], [5.0, 1.0], [7.0, 8.0])]


@scene
def times_loss_item(wrap):
    def f(x):
        loss = (x * x).mean()
        return x * loss.item()

    run = wrap(f)
    return [shown(run(fw.tensor(m))) for m in ([1.0, 5.0], [5.0, 1.0], [7.0, 8.0])]


@scene
def item_divides(wrap):
    def f(x):
        n = x.abs().sum().item()
        return x / n + n - n * 2

    run = wrap(f)
    return [shown(run(fw.tensor(m))) for m in ([1.0, 5.0], [5.0, 1.0], [7.0, 8.0])]


@scene
def item_grad(wrap):
    w = fw.tensor([1.0, 2.0], requires_grad=True)

    def f(x):
        w.grad = None
        l = (w * x).sum()
        (l * l.item()).backward()
        return w.grad

    run = wrap(f)
    return [shown(run(fw.tensor(m))) for m in ([1.0, 5.0], [5.0, 1.0], [7.0, 8.0])]


@scene
def item_sum(wrap):
    def f(x):
        total = 0.0
        for i in range(2):
            total += x[i].item()
        return total / 2

    run = wrap(f)
    return [shown(run(fw.tensor(m))) for m in ([1.0, 5.0], [5.0, 1.0], [7.0, 8.0])]


@scene
def numbers_in_place(wrap):
    w = fw.tensor([1.0, 2.0])

    def f(x):
        n, y, z = x.sum().item(), x * 1, x * 1
        y *= n
        z.sub_(n).mul_(n)
        w.add_(n + 0.5)
        return y + z + x.mul(n) + fw.add(x, n) + (n - x) + n / x + (x - n) + x[0] * n

    run = wrap(f)
    found = [shown(run(fw.tensor(m))) for m in ([1.0, 5.0], [5.0, 1.0], [7.0, 8.0])]
    return found, shown(w), [shown(run(fw.tensor(m))) for m in ([1, 5], [5, 1])]


@scene
def a_step_without_grad_by_a_decorator(wrap):
    k = [1.0]

    @fw.no_grad()
    def f(x):
        return x * k[0]

    return four(wrap(lambda x: f(x)), lambda: k.__setitem__(0, 9.0)), four(wrap(f), lambda: k.__setitem__(0, 3.0))


@scene
def returns_what_it_has_made(wrap):
    class Out:
        def __init__(self, **more):
            vars(self).update(more)

    def f(x):
        loss = (x * x).sum()
        out = Out(loss=loss, n=loss.item(), inside=Out(x=x, twice=x * 2), list=[x * 3])
        return collections.OrderedDict(a=loss, b=out), out

    run = wrap(f)

    def flat(found):
        both, out = found
        own = vars(out)
        assert both["b"] is out
        return [
            own["loss"].item(),
            own["n"],
            own["inside"].twice.tolist(),
            own["inside"].x is X,
            own["list"][0].tolist(),
        ]

    return [flat(run(x)) for x in (X, X, fw.ones(2), X)]


@scene
def user_sgd(wrap):
    m = nn.Linear(2, 1)
    with fw.no_grad():
        m.weight.fill_(1.0)
        m.bias.fill_(0.5)

    def f(x):
        loss = m(x).sum()
        m.zero_grad()
        loss.backward()
        with fw.no_grad():
            for p in m.parameters():
                p -= 0.1 * p.grad
        return loss

    return four(wrap(f)), shown(m.weight)


@scene
def user_sgd_list(wrap):
    w, b = fw.tensor([1.0, 2.0], requires_grad=True), fw.tensor([1.0], requires_grad=True)

    def f(x):
        loss = (w * x + b).sum()
        loss.backward()
        with fw.no_grad():
            for p in (w, b):
                p -= 0.1 * p.grad
                p.grad.zero_()
        return loss

    return four(wrap(f)), shown(w)


@scene
def user_sgd_params(wrap):
    params = [fw.tensor([1.0, 2.0], requires_grad=True), fw.tensor([1.0], requires_grad=True)]
    lr = 0.1

    def f(x):
        loss = (params[0] * x + params[1]).sum()
        loss.backward()
        with fw.no_grad():
            for p in params:
                p -= lr * p.grad
                p.grad = None
        return loss

    return four(wrap(f)), shown(params)


class MySGD(fw.optim.Optimizer):
    def __init__(self, params, lr=0.1):
        super().__init__(params, dict(lr=lr))

    @fw.no_grad()
    def step(self, closure=None):
        for g in self.param_groups:
            for p in g["params"]:
                if p.grad is None:
                    continue
                p -= g["lr"] * p.grad


class MySGD2(fw.optim.Optimizer):
    def __init__(self, params, lr=0.1):
        super().__init__(params, dict(lr=lr))

    def step(self, closure=None):
        with fw.no_grad():
            for g in self.param_groups:
                for p in g["params"]:
                    p.add_(p.grad, alpha=-g["lr"])


class MyMomentum(fw.optim.Optimizer):
    def __init__(self, params, lr=0.1, momentum=0.9):
        super().__init__(params, dict(lr=lr, momentum=momentum))

    @fw.no_grad()
    def step(self, closure=None):
        for g in self.param_groups:
            for p in g["params"]:
                if p.grad is None:
                    continue
                s = self.state[p]
                if "v" not in s:
                    s["v"] = fw.zeros_like(p)
                s["v"].mul_(g["momentum"]).add_(p.grad)
                p -= g["lr"] * s["v"]


class MyOwn:
    def __init__(self, params, lr):
        self.params, self.lr = list(params), lr

    def step(self):
        with fw.no_grad():
            for p in self.params:
                p -= self.lr * p.grad

    def zero_grad(self):
        for p in self.params:
            p.grad = None


def trained(kind, wrap, **kw):
    fw.manual_seed(0)
    m = nn.Linear(2, 1)
    o = kind(m.parameters(), lr=0.1, **kw)

    def f(x):
        o.zero_grad()
        loss = (m(x) ** 2).sum()
        loss.backward()
        o.step()
        return loss

    run = wrap(f)

    def ch():
        if isinstance(o, MyOwn):
            o.lr = 0.05
        else:
            o.param_groups[0]["lr"] = 0.05

    a = four(run, ch)
    return a, four(run), shown(m.weight)


for _n, _k in dict(my_sgd=MySGD, my_sgd2=MySGD2, my_momentum=MyMomentum, my_own=MyOwn).items():
    SCENES[_n] = lambda wrap, _k=_k: trained(_k, wrap)
for _n in "SGD Adam AdamW Adagrad Adadelta Adamax RMSprop RAdam NAdam Rprop ASGD".split():
    if hasattr(fw.optim, _n):
        SCENES["optim_" + _n] = lambda wrap, _k=getattr(fw.optim, _n): trained(_k, wrap)
SCENES["optim_SGD_m"] = lambda wrap: trained(fw.optim.SGD, wrap, momentum=0.9, nesterov=True, weight_decay=0.1)
SCENES["optim_RMSprop_c"] = lambda wrap: trained(fw.optim.RMSprop, wrap, momentum=0.9, centered=True)
SCENES["optim_Adam_ams"] = lambda wrap: trained(fw.optim.Adam, wrap, amsgrad=True, weight_decay=0.1)


@scene
def returns_state_dict(wrap):
    m = nn.Linear(2, 1)
    with fw.no_grad():
        m.weight.fill_(1.0)
        m.bias.fill_(0.5)

    def f(x):
        m(x)
        return m.state_dict()

    return four(wrap(f))


@scene
def returns_dict_of_losses(wrap):
    m = nn.Linear(2, 1)
    with fw.no_grad():
        m.weight.fill_(1.0)
        m.bias.fill_(0.5)

    def f(x):
        y = m(x)
        a, b = y.sum(), y.abs().mean()
        return {"a": a, "b": b, "items": [a.item(), b.item()], "n": len(x), "t": (a + b,)}

    return four(wrap(f))


@scene
def returns_named_tuple(wrap):
    R = collections.namedtuple("R", "a b")
    return four(wrap(lambda x: R(x * 2, 3)))


@scene
def returns_dataclass(wrap):
    return four(wrap(lambda x: P(1.0, 2.0)))


@scene
def returns_dict_built(wrap):
    def f(x):
        out = {}
        for k in ("a", "b"):
            out[k] = x * len(k)
        out.update(c=x)
        return out

    return four(wrap(f))


@scene
def returns_dict_comp(wrap):
    return four(wrap(lambda x: {k: x * i for i, k in enumerate("abc")}))


@scene
def returns_dict_call(wrap):
    return four(wrap(lambda x: dict(a=x * 2, b=x.sum())))


@scene
def returns_ordered(wrap):
    return four(wrap(lambda x: collections.OrderedDict(a=x * 2)))


@scene
def returns_max(wrap):
    return four(wrap(lambda x: x.max(0)))


@scene
def returns_shape(wrap):
    return four(wrap(lambda x: (x.shape, x.size(0), x.ndim)))


@scene
def returns_none(wrap):
    w = fw.tensor([1.0, 2.0], requires_grad=True)

    def f(x):
        w.grad = None
        (w * x).sum().backward()

    return four(wrap(f)), shown(w.grad)


@scene
def returns_str(wrap):
    return four(wrap(lambda x: "ok"))


@scene
def returns_tolist(wrap):
    return four(wrap(lambda x: (x * 2).tolist()))


@scene
def accuracy(wrap):
    m = nn.Linear(2, 3)

    def f(x, y):
        out = m(x)
        acc = (out.argmax(1) == y).float().mean()
        return F.cross_entropy(out, y), acc.item()

    run = wrap(f)
    return [shown(run(fw.ones(2, 2), fw.tensor([i, 2]))) for i in (0, 1, 2, 0)]


@scene
def correct_count(wrap):
    m = nn.Linear(2, 3)

    def f(x, y):
        out = m(x)
        return (out.argmax(1) == y).sum().item()

    run = wrap(f)
    return [shown(run(fw.ones(2, 2), fw.tensor([i, 2]))) for i in (0, 1, 2, 0)]


@scene
def clip_grad(wrap):
    fw.manual_seed(0)
    m = nn.Linear(2, 1)
    o = fw.optim.SGD(m.parameters(), lr=0.1)

    def f(x):
        o.zero_grad()
        loss = (m(x) ** 2).sum()
        loss.backward()
        n = nn.utils.clip_grad_norm_(m.parameters(), 1.0)
        o.step()
        return loss, n

    return four(wrap(f))


@scene
def clip_value(wrap):
    fw.manual_seed(0)
    m = nn.Linear(2, 1)
    o = fw.optim.SGD(m.parameters(), lr=0.1)

    def f(x):
        o.zero_grad()
        loss = (m(x) ** 2).sum()
        loss.backward()
        nn.utils.clip_grad_value_(m.parameters(), 1.0)
        o.step()
        return loss

    return four(wrap(f))


@scene
def l2_penalty(wrap):
    fw.manual_seed(0)
    m = nn.Linear(2, 1)
    o = fw.optim.SGD(m.parameters(), lr=0.1)

    def f(x):
        o.zero_grad()
        loss = (m(x) ** 2).sum() + 0.01 * sum(p.pow(2).sum() for p in m.parameters())
        loss.backward()
        o.step()
        return loss

    return four(wrap(f))


@scene
def grad_accum(wrap):
    fw.manual_seed(0)
    m = nn.Linear(2, 1)
    o = fw.optim.SGD(m.parameters(), lr=0.1)

    def f(x):
        o.zero_grad()
        for i in range(2):
            ((m(x * i) ** 2).sum() / 2).backward()
        o.step()

    return four(wrap(f)), shown(m.weight)


@scene
def autograd_grad(wrap):
    w = fw.tensor([1.0, 2.0], requires_grad=True)

    def f(x):
        (g,) = fw.autograd.grad((w * x).sum(), [w])
        with fw.no_grad():
            w.sub_(0.1 * g)
        return g

    return four(wrap(f)), shown(w)


@scene
def closure_step(wrap):
    fw.manual_seed(0)
    m = nn.Linear(2, 1)
    o = fw.optim.SGD(m.parameters(), lr=0.1)

    def f(x):
        def closure():
            o.zero_grad()
            loss = (m(x) ** 2).sum()
            loss.backward()
            return loss

        return o.step(closure)

    return four(wrap(f))


@scene
def batchnorm(wrap):
    if not hasattr(nn, "BatchNorm1d"):
        return 0
    fw.manual_seed(0)
    m = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2))
    o = fw.optim.SGD(m.parameters(), lr=0.1)

    def f(x):
        o.zero_grad()
        loss = (m(x) ** 2).sum()
        loss.backward()
        o.step()
        return loss

    return (
        four(wrap(f), x=fw.tensor([[1.0, 2.0], [3.0, 5.0]])),
        shown(m[1].running_mean),
        shown(m[1].num_batches_tracked),
    )


@scene
def print_debug(wrap):
    verbose = False

    def f(x):
        if verbose:
            print(x)
        return x * 2

    return four(wrap(f))


@scene
def assert_shape(wrap):
    def f(x):
        assert x.shape == (2,), f"bad {x.shape}"
        return x * 2

    return four(wrap(f))


@scene
def enumerate_zip(wrap):
    ws = [fw.ones(2), fw.ones(2) * 2]

    def f(x):
        for i, (w, s) in enumerate(zip(ws, reversed([1, 2]))):
            x = x * w + s * i
        return x

    return four(wrap(f), lambda: ws.append(fw.ones(2)))


@scene
def one_hot(wrap):
    run = wrap(lambda y: F.one_hot(y, 3))
    return [shown(run(fw.tensor([i, 2]))) for i in (0, 1, 2, 0)]


@scene
def data_minus(wrap):
    w = fw.tensor([1.0, 2.0], requires_grad=True)

    def f(x):
        w.grad = None
        (w * x).sum().backward()
        w.data -= 0.1 * w.grad
        return w.grad

    return four(wrap(f)), shown(w)


@scene
def ema(wrap):
    m, e = nn.Linear(2, 1), nn.Linear(2, 1)
    with fw.no_grad():
        for q in (m, e):
            q.weight.fill_(1.0)
            q.bias.fill_(0.5)

    def f(x):
        with fw.no_grad():
            for p, q in zip(m.parameters(), e.parameters()):
                q.mul_(0.9).add_(p * 2, alpha=0.1)
        return e(x)

    return four(wrap(f))


@scene
def lr_in_variable_tensor(wrap):
    w = fw.tensor([1.0, 2.0], requires_grad=True)
    lr = 0.1

    def f(x):
        w.grad = None
        (w * x).sum().backward()
        with fw.no_grad():
            w.add_(w.grad, alpha=-lr)
        return w.detach().clone()

    def ch():
        nonlocal lr
        lr = 0.2

    return four(wrap(f), ch)


@scene
def scheduler_inside(wrap):
    fw.manual_seed(0)
    m = nn.Linear(2, 1)
    o = fw.optim.SGD(m.parameters(), lr=0.1)
    s = fw.optim.lr_scheduler.StepLR(o, 2)

    def f(x):
        o.zero_grad()
        loss = (m(x) ** 2).sum()
        loss.backward()
        o.step()
        s.step()
        return loss

    return four(wrap(f))


# -- ways of reading
class Desc:
    def __init__(self, box):
        self.box = box

    def __get__(self, o, t=None):
        return self.box[0]


@scene
def descriptor_user(wrap):
    box = [1.0]

    class A:
        v = Desc(box)

    a = A()
    return four(wrap(lambda x: x * a.v), lambda: box.__setitem__(0, 9.0))


@scene
def slots_object(wrap):
    class A:
        __slots__ = ("v",)

    a = A()
    a.v = 1.0
    return four(wrap(lambda x: x * a.v), lambda: setattr(a, "v", 9.0))


@scene
def static_of_class(wrap):
    class A:
        @staticmethod
        def f(x):
            return x

    return four(wrap(lambda x: A.f(x)), lambda: setattr(A, "f", staticmethod(lambda x: x * 9)))


@scene
def class_getitem(wrap):
    k = [1.0]

    class A:
        def __class_getitem__(cls, i):
            return k[0]

    return four(wrap(lambda x: x * A[0]), lambda: k.__setitem__(0, 9.0))


@scene
def context_var(wrap):
    v = contextvars.ContextVar("v", default=1.0)
    return four(wrap(lambda x: x * v.get()), lambda: v.set(9.0))


@scene
def thread_local(wrap):
    v = threading.local()
    v.k = 1.0
    return four(wrap(lambda x: x * v.k), lambda: setattr(v, "k", 9.0))


@scene
def weak_reference(wrap):
    class A:
        k = 1.0

    a = A()
    r = weakref.ref(a)
    old = [a]

    def ch():
        nonlocal a
        a = None
        old.clear()

    return four(wrap(lambda x: x * (1.0 if r() is not None else 9.0)), ch)


@scene
def weak_dict(wrap):
    class A:
        k = 1.0

    a = A()
    d = weakref.WeakValueDictionary(k=a)

    def ch():
        nonlocal a
        a = None

    return four(wrap(lambda x: x * (1.0 if "k" in d else 9.0)), ch)


@scene
def partial_of_method(wrap):
    class A:
        k = 1.0

        def f(self, x, y):
            return x * y * self.k

    a = A()
    g = functools.partial(a.f, y=2.0)
    return four(wrap(lambda x: g(x)), lambda: setattr(a, "k", 9.0))


@scene
def partial_keywords_change(wrap):
    g = functools.partial(lambda x, k: x * k, k=1.0)
    return four(wrap(lambda x: g(x)), lambda: g.keywords.__setitem__("k", 9.0))


@scene
def partialmethod(wrap):
    class A:
        k = 1.0

        def f(self, y, x):
            return x * y * self.k

        g = functools.partialmethod(f, 2.0)

    a = A()
    return four(wrap(lambda x: a.g(x)), lambda: setattr(a, "k", 9.0))


@scene
def wraps_decorated(wrap):
    k = 1.0

    def deco(f):
        @functools.wraps(f)
        def inner(*a, **q):
            return f(*a, **q) * k

        return inner

    @deco
    def h(x):
        return x + 1

    def ch():
        nonlocal k
        k = 9.0

    return four(wrap(lambda x: h(x)), ch)


@scene
def lru_cached(wrap):
    k = [1.0]

    @functools.lru_cache
    def h():
        return k[0]

    return four(wrap(lambda x: x * h()), lambda: (k.__setitem__(0, 9.0), h.cache_clear()))


@scene
def singledispatch(wrap):
    @functools.singledispatch
    def h(v):
        return 1.0

    return four(wrap(lambda x: x * h(3)), lambda: h.register(int, lambda v: 9.0))


@scene
def getattr_dynamic(wrap):
    class A:
        k = 1.0
        j = 9.0

    name = "k"

    def ch():
        nonlocal name
        name = "j"

    return four(wrap(lambda x: x * getattr(A, name)), ch)


@scene
def globals_call(wrap):
    globals()["GG"] = 1.0
    return four(wrap(lambda x: x * globals()["GG"]), lambda: globals().__setitem__("GG", 9.0))


@scene
def locals_call(wrap):
    k = 1.0

    def step(x):
        k
        return x * locals()["k"]

    def ch():
        nonlocal k
        k = 9.0

    return four(wrap(step), ch)


@scene
def eval_call(wrap):
    globals()["GG"] = 1.0
    return four(wrap(lambda x: x * eval("GG")), lambda: globals().__setitem__("GG", 9.0))


@scene
def exec_call(wrap):
    globals()["GG"] = 1.0

    def step(x):
        d = {}
        exec("v = GG", globals(), d)
        return x * d["v"]

    return four(wrap(step), lambda: globals().__setitem__("GG", 9.0))


@scene
def import_inside_json(wrap):
    def step(x):
        import json

        return x * json.loads("1.0")

    return four(wrap(step), lambda: None)


@scene
def json_loads_replaced(wrap):
    old = json.loads
    try:
        return four(wrap(lambda x: x * json.loads("1.0")), lambda: setattr(json, "loads", lambda s: 9.0))
    finally:
        json.loads = old


@scene
def math_replaced(wrap):
    old = math.sqrt
    try:
        return four(wrap(lambda x: x * math.sqrt(4.0)), lambda: setattr(math, "sqrt", lambda s: 9.0))
    finally:
        math.sqrt = old


@scene
def np_replaced(wrap):
    old = np.sqrt
    try:
        return four(wrap(lambda x: x * float(np.sqrt(4.0))), lambda: setattr(np, "sqrt", lambda s: 9.0))
    finally:
        np.sqrt = old


@scene
def os_environ_get(wrap):
    os.environ["QQ"] = "1"
    return four(wrap(lambda x: x * float(os.environ.get("QQ"))), lambda: os.environ.__setitem__("QQ", "9"))


@scene
def time_time(wrap):
    return four(wrap(lambda x: x * (time.time() > 0)))


@scene
def perf_counter(wrap):
    def step(x):
        t = time.perf_counter()
        y = x * 2
        dt = time.perf_counter() - t
        return y

    return four(wrap(step))


@scene
def datetime_now(wrap):
    return four(wrap(lambda x: x * datetime.datetime.now().year))


@scene
def regex(wrap):
    pat = re.compile(r"\d+")
    return four(wrap(lambda x: x * float(pat.search("a3").group())))


@scene
def enum_member(wrap):
    class C(enum.Enum):
        A = 1.0
        B = 2.0

    c = C.A

    def ch():
        nonlocal c
        c = C.B

    return four(wrap(lambda x: x * c.value), ch)


@scene
def enum_value_mutated(wrap):
    class C(enum.Enum):
        A = [1.0]

    return four(wrap(lambda x: x * C.A.value[0]), lambda: C.A.value.__setitem__(0, 9.0))


@scene
def enum_attr(wrap):
    class C(enum.Enum):
        A = 1.0

    C.A.extra = 1.0
    return four(wrap(lambda x: x * C.A.extra), lambda: setattr(C.A, "extra", 9.0))


@scene
def frozen_dataclass(wrap):
    @dataclasses.dataclass(frozen=True)
    class Q:
        k: float = 1.0

    q = Q()
    return four(wrap(lambda x: x * q.k), lambda: object.__setattr__(q, "k", 9.0))


@scene
def dataclass_replace(wrap):
    p = P(1.0)
    return four(wrap(lambda x: x * dataclasses.replace(p, b=1).a), lambda: setattr(p, "a", 9.0))


@scene
def dataclass_asdict(wrap):
    p = P(1.0)
    return four(wrap(lambda x: x * dataclasses.asdict(p)["a"]), lambda: setattr(p, "a", 9.0))


@scene
def dataclass_order(wrap):
    @dataclasses.dataclass(order=True)
    class Q:
        k: float = 1.0

    a, b = Q(1.0), Q(2.0)
    return four(wrap(lambda x: x if a < b else x * 9), lambda: setattr(a, "k", 9.0))


@scene
def sorted_objects(wrap):
    @dataclasses.dataclass(order=True)
    class Q:
        k: float = 1.0

    a, b = Q(1.0), Q(2.0)
    return four(wrap(lambda x: x * sorted([a, b])[0].k), lambda: setattr(a, "k", 9.0))


@scene
def max_objects(wrap):
    @dataclasses.dataclass(order=True)
    class Q:
        k: float = 1.0

    a, b = Q(1.0), Q(2.0)
    return four(wrap(lambda x: x * max(a, b).k), lambda: setattr(a, "k", 9.0))


@scene
def dict_of_objects_keys(wrap):
    class K:
        def __init__(s, v):
            s.v = v

        def __hash__(s):
            return 1

        def __eq__(s, o):
            return s.v == o.v

    a, b = K(1), K(1)
    d = {a: 1.0}
    return four(wrap(lambda x: x * d.get(b, 9.0)), lambda: setattr(a, "v", 2))


@scene
def bool_of_object(wrap):
    class B:
        k = True

        def __bool__(s):
            return s.k

    b = B()
    return four(wrap(lambda x: x if b else x * 9), lambda: setattr(b, "k", False))


@scene
def len_bool(wrap):
    class B:
        k = 1

        def __len__(s):
            return s.k

    b = B()
    return four(wrap(lambda x: x if b else x * 9), lambda: setattr(b, "k", 0))


@scene
def bool_added_later(wrap):
    class B:
        pass

    b = B()
    return four(wrap(lambda x: x if b else x * 9), lambda: setattr(B, "__bool__", lambda s: False))


@scene
def eq_added_later(wrap):
    class B:
        pass

    a, b = B(), B()
    return four(wrap(lambda x: x if a == b else x * 9), lambda: setattr(B, "__eq__", lambda s, o: True))


@scene
def eq_added_later_in(wrap):
    class B:
        pass

    a, b = B(), B()
    l = [a]
    return four(wrap(lambda x: x if b in l else x * 9), lambda: setattr(B, "__eq__", lambda s, o: True))


@scene
def class_changed_bool(wrap):
    class B:
        pass

    class C:
        def __bool__(s):
            return False

    b = B()
    return four(wrap(lambda x: x if b else x * 9), lambda: setattr(b, "__class__", C))


@scene
def list_truth(wrap):
    l = [1]
    return four(wrap(lambda x: x if l else x * 9), lambda: l.clear())


@scene
def not_list(wrap):
    l = [1]
    return four(wrap(lambda x: x * 9 if not l else x), lambda: l.clear())


@scene
def list_subclass(wrap):
    class L(list):
        pass

    l = L([1.0])
    return four(wrap(lambda x: x * l[0]), lambda: l.__setitem__(0, 9.0))


@scene
def dict_subclass_missing(wrap):
    class D(dict):
        def __missing__(s, k):
            return 9.0

    d = D(a=1.0)
    return four(wrap(lambda x: x * d["a"]), lambda: d.pop("a"))


@scene
def dict_subclass_missing2(wrap):
    k = [1.0]

    class D(dict):
        def __missing__(s, key):
            return k[0]

    d = D()
    return four(wrap(lambda x: x * d["a"]), lambda: k.__setitem__(0, 9.0))


@scene
def defaultdict_read(wrap):
    d = collections.defaultdict(lambda: 1.0)
    return four(wrap(lambda x: x * d["a"]), lambda: d.__setitem__("a", 9.0)), len(d)


@scene
def counter_read(wrap):
    d = collections.Counter(a=1)
    return four(wrap(lambda x: x * (d["a"] + d["zz"])), lambda: d.__setitem__("zz", 9))


@scene
def str_method_on_var(wrap):
    s = "1.0"

    def ch():
        nonlocal s
        s = "9.0"

    return four(wrap(lambda x: x * float(s.strip())), ch)


@scene
def fstring_of_object(wrap):
    class B:
        k = "1"

        def __str__(s):
            return s.k

    b = B()
    return four(wrap(lambda x: x * float(f"{b}")), lambda: setattr(b, "k", "9"))


@scene
def percent_format(wrap):
    class B:
        k = "1"

        def __str__(s):
            return s.k

    b = B()
    return four(wrap(lambda x: x * float("%s" % b)), lambda: setattr(b, "k", "9"))


@scene
def fstring_list(wrap):
    l = [P(1.0)]
    return four(wrap(lambda x: x if "2.0" in f"{l}" else x * 9), lambda: setattr(l[0], "a", 2.0))


@scene
def repr_dataclass(wrap):
    p = P(1.0)
    return four(wrap(lambda x: x if "2.0" in repr(p) else x * 9), lambda: setattr(p, "a", 2.0))


@scene
def repr_namespace(wrap):
    p = types.SimpleNamespace(a=1.0)
    return four(wrap(lambda x: x if "2.0" in repr(p) else x * 9), lambda: setattr(p, "a", 2.0))


@scene
def fstring_namespace(wrap):
    p = types.SimpleNamespace(a=1.0)
    return four(wrap(lambda x: x if "2.0" in f"{p}" else x * 9), lambda: setattr(p, "a", 2.0))


@scene
def fstring_list_namespace(wrap):
    p = types.SimpleNamespace(a=1.0)
    l = [p]
    return four(wrap(lambda x: x if "2.0" in f"{l}" else x * 9), lambda: setattr(p, "a", 2.0))


@scene
def str_of_module(wrap):
    m = nn.Linear(2, 2)
    return four(wrap(lambda x: x if "8" in repr(m) else x * 9), lambda: setattr(m, "in_features", 8))


@scene
def repr_of_tensor_shape(wrap):
    return four(wrap(lambda x: x * len(f"{x.shape}")))


@scene
def hash_of_str(wrap):
    return four(wrap(lambda x: x * (hash("a") % 7)))


@scene
def set_of_objects(wrap):
    class B:
        pass

    a, b = B(), B()
    s = {a}
    return four(wrap(lambda x: x if b in s else x * 9), lambda: s.add(b))


@scene
def iter_of_dict_views(wrap):
    d = {"a": 1.0}
    v = d.values()
    return four(wrap(lambda x: x * sum(v)), lambda: d.__setitem__("b", 8.0))


@scene
def user_iterable(wrap):
    class B:
        k = [1.0]

        def __iter__(s):
            return iter(s.k)

    b = B()
    return four(wrap(lambda x: x * sum(b)), lambda: b.k.append(8.0))


@scene
def user_iterable_for(wrap):
    class B:
        k = [1.0]

        def __iter__(s):
            return iter(s.k)

    b = B()

    def step(x):
        for v in b:
            x = x * v
        return x

    return four(wrap(step), lambda: b.k.append(8.0))


@scene
def user_getitem(wrap):
    class B:
        k = [1.0]

        def __getitem__(s, i):
            return s.k[i]

    b = B()
    return four(wrap(lambda x: x * b[0]), lambda: b.k.__setitem__(0, 8.0))


@scene
def user_contains(wrap):
    class B:
        k = [1.0]

        def __contains__(s, i):
            return i in s.k

    b = B()
    return four(wrap(lambda x: x if 2.0 in b else x * 9), lambda: b.k.append(2.0))


@scene
def user_context(wrap):
    class B:
        k = 1.0

        def __enter__(s):
            return s.k

        def __exit__(s, *a):
            pass

    b = B()

    def step(x):
        with b as k:
            return x * k

    return four(wrap(step), lambda: setattr(b, "k", 9.0))


@scene
def user_contextmanager(wrap):
    k = [1.0]

    @contextlib.contextmanager
    def cm():
        yield k[0]

    def step(x):
        with cm() as v:
            return x * v

    return four(wrap(step), lambda: k.__setitem__(0, 9.0))


@scene
def user_operator(wrap):
    class B:
        k = 1.0

        def __add__(s, o):
            return s.k + o

    b = B()
    return four(wrap(lambda x: x * (b + 1)), lambda: setattr(b, "k", 9.0))


@scene
def unpack_user(wrap):
    class B:
        k = 1.0

        def __iter__(s):
            return iter((s.k, 2.0))

    b = B()

    def step(x):
        a, c = b
        return x * a * c

    return four(wrap(step), lambda: setattr(b, "k", 9.0))


@scene
def star_args(wrap):
    a = [1.0, 2.0]

    def h(x, *r):
        return x * sum(r)

    return four(wrap(lambda x: h(x, *a)), lambda: a.append(9.0))


@scene
def star_kwargs(wrap):
    a = {"k": 1.0}

    def h(x, k):
        return x * k

    return four(wrap(lambda x: h(x, **a)), lambda: a.__setitem__("k", 9.0))


@scene
def star_list_literal(wrap):
    a = [1.0, 2.0]
    return four(wrap(lambda x: x * sum([*a, 1.0])), lambda: a.append(9.0))


@scene
def dict_star_literal(wrap):
    a = {"k": 1.0}
    return four(wrap(lambda x: x * {**a, "j": 2}["k"]), lambda: a.__setitem__("k", 9.0))


@scene
def dict_or(wrap):
    a = {"k": 1.0}
    return four(wrap(lambda x: x * (a | {"j": 2})["k"]), lambda: a.__setitem__("k", 9.0))


@scene
def list_plus(wrap):
    a = [1.0]
    return four(wrap(lambda x: x * sum(a + [1.0])), lambda: a.append(9.0))


@scene
def list_times(wrap):
    a = [1.0]
    return four(wrap(lambda x: x * sum(a * 2)), lambda: a.append(9.0))


@scene
def walrus(wrap):
    a = [1.0]
    return four(wrap(lambda x: x * n if (n := len(a)) else x), lambda: a.append(9.0))


@scene
def chained_compare(wrap):
    a = [1.0]
    return four(wrap(lambda x: x if 0 < len(a) < 2 else x * 9), lambda: a.append(9.0))


@scene
def is_compare(wrap):
    a = [object(), None]
    a[1] = a[0]
    return four(wrap(lambda x: x if a[0] is a[1] else x * 9), lambda: a.__setitem__(1, object()))


@scene
def match_value(wrap):
    mode = "a"

    def step(x):
        match mode:
            case "a":
                return x
            case _:
                return x * 9

    def ch():
        nonlocal mode
        mode = "b"

    return four(wrap(step), ch)


@scene
def match_seq(wrap):
    l = [1, 2]

    def step(x):
        match l:
            case [a, b]:
                return x * a
            case [a, *r]:
                return x * len(r)

    return four(wrap(step), lambda: l.append(4))


@scene
def match_mapping(wrap):
    l = {"k": 1.0}

    def step(x):
        match l:
            case {"k": v}:
                return x * v

    return four(wrap(step), lambda: l.__setitem__("k", 4))


@scene
def match_class(wrap):
    p = P(1.0)

    def step(x):
        match p:
            case P(a=v):
                return x * v

    return four(wrap(step), lambda: setattr(p, "a", 9.0))


@scene
def try_finally(wrap):
    d = {"a": 1.0}

    def step(x):
        try:
            k = d["b"]
        except KeyError:
            k = 2.0
        finally:
            x = x + 1
        return x * k

    return four(wrap(step), lambda: d.__setitem__("b", 9.0))


@scene
def attribute_error(wrap):
    class A:
        pass

    def step(x):
        try:
            k = A.k
        except AttributeError:
            k = 2.0
        return x * k

    return four(wrap(step), lambda: setattr(A, "k", 9.0))


@scene
def index_error(wrap):
    l = []

    def step(x):
        try:
            k = l[0]
        except IndexError:
            k = 2.0
        return x * k

    return four(wrap(step), lambda: l.append(9.0))


@scene
def delayed_lambda(wrap):
    fs = [lambda v: v * 1.0]
    return four(wrap(lambda x: fs[0](x)), lambda: fs.__setitem__(0, lambda v: v * 9))


@scene
def function_attribute(wrap):
    def h(x):
        return x * h.k

    h.k = 1.0
    return four(wrap(lambda x: h(x)), lambda: setattr(h, "k", 9.0))


@scene
def function_attribute_dict(wrap):
    def h(x):
        return x * h.__dict__["k"]

    h.k = 1.0
    return four(wrap(lambda x: h(x)), lambda: setattr(h, "k", 9.0))


@scene
def step_attribute(wrap):
    def step(x):
        return x * step.k

    step.k = 1.0
    run = wrap(step)
    return four(run, lambda: setattr(step, "k", 9.0))


@scene
def module_getattr_hook(wrap):
    mod = types.ModuleType("mm")
    box = [1.0]
    mod.__getattr__ = lambda name: box[0]
    return four(wrap(lambda x: x * mod.k), lambda: box.__setitem__(0, 9.0))


@scene
def metaclass_attr(wrap):
    class Meta(type):
        k = 1.0

    class A(metaclass=Meta):
        pass

    return four(wrap(lambda x: x * A.k), lambda: setattr(Meta, "k", 9.0))


@scene
def metaclass_property(wrap):
    box = [1.0]

    class Meta(type):
        @property
        def k(cls):
            return box[0]

    class A(metaclass=Meta):
        pass

    return four(wrap(lambda x: x * A.k), lambda: box.__setitem__(0, 9.0))


@scene
def class_bases(wrap):
    class A:
        k = 1.0

    class B:
        k = 9.0

    class C(A):
        pass

    c = C()
    return four(wrap(lambda x: x * c.k), lambda: setattr(C, "__bases__", (B,)))


@scene
def cached_property_outside(wrap):
    class A:
        n = 1.0

        @functools.cached_property
        def k(s):
            return s.n

    a = A()
    a.k
    return four(wrap(lambda x: x * a.k), lambda: setattr(a, "k", 9.0))


@scene
def instance_shadows_class(wrap):
    class A:
        k = 1.0

    a = A()
    return four(wrap(lambda x: x * a.k), lambda: setattr(a, "k", 9.0))


@scene
def method_shadowed(wrap):
    class A:
        def f(s, x):
            return x

    a = A()
    return four(wrap(lambda x: a.f(x)), lambda: setattr(a, "f", lambda x: x * 9))


@scene
def mod_train_flag(wrap):
    class M(nn.Module):
        def forward(s, x):
            return x if s.training else x * 9

    m = M()
    return four(wrap(lambda x: m(x)), m.eval)


@scene
def mod_child_flag(wrap):
    class M(nn.Module):
        def __init__(s):
            super().__init__()
            s.c = nn.Identity()

        def forward(s, x):
            return x if s.c.training else x * 9

    m = M()
    return four(wrap(lambda x: m(x)), m.c.eval)


@scene
def mod_list_attr(wrap):
    class M(nn.Module):
        def __init__(s):
            super().__init__()
            s.l = [nn.Identity()]

        def forward(s, x):
            for l in s.l:
                x = l(x)
            return x

    m = M()
    return four(wrap(lambda x: m(x)), lambda: m.l.append(nn.Sigmoid()))


@scene
def mod_nested_obj(wrap):
    class M(nn.Module):
        def __init__(s):
            super().__init__()
            s.c = types.SimpleNamespace(k=1.0)

        def forward(s, x):
            return x * s.c.k

    m = M()
    return four(wrap(lambda x: m(x)), lambda: setattr(m.c, "k", 9.0))


@scene
def mod_getattr_dynamic(wrap):
    class M(nn.Module):
        def __init__(s):
            super().__init__()
            s.l0 = nn.Identity()
            s.l1 = nn.Sigmoid()
            s.n = 1

        def forward(s, x):
            for i in range(s.n):
                x = getattr(s, f"l{i}")(x)
            return x

    m = M()
    return four(wrap(lambda x: m(x)), lambda: setattr(m, "n", 2))


@scene
def mod_modules_iter(wrap):
    m = nn.Sequential(nn.Identity(), nn.Sigmoid())

    def step(x):
        for n, c in m.named_children():
            x = c(x) * len(n)
        return x

    return four(wrap(step), lambda: m.append(nn.Sigmoid()))


@scene
def mod_param_count(wrap):
    m = nn.Linear(2, 2)
    return four(
        wrap(lambda x: x * sum(p.numel() for p in m.parameters())),
        lambda: setattr(m, "extra", nn.Parameter(fw.ones(3))),
    )


@scene
def parameters_none_grad(wrap):
    m = nn.Linear(2, 2)
    return four(
        wrap(lambda x: x * sum(p.grad is None for p in m.parameters())),
        lambda: setattr(m.weight, "grad", fw.ones(2, 2)),
    )


@scene
def tensor_in_dict(wrap):
    d = {"w": fw.ones(2)}
    return four(wrap(lambda x: x * d["w"]), lambda: d.__setitem__("w", fw.ones(2) * 9))


@scene
def tensor_in_obj(wrap):
    d = types.SimpleNamespace(w=fw.ones(2))
    return four(wrap(lambda x: x * d.w), lambda: setattr(d, "w", fw.ones(2) * 9))


@scene
def tensor_item_outside(wrap):
    w = fw.tensor(1.0)
    return four(wrap(lambda x: x * w.item()), lambda: w.fill_(9.0))


@scene
def tensor_bool_outside(wrap):
    w = fw.tensor(1.0)
    return four(wrap(lambda x: x if w > 2 else x * 9), lambda: w.fill_(9.0))


@scene
def tensor_tolist_outside(wrap):
    w = fw.tensor([1.0])
    return four(wrap(lambda x: x * w.tolist()[0]), lambda: w.fill_(9.0))


@scene
def tensor_numpy_outside(wrap):
    w = fw.tensor([1.0])
    return four(wrap(lambda x: x * float(w.numpy()[0])), lambda: w.fill_(9.0))


@scene
def tensor_int_outside(wrap):
    w = fw.tensor(1)
    return four(wrap(lambda x: x * int(w)), lambda: w.fill_(9))


@scene
def tensor_range_outside(wrap):
    w = fw.tensor(1)

    def step(x):
        for _ in range(w):
            x = x * 2
        return x

    return four(wrap(step), lambda: w.fill_(3))


@scene
def np_array_outside_item(wrap):
    a = np.ones(2)
    return four(wrap(lambda x: x * a[0]), lambda: a.__setitem__(0, 9.0))


@scene
def np_array_outside_float(wrap):
    a = np.ones(2)
    return four(wrap(lambda x: x * float(a[0])), lambda: a.__setitem__(0, 9.0))


@scene
def np_array_cmp(wrap):
    a = np.ones(2)
    return four(wrap(lambda x: x if a[0] == 1 else x * 9), lambda: a.__setitem__(0, 9.0))


@scene
def np_array_any(wrap):
    a = np.ones(2)
    return four(wrap(lambda x: x if a.any() else x * 9), lambda: a.__setitem__(slice(None), 0.0))


@scene
def np_array_in_list(wrap):
    a = [np.ones(2)]
    return four(wrap(lambda x: x * float(sum(a)[0])), lambda: a[0].__setitem__(0, 9.0))


@scene
def np_array_shape(wrap):
    a = np.ones(2)
    return four(wrap(lambda x: x * a.shape[0]), lambda: setattr(a, "shape", (1, 2)))


@scene
def np_array_iter(wrap):
    a = np.ones(2)

    def step(x):
        for v in a:
            x = x * float(v)
        return x

    return four(wrap(step), lambda: a.__setitem__(0, 9.0))


@scene
def np_zero_d(wrap):
    a = np.array(1.0)
    return four(wrap(lambda x: x * a), lambda: a.__setitem__((), 9.0))


@scene
def np_default_rng(wrap):
    r = np.random.default_rng(0)
    return four(wrap(lambda x: x * r.random()))


@scene
def np_printoptions(wrap):
    return four(wrap(lambda x: x * len(str(np.float64(1) / 3))))


@scene
def default_dtype(wrap):
    try:
        return four(wrap(lambda x: fw.ones(2) * 2), lambda: fw.set_default_dtype(fw.float64))
    finally:
        fw.set_default_dtype(fw.float32)


@scene
def get_default_dtype(wrap):
    try:
        return four(
            wrap(lambda x: x if fw.get_default_dtype() is fw.float32 else x * 9),
            lambda: fw.set_default_dtype(fw.float64),
        )
    finally:
        fw.set_default_dtype(fw.float32)


@scene
def set_default_dtype_inside(wrap):
    def step(x):
        fw.set_default_dtype(fw.float64)
        y = fw.ones(2)
        fw.set_default_dtype(fw.float32)
        return y

    try:
        return four(wrap(step))
    finally:
        fw.set_default_dtype(fw.float32)


@scene
def set_default_stays(wrap):
    def step(x):
        fw.set_default_dtype(fw.float64)
        return x * 2

    try:
        return four(wrap(step)), fw.get_default_dtype()
    finally:
        fw.set_default_dtype(fw.float32)


@scene
def is_grad_enabled(wrap):
    run = wrap(lambda x: x if fw.is_grad_enabled() else x * 9)
    a = [shown(run(X)) for _ in range(2)]
    with fw.no_grad():
        a += [shown(run(X)) for _ in range(2)]
    return a


@scene
def set_grad_inside(wrap):
    def step(x):
        fw.set_grad_enabled(False)
        y = x * 2
        fw.set_grad_enabled(True)
        return y

    return four(wrap(step))


@scene
def manual_seed_inside(wrap):
    def step(x):
        fw.manual_seed(0)
        return x * fw.rand(2)

    return four(wrap(step))


@scene
def generator_arg(wrap):
    g = fw.Generator().manual_seed(0)
    return four(wrap(lambda x: x * fw.rand(2, generator=g)), lambda: g.manual_seed(5))


@scene
def initial_seed(wrap):
    fw.manual_seed(0)
    return four(wrap(lambda x: x * fw.initial_seed()), lambda: fw.manual_seed(5))


@scene
def threads_number(wrap):
    if not hasattr(fw, "get_num_threads"):
        return 0
    return four(wrap(lambda x: x * fw.get_num_threads()))


@scene
def printoptions(wrap):
    run = wrap(lambda x: x * 2)
    try:
        return four(run, lambda: fw.set_printoptions(precision=2))
    finally:
        fw.set_printoptions(profile="default")  # other tests print too


@scene
def warn_inside(wrap):
    def step(x):
        with warnings.catch_warnings(record=True) as w:
            warnings.simplefilter("always")
            warnings.warn("q")
        return x * len(w)

    return four(wrap(step))


@scene
def logging_inside(wrap):
    log = logging.getLogger("q")
    seen = []

    class H(logging.Handler):
        def emit(self, r):
            seen.append(r)

    h = H()
    log.addHandler(h)
    log.setLevel(logging.INFO)

    def step(x):
        log.info("hi")
        return x

    try:
        return four(wrap(step)), len(seen)
    finally:
        log.removeHandler(h)


@scene
def io_write(wrap):
    b = io.StringIO()

    def step(x):
        b.write("a")
        return x

    return four(wrap(step)), b.getvalue()


@scene
def sys_modules_len(wrap):
    return four(wrap(lambda x: x * (len(sys.modules) > 3)))


@scene
def sys_getrefcount(wrap):
    l = []
    return four(wrap(lambda x: x * (sys.getrefcount(l) > 0)))


@scene
def sys_argv(wrap):
    old = list(sys.argv)
    sys.argv[:] = ["1"]
    try:
        return four(wrap(lambda x: x * float(sys.argv[0])), lambda: sys.argv.__setitem__(0, "9"))
    finally:
        sys.argv[:] = old


@scene
def sys_float_info(wrap):
    return four(wrap(lambda x: x * sys.float_info.max_exp))


@scene
def frame_locals(wrap):
    k = 1.0

    def step(x):
        return x * sys._getframe(0).f_lineno

    return four(wrap(step))


@scene
def inspect_sig(wrap):
    def h(a, b=1):
        pass

    return four(wrap(lambda x: x * len(inspect.signature(h).parameters)), lambda: setattr(h, "__defaults__", ()))


@scene
def heap(wrap):
    h = [3.0, 1.0]
    return four(wrap(lambda x: x * heapq.nsmallest(1, h)[0]), lambda: h.append(0.5))


@scene
def bisect_(wrap):
    h = [1.0, 3.0]
    return four(wrap(lambda x: x * bisect.bisect(h, 2.0)), lambda: h.insert(0, 0.5))


@scene
def decimal_(wrap):
    d = decimal.Decimal("1.5")
    return four(wrap(lambda x: x * float(d)))


@scene
def decimal_context(wrap):
    def step(x):
        return x * float(decimal.Decimal(1) / decimal.Decimal(3))

    old = decimal.getcontext().prec
    try:
        return four(wrap(step), lambda: setattr(decimal.getcontext(), "prec", 2))
    finally:
        decimal.getcontext().prec = old


@scene
def fraction_(wrap):
    d = fractions.Fraction(1, 3)
    return four(wrap(lambda x: x * float(d)))


@scene
def statistics_(wrap):
    l = [1.0, 2.0]
    return four(wrap(lambda x: x * statistics.mean(l)), lambda: l.append(9.0))


@scene
def deque_read(wrap):
    d = collections.deque([1.0], maxlen=2)
    return four(wrap(lambda x: x * d[0]), lambda: d.appendleft(9.0))


@scene
def bytes_arr(wrap):
    b = bytearray(b"\1")
    return four(wrap(lambda x: x * b[0]), lambda: b.__setitem__(0, 9))


@scene
def array_array(wrap):
    import array

    b = array.array("d", [1.0])
    return four(wrap(lambda x: x * b[0]), lambda: b.__setitem__(0, 9))


@scene
def mv(wrap):
    b = bytearray(b"\1")
    m = memoryview(b)
    return four(wrap(lambda x: x * m[0]), lambda: b.__setitem__(0, 9))


@scene
def gen_fn(wrap):
    k = [1.0]

    def g():
        for v in k:
            yield v

    return four(wrap(lambda x: x * sum(g())), lambda: k.append(8.0))


@scene
def gen_expr_lazy(wrap):
    k = [1.0]

    def step(x):
        g = (v for v in k)
        return x * sum(g)

    return four(wrap(step), lambda: k.append(8.0))


@scene
def gen_expr_cell(wrap):
    k = 1.0

    def step(x):
        return x * sum(k * v for v in (1, 2))

    def ch():
        nonlocal k
        k = 9.0

    return four(wrap(step), ch)


@scene
def nested_closure(wrap):
    k = 1.0

    def make():
        def mid():
            def inner(x):
                return x * k

            return inner

        return mid

    f = make()

    def ch():
        nonlocal k
        k = 9.0

    return four(wrap(lambda x: f()(x)), ch)


@scene
def recursion_closure(wrap):
    k = 1.0

    def fact(n):
        return k if n == 0 else n * fact(n - 1)

    def ch():
        nonlocal k
        k = 9.0

    return four(wrap(lambda x: x * fact(3)), ch)


@scene
def class_in_closure(wrap):
    class A:
        k = 1.0

        def __init__(s, v):
            s.v = v * A.k

    return four(wrap(lambda x: x * A(2.0).v), lambda: setattr(A, "k", 9.0))


@scene
def class_init_default(wrap):
    class A:
        def __init__(s, v=1.0):
            s.v = v

    return four(wrap(lambda x: x * A().v), lambda: setattr(A.__init__, "__defaults__", (9.0,)))


@scene
def class_new(wrap):
    class A:
        def __new__(cls):
            return 1.0

    return four(wrap(lambda x: x * A()), lambda: setattr(A, "__new__", lambda cls: 9.0))


@scene
def class_init_added(wrap):
    class A:
        v = 1.0

    def init(s):
        s.v = 9.0

    return four(wrap(lambda x: x * A().v), lambda: setattr(A, "__init__", init))


@scene
def class_new_added(wrap):
    class A:
        v = 1.0

    def new(cls):
        s = object.__new__(cls)
        s.v = 9.0
        return s

    return four(wrap(lambda x: x * A().v), lambda: setattr(A, "__new__", new))


@scene
def dataclass_default_changed(wrap):
    @dataclasses.dataclass
    class Q:
        k: float = 1.0

    return four(wrap(lambda x: x * Q().k), lambda: setattr(Q.__init__, "__defaults__", (9.0,)))


@scene
def dataclass_factory(wrap):
    box = [1.0]

    @dataclasses.dataclass
    class Q:
        k: list = dataclasses.field(default_factory=lambda: list(box))

    return four(wrap(lambda x: x * Q().k[0]), lambda: box.__setitem__(0, 9.0))


@scene
def dataclass_post_init(wrap):
    box = [1.0]

    @dataclasses.dataclass
    class Q:
        k: float = 1.0

        def __post_init__(s):
            s.k = box[0]

    return four(wrap(lambda x: x * Q().k), lambda: box.__setitem__(0, 9.0))


@scene
def namedtuple_default(wrap):
    class Q(typing.NamedTuple):
        a: float = 1.0

        def twice(s):
            return s.a * K2[0]

    K2 = [2.0]
    return four(wrap(lambda x: x * Q().twice()), lambda: K2.__setitem__(0, 9.0))


@scene
def user_exception(wrap):
    box = [1.0]

    class E(Exception):
        def __init__(s, v):
            s.v = v * box[0]

    def step(x):
        try:
            raise E(2.0)
        except E as e:
            return x * e.v

    return four(wrap(step), lambda: box.__setitem__(0, 9.0))


@scene
def custom_function(wrap):
    k = [1.0]

    class Fn(fw.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * k[0]

        @staticmethod
        def backward(ctx, g):
            return g * k[0]

    w = fw.ones(2, requires_grad=True)

    def step(x):
        w.grad = None
        Fn.apply(w * x).sum().backward()
        return w.grad

    return four(wrap(step), lambda: k.__setitem__(0, 9.0))


@scene
def custom_function_numpy(wrap):
    class Fn(fw.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return fw.from_numpy(np.sin(x.numpy()))

        @staticmethod
        def backward(ctx, g):
            return g

    return [shown(wrap(lambda x: Fn.apply(x))(fw.tensor([v]))) for v in (1.0, 2.0)]


@scene
def tensor_subclass(wrap):
    class T(fw.Tensor):
        k = 1.0

        def scaled(s):
            return s * T.k

    t = fw.ones(2).as_subclass(T) if hasattr(fw.Tensor, "as_subclass") else None
    if t is None:
        return 0
    return four(wrap(lambda x: t.scaled()), lambda: setattr(T, "k", 9.0))


@scene
def hooks_inside(wrap):
    w = fw.ones(2, requires_grad=True)

    def step(x):
        y = w * x
        y.register_hook(lambda g: g * 2)
        w.grad = None
        y.sum().backward()
        return w.grad

    return four(wrap(step))


@scene
def retain_grad(wrap):
    w = fw.ones(2, requires_grad=True)

    def step(x):
        y = w * x
        y.retain_grad()
        w.grad = None
        y.sum().backward()
        return y.grad

    return four(wrap(step))


@scene
def same_tensor_two_places(wrap):
    run = wrap(lambda x, y: x.add_(1) + y)
    a, b = fw.ones(2), fw.ones(2)
    return [shown(run(a, b)), shown(run(a, a)), shown(run(a, b)), shown(run(a, a))]


@scene
def list_arg_mutated(wrap):
    def step(l):
        l.append(1)
        return l[0] * len(l)

    run = wrap(step)
    l = [X]
    return [shown(run(l)) for _ in range(3)]


@scene
def dict_arg_pop(wrap):
    def step(d):
        return d.pop("x") * 2

    run = wrap(step)
    return [shown(run({"x": X})) for _ in range(3)]


@scene
def object_arg(wrap):
    o = types.SimpleNamespace(k=1.0)
    run = wrap(lambda x, o: x * o.k)
    a = [shown(run(X, o)) for _ in range(2)]
    o.k = 9.0
    return a, [shown(run(X, o)) for _ in range(2)], shown(run(X, types.SimpleNamespace(k=3.0)))


@scene
def function_arg(wrap):
    run = wrap(lambda x, f: f(x))
    return [shown(run(X, f)) for f in (fw.sin, fw.cos, lambda v: v * 2, lambda v: v * 3)]


@scene
def np_arg(wrap):
    run = wrap(lambda x, a: x * fw.from_numpy(a))
    return [shown(run(X, np.full(2, v, "f4"))) for v in (1, 2, 3)]


@scene
def np_scalar_arg(wrap):
    run = wrap(lambda x, a: x * a)
    return [shown(run(X, v)) for v in (np.float32(1), np.float32(2), np.float64(2), np.int64(2), 2, True)]


@scene
def complex_arg(wrap):
    run = wrap(lambda x, a: x * (1 if a.imag else 2))
    return [shown(run(X, v)) for v in (1j, 0j, -0j, 1 + 0j)]


@scene
def big_int_arg(wrap):
    run = wrap(lambda x, a: x * (a % 7))
    return [shown(run(X, v)) for v in (10**30, 10**30 + 1, -(10**30))]


@scene
def nan_arg(wrap):
    run = wrap(lambda x, a: x * a)
    return [shown(run(X, v)) for v in (math.nan, -math.nan, math.inf, -math.inf, -0.0, 0.0)]


@scene
def set_arg(wrap):
    run = wrap(lambda x, a: x * len(a))
    return [shown(run(X, v)) for v in ({1}, {1, 2}, {1})]


@scene
def slice_arg(wrap):
    run = wrap(lambda x, a: x[a])
    return [shown(run(X, v)) for v in (slice(0, 1), slice(1, 2), slice(None), 0, ..., None)]


@scene
def str_arg(wrap):
    run = wrap(lambda x, a: getattr(x, a)())
    return [shown(run(X, v)) for v in ("sin", "cos", "sin")]


@scene
def kwonly_arg(wrap):
    def f(x, *, k=1.0):
        return x * k

    run = wrap(f)
    return [shown(run(X)), shown(run(X, k=2.0)), shown(run(X)), shown(run(x=X, k=2.0))]


@scene
def shape_arg_change(wrap):
    run = wrap(lambda x: x.sum() / x.numel())
    return [shown(run(fw.ones(n) * n)) for n in (1, 2, 3, 2, 1)]


@scene
def transposed_arg(wrap):
    run = wrap(lambda x: x @ x)
    a = fw.arange(4.0).reshape(2, 2)
    return [shown(run(a)), shown(run(a.T)), shown(run(a))]


@scene
def expanded_arg(wrap):
    run = wrap(lambda x: x * 2)
    return [shown(run(fw.ones(2))), shown(run(fw.ones(1).expand(2))), shown(run(fw.ones(2)))]


@scene
def grad_arg(wrap):
    run = wrap(lambda x: (x * 2).sum())
    return [shown(run(fw.ones(2, requires_grad=g))) for g in (False, True, False, True)]


@scene
def nonleaf_arg(wrap):
    w = fw.ones(2, requires_grad=True)
    run = wrap(lambda x: (x * 2).sum())
    return [shown(run(w * 1)) for g in (False, True)]


@scene
def method_compiled(wrap):
    class A:
        def __init__(s):
            s.k = 1.0

        @wrap
        def f(s, x):
            return x * s.k

    a, b = A(), A()
    b.k = 3.0
    return [shown(a.f(X)), shown(b.f(X)), shown(a.f(X)), shown(b.f(X))]


@scene
def bound_method_compiled(wrap):
    class A:
        def __init__(s):
            s.k = 1.0

        def f(s, x):
            return x * s.k

    a = A()
    run = wrap(a.f)
    return four(run, lambda: setattr(a, "k", 9.0))


@scene
def classmethod_compiled(wrap):
    class A:
        k = 1.0

        @classmethod
        def f(cls, x):
            return x * cls.k

    run = wrap(A.f)
    return four(run, lambda: setattr(A, "k", 9.0))


@scene
def compiled_in_compiled(wrap):
    k = [1.0]
    inner = wrap(lambda x: x * k[0])
    return four(wrap(lambda x: inner(x) + 1), lambda: k.__setitem__(0, 9.0))


@scene
def operator_funcs(wrap):
    l = [1.0, 2.0]
    return four(wrap(lambda x: x * operator.itemgetter(1)(l)), lambda: l.__setitem__(1, 9.0))


@scene
def operator_attrgetter(wrap):
    o = types.SimpleNamespace(k=1.0)
    return four(wrap(lambda x: x * operator.attrgetter("k")(o)), lambda: setattr(o, "k", 9.0))


@scene
def reduce_lambda(wrap):
    l = [1.0, 2.0]
    k = [1.0]
    return four(wrap(lambda x: x * functools.reduce(lambda a, b: a + b * k[0], l)), lambda: k.__setitem__(0, 9.0))


@scene
def sort_key_lambda(wrap):
    l = [1.0, 2.0]
    k = [1.0]
    return four(wrap(lambda x: x * sorted(l, key=lambda v: v * k[0])[0]), lambda: k.__setitem__(0, -1.0))


@scene
def list_sort_own(wrap):
    l = [2.0, 1.0]

    def step(x):
        m = list(l)
        m.sort()
        return x * m[0]

    return four(wrap(step), lambda: l.append(0.5))


@scene
def copy_copy(wrap):
    l = [2.0, 1.0]
    return four(wrap(lambda x: x * copy.copy(l)[0]), lambda: l.__setitem__(0, 9.0))


@scene
def copy_deepcopy(wrap):
    l = [2.0, [1.0]]
    return four(wrap(lambda x: x * copy.deepcopy(l)[1][0]), lambda: l[1].__setitem__(0, 9.0))


@scene
def vars_obj(wrap):
    o = types.SimpleNamespace(k=1.0)
    return four(wrap(lambda x: x * vars(o)["k"]), lambda: setattr(o, "k", 9.0))


@scene
def dict_obj(wrap):
    o = types.SimpleNamespace(k=1.0)
    return four(wrap(lambda x: x * o.__dict__["k"]), lambda: setattr(o, "k", 9.0))


@scene
def dir_obj(wrap):
    o = types.SimpleNamespace(k=1.0)
    return four(wrap(lambda x: x * ("j" in dir(o))), lambda: setattr(o, "j", 9.0))


@scene
def object_getattribute(wrap):
    class A:
        pass

    o = A()
    o.k = 1.0
    return four(wrap(lambda x: x * object.__getattribute__(o, "k")), lambda: setattr(o, "k", 9.0))


@scene
def dunder_getattribute(wrap):
    class A:
        pass

    o = A()
    o.k = 1.0
    return four(wrap(lambda x: x * o.__getattribute__("k")), lambda: setattr(o, "k", 9.0))


@scene
def list_getitem_dunder(wrap):
    l = [1.0]
    return four(wrap(lambda x: x * l.__getitem__(0)), lambda: l.__setitem__(0, 9.0))


@scene
def list_getitem_class(wrap):
    l = [1.0]
    return four(wrap(lambda x: x * list.__getitem__(l, 0)), lambda: l.__setitem__(0, 9.0))


@scene
def dict_get_class(wrap):
    l = {"a": 1.0}
    return four(wrap(lambda x: x * dict.get(l, "a")), lambda: l.__setitem__("a", 9.0))


@scene
def bound_kept(wrap):
    l = {"a": 1.0}
    get = l.get
    return four(wrap(lambda x: x * get("a")), lambda: l.__setitem__("a", 9.0))


@scene
def bound_len(wrap):
    l = [1.0]
    n = l.__len__
    return four(wrap(lambda x: x * n()), lambda: l.append(9.0))


@scene
def map_bound_get(wrap):
    l = {"a": 1.0}
    return four(wrap(lambda x: x * sum(map(l.get, ["a"]))), lambda: l.__setitem__("a", 9.0))


@scene
def mutating_method_bound(wrap):
    l = []
    app = l.append

    def step(x):
        app(1)
        return x

    return four(wrap(step)), len(l)


@scene
def mutate_via_class(wrap):
    l = []

    def step(x):
        list.append(l, 1)
        return x

    return four(wrap(step)), len(l)


@scene
def mutate_via_map(wrap):
    l = []

    def step(x):
        list(map(l.append, [1]))
        return x

    return four(wrap(step)), len(l)


@scene
def setattr_on_object(wrap):
    o = types.SimpleNamespace(n=0)

    def step(x):
        o.n = o.n + 1
        return x * o.n

    return four(wrap(step)), o.n


@scene
def object_setattr(wrap):
    class A:
        n = 0

    o = A()

    def step(x):
        object.__setattr__(o, "n", o.n + 1)
        return x * o.n

    return four(wrap(step)), o.n


@scene
def dict_update_outer(wrap):
    o = {}

    def step(x):
        o.update(a=1)
        return x

    return four(wrap(step)), o


@scene
def vars_write(wrap):
    o = types.SimpleNamespace(n=0)

    def step(x):
        vars(o)["n"] += 1
        return x * o.n

    return four(wrap(step)), o.n


@scene
def globals_write(wrap):
    globals()["GW"] = 0

    def step(x):
        globals()["GW"] += 1
        return x

    return four(wrap(step)), GW


@scene
def np_inplace_outer(wrap):
    a = np.zeros(2, "f4")

    def step(x):
        a[0] += 1
        return x * 2

    return four(wrap(step)), a.tolist()


@scene
def np_inplace_outer_used(wrap):
    a = np.zeros(2, "f4")

    def step(x):
        np.add(a, 1, out=a)
        return x * fw.from_numpy(a)

    return four(wrap(step)), a.tolist()


@scene
def np_copyto_outer(wrap):
    a = np.zeros(2, "f4")
    b = np.ones(2, "f4")

    def step(x):
        np.copyto(a, b)
        return x * fw.from_numpy(a)

    return four(wrap(step), lambda: b.fill(9)), a.tolist()


@scene
def np_fill_outer(wrap):
    a = np.zeros(2, "f4")

    def step(x):
        a.fill(3)
        return x * fw.from_numpy(a)

    return four(wrap(step), lambda: a.fill(9)), a.tolist()


@scene
def tensor_attr_counter(wrap):
    w = fw.ones(2)
    w.n = 0

    def step(x):
        w.n += 1
        return x * w

    return four(wrap(step)), w.n


@scene
def del_attr(wrap):
    o = types.SimpleNamespace(a=1)

    def step(x):
        if hasattr(o, "a"):
            del o.a
            return x * 9
        return x

    return four(wrap(step))


@scene
def swap_tensors_outside(wrap):
    w = [fw.ones(2), fw.ones(2) * 2]

    def step(x):
        w[0], w[1] = w[1], w[0]
        return x * w[0]

    return four(wrap(step))


@scene
def nested_def_default(wrap):
    k = 1.0

    def step(x):
        def h(v, s=k):
            return v * s

        return h(x)

    def ch():
        nonlocal k
        k = 9.0

    return four(wrap(step), ch)


@scene
def annotated_defaults(wrap):
    def h(v: "fw.Tensor", s: float = 1.0) -> "fw.Tensor":
        return v * s

    return four(wrap(lambda x: h(x)), lambda: setattr(h, "__defaults__", (9.0,)))


@scene
def kwdefault_dict(wrap):
    def h(v, *, s=[1.0]):
        return v * s[0]

    return four(wrap(lambda x: h(x)), lambda: h.__kwdefaults__["s"].__setitem__(0, 9.0))


@scene
def kwdefault_dict_inplace(wrap):
    def h(v, *, s=1.0):
        return v * s

    return four(wrap(lambda x: h(x)), lambda: h.__kwdefaults__.__setitem__("s", 9.0))


@scene
def step_defaults(wrap):
    def step(x, s=[1.0]):
        return x * s[0]

    return four(wrap(step), lambda: step.__defaults__[0].__setitem__(0, 9.0))


@scene
def step_kwdefaults_inplace(wrap):
    def step(x, *, s=1.0):
        return x * s

    return four(wrap(step), lambda: step.__kwdefaults__.__setitem__("s", 9.0))


@scene
def step_code(wrap):
    def step(x):
        return x

    return four(wrap(step), lambda: setattr(step, "__code__", (lambda x: x * 9).__code__))


@scene
def mod_forward_instance(wrap):
    m = nn.Linear(2, 2)
    return four(wrap(lambda x: m(x)), lambda: setattr(m, "forward", lambda x: x * 9))


@scene
def mod_forward_nested_instance(wrap):
    m = nn.Sequential(nn.Identity())
    return four(wrap(lambda x: m(x)), lambda: setattr(m[0], "forward", lambda x: x * 9))


@scene
def mod_user_sub_forward(wrap):
    class A(nn.Module):
        def forward(s, x):
            return x

    m = nn.Sequential(A())
    return four(wrap(lambda x: m(x)), lambda: setattr(A, "forward", lambda s, x: x * 9))


@scene
def mod_class_changed(wrap):
    class A(nn.Module):
        def forward(s, x):
            return x

    class B(nn.Module):
        def forward(s, x):
            return x * 9

    m = nn.Sequential(A())
    return four(wrap(lambda x: m(x)), lambda: setattr(m[0], "__class__", B))


@scene
def criterion_obj(wrap):
    c = nn.MSELoss()
    run = wrap(lambda x: c(x, x * 0))
    return four(run, lambda: setattr(c, "reduction", "sum"))


@scene
def loss_weight(wrap):
    c = nn.CrossEntropyLoss(weight=fw.tensor([1.0, 2.0]))
    run = wrap(lambda x: c(x[None], fw.tensor([1])))
    return four(run, lambda: c.weight.mul_(3))


@scene
def user_mod_plain_dict(wrap):
    class M(nn.Module):
        def __init__(s):
            super().__init__()
            s.cfg = {"act": "relu"}
            s.acts = {"relu": F.relu, "tanh": fw.tanh}

        def forward(s, x):
            return s.acts[s.cfg["act"]](-x)

    m = M()
    return four(wrap(lambda x: m(x)), lambda: m.cfg.__setitem__("act", "tanh"))


@scene
def params_generator_reused(wrap):
    m = nn.Linear(2, 2)
    ps = m.parameters()
    return four(wrap(lambda x: x * sum(p.numel() for p in ps)))


@scene
def zip_outer(wrap):
    z = zip([1.0, 2.0, 3.0, 4.0])
    return four(wrap(lambda x: x * next(z)[0]))


@scene
def lock_inside(wrap):
    lock = threading.Lock()

    def step(x):
        with lock:
            return x * 2

    return four(wrap(step))


@scene
def thread_inside(wrap):
    def step(x):
        out = []
        t = threading.Thread(target=lambda: out.append(x * 2))
        t.start()
        t.join()
        return out[0]

    return four(wrap(step))


@scene
def type_creation(wrap):
    return four(wrap(lambda x: x * len(type("Q", (), {}).__name__)))


@scene
def super_attr(wrap):
    class A:
        k = 1.0

        def v(s):
            return s.k

    class B(A):
        def v(s):
            return super().v() * 2

    b = B()
    return four(wrap(lambda x: x * b.v()), lambda: setattr(A, "k", 9.0))


@scene
def mod_super_forward(wrap):
    class A(nn.Linear):
        def forward(s, x):
            return super().forward(x) * 2

    m = A(2, 2)
    old = nn.Linear.forward
    try:
        return four(wrap(lambda x: m(x)), lambda: setattr(nn.Linear, "forward", lambda s, x: x * 9))
    finally:
        nn.Linear.forward = old


@scene
def property_setter(wrap):
    class A:
        _k = 1.0

        @property
        def k(s):
            return s._k

        @k.setter
        def k(s, v):
            s._k = v

    a = A()
    return four(wrap(lambda x: x * a.k), lambda: setattr(a, "k", 9.0))


@scene
def property_replaced(wrap):
    class A:
        @property
        def k(s):
            return 1.0

    a = A()
    return four(wrap(lambda x: x * a.k), lambda: setattr(A, "k", property(lambda s: 9.0)))


@scene
def inherited_property(wrap):
    class A:
        @property
        def k(s):
            return 1.0

    class B(A):
        pass

    a = B()
    return four(wrap(lambda x: x * a.k), lambda: setattr(B, "k", 9.0))


@scene
def abstract_prop(wrap):
    class A(abc.ABC):
        @property
        @abc.abstractmethod
        def k(s): ...

    class B(A):
        @property
        def k(s):
            return 1.0

    a = B()
    return four(wrap(lambda x: x * a.k), lambda: setattr(B, "k", property(lambda s: 9.0)))


@scene
def typing_protocol(wrap):
    @typing.runtime_checkable
    class Pr(typing.Protocol):
        def foo(self): ...

    class A:
        pass

    a = A()
    return four(wrap(lambda x: x * 9 if isinstance(a, Pr) else x), lambda: setattr(A, "foo", lambda s: 1))


@scene
def hasattr_class_added(wrap):
    class A:
        pass

    a = A()
    return four(wrap(lambda x: x * 9 if hasattr(a, "foo") else x), lambda: setattr(A, "foo", 1))


@scene
def hasattr_base_added(wrap):
    class Z:
        pass

    class A(Z):
        pass

    a = A()
    return four(wrap(lambda x: x * 9 if hasattr(a, "foo") else x), lambda: setattr(Z, "foo", 1))


@scene
def class_dunder_name(wrap):
    class A:
        pass

    return four(wrap(lambda x: x * len(A.__name__)), lambda: setattr(A, "__name__", "AAAA"))


@scene
def fn_name(wrap):
    def h():
        pass

    return four(wrap(lambda x: x * len(h.__name__)), lambda: setattr(h, "__name__", "AAAA"))


@scene
def fn_doc(wrap):
    def h():
        "a"

    return four(wrap(lambda x: x * len(h.__doc__)), lambda: setattr(h, "__doc__", "AAAA"))


@scene
def tensor_shape_of_outer(wrap):
    w = fw.ones(2)

    def ch():
        w.data = fw.ones(5)

    return four(wrap(lambda x: x * w.shape[0]), ch)


@scene
def tensor_numel_outer(wrap):
    w = fw.ones(2)

    def ch():
        w.data = fw.ones(5)

    return four(wrap(lambda x: x * w.numel()), ch)


@scene
def tensor_dtype_outer(wrap):
    w = fw.ones(2)

    def ch():
        w.data = fw.ones(5, dtype=fw.float64)

    return four(wrap(lambda x: x if w.dtype is fw.float32 else x * 9), ch)


@scene
def tensor_is_leaf(wrap):
    w = fw.ones(2)
    return four(wrap(lambda x: x if w.requires_grad else x * 9), lambda: w.requires_grad_())


@scene
def tensor_grad_shape(wrap):
    w = fw.ones(2, requires_grad=True)
    w.grad = fw.ones(2)
    return four(wrap(lambda x: x * w.grad), lambda: setattr(w, "grad", fw.ones(2) * 9))


@scene
def tensor_grad_none(wrap):
    w = fw.ones(2, requires_grad=True)
    w.grad = fw.ones(2)
    return four(wrap(lambda x: x if w.grad is None else x * 9), lambda: setattr(w, "grad", None))


@scene
def tensor_version(wrap):
    w = fw.ones(2)
    return four(wrap(lambda x: x * w._version), lambda: w.add_(1))


@scene
def data_ptr(wrap):
    return four(wrap(lambda x: x * (x.data_ptr() > 0)))


@scene
def is_contiguous(wrap):
    run = wrap(lambda x: x if x.is_contiguous() else x * 9)
    a = fw.ones(2, 2)
    return [shown(run(a)), shown(run(a.T)), shown(run(a))]


@scene
def stride_arg(wrap):
    run = wrap(lambda x: x * x.stride()[0])
    a = fw.ones(2, 3)
    return [shown(run(a)), shown(run(a.T)), shown(run(a))]


@scene
def storage_offset(wrap):
    run = wrap(lambda x: x * x.storage_offset()) if hasattr(fw.Tensor, "storage_offset") else None
    if run is None:
        return 0
    a = fw.ones(6)
    return [shown(run(a[:2])), shown(run(a[2:4])), shown(run(a[4:]))]


@scene
def equal_tensors(wrap):
    w = fw.tensor([4.0, 2.0])
    return four(wrap(lambda x: x if fw.equal(x, w) else x * 9), lambda: w.add_(1))


@scene
def allclose_tensors(wrap):
    w = fw.tensor([4.0, 2.0])
    return four(wrap(lambda x: x if fw.allclose(x, w) else x * 9), lambda: w.add_(1))


@scene
def isnan_any(wrap):
    run = wrap(lambda x: x if x.isnan().any() else x * 9)
    return [shown(run(fw.tensor([v]))) for v in (1.0, math.nan, 2.0)]


@scene
def nonfinite_raise(wrap):
    def step(x):
        if not fw.isfinite(x).all():
            raise ValueError("nan")
        return x * 2

    run = wrap(step)
    out = []
    for v in (1.0, math.nan, 2.0):
        try:
            out.append(shown(run(fw.tensor([v]))))
        except ValueError:
            out.append("VE")
    return out


@scene
def early_return(wrap):
    def step(x):
        if x.sum() > 5:
            return x
        return x * 9

    run = wrap(step)
    return [shown(run(fw.tensor([v]))) for v in (1.0, 7.0, 2.0, 8.0)]


@scene
def while_tensor(wrap):
    def step(x):
        while x.sum() < 20:
            x = x * 2
        return x

    run = wrap(step)
    return [shown(run(fw.tensor([v]))) for v in (1.0, 7.0, 2.0, 8.0)]


@scene
def tensor_as_key(wrap):
    w = fw.ones(2)
    d = {w: 1.0}
    return four(wrap(lambda x: x * d[w]), lambda: d.__setitem__(w, 9.0))


@scene
def tensor_in_list(wrap):
    w = fw.ones(2)
    l = [w]
    return four(wrap(lambda x: x * (w in l)), l.clear)


@scene
def tensor_in_set(wrap):
    w = fw.ones(2)
    l = {w}
    return four(wrap(lambda x: x * (w in l)), l.clear)


@scene
def sum_params_norm(wrap):
    m = nn.Linear(2, 2)
    with fw.no_grad():
        m.weight.fill_(1.0)
        m.bias.fill_(0.5)
    return four(wrap(lambda x: sum((p**2).sum() for p in m.parameters()).sqrt()), lambda: m.weight.data.mul_(2))


@scene
def state_dict_load_inside(wrap):
    m, n = nn.Linear(2, 2), nn.Linear(2, 2)
    with fw.no_grad():
        m.weight.fill_(1.0)
        m.bias.fill_(0.5)

    def step(x):
        n.load_state_dict(m.state_dict())
        return n(x)

    return four(wrap(step), lambda: m.weight.data.mul_(2))


@scene
def make_model_inside(wrap):
    fw.manual_seed(0)

    def step(x):
        m = nn.Linear(2, 2)
        return m(x)

    return four(wrap(step))


@scene
def make_optim_inside(wrap):
    w = fw.ones(2, requires_grad=True)

    def step(x):
        o = fw.optim.SGD([w], lr=0.1)
        o.zero_grad()
        (w * x).sum().backward()
        o.step()
        return w.detach().clone()

    return four(wrap(step))


@scene
def new_tensor_from_list(wrap):
    l = [1.0, 2.0]
    return four(wrap(lambda x: x * fw.tensor(l)), lambda: l.__setitem__(0, 9.0))


@scene
def new_tensor_nested(wrap):
    l = [[1.0], [2.0]]
    return four(wrap(lambda x: (x * fw.tensor(l)).sum()), lambda: l[0].__setitem__(0, 9.0))


@scene
def new_tensor_tuple(wrap):
    l = ([1.0], [2.0])
    return four(wrap(lambda x: (x * fw.tensor(l)).sum()), lambda: l[0].__setitem__(0, 9.0))


@scene
def new_tensor_userseq(wrap):
    class S(collections.abc.Sequence):
        k = [1.0, 2.0]

        def __len__(s):
            return 2

        def __getitem__(s, i):
            return s.k[i]

    l = S()
    return four(wrap(lambda x: (x * fw.tensor(l)).sum()), lambda: l.k.__setitem__(0, 9.0))


@scene
def userlist(wrap):
    l = collections.UserList([1.0, 2.0])
    return four(wrap(lambda x: (x * l[0]).sum()), lambda: l.__setitem__(0, 9.0))


@scene
def userlist_tensor(wrap):
    l = collections.UserList([1.0, 2.0])
    return four(wrap(lambda x: (x * fw.tensor(list(l))).sum()), lambda: l.__setitem__(0, 9.0))


@scene
def float_of_obj(wrap):
    class A:
        k = 1.0

        def __float__(s):
            return s.k

    a = A()
    return four(wrap(lambda x: x * float(a)), lambda: setattr(a, "k", 9.0))


@scene
def index_list_obj(wrap):
    class A:
        k = 1

        def __index__(s):
            return s.k

    a = A()
    l = [5.0, 6.0]
    return four(wrap(lambda x: x * l[a]), lambda: setattr(a, "k", 0))


@scene
def range_obj(wrap):
    class A:
        k = 1

        def __index__(s):
            return s.k

    a = A()
    return four(wrap(lambda x: x * len(range(a))), lambda: setattr(a, "k", 3))


@scene
def np_array_protocol(wrap):
    class A:
        k = 1.0

        def __array__(s, dtype=None, copy=None):
            return np.array([s.k], dtype)

    a = A()
    return four(wrap(lambda x: x * fw.tensor(np.asarray(a))), lambda: setattr(a, "k", 3))


@scene
def int_subclass(wrap):
    class I(int):
        pass

    i = I(1)
    i.k = 1.0
    return four(wrap(lambda x: x * i.k), lambda: setattr(i, "k", 9.0))


@scene
def int_subclass_op(wrap):
    k = [1]

    class I(int):
        def __add__(s, o):
            return k[0]

    i = I(1)
    return four(wrap(lambda x: x * (i + 1)), lambda: k.__setitem__(0, 9))


@scene
def str_subclass(wrap):
    class I(str):
        pass

    i = I("1.0")
    i.k = 1.0
    return four(wrap(lambda x: x * i.k), lambda: setattr(i, "k", 9.0))


@scene
def tuple_subclass_attr(wrap):
    class I(tuple):
        pass

    i = I((1.0,))
    i.k = 1.0
    return four(wrap(lambda x: x * i.k), lambda: setattr(i, "k", 9.0))


@scene
def tuple_subclass_class_attr(wrap):
    class I(tuple):
        k = 1.0

    i = I((1.0,))
    return four(wrap(lambda x: x * i.k), lambda: setattr(I, "k", 9.0))


@scene
def namedtuple_class_attr(wrap):
    class I(typing.NamedTuple):
        a: float

    I.k = 1.0
    i = I(1.0)
    return four(wrap(lambda x: x * i.k), lambda: setattr(I, "k", 9.0))


@scene
def namedtuple_method_replaced(wrap):
    class I(typing.NamedTuple):
        a: float

        def f(s):
            return s.a

    i = I(1.0)
    return four(wrap(lambda x: x * i.f()), lambda: setattr(I, "f", lambda s: 9.0))


@scene
def namedtuple_field_replaced(wrap):
    class I(typing.NamedTuple):
        a: float

    i = I(1.0)
    return four(wrap(lambda x: x * i.a), lambda: setattr(I, "a", property(lambda s: 9.0)))


@scene
def tensor_class_attr_arg(wrap):
    fw.Tensor.kk = 1.0
    try:
        return four(wrap(lambda x: x * (x * 1).kk), lambda: setattr(fw.Tensor, "kk", 9.0))
    finally:
        del fw.Tensor.kk


@scene
def tensor_property_user(wrap):
    box = [1.0]
    fw.Tensor.kk = property(lambda s: box[0])
    try:
        return four(wrap(lambda x: x * (x * 1).kk), lambda: box.__setitem__(0, 9.0))
    finally:
        del fw.Tensor.kk


@scene
def partial_made_anew(wrap):
    p = functools.partial(lambda x, k=1.0: x * k, k=2.0)
    return four(wrap(lambda x: p(x)), lambda: p.__setstate__((p.func, (), {"k": 9.0}, {})))


@scene
def method_of_a_tensor_of_its_own(wrap):
    w = fw.ones(2)
    return four(wrap(lambda x: w.mul(x)), lambda: setattr(w, "mul", lambda other: other * 9.0))


@scene
def method_of_an_argument_of_its_own(wrap):
    x = fw.ones(2)
    return four(wrap(lambda x: x.sum()), lambda: setattr(x, "sum", lambda: fw.tensor(9.0)), x)


@scene
def method_of_a_gradient_of_its_own(wrap):
    w = fw.ones(2, requires_grad=True)
    (w * 2).sum().backward()
    return four(wrap(lambda x: x * w.grad.sum()), lambda: setattr(w.grad, "sum", lambda: fw.tensor(9.0)))


def descended(wrap, between, rate=0.1, **options):
    """Six steps of gradient descent in float64, and the parameter after each; an error is a result, too."""
    w = fw.ones(2, dtype=fw.float64, requires_grad=True)
    optimizer = fw.optim.SGD([w], rate, **options)

    def step(x):
        loss = (w * x).pow(2).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss

    found, run = [], wrap(step)
    for i in range(6):
        try:
            found.append(shown(run(X)))
        except (KeyError, OverflowError, TypeError) as error:
            found.append(repr(error))
        found.append((shown(w), shown(w.grad)))
        if i == 2:
            between(optimizer.param_groups[0])
    return found


@scene
def rate_is_an_equal_tensor(wrap):
    return descended(wrap, lambda group: group.update(lr=fw.tensor(0.1)))


@scene
def rate_is_gone(wrap):
    return descended(wrap, lambda group: group.pop("lr"))


@scene
def rate_is_no_number(wrap):
    return descended(wrap, lambda group: group.update(lr="fast"))


@scene
def rate_is_beyond_all_numbers(wrap):
    return descended(wrap, lambda group: group.update(lr=10**400))


@scene
def rate_is_an_integer(wrap):
    return descended(wrap, lambda group: group.update(lr=1), 1.0)


@scene
def anomaly_detection_begins(wrap):
    def step(x):
        w = (x - x).requires_grad_()
        try:
            (w * 0).sqrt().sum().backward()
        except RuntimeError as error:
            return str(error)
        return w.grad

    try:
        return four(wrap(step), lambda: fw.autograd.set_detect_anomaly(True))
    finally:
        fw.autograd.set_detect_anomaly(False)


@scene
def namedtuple_made_of_other_defaults(wrap):
    class I(typing.NamedTuple):
        a: float = 1.0

    return four(wrap(lambda x: x * I().a), lambda: setattr(I.__new__, "__defaults__", (9.0,)))


@scene
def namedtuple_made_of_a_list(wrap):
    class I(typing.NamedTuple):
        a: list = [1.0]

    return four(wrap(lambda x: x * I().a[0]), lambda: I.__new__.__defaults__[0].append(9.0) or I().a.reverse())


@scene
def namedtuple_with_a_new_of_its_own(wrap):
    factor = [1.0]

    class I(collections.namedtuple("I", "a")):
        def __new__(cls, a):
            return super().__new__(cls, a * factor[0])

    return four(wrap(lambda x: x * I(2.0).a), lambda: factor.__setitem__(0, 9.0))


@scene
def operator_of_a_class_of_tensors(wrap):
    class T(fw.Tensor):
        pass

    w = fw.ones(2).as_subclass(T)
    return four(wrap(lambda x: w * x), lambda: setattr(T, "__mul__", lambda self, other: other * 9.0))


@scene
def operator_of_a_class_of_arguments(wrap):
    class T(fw.Tensor):
        pass

    x = fw.ones(2).as_subclass(T)
    return four(wrap(lambda x: 2 * x), lambda: setattr(T, "__rmul__", lambda self, other: fw.ones(2) * 9.0), x)


@scene
def loss_of_one_row_of_other_sizes(wrap):
    return four(wrap(lambda x: F.mse_loss(x[:1].view(1, 1), x[:1] * 2) + fw.ones(1, 2).expand(1, 2).sum()))


@pytest.mark.parametrize("name", SCENES)
@pytest.mark.filterwarnings("ignore")
def test_a_scene_is_the_engines_or_refused(name):
    fw.manual_seed(0)
    expected = SCENES[name](lambda step: step)
    fw.manual_seed(0)
    if name not in REFUSED:
        assert repr(SCENES[name](fw.compile)) == repr(expected)
        return
    with pytest.raises(NotImplementedError, match=r"^compile\(\): ") as error:
        SCENES[name](fw.compile)
    assert __file__.rpartition("/")[2] in str(error.value) or name == "make_model_inside"


def test_nothing_is_heard_of_infinite_numbers():
    w = fw.tensor([1.0, -1.0], requires_grad=True)
    optimizer = fw.optim.Adam([w], lr=1e38)

    def step(x):
        optimizer.zero_grad()
        (w * x).sum().backward()
        optimizer.step()
        return w + fw.tensor([1e300, math.nan])

    step = fw.compile(step)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for _ in range(4):
            step(fw.tensor([1e30, 1.0]))
            optimizer.param_groups[0]["lr"] *= 3
