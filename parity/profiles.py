"""How hard the suite looks: `dev` a glance, `ci` the same cases every time, `deep` as long as it is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.database import DirectoryBasedExampleDatabase

PHASES = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)


@dataclass(frozen=True)
class Profile:
    """How many examples each lane draws, and whether they are the same in every run."""

    name: str
    operations: int  # per OpInfo of the table
    loops: int  # per loop and dtype
    programs: int
    histories: int  # runs of the stateful machine
    optimizers: int  # per optimizer
    random_numbers: int  # per random function
    processes: tuple[int, ...] = (1, 2)  # how many train together
    refusals: int = 2  # calls per function, method, layer and optimizer
    derandomize: bool = False
    database: str = ""
    seed: int | None = None
    phases: tuple[Phase, ...] = PHASES

    def settings(self, examples: int, **more: Any) -> settings:
        """Hypothesis' settings for a lane of so many examples."""
        return settings(
            max_examples=examples,
            derandomize=self.derandomize and self.seed is None,
            database=DirectoryBasedExampleDatabase(self.database) if self.database else None,
            deadline=None,
            phases=self.phases,
            report_multiple_bugs=False,
            print_blob=False,
            suppress_health_check=list(HealthCheck),
            **more,
        )

    def run(self, strategy: Any, check: Callable[[Any], None], examples: int) -> None:
        """Call `check` with so many draws from `strategy`; what it raises is raised for the smallest draw."""

        def tried(drawn: Any) -> None:
            check(drawn)

        test = self.settings(examples)(given(strategy)(tried))
        (test if self.seed is None else seed(self.seed)(test))()


PROFILES = {
    "dev": Profile("dev", 2, 1, 20, 10, 5, 5),
    "ci": Profile("ci", 4, 2, 60, 25, 20, 20, (1, 2, 4), derandomize=True),
    "deep": Profile("deep", 60, 10, 600, 200, 200, 200, (1, 2, 4), 100, database=".hypothesis/parity"),
}
