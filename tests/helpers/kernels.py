"""Machine code without its compiler."""


def in_python(kernel):
    """A kernel as the plain Python function that it is the text of."""
    exec(kernel.source, kernel.namespace)
    return kernel.namespace[kernel.name]
