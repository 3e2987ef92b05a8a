"""How much faster or slower delivery is in C than as compiled rules.

The twin is ``delivery.c``, compiled when it is asked for against a header written from the
declarations of the model. It is no definition of delivery, and no test holds a rule against it: a
change of the rules leaves it behind, and then it is said here and not timed, until somebody who
wants to know the ratio again brings it in line.
"""

from __future__ import annotations

import ctypes
import shutil
import statistics
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.processes import Stepper
from benchmarks.rows import MONTHS, Group, LeftOutError, Measured, Row, say

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from paradiplomacy.engines.compilation.workspace import Workspace

FLAGS = ("-O3", "-march=native", "-ffp-contract=off", "-shared", "-fPIC")
SOURCE = Path(__file__).with_name("delivery.c")

REPLICATES = 5
APART = 6
"""Months from one snapshot of a replicate to the next."""

REPEATS = 20
"""Passes over all snapshots in one round, those of C and of the compiled rules by turns."""

SNAPSHOTS = REPLICATES * MONTHS // APART

RATIO = Row(
    "C twin / compiled delivery, time",
    "ratio",
    ">= 0.85",
    f"Delivery, written in C and compiled with `cc {' '.join(FLAGS[:3])}`, against the compiled "
    f"rules: {REPEATS} passes over the same {SNAPSHOTS} worlds by turns, each copied into "
    "the workspace before its clock starts; the median of a pass of C to the next one of the "
    "rules. Below 1 the rules are slower than C. Timed only where both leave the same "
    "bytes.",
)


def compiler() -> str | None:
    """Return the path of the C compiler; None where there is none."""
    return shutil.which("cc")


class Twin:
    """Delivery in C, compiled for this machine; raises LeftOutError where that fails."""

    def __init__(self) -> None:
        from benchmarks.header import header

        path = compiler()
        if path is None:
            raise LeftOutError("there is no C compiler (cc)")
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "tables.h").write_text(header(), "utf-8")
            library = Path(folder) / "delivery.so"
            made = subprocess.run(
                [path, *FLAGS, "-I", folder, "-o", str(library), SOURCE.name, "-lm"],
                cwd=SOURCE.parent,
                capture_output=True,
                text=True,
                check=False,
            )
            if made.returncode != 0:
                errors = [line for line in made.stderr.splitlines() if "error" in line]
                raise LeftOutError(f"the C compiler fails: {errors[0] if errors else made.stderr}")
            self._library = ctypes.CDLL(str(library))
        self._library.delivery_time.restype = ctypes.c_int64

    def delivery(self, space: Workspace) -> None:
        """Run the steps of delivery in the world of a workspace."""
        self._library.delivery(_address(space.block))

    def delivery_time(self, space: Workspace, snapshots: NDArray[np.uint8]) -> int:
        """Return the time of delivery over all snapshots, in ticks."""
        count, size = snapshots.shape
        places = [_address(array) for array in (space.block, space.memory, snapshots)]
        told: int = self._library.delivery_time(
            *places, ctypes.c_int64(count), ctypes.c_int64(size)
        )
        return told


def _address(array: NDArray[Any]) -> ctypes.c_void_p:
    return ctypes.c_void_p(array.ctypes.data)


def snapshots_of(stepper: Stepper) -> NDArray[np.uint8]:
    """Return worlds on the eve of delivery, shape (snapshots, bytes)."""
    from benchmarks.cycles import DELIVERY

    found = []
    for replicate in range(REPLICATES):
        stepper.begin(replicate)
        for month in range(MONTHS):
            stepper.turn()
            stepper.run(0, DELIVERY[0])
            # Every replicate at other months of the year.
            if month % APART == replicate % APART:
                found.append(stepper.space.memory.copy())
            stepper.run(DELIVERY[0], stepper.steps)
    return np.stack(found)


def same(twin: Twin, stepper: Stepper, snapshots: NDArray[np.uint8]) -> bool:
    """Tell whether C and the compiled rules leave the same bytes, whatever the snapshot."""
    from benchmarks import cycles

    space = stepper.space

    for snapshot in snapshots:
        space.memory[:] = snapshot
        cycles.delivery(space.block, stepper.delivery)
        ours = space.memory.copy()
        space.memory[:] = snapshot
        twin.delivery(space)
        if not np.array_equal(ours, space.memory):
            return False
    return True


def measure(rounds: int) -> Measured:
    """Compare times, where the outputs are the same."""
    from benchmarks import cycles

    twin = Twin()
    say("twin: compiling the month step by step, up to a minute the first time")
    stepper = Stepper()
    space = stepper.space
    snapshots = snapshots_of(stepper)
    if not same(twin, stepper, snapshots):
        raise LeftOutError("C delivers otherwise than the rules: delivery.c is of an older rule")
    ratios = []
    for number in range(rounds):
        say(f"twin: round {number + 1} of {rounds}")
        pairs = [
            twin.delivery_time(space, snapshots)
            / cycles.delivery_time(space.block, stepper.delivery, space.memory, snapshots)
            for _ in range(REPEATS)
        ]
        # A pass that something else interrupts tells nothing of either.
        ratios.append(statistics.median(pairs))
    return Measured({RATIO.what: ratios})


GROUP = Group("twin", (RATIO,), measure)
