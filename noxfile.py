"""The library's own tests, without torch, on every Python that is installed: `nox`. And `nox -s torch-latest`."""

import nox

nox.options.sessions = ["tests"]
nox.options.error_on_missing_interpreters = False
nox.options.default_venv_backend = "venv"


@nox.session(python=["3.10", "3.11", "3.12", "3.13", "3.14"])
def tests(session: nox.Session) -> None:
    """Install what the tests need except torch, and run them; tests that need torch are skipped."""
    session.install(
        "--editable", ".[loops,io]", "hypothesis", "nbformat", "pytest", "sybil", "--constraint", "constraints.txt"
    )
    session.run("pytest", "-m", "not torch and not gpu", *session.posargs)


@nox.session(name="torch-latest")
def torch_latest(session: nox.Session) -> None:
    """Parity with the newest torch there is: what it has changed stands in parity/versions.py. Downloads several GB."""
    session.install("--editable", ".[dev]", "torch", "--upgrade")
    session.run("python", "-m", "parity", "--profile", "ci", *session.posargs)
