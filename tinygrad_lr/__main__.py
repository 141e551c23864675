"""`python -m tinygrad_lr` is the same as `tinygrad-lr`."""

import sys

from tinygrad_lr.cli import main

if __name__ == "__main__":
    sys.exit(main())
