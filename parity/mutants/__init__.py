"""Faults planted into the engine, each of which a lane has to report."""
