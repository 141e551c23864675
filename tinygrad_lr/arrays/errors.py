"""What is said of errors that come from elsewhere: CuPy, a carrier between processes."""

from __future__ import annotations


def first_line(error: BaseException) -> str:
    """The first line that an error has to say."""
    return next((line.strip() for line in str(error).splitlines() if line.strip(" =")), type(error).__name__)
