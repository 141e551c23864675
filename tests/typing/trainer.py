"""A project's own training package in one file: classes, protocols, callbacks, and the annotations that people write."""

from __future__ import annotations

import copy
import functools
import json
import logging
import os
import sys
import time
from abc import ABC, abstractmethod
from collections import defaultdict, deque
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass, field
from enum import Enum
from pathlib import Path
from typing import (
    Any,
    Callable,
    Dict,
    Generator,
    Generic,
    Iterable,
    Iterator,
    List,
    Literal,
    Mapping,
    NamedTuple,
    Optional,
    Protocol,
    Sequence,
    Tuple,
    TypeVar,
    Union,
)

import numpy as np
import numpy.typing as npt

import tinygrad_lr as torch
import tinygrad_lr.nn as nn
import tinygrad_lr.nn.functional as F
from tinygrad_lr import Tensor
from tinygrad_lr.autograd import Function
from tinygrad_lr.nn import Module, Parameter, ParameterDict, ParameterList
from tinygrad_lr.nn.utils import clip_grad_norm_, clip_grad_value_, parameters_to_vector, vector_to_parameters
from tinygrad_lr.optim import Adam, AdamW, Optimizer, SGD
from tinygrad_lr.optim.lr_scheduler import (
    LRScheduler,
    OneCycleLR,
    SequentialLR,
    LinearLR,
    CosineAnnealingLR,
    CosineAnnealingWarmRestarts,
    LambdaLR,
    MultiStepLR,
    ExponentialLR,
    ReduceLROnPlateau,
)
from tinygrad_lr.utils.data import (
    BatchSampler,
    ConcatDataset,
    DataLoader,
    Dataset,
    IterableDataset,
    RandomSampler,
    Sampler,
    SequentialSampler,
    SubsetRandomSampler,
    TensorDataset,
    WeightedRandomSampler,
    default_collate,
)

log = logging.getLogger(__name__)
T = TypeVar("T")
Batch = Tuple[torch.Tensor, torch.Tensor]
LossFn = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]
DEVICE: torch.device = torch.device("cpu")
DTYPES: Dict[str, torch.dtype] = {"float32": torch.float32, "float64": torch.double, "long": torch.int64}


class Mode(Enum):
    TRAIN = "train"
    EVAL = "eval"


class Metrics(NamedTuple):
    loss: float
    mae: float
    r2: float


@dataclass
class Settings:
    lr: float = 1e-2
    betas: Tuple[float, float] = (0.9, 0.999)
    epochs: int = 3
    batch_size: int = 8
    dtype: torch.dtype = torch.float32
    loss: Literal["mse", "l1", "huber"] = "mse"
    extra: Dict[str, Any] = field(default_factory=dict)


class Table(Dataset[Batch]):
    def __init__(
        self,
        x: npt.NDArray[np.float32],
        y: npt.NDArray[np.float32],
        transform: Optional[Callable[[torch.Tensor], torch.Tensor]] = None,
    ) -> None:
        self.x = torch.from_numpy(x).float()
        self.y = torch.as_tensor(y, dtype=torch.float32).unsqueeze(-1)
        self.transform = transform

    def __len__(self) -> int:
        return self.x.shape[0]

    def __getitem__(self, i: int) -> Batch:
        row = self.x[i]
        if self.transform is not None:
            row = self.transform(row)
        return row, self.y[i]


class Endless(IterableDataset[torch.Tensor]):
    def __init__(self, n: int) -> None:
        self.n = n

    def __iter__(self) -> Iterator[torch.Tensor]:
        for _ in range(self.n):
            yield torch.randn(3)


class EveryOther(Sampler[int]):
    def __init__(self, data: Dataset[Any], n: int) -> None:
        self.n = n

    def __iter__(self) -> Iterator[int]:
        return iter(range(0, self.n, 2))

    def __len__(self) -> int:
        return self.n // 2


def collate(rows: List[Batch]) -> Batch:
    xs, ys = zip(*rows)
    return torch.stack(xs), torch.stack(ys, dim=0)


class ClampSTE(Function):
    @staticmethod
    def forward(ctx: Any, x: torch.Tensor, lo: float, hi: float) -> torch.Tensor:
        ctx.save_for_backward(x)
        ctx.lo, ctx.hi = lo, hi
        return x.clamp(lo, hi)

    @staticmethod
    def backward(ctx: Any, *grads: torch.Tensor) -> Tuple[Optional[torch.Tensor], None, None]:
        (x,) = ctx.saved_tensors
        g = grads[0]
        if not ctx.needs_input_grad[0]:
            return None, None, None
        return g * ((x > ctx.lo) & (x < ctx.hi)).to(g.dtype), None, None


class Polynomial(nn.Module):
    scale: torch.Tensor
    running: Optional[torch.Tensor]

    def __init__(self, degree: int, device: Optional[torch.device] = None, dtype: Optional[torch.dtype] = None) -> None:
        super().__init__()
        kw: Dict[str, Any] = {"device": device, "dtype": dtype}
        self.coefficients = nn.ParameterList([nn.Parameter(torch.randn(1, **kw)) for _ in range(degree)])
        self.named = nn.ParameterDict({"bias": nn.Parameter(torch.zeros(1))})
        self.register_buffer("scale", torch.ones(1), persistent=False)
        self.register_parameter("unused", None)
        self.running = None

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        total = torch.zeros_like(x)
        for k, c in enumerate(self.coefficients):
            total = total + c * x.pow(k)
        out: torch.Tensor = (total + self.named["bias"]) * self.scale
        return out

    def extra_repr(self) -> str:
        return f"degree={len(self.coefficients)}"


class Residual(nn.Module):
    def __init__(self, width: int, p: float = 0.1, act: Callable[[torch.Tensor], torch.Tensor] = F.relu) -> None:
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(width, width), nn.Linear(width, width, bias=False)
        self.norm = nn.LayerNorm(width)
        self.drop = nn.Dropout(p=p)
        self.act = act

    def forward(self, x: torch.Tensor, mask: Optional[torch.Tensor] = None) -> torch.Tensor:
        h = self.drop(self.act(self.fc1(self.norm(x))))
        if mask is not None:
            h = h.masked_fill(mask.logical_not(), 0.0)
        out: torch.Tensor = x + self.fc2(h)
        return out


def build(inputs: int, width: int, depth: int) -> nn.Sequential:
    blocks: List[nn.Module] = [nn.Linear(inputs, width)]
    blocks.extend(Residual(width) for _ in range(depth))
    net = nn.Sequential(*blocks, nn.Linear(width, 1))
    for name, m in net.named_modules():
        if isinstance(m, nn.Linear):
            nn.init.xavier_uniform_(m.weight, gain=nn.init.calculate_gain("relu"))
            if m.bias is not None:
                nn.init.constant_(m.bias, 0.0)
    return net


def criterion(kind: Literal["mse", "l1", "huber"]) -> LossFn:
    if kind == "mse":
        return nn.MSELoss(reduction="mean")
    known: Dict[str, LossFn] = {"l1": F.l1_loss, "huber": functools.partial(F.huber_loss, delta=0.5)}
    return known[kind]


def make_optimizer(model: torch.nn.Module, s: Settings) -> torch.optim.Optimizer:
    decay = [p for n, p in model.named_parameters() if p.ndim >= 2]
    plain = [p for n, p in model.named_parameters() if p.ndim < 2]
    groups: List[Dict[str, Any]] = [{"params": decay, "weight_decay": 1e-2}, {"params": plain, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=s.lr, betas=s.betas, eps=1e-8, amsgrad=False)


def warmup(opt: Optimizer, steps: int) -> LRScheduler:
    first = LinearLR(opt, start_factor=0.1, total_iters=steps)
    return SequentialLR(opt, schedulers=[first, CosineAnnealingLR(opt, T_max=10, eta_min=1e-5)], milestones=[steps])


class Callback(Protocol):
    def __call__(self, trainer: "Trainer", metrics: Metrics) -> bool: ...


class EarlyStopping:
    def __init__(self, patience: int = 3) -> None:
        self.best, self.bad, self.patience = float("inf"), 0, patience
        self.state: Optional[Dict[str, torch.Tensor]] = None

    def __call__(self, trainer: "Trainer", metrics: Metrics) -> bool:
        if metrics.loss < self.best:
            self.best, self.bad = metrics.loss, 0
            self.state = {k: v.detach().clone() for k, v in trainer.model.state_dict().items()}
        else:
            self.bad += 1
        return self.bad >= self.patience


class Trainer:
    def __init__(
        self,
        model: torch.nn.Module,
        loss_fn: LossFn,
        optimizer: Optional[torch.optim.Optimizer] = None,
        scheduler: Optional[torch.optim.lr_scheduler.LRScheduler] = None,
        callbacks: Sequence[Callback] = (),
        grad_clip: Optional[float] = 1.0,
        accumulate: int = 1,
    ) -> None:
        self.model, self.loss_fn = model.to(DEVICE), loss_fn
        self.optimizer = (
            optimizer if optimizer is not None else torch.optim.SGD(model.parameters(), lr=1e-2, momentum=0.9)
        )
        self.scheduler, self.callbacks = scheduler, callbacks
        self.grad_clip, self.accumulate = grad_clip, accumulate
        self.history: Dict[str, List[float]] = defaultdict(list)
        self.recent: "deque[float]" = deque(maxlen=100)
        self.step_count = 0

    @property
    def lr(self) -> float:
        return float(self.optimizer.param_groups[0]["lr"])

    def train_step(self, batch: Batch) -> float:
        x, y = (t.to(DEVICE, non_blocking=True) for t in batch)
        pred = self.model(x)
        loss = self.loss_fn(pred, y) / self.accumulate
        loss.backward()
        self.step_count += 1
        if self.step_count % self.accumulate == 0:
            if self.grad_clip is not None:
                norm = clip_grad_norm_(self.model.parameters(), self.grad_clip)
                if not torch.isfinite(norm):
                    log.warning("gradient norm is %s", norm.item())
            self.optimizer.step()
            self.optimizer.zero_grad(set_to_none=True)
            if self.scheduler is not None:
                self.scheduler.step()
        self.recent.append(loss.item())
        return loss.item()

    @torch.no_grad()
    def evaluate(self, loader: Iterable[Batch]) -> Metrics:
        self.model.eval()
        preds: List[torch.Tensor] = []
        targets: List[torch.Tensor] = []
        for x, y in loader:
            preds.append(self.model(x.to(DEVICE)).cpu())
            targets.append(y)
        p, t = torch.cat(preds), torch.cat(targets, dim=0)
        residual = ((p - t) ** 2).sum()
        r2 = 1.0 - (residual / ((t - t.mean()) ** 2).sum()).item()
        self.model.train()
        return Metrics(loss=self.loss_fn(p, t).item(), mae=(p - t).abs().mean().item(), r2=r2)

    def fit(
        self, loader: DataLoader[Batch], valid: Optional[DataLoader[Batch]] = None, epochs: int = 1
    ) -> Dict[str, List[float]]:
        for epoch in range(epochs):
            began = time.perf_counter()
            losses = [self.train_step(batch) for batch in loader]
            self.history["train"].append(sum(losses) / max(len(losses), 1))
            if valid is not None:
                metrics = self.evaluate(valid)
                self.history["valid"].append(metrics.loss)
                if any(cb(self, metrics) for cb in self.callbacks):
                    break
            log.info(
                "epoch %d: %.4f, lr %.2e, %.1f s",
                epoch,
                self.history["train"][-1],
                self.lr,
                time.perf_counter() - began,
            )
        return self.history

    def save(self, path: Union[str, "os.PathLike[str]"]) -> None:
        torch.save(
            {"model": self.model.state_dict(), "optimizer": self.optimizer.state_dict(), "history": dict(self.history)},
            path,
        )

    def load(self, path: Union[str, Path], strict: bool = True) -> None:
        checkpoint: Dict[str, Any] = torch.load(path, map_location=DEVICE, weights_only=True)
        result = self.model.load_state_dict(checkpoint["model"], strict=strict)
        if result.missing_keys or result.unexpected_keys:
            raise KeyError(result.missing_keys)
        self.optimizer.load_state_dict(checkpoint["optimizer"])


class EMA:
    def __init__(self, model: nn.Module, decay: float = 0.99) -> None:
        self.shadow = copy.deepcopy(model).requires_grad_(False)
        self.decay = decay

    @torch.no_grad()
    def update(self, model: nn.Module) -> None:
        for s, p in zip(self.shadow.parameters(), model.parameters()):
            s.mul_(self.decay).add_(p.data, alpha=1 - self.decay)
        for old, new in zip(self.shadow.buffers(), model.buffers()):
            old.copy_(new)


@contextmanager
def frozen(module: nn.Module) -> Generator[nn.Module, None, None]:
    before = [p.requires_grad for p in module.parameters()]
    module.requires_grad_(False)
    try:
        yield module
    finally:
        for p, r in zip(module.parameters(), before):
            p.requires_grad_(r)


def hooks(model: nn.Module) -> Dict[str, torch.Size]:
    shapes: Dict[str, torch.Size] = {}

    def record(name: str) -> Callable[[nn.Module, Tuple[Any, ...], torch.Tensor], None]:
        def hook(module: nn.Module, args: Tuple[Any, ...], output: torch.Tensor) -> None:
            shapes[name] = output.shape

        return hook

    handles = [m.register_forward_hook(record(n)) for n, m in model.named_modules() if n]
    model(torch.zeros(2, 3))
    for handle in handles:
        handle.remove()
    return shapes


def hessian_vector(f: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor, v: torch.Tensor) -> torch.Tensor:
    x = x.detach().requires_grad_(True)
    (g,) = torch.autograd.grad(f(x), x, create_graph=True)
    (hv,) = torch.autograd.grad(g, [x], grad_outputs=v, retain_graph=False, allow_unused=False)
    return hv


def newton(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    w = torch.zeros(x.size(1), 1, requires_grad=True)
    opt = SGD([w], lr=0.1)

    def closure() -> torch.Tensor:
        opt.zero_grad()
        loss = F.mse_loss(x @ w, y)
        loss.backward()
        return loss

    for _ in range(5):
        opt.step(closure)
    return w.detach().squeeze()


@torch.compile(backend="numpy")
def fused(x: torch.Tensor, w: torch.Tensor, b: Optional[torch.Tensor] = None) -> torch.Tensor:
    return F.mse_loss(F.linear(x, w, b), torch.zeros(x.shape[0], w.shape[0]))


def functional_losses(
    x: torch.Tensor, y: torch.Tensor, labels: torch.Tensor, weight: Optional[torch.Tensor] = None
) -> List[torch.Tensor]:
    out = [
        F.mse_loss(x, y, reduction="none").mean(dim=-1).sum(),
        F.smooth_l1_loss(x, y, beta=0.5),
        F.cross_entropy(x, labels, weight=weight, ignore_index=-100, label_smoothing=0.1),
        F.nll_loss(F.log_softmax(x, dim=-1), labels),
        F.binary_cross_entropy_with_logits(x, y.sigmoid(), pos_weight=torch.ones(x.size(1))),
        F.kl_div(x.log_softmax(-1), y.softmax(-1), reduction="batchmean"),
        F.cosine_similarity(x, y, dim=1).mean(),
    ]
    return out


def classify(logits: torch.FloatTensor, labels: torch.LongTensor) -> torch.Tensor:
    return F.cross_entropy(logits, labels)


def numbers() -> None:
    x = torch.randn(4, 3, dtype=torch.double, device=DEVICE, requires_grad=True)
    a: np.ndarray[Any, Any] = x.detach().numpy()
    b, c = x.chunk(2, dim=0)
    lo, hi = x.min(), x.max()
    q = torch.quantile(x, torch.tensor([0.1, 0.9], dtype=torch.double), dim=0)
    u, inverse, counts = torch.unique(torch.tensor([1, 1, 2]), return_inverse=True, return_counts=True)
    s, m = torch.std_mean(x, dim=0, keepdim=True)
    mask: torch.Tensor = x.gt(0)
    x2 = x[mask].view(-1)[:2].tolist()
    idx = torch.nonzero(mask, as_tuple=True)
    i, j = idx
    grid_x, grid_y = torch.meshgrid(torch.arange(2), torch.arange(3), indexing="ij")
    norm = torch.linalg.norm(x, dim=1)
    vec = parameters_to_vector(nn.Linear(2, 2).parameters())
    total: int = sum(int(p.numel()) for p in nn.Linear(2, 2).parameters())
    k, v = torch.topk(x.flatten(), k=3)
    z = torch.where(x > 0, x, 0.0) + torch.tensor(1.0).item() + float(torch.tensor(2)) + int(torch.tensor(3))
    w = torch.full((2, 3), fill_value=1.5).t() @ torch.eye(2)
    ok = x.isnan().any().item() or torch.allclose(z, z, rtol=1e-5)
    old = torch.LongTensor([1, 2])
    with torch.set_grad_enabled(False), torch.autograd.set_detect_anomaly(True):
        y = x.sum(dim=(0, 1)).exp_()
    print(
        a.shape,
        b,
        c,
        lo,
        hi,
        q,
        u,
        inverse,
        counts,
        s,
        m,
        x2,
        i,
        j,
        grid_x,
        grid_y,
        norm,
        vec,
        total,
        old,
        k,
        v,
        z,
        w,
        ok,
        y,
        x.size(),
        *x.shape,
    )


def main(argv: Optional[Sequence[str]] = None) -> int:
    s = Settings(loss="huber")
    rng = np.random.default_rng(0)
    x = rng.normal(size=(64, 3)).astype(np.float32)
    y = (x @ np.array([1.0, -2.0, 0.5], dtype=np.float32)).astype(np.float32)
    data = Table(x, y, transform=lambda row: row * 1.0)
    n = len(data)
    train, valid = torch.utils.data.random_split(
        data, [n - 16, 16], generator=torch.Generator().manual_seed(s.extra.get("seed", 0))
    )
    loader = DataLoader(
        train,
        batch_size=s.batch_size,
        shuffle=True,
        collate_fn=collate,
        drop_last=False,
        num_workers=0,
        pin_memory=False,
    )
    check = DataLoader(valid, batch_size=16, sampler=SequentialSampler(valid))
    model = build(3, 16, depth=2)
    opt = make_optimizer(model, s)
    sched = OneCycleLR(opt, max_lr=0.01, total_steps=s.epochs * len(loader))
    trainer = Trainer(model, criterion(s.loss), opt, sched, callbacks=[EarlyStopping()])
    history = trainer.fit(loader, check, epochs=s.epochs)
    trainer.save("trainer.pt")
    trainer.load(Path("trainer.pt"))
    ema = EMA(model)
    ema.update(model)
    with frozen(model) as m:
        assert not any(p.requires_grad for p in m.parameters())
    print(hooks(model), history["train"][-1] > 0, Polynomial(3)(torch.linspace(0, 1, 5)).shape)
    print(ClampSTE.apply(torch.randn(3, requires_grad=True), -0.5, 0.5).sum())
    print(hessian_vector(lambda t: (t**3).sum(), torch.ones(2), torch.ones(2)))
    print(newton(torch.randn(20, 2), torch.randn(20, 1)), fused(torch.ones(2, 3), torch.ones(1, 3)).item())
    for value in functional_losses(torch.randn(4, 3), torch.randn(4, 3), torch.tensor([0, 1, 2, 0])):
        assert value.ndim == 0
    for batch in DataLoader(Endless(4), batch_size=2):
        print(batch.shape)
    weighted = WeightedRandomSampler([0.1, 0.9], num_samples=4, replacement=True, generator=torch.Generator())
    print(list(weighted), len(EveryOther(data, n)), json.dumps({k: v for k, v in asdict(s).items() if k != "dtype"}))
    numbers()
    return 0


if __name__ == "__main__":
    sys.exit(main())
