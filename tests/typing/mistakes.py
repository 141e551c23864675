"""Mistakes that checkers have to find: each line with a comment that begins with `#!`, and no other. Never run."""

import tinygrad_lr as torch
from tinygrad_lr import Tensor, nn, optim
from tinygrad_lr.utils.data import DataLoader, TensorDataset

x = torch.ones(2, 3)
model = nn.Linear(3, 1)


@torch.compile
def step(x: Tensor, y: Tensor) -> Tensor:
    return (x - y).sum()


x.summ()  #! no such method
torch.reluu(x)  #! no such function
x.sum(dims=1)  #! no such keyword
x + "1"  #! neither a tensor nor a number
x.reshape("2, 3")  #! a size of text
torch.zeros(2, 3, dtype="float32")  #! a dtype of text
torch.mm(x, 2)  #! a number for a matrix
x.max(dim=1).sum()  #! of a pair
x["a"]  #! an index of text
x.shape = (3, 2)  #! set what is only read
x.size(0).item()  #! of an int
nn.Linear(3)  #! no out_features
nn.Linear(3, 1, biases=False)  #! no such keyword
nn.MSELoss(reduction=1)  #! a number for a name
nn.ReLU(x, x)  #! too many
model("text")  #! a text for a tensor
optim.SGD(model.parameters(), rate=0.1)  #! no such keyword
optim.SGD(model.parameters(), lr="0.1")  #! a rate of text
optim.Sgd(model.parameters())  #! no such optimizer
torch.optim.lr_scheduler.StepLR(model, 10)  #! a module for an optimizer
DataLoader(TensorDataset(x, x), batchsize=2)  #! no such keyword
TensorDataset([1, 2])  #! a list for tensors
step(x)  #! no y
step(x, 1)  #! a number for a tensor
loss: str = x.sum()  #! a tensor is no text
model.weight.gard  #! no such attribute
x.backward(retain_graphs=True)  #! no such keyword
torch.nn.Sequential([torch.nn.Linear(1, 1)])  #! modules one by one, not as a list
torch.nn.init.xavier_uniform_(3)  #! a number for a tensor
torch.finfo(torch.float32).epsilon  #! it is eps
x.shape = torch.Size([3])  #! cannot be assigned
torch.optim.SGD(model.parameters(), learning_rate=0.1)  #! it is lr
torch.save("a.pt")  #! no place
torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x), batchsize=3)  #! it is batch_size
torch.autograd.grad(x.sum(), x).item()  #! a tuple
x.shape[0].item()  #! of an int
