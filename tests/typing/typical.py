"""Lines as people write them with torch, all of which checkers accept. Never run."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

import tinygrad_lr
import tinygrad_lr as torch
from tinygrad_lr import Tensor, nn, optim
from tinygrad_lr.nn import functional as F
from tinygrad_lr.optim.lr_scheduler import CosineAnnealingLR, ExponentialLR, LambdaLR, ReduceLROnPlateau, StepLR
from tinygrad_lr.utils.data import DataLoader, Dataset, TensorDataset, random_split

# -- tensors

torch.manual_seed(0)
a = torch.tensor([1.0, 2.0, 3.0])
b = tinygrad_lr.tensor([[1, 2], [3, 4]], dtype=torch.float32, requires_grad=True)
c = torch.zeros(2, 3)
d = torch.ones((2, 3), dtype=torch.float64)
e = torch.rand(3, requires_grad=True)
f = torch.randn(5, 3, generator=torch.Generator().manual_seed(1))
g = torch.arange(10)
h = torch.arange(0, 1, 0.1, dtype=torch.float32)
i = torch.linspace(0, 1, steps=11).view(-1, 1)
j = torch.from_numpy(np.ones((2, 2), dtype=np.float32))
k = torch.full((2, 2), 7.0)
m = torch.eye(3)
n = torch.empty(2, 2).fill_(1.0).uniform_(-1, 1)
o = torch.randint(0, 10, (3,))
p = torch.randperm(10)
q = torch.zeros_like(c) + torch.ones_like(c, dtype=torch.float64)
r = torch.cat([c, c], dim=0)
s = torch.stack((a, a), dim=1)
t = torch.where(a > 2, a, torch.zeros_like(a))
u = torch.tensor(3)
v: Tensor = torch.tensor(np.array([1, 2, 3]), device="cpu")
w = torch.as_tensor([1, 2, 3]).to(torch.float64)

# -- arithmetic

x = 2 * a + 1 - a / 3
x = (1 - a) ** 2 / (1 + a)
x = a @ a
x = -a + abs(a)
x = 2**a
x = a // 2 % 3
x = 1 / a
x = a * np.float32(2)
x += 1
x -= 0.5 * a
x *= 2
x /= 2
mask = (a > 1) & (a <= 3) | ~(a == 2)
same = a == a
near: bool = torch.allclose(a, a, atol=1e-6)
equal: bool = torch.equal(a, a)
x = torch.exp(a) + torch.log(a) - torch.sqrt(a) + a.exp().log().sin().cos().tanh()
x = torch.relu(a).sigmoid().abs().clamp(min=0.0).clamp(0, 1).pow(2)
x = torch.maximum(a, torch.tensor(0.0))
x = torch.mm(b, b).t() + torch.matmul(b, b).T + b.mm(b)
x = torch.dot(a, a) + torch.sum(a * a) + torch.norm(a)
x = torch.einsum("ij,jk->ik", b, b)
x = a.add(1).sub(a, alpha=2).mul(3).div(2, rounding_mode="floor")

# -- reductions

total = a.sum()
rows = b.sum(dim=1, keepdim=True)
rows = b.sum(axis=1)
both = b.sum((0, 1))
mean = b.mean(0)
std = b.std(dim=0, unbiased=False) + b.var(0, correction=0).sqrt()
largest = a.max()
values, indices = b.max(dim=1)
values = b.max(1).values
best = b.argmax(dim=1)
ordered, places = torch.sort(a, descending=True)
top = torch.topk(a, 2).indices
larger = torch.max(a, torch.zeros(3))
cumulative = a.cumsum(0)
chances = torch.softmax(b, dim=1)
flags = (a > 0).all() & (a > 0).any()
spread, middle = torch.var_mean(b, dim=0)

# -- shapes

shape = b.shape
rows_, columns = b.shape
height: int = b.size(0)
size: torch.Size = b.size()
count: int = b.numel() + len(b) + b.dim() + b.ndim
x = b.view(-1, 1).reshape(2, 2).flatten().unsqueeze(0).squeeze().view(b.size(0), -1).view_as(b)
x = b.permute(1, 0).transpose(0, 1).contiguous().expand(3, -1, -1).repeat(1, 2, 1)
x = b.reshape((4,)).reshape(b.shape)
first, second = b.chunk(2)
parts = torch.split(a, [1, 2])
one, two = b.unbind()
x = b[0]
x = b[:, 1]
x = b[..., None]
x = b[b > 1]
x = b[torch.tensor([0, 1])]
x = b[[0, 1], :1]
x[0] = 1
x[a > 1] = a
for row in b:
    x = row * 2

# -- as something else

number: float = a.sum().item()
whole = 0
whole += (a > 1).sum().item()
running = 0.0
running += a.mean().item()
losses: list[float] = []
losses.append(a.mean().item())
print(f"{a.mean().item():.4f} {a.mean():.4f} {float(a.sum())} {int(u)}")
listed = a.tolist()
array = a.detach().cpu().numpy()
x = a.float().double().long().int().bool().to(torch.float32)
x = a.to("cpu").to(torch.device("cpu")).to(device="cpu", dtype=torch.float64)
x = a.type(torch.int64)
kind = a.dtype
place = a.device
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
if a.sum() > 3 and a[0] < 2:
    x = a.clone()

# -- gradients

y = (e * 2).sum()
y.backward()
y.backward(torch.tensor(1.0), retain_graph=True)
print(e.grad, e.requires_grad, e.is_leaf, y.grad_fn)
with torch.no_grad():
    e -= 0.1 * e.grad
    e.sub_(0.1 * e.grad)
    e.grad.zero_()
e.grad = None
e.requires_grad_(True)
e.requires_grad = False
(grad,) = torch.autograd.grad(y, [e], create_graph=True)
torch.autograd.backward([y])
handle = e.register_hook(lambda grad: grad * 2)
handle.remove()
e.retain_grad()
e.data.clamp_(-1, 1)
e.data -= 0.1
torch.set_grad_enabled(True)
previous: bool = torch.is_grad_enabled()


@torch.no_grad()
def evaluate(model: nn.Module, inputs: Tensor, targets: Tensor) -> float:
    model.eval()
    loss = F.mse_loss(model(inputs), targets)
    return loss.item()


def accuracy(logits: Tensor, targets: Tensor) -> float:
    return (logits.argmax(1) == targets).float().mean().item()


def mean_square(prediction: Tensor, target: Tensor) -> Tensor:
    diff = prediction - target
    return torch.sum(diff * diff) / diff.numel()


# -- modules


class Net(nn.Module):
    scale: Tensor

    def __init__(self, n_in: int, n_hidden: int = 16, *, dropout: float = 0.0) -> None:
        super().__init__()
        self.first = nn.Linear(n_in, n_hidden)
        self.second = nn.Linear(n_hidden, 1, bias=False)
        self.net = nn.Sequential(nn.Linear(n_in, n_hidden), nn.ReLU(), nn.Dropout(dropout), nn.Linear(n_hidden, 1))
        self.layers = nn.ModuleList([nn.Linear(n_in, n_in) for _ in range(3)])
        self.weight = nn.Parameter(torch.randn(n_in, 1))
        self.register_buffer("scale", torch.ones(1))

    def forward(self, x: Tensor) -> Tensor:
        for layer in self.layers:
            x = torch.relu(layer(x))
        x = self.net(x) + self.second(F.relu(self.first(x)))
        return x @ self.weight * self.scale


class LinearRegression(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Linear(1, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(x)


net = Net(3, dropout=0.1)
model = LinearRegression().to(device)
model.train()
print(model.linear.weight, model.linear.bias, model)
with torch.no_grad():
    model.linear.weight.fill_(1.0)
    nn.init.xavier_uniform_(net.first.weight)
    nn.init.zeros_(net.first.bias)
for name, parameter in net.named_parameters():
    print(name, parameter.shape, parameter.requires_grad, parameter.data)
parameters = sum(p.numel() for p in net.parameters() if p.requires_grad)
state = net.state_dict()
net.load_state_dict(state)
torch.save(net.state_dict(), "model.safetensors")
net.load_state_dict(torch.load("model.safetensors"))
net.apply(lambda module: None)

# -- training

criterion = nn.MSELoss()
cross_entropy = nn.CrossEntropyLoss(reduction="sum")
optimizer = optim.SGD(model.parameters(), lr=0.01, momentum=0.9, weight_decay=1e-4, nesterov=True)
adam: optim.Optimizer = torch.optim.Adam(net.parameters(), lr=1e-3, betas=(0.9, 0.999))
adamw = optim.AdamW([{"params": net.first.parameters(), "lr": 0.1}, {"params": [net.weight]}], lr=0.01)
scheduler = StepLR(optimizer, step_size=10, gamma=0.5)
schedulers = [ExponentialLR(adam, 0.9), LambdaLR(adam, lambda epoch: 0.95**epoch), CosineAnnealingLR(adam, T_max=10)]
plateau = ReduceLROnPlateau(adam, "min", patience=3)
x_train, y_train = torch.rand(100, 1), torch.rand(100, 1)
for epoch in range(10):
    prediction = model(x_train)
    loss = criterion(prediction, y_train)
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
    optimizer.step()
    scheduler.step()
    plateau.step(loss.item())
    if epoch % 5 == 0:
        print(f"epoch {epoch + 1}: loss = {loss.item():.4f}, lr {optimizer.param_groups[0]['lr']}")
print(scheduler.get_last_lr(), optimizer.state_dict())

# -- data


class Squares(Dataset[tuple[Tensor, Tensor]]):
    def __init__(self, n: int) -> None:
        self.x = torch.arange(n, dtype=torch.float32)

    def __len__(self) -> int:
        return len(self.x)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        return self.x[index], self.x[index] ** 2


dataset = TensorDataset(x_train, y_train)
train_set, test_set = random_split(dataset, [80, 20])
loader = DataLoader(dataset, batch_size=16, shuffle=True)
squares: DataLoader[tuple[Tensor, Tensor]] = DataLoader(Squares(10), batch_size=2)
for x_batch, y_batch in loader:
    loss = F.l1_loss(model(x_batch), y_batch)
for batch, (x_batch, y_batch) in enumerate(DataLoader(train_set, batch_size=8)):
    print(batch, x_batch.shape)
print(len(loader), len(loader.dataset), len(train_set.dataset), len(dataset), dataset[0][0], len(train_set))


def batches(loader: DataLoader[tuple[Tensor, ...]]) -> Iterator[Tensor]:
    for x, _ in loader:
        yield x


# -- what is ours


@tinygrad_lr.compile
def step(x: Tensor, y: Tensor) -> Tensor:
    loss = mean_square(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss


compiled_loss: Tensor = step(x_train, y_train)
fast = torch.compile(mean_square, backend="numpy")
value: float = fast(x_train, y_train).item()
print(step.source, step.repeat(10, x_train, y_train).item(), step.recordings)
whole_net = torch.compile(net)
whole_net.train()


@torch.compile(backend="numba")
def faster(x: Tensor, scale: float = 1.0) -> Tensor:
    return x * scale


faster(x_train, scale=2.0).backward()
with tinygrad_lr.lint():
    step(x_train, y=y_train)


@torch.no_grad
def predict(x: Tensor) -> Tensor:
    return model(x)


@torch.inference_mode()
def infer(x: Tensor) -> Tensor:
    return predict(x) + predict(x)
