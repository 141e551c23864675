"""What someone writes in the first weeks with torch."""

from __future__ import annotations

import argparse
import itertools
import math
import random
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import tinygrad_lr as torch
import tinygrad_lr.nn as nn
import tinygrad_lr.nn.functional as F
import tinygrad_lr.optim as optim
from tinygrad_lr import Tensor
from tinygrad_lr.optim import lr_scheduler
from tinygrad_lr.optim.lr_scheduler import CosineAnnealingLR, ReduceLROnPlateau, StepLR
from tinygrad_lr.utils.data import DataLoader, Dataset, Subset, TensorDataset, random_split

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")


@dataclass
class Config:
    lr: float = 1e-3
    epochs: int = 5
    hidden: tuple[int, ...] = (16, 8)
    seed: int = 0


class Houses(Dataset[tuple[Tensor, Tensor]]):
    def __init__(self, n: int, noise: float = 0.1) -> None:
        g = torch.Generator().manual_seed(n)
        self.x = torch.randn(n, 3, generator=g)
        w = torch.tensor([[1.0], [-2.0], [0.5]])
        self.y = self.x @ w + noise * torch.randn(n, 1, generator=g)

    def __len__(self) -> int:
        return len(self.x)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        return self.x[index], self.y[index]


class MLP(nn.Module):
    mean: Tensor

    def __init__(self, inputs: int, hidden: tuple[int, ...], outputs: int, p: float = 0.0) -> None:
        super().__init__()
        sizes = [inputs, *hidden]
        layers: list[nn.Module] = []
        for a, b in itertools.pairwise(sizes):
            layers += [nn.Linear(a, b), nn.ReLU(), nn.Dropout(p)]
        layers.append(nn.Linear(sizes[-1], outputs))
        self.net = nn.Sequential(*layers)
        self.scale = nn.Parameter(torch.ones(1))
        self.register_buffer("mean", torch.zeros(inputs))
        self.apply(self.init_weights)

    @staticmethod
    def init_weights(m: nn.Module) -> None:
        if isinstance(m, nn.Linear):
            nn.init.kaiming_normal_(m.weight, nonlinearity="relu")
            if m.bias is not None:
                nn.init.zeros_(m.bias)

    def forward(self, x: Tensor) -> Tensor:
        x = (x - self.mean) * self.scale
        out: Tensor = self.net(x)
        return out


def standardize(x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    mean, std = x.mean(dim=0, keepdim=True), x.std(dim=0, keepdim=True)
    return (x - mean) / (std + 1e-8), mean, std


def accuracy(logits: Tensor, labels: Tensor) -> float:
    return (logits.argmax(dim=1) == labels).float().mean().item()


def rmse(a: Tensor, b: Tensor) -> float:
    return math.sqrt(F.mse_loss(a, b).item())


def epoch_of(
    model: nn.Module,
    loader: DataLoader[tuple[Tensor, Tensor]],
    loss_fn: nn.Module,
    optimizer: optim.Optimizer | None = None,
) -> float:
    model.train(optimizer is not None)
    total, count = 0.0, 0
    for xb, yb in loader:
        xb, yb = xb.to(device), yb.to(device)
        loss = loss_fn(model(xb), yb)
        if optimizer is not None:
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
            optimizer.step()
        total += loss.item() * xb.size(0)
        count += len(xb)
    return total / count


def main(config: Config) -> None:
    torch.manual_seed(config.seed)
    random.seed(config.seed)
    np.random.seed(config.seed)
    data = Houses(100)
    train, test = random_split(data, [80, 20], generator=torch.Generator().manual_seed(1))
    train_loader = DataLoader(train, batch_size=16, shuffle=True, drop_last=True)
    test_loader = DataLoader(test, batch_size=20)
    model = MLP(3, config.hidden, 1).to(device)
    n_params = sum(p.numel() for p in model.parameters() if p.requires_grad)
    print(f"{n_params} parameters", model)
    optimizer = optim.Adam(model.parameters(), lr=config.lr, weight_decay=1e-4)
    schedule = StepLR(optimizer, step_size=2, gamma=0.5)
    plateau = ReduceLROnPlateau(optimizer, mode="min", patience=2)
    best, history = float("inf"), []
    for epoch in range(config.epochs):
        tr = epoch_of(model, train_loader, nn.MSELoss(), optimizer)
        with torch.no_grad():
            te = epoch_of(model, test_loader, nn.MSELoss())
        schedule.step()
        plateau.step(te)
        history.append((tr, te))
        if te < best:
            best = te
            torch.save(model.state_dict(), "best.pt")
        print(f"{epoch}: {tr:.4f} {te:.4f} {optimizer.param_groups[0]['lr']:.2e} {schedule.get_last_lr()[0]}")
    model.load_state_dict(torch.load("best.pt", map_location="cpu"))
    torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "epoch": 3}, Path("all.pt"))
    state = torch.load("all.pt")
    optimizer.load_state_dict(state["optimizer"])


def by_hand() -> Tensor:
    x = torch.linspace(0, 1, 50).unsqueeze(1)
    y = 3 * x + 2 + torch.randn_like(x) * 0.1
    w = torch.randn(1, 1, requires_grad=True)
    b = torch.zeros(1, requires_grad=True)
    lr = 0.1
    for step in range(100):
        pred = torch.mm(x, w) + b
        loss = torch.mean((pred - y) ** 2)
        loss.backward()
        with torch.no_grad():
            assert w.grad is not None
            assert b.grad is not None
            w -= lr * w.grad
            b -= lr * b.grad
        w.grad.zero_()
        b.grad = None
        if step % 10 == 0:
            print(step, loss.item(), w.item(), float(b))
    return w.detach()


def tensors() -> None:
    a = torch.arange(12).reshape(3, 4)
    b = a.float().view(-1, 2)
    c = torch.cat([b, b], dim=0)
    d = torch.stack((c, c), dim=1).permute(1, 0, 2)
    values, indices = d.max(dim=-1)
    top, where = torch.topk(values, 2)
    s: float = values.sum().item()
    mask = b > 3
    picked = b[mask]
    b[0, :] = 1.0
    b[mask] = 0
    e = torch.where(mask, b, torch.zeros_like(b))
    n: np.ndarray = e.detach().cpu().numpy()
    back = torch.from_numpy(n)
    rows, cols = a.shape
    h = torch.zeros(rows, cols, dtype=torch.float64, device=device)
    h += 1
    i = 1 - h / 2 + 2**h
    k = -i.abs().clamp(min=0, max=1)
    z = torch.einsum("ij,kj->ik", i, k)
    o = torch.nn.functional.one_hot(torch.tensor([0, 2]), num_classes=3)
    u = torch.tensor([1, 2, 3]).tolist()
    eq = bool(torch.allclose(back, e)) and torch.equal(back, e)
    p = [t.item() for t in torch.unbind(torch.ones(3))]
    q = torch.split(a, 2, dim=1)[0].T.contiguous().flatten()
    srt, idx = torch.sort(q, descending=True)
    r = q.to(torch.float32).softmax(dim=0).log().exp().sqrt().pow(2).mean()
    print(s, picked, indices, top, where, z, o, u, eq, p, srt, idx, r, len(a), a[..., None].shape, a[:, 1:3].size(-1))
    for row in a:
        print(row.sum().item() + 1)
    m = a.numpy().mean()
    v = torch.var(b, dim=1, unbiased=False)
    vm, ve = torch.var_mean(b)
    print(m, v, vm, ve, torch.finfo(torch.float32).eps, a.dtype == torch.int64, a.device.type, a.is_leaf)


class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx: torch.autograd.function.FunctionCtx, x: Tensor) -> Tensor:
        ctx.save_for_backward(x)
        return x * x

    @staticmethod
    def backward(ctx: torch.autograd.function.FunctionCtx, g: Tensor) -> Tensor:
        (x,) = ctx.saved_tensors
        return 2 * x * g


def grads() -> None:
    x = torch.tensor(2.0, requires_grad=True)
    y = Square.apply(x)
    (g,) = torch.autograd.grad(y, x, create_graph=True)
    g.backward()
    print(x.grad, y.grad_fn, x.grad_fn is None)
    handle = x.register_hook(lambda grad: grad * 2)
    handle.remove()
    ok = torch.autograd.gradcheck(lambda t: (t**3).sum(), (torch.ones(2, dtype=torch.double, requires_grad=True),))
    print(ok)


def closures(model: nn.Module, x: Tensor, y: Tensor) -> None:
    opt = optim.SGD([{"params": model.parameters(), "lr": 0.1}], lr=0.1, momentum=0.9, nesterov=True)

    def closure() -> Tensor:
        opt.zero_grad(set_to_none=True)
        loss: Tensor = F.cross_entropy(model(x), y)
        loss.backward()
        return loss

    loss = opt.step(closure)
    print(loss)
    sched = lr_scheduler.LambdaLR(opt, lr_lambda=lambda e: 0.95**e)
    cos = CosineAnnealingLR(opt, T_max=10)
    for s in (sched, cos):
        s.step()


def containers() -> Iterator[nn.Module]:
    net = nn.Sequential(OrderedDict([("a", nn.Linear(2, 3)), ("act", nn.Tanh()), ("b", nn.Linear(3, 1))]))
    first = net[0]
    if isinstance(first, nn.Linear):
        print(first.in_features, first.weight.shape, first.weight.data.norm())
    ml = nn.ModuleList([nn.Linear(2, 2) for _ in range(3)])
    md = nn.ModuleDict({"x": nn.Identity()})
    for name, p in net.named_parameters():
        p.requires_grad = "a." in name
        print(name, tuple(p.shape), p.grad)
    yield from ml
    yield md["x"]
    for q in net.parameters():
        q.requires_grad_(False)
        if q.grad is not None:
            q.grad.data.zero_()


@torch.no_grad()
def predict(model: nn.Module, x: Tensor) -> list[float]:
    model.eval()
    out: list[float] = model(x).squeeze(-1).tolist()
    return out


@torch.compile
def fast(x: Tensor, w: Tensor) -> Tensor:
    return (x @ w).relu().sum()


f: Callable[[Tensor], Tensor] = torch.relu
activations: dict[str, Callable[[Tensor], Tensor]] = {"relu": F.relu, "tanh": torch.tanh}
criterion = nn.CrossEntropyLoss(label_smoothing=0.1, reduction="sum")
subset = Subset(Houses(3), [0, 2])
td = TensorDataset(torch.ones(3, 2), torch.zeros(3))
xb, yb = next(iter(DataLoader(td, batch_size=2)))
total = sum([torch.ones(1), torch.ones(1)])
acc = torch.tensor(0.0)
for chunk in torch.ones(4).chunk(2):
    acc += chunk.sum()
loss_value: float = fast(torch.ones(1, 2), torch.ones(2, 1)).item()

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--lr", type=float, default=1e-3)
    args = parser.parse_args()
    main(Config(lr=args.lr))
    by_hand()
    tensors()
    grads()
    list(containers())
    print(
        predict(MLP(3, (4,), 1), torch.randn(2, 3)),
        accuracy(torch.eye(2), torch.tensor([0, 1])),
        rmse(torch.ones(2), torch.zeros(2)),
        standardize(torch.randn(5, 2)),
    )
    closures(nn.Linear(2, 2), torch.ones(3, 2), torch.tensor([0, 1, 0]))
