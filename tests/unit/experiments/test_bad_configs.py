"""Each file in ``bad_configs`` holds one mistake and says in its first line what must be told.

The line reads ``# expect: KIND KEY`` and may go on with ``line=``, ``suggestion=``, ``message=`` (a
part of the message) and ``file=`` (where the fault lies in another file). ``-`` stands for no key.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from paradiplomacy_experiments.configuration.faults import KINDS, ConfigError
from paradiplomacy_experiments.configuration.scenario import load_scenario

FOLDER = Path(__file__).parent / "bad_configs"
FILES = sorted(FOLDER.glob("*.toml"))

_EXPECT = re.compile(r'# expect: (?P<kind>\w+) (?P<key>(?:"[^"]*"|\S)+)(?P<more>.*)')
_MORE = re.compile(r'(\w+)=("[^"]*"|\S+)')


@dataclass(frozen=True)
class Expectation:
    kind: str
    key: str
    line: int | None
    suggestion: str | None
    message: str
    file: str


def expectation(file: Path) -> Expectation:
    """Read the first line of a bad file."""
    first_line = file.read_text(encoding="utf-8").splitlines()[0]
    found = _EXPECT.fullmatch(first_line)
    assert found, f"{file.name} does not say what to expect"
    more = {name: value.strip('"') for name, value in _MORE.findall(found["more"])}
    line = more.get("line")
    return Expectation(
        kind=found["kind"],
        key="" if found["key"] == "-" else found["key"],
        line=int(line) if line else None,
        suggestion=more.get("suggestion"),
        message=more.get("message", ""),
        file=more.get("file", file.name),
    )


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_the_one_mistake_is_told_where_it_stands(file: Path) -> None:
    expected = expectation(file)
    with pytest.raises(ConfigError) as raised:
        load_scenario(file)
    assert len(raised.value.faults) == 1, str(raised.value)
    fault = raised.value.faults[0]
    assert (fault.kind, fault.key) == (expected.kind, expected.key), str(fault)
    assert fault.line == expected.line, str(fault)
    assert fault.suggestion == expected.suggestion, str(fault)
    assert expected.message in fault.message
    assert Path(fault.file or "").name == expected.file


def test_every_kind_of_fault_has_a_bad_file_or_a_test_of_its_own() -> None:
    of_designs = {"bad_factor", "bad_sampler", "bad_expression"}
    of_tables = {"ambiguous"}
    tested_elsewhere = {"unreadable", "encoding", "too_large", "bad_override"}
    tested_elsewhere |= of_designs | of_tables
    covered = {expectation(file).kind for file in FILES} | tested_elsewhere
    assert covered == set(KINDS)
