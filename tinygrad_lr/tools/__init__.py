"""What looks at the engine from outside: drawings of graphs, the linter, compile."""
