"""The machine on which something was measured, and how busy it is."""

from __future__ import annotations

import os
import platform
import subprocess
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.twin import compiler


def machine() -> dict[str, Any]:
    """Describe the machine and the versions that shape its speed."""
    return {
        "processor": processor(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "numba": version("numba"),
        "numpy": version("numpy"),
        "compiler": compiler_version(),
    }


def processor() -> str:
    """Name the model of the processor, as far as the system tells."""
    answer = Path("/proc/cpuinfo")
    if answer.exists():
        for line in answer.read_text("utf-8", errors="replace").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return platform.processor() or platform.machine()


def compiler_version() -> str | None:
    """Return the first line that the C compiler says of itself; None where there is none."""
    path = compiler()
    if path is None:
        return None
    answer = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    return (answer.stdout.splitlines() or [path])[0]


ADDITIONS = 2_000_000
"""Additions of the yardstick."""


def yardstick() -> float:
    """Return the seconds that a loop of plain Python takes: how fast the machine is just now."""
    begun = time.perf_counter()
    total = 0
    for number in range(ADDITIONS):
        total += number
    return time.perf_counter() - begun


def load() -> list[float]:
    """Return the load of the last 1, 5 and 15 minutes."""
    return [round(value, 2) for value in os.getloadavg()]
