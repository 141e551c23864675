"""How fast is a training step, and how fast could it be? `python -m benchmarks`, explained in README.md.

    workloads   what is trained: nine loops, written once for tinygrad_lr and torch
    by_hand     the same steps in NumPy, derived with pencil and paper: plainly, and as fast as NumPy allows
    peers       who trains it: every contender, what it needs, and why it is absent
    machine     where: processor, memory, versions, threads
    floor       what the machine can do at best, and which share of it each row reaches
    timing      repetitions that take turns, and their medians
    gate        first the same losses, then a time; and the ratios that this project promises
    measure     what one run measures, from the losses to the sweeps
    worker      costs of a fresh process: import, first step, peak memory
    report      a table, a page, plots, and the raw samples
    step_cost   how many bytecode instructions a step takes, which no noise disturbs

All of it stands beside the library, which knows nothing of it.
"""
