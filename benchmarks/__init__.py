"""How fast is a training step, and how fast could it be? `python -m benchmarks`, explained in README.md.

    workloads   what is trained: nine loops, written once for tinygrad_lr and torch
    by_hand     the same steps in NumPy, derived with pencil and paper: plainly, and as fast as NumPy allows
    peers       who trains it: every contender, what it needs, and why it is absent
    machine     where: processor, memory, versions, threads
    floor       what the machine can do at best, and which share of it each row reaches
    timing      repetitions that take turns
    intervals   medians of ratios, and how far they can be trusted
    conditions  whether the machine was quiet
    gate        first the same losses, then a time
    goals       the ratios that this project sets itself, and whether they are met
    measure     what one run measures, from the losses to the goals
    plan        for how long; sweeps: larger and larger data; worker: costs of a fresh process
    history     the runs that are kept, by machine, date and commit
    report      the terminal, tables, plots, a page, and the raw samples
    step_cost   how many bytecode instructions a step takes, which no noise disturbs

All of it stands beside the library, which knows nothing of it.
"""
