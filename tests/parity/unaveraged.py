"""The lane of several processes with a fault: ours do not average their gradients."""

import sys

import tinygrad_lr
from parity.lanes.distributed import main
from tinygrad_lr.loops.run import Together

averaged = Together.replica
Together.replica = lambda self, model: model if self.fw is tinygrad_lr else averaged(self, model)

if __name__ == "__main__":
    main(*sys.argv[1:])
