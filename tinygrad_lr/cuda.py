"""torch.cuda's names (they are at home in `arrays.cuda`)."""

from .arrays.cuda import (
    OutOfMemoryError as OutOfMemoryError,
    current_device as current_device,
    device_count as device_count,
    empty_cache as empty_cache,
    get_device_capability as get_device_capability,
    get_device_name as get_device_name,
    is_available as is_available,
    manual_seed as manual_seed,
    manual_seed_all as manual_seed_all,
    mem_get_info as mem_get_info,
    memory_allocated as memory_allocated,
    memory_reserved as memory_reserved,
    set_device as set_device,
    synchronize as synchronize,
)
