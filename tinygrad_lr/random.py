"""torch.random's names (they are at home in `frontend.random`), and Generator's, which older pickles know from here."""

from .frontend.random import (  # fmt: skip
    Generator,
    default_generator,
    fork_rng,
    get_rng_state,
    initial_seed,
    manual_seed,
    seed,
    set_rng_state,
)
