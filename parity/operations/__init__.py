"""The table of operations that the suite draws from."""
