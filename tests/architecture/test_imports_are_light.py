"""Importing the package costs little and changes nothing outside it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE_ROOTS = [str(ROOT / name) for name in ("model", "experiments", "analysis")]

LIGHT = ["paradiplomacy", "paradiplomacy_cli.main"]
PACKAGES = [
    "paradiplomacy",
    "paradiplomacy_experiments",
    "paradiplomacy_cli",
    "paradiplomacy_analysis",
    "paradiplomacy_app",
]
HEAVY = {"mesa", "numba", "scipy", "matplotlib", "pandas", "pyarrow"}

WHAT_IS_LOADED = """
import importlib, json, sys
importlib.import_module(sys.argv[1])
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""

WHAT_IS_TOUCHED = """
import importlib, json, os, sys

touched = []

def watch(event, arguments):
    if event == "open":
        path, mode, flags = arguments
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            touched.append(f"wrote {path}")
    elif event in ("os.mkdir", "os.rename", "os.remove", "socket.connect", "socket.getaddrinfo"):
        touched.append(f"{event} {arguments[0]}")

sys.addaudithook(watch)
importlib.import_module(sys.argv[1])
print(json.dumps(touched))
"""

WHAT_EVERY_MODULE_CHANGES = """
import importlib, json, pkgutil, random, sys
import matplotlib
import numpy as np

def state():
    legacy = np.random.get_state(legacy=False)["state"]
    return {
        "random": hash(random.getstate()),
        "numpy.random": (legacy["key"].tobytes(), legacy["pos"]),
        "matplotlib backend": matplotlib.get_backend(),
        "floating-point errors": np.geterr(),
    }

matplotlib.use("svg")
before = state()
changed = []
for name in sys.argv[1:]:
    package = importlib.import_module(name)
    for module in pkgutil.walk_packages(package.__path__, f"{name}."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
            after = state()
            changed += [f"{module.name}: {key}" for key in before if before[key] != after[key]]
            before = after
print(json.dumps(changed))
"""


def ask(program, *arguments):
    """Return what ``program`` prints as JSON, run in a Python of its own."""
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(SOURCE_ROOTS),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("module", LIGHT)
def test_import_loads_nothing_heavy(module):
    assert not HEAVY.intersection(ask(WHAT_IS_LOADED, module))


@pytest.mark.parametrize("module", LIGHT)
def test_import_writes_no_file_and_opens_no_connection(module):
    assert ask(WHAT_IS_TOUCHED, module) == []


@pytest.mark.slow
def test_no_module_changes_global_state():
    assert ask(WHAT_EVERY_MODULE_CHANGES, *PACKAGES) == []
