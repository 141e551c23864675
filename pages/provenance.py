"""Which state of the sources a page was made from."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[1]


def output(*command: str, folder: Path = ROOT) -> str | None:
    """What a command prints, or None if it cannot be run."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, cwd=folder, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()


def commit(folder: Path = ROOT) -> str:
    """The commit, and whether files that it knows have been changed since."""
    name = output("git", "rev-parse", "--short=12", "HEAD", folder=folder)
    if name is None:
        return "unknown: not a git clone"
    changed = output("git", "status", "--porcelain", "--untracked-files=no", folder=folder)
    return name + (", with changes" if changed else "")
