"""Call the command in tests: inside this process, or as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from click.testing import CliRunner, Result

from paradiplomacy_cli import exit_codes, main
from paradiplomacy_experiments.configuration.composition import SHIPPED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOTS = [str(SHIPPED.parents[2] / name) for name in ("model", "experiments", "analysis")]


def call(*arguments: str) -> Result:
    """Call the command inside this process."""
    return CliRunner().invoke(main.cli, list(arguments), prog_name="paradiplomacy")


def printed(*arguments: str) -> str:
    """Return what a call prints that must succeed and say nothing else."""
    result = call(*arguments)
    assert result.exit_code == exit_codes.OK, result.output
    assert result.stderr == ""
    return result.stdout


def told(*arguments: str) -> list[str]:
    """Return the errors of a call that must fail and print no data."""
    result = call(*arguments)
    assert result.exit_code == exit_codes.CONFIG
    assert result.stdout == ""
    return result.stderr.splitlines()


def in_a_process(
    arguments: Sequence[str], environment: Mapping[str, str] | None = None, **options: Any
) -> tuple[int, bytes | None, bytes]:
    """Run the command as a process of its own; return its exit code, output and errors."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(ROOTS), **(environment or {})}
    command = [sys.executable, "-m", "paradiplomacy_cli", *arguments]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    done = subprocess.run(command, env=env, check=False, **pipes)
    return done.returncode, done.stdout, done.stderr
