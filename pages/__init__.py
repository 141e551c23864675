"""What the pages of reports have in common: one file that needs nothing else, for every screen, and on paper.

parity       does every number equal torch's?
benchmarks   how fast is a training step?
"""
