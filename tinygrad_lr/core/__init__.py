"""The engine: tensors, nodes, operations, and the walk back. It knows arrays, and nothing of torch's manners."""
