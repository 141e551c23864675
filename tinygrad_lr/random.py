"""torch.random's names (they are at home in `frontend.random`)."""

from .frontend.random import default_generator, fork_rng, get_rng_state, initial_seed, manual_seed, seed, set_rng_state
