"""Texts of nn.modules.utils: names in state dicts."""

TEXTS = {
    "consume_prefix_in_state_dict_if_present": """Cuts a prefix off the names in a state dict, in place.

    torch.nn.modules.utils.consume_prefix_in_state_dict_if_present(state_dict, prefix) -> None

What DistributedDataParallel saves begins with "module."; the model alone loads it after this.

See:
    https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.load_state_dict

Example:
    >>> state = {"module.weight": torch.ones(1), "step": 3}
    >>> torch.nn.modules.utils.consume_prefix_in_state_dict_if_present(state, "module.")
    >>> state
    {'step': 3, 'weight': tensor([1.])}
"""
}
