"""The step that docs/compile.md shows as machine code: the songs' table, whose numbers do not matter here."""

import tinygrad_lr


def songs():
    tinygrad_lr.manual_seed(0)
    x, y = tinygrad_lr.randn(18835, 13), tinygrad_lr.randn(18835, 1)
    model = tinygrad_lr.nn.Linear(13, 1)
    criterion = tinygrad_lr.nn.L1Loss()
    optimizer = tinygrad_lr.optim.SGD(model.parameters(), lr=0.01)

    def step(x, y):
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss

    return step, x, y
