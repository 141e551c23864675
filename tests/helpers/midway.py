"""Doing something in the middle of a step: at one of its lines, seen by nobody who watches what the step itself does."""

import sys


def midway(run, action, name="step", line=2):
    """`run()`, and `action()` once, when the function of this name reaches its line of this number. Returns what `run` does."""
    waiting = [action]

    def trace(frame, event, arg):
        code = frame.f_code
        if waiting and code.co_name == name and event == "line" and frame.f_lineno >= code.co_firstlineno + line:
            waiting.pop()()
        return trace if waiting else None

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        return run()
    finally:
        sys.settrace(before)
        assert not waiting, f"{name} has not reached its line {line}"
