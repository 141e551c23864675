"""Does tinygrad_lr equal torch? The table of operations, the comparison and the checks that say so."""
