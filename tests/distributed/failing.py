"""What a process does whose fellows fail: `python -m tests.distributed.failing HOW FOLDER`, of three processes."""

from __future__ import annotations

import os
import signal
import sys
import time
from datetime import timedelta
from typing import Any


def main(how: str, folder: str) -> Any:
    import tinygrad_lr as fw

    rank = int(os.environ["RANK"])
    init = f"file://{folder}/store"
    fw.distributed.init_process_group("gloo", init, timedelta(seconds=4), world_size=3, rank=rank)
    model = fw.nn.parallel.DistributedDataParallel(fw.nn.Linear(2, 1))
    for step in range(10):
        if rank == 1 and step == 3:
            if how == "dies":
                os.kill(os.getpid(), signal.SIGKILL)
            time.sleep(60)
        try:
            model(fw.ones(2, 2)).sum().backward()
        except fw.distributed.DistBackendError as error:
            print(f"step {step}: {error}", flush=True)
            os._exit(3)


if __name__ == "__main__":
    main(*sys.argv[1:])
