"""Where the tests find the repository, and what was kept from torch."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
GOLDENS = ROOT / "tests" / "golden"
SHARED = ROOT.parent / "shared"  # data that is too large for the repository; tests without it are skipped
