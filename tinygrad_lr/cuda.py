"""torch.cuda's names (they are at home in `arrays.cuda`)."""

from .arrays.cuda import (
    OutOfMemoryError,
    current_device,
    device_count,
    empty_cache,
    get_device_capability,
    get_device_name,
    is_available,
    manual_seed,
    manual_seed_all,
    mem_get_info,
    memory_allocated,
    memory_reserved,
    set_device,
    synchronize,
)
