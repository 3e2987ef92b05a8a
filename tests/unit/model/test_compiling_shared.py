"""What is compiled on the way to the parts is compiled as seldom as can be."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import paradiplomacy
from paradiplomacy.engines.compilation.parts import BUILT_IN, SIMULATE
from paradiplomacy.engines.compilation.sharing import Shared


def dealt(processes: int) -> list[list[str]]:
    """Return the names of parts by process, where each works as long as its parts are big."""
    shared = Shared(BUILT_IN, processes)
    known = [set() for _ in range(processes)]
    busy = [0.0] * processes
    found = [[] for _ in range(processes)]
    while True:
        k = busy.index(min(busy))
        part = shared.take(k)
        if part is None:
            return found
        busy[k] += 1 + sum(size for rule, size in part.sizes.items() if rule not in known[k])
        known[k] |= part.sizes.keys()
        found[k].append(part.name)


def compiled_bytes(names: list[str]) -> int:
    """Return the bytes of all rules that a process compiles for its parts."""
    rules = {}
    for part in BUILT_IN:
        if part.name in names:
            rules |= part.sizes
    return sum(rules.values())


@pytest.mark.parametrize("processes", [1, 2, 3, 8])
def test_each_part_goes_to_one_process(processes):
    found = [name for names in dealt(processes) for name in names]
    assert sorted(found) == sorted(part.name for part in BUILT_IN)


def test_two_processes_compile_few_rules_twice_and_are_equally_busy():
    ours = [compiled_bytes(names) for names in dealt(2)]
    all_of_it = compiled_bytes([part.name for part in BUILT_IN])
    in_turns = [[part.name for part in BUILT_IN[k::2]] for k in range(2)]
    twice, in_turns_twice = (
        sum(loads) - all_of_it for loads in (ours, list(map(compiled_bytes, in_turns)))
    )
    assert twice < 0.5 * in_turns_twice
    assert max(ours) < 1.1 * min(ours)


def test_what_is_of_unknown_length_is_begun_first_and_what_is_dropped_waits_no_longer():
    shared = Shared(BUILT_IN, 2)
    assert shared.take(0) is SIMULATE
    shared.drop()
    assert shared.take(1) is None


PART_OF_RULES = """
from llvmlite import binding

from paradiplomacy.engines.compilation.compiler import compiled
from paradiplomacy.engines.compilation.parts import STEPS

emitted = []
plain = binding.TargetMachine.emit_object
binding.TargetMachine.emit_object = lambda *given: emitted.append(1) or plain(*given)
part = min((p for p in STEPS if len(p.sizes) > 5), key=lambda p: sum(p.sizes.values()))
compiled(part)
print(len(emitted), len(part.sizes))
from numba.core.registry import cpu_target
engine = cpu_target.target_context.codegen()._engine
print(sum(rule.__name__ in name for name in engine._defined_symbols for rule in part.sizes))
"""


@pytest.mark.compiled
def test_of_all_that_a_part_calls_the_part_alone_is_made_machine_code():
    model = Path(paradiplomacy.__file__).parents[1]
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(model)}
    done = subprocess.run(
        [sys.executable, "-c", PART_OF_RULES], env=env, check=True, capture_output=True, text=True
    )
    times, rules, in_the_process = map(int, done.stdout.split())
    assert times == 1
    assert rules > 5
    assert in_the_process == 0
