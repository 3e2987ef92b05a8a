"""Where a configuration names files of one's own: for indicators, and for classes of agents."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, Field, WithJsonSchema

from paradiplomacy.configuration.mechanisms import CUSTOM_FILE
from paradiplomacy.parameters.declare import Section

CUSTOM_FILE_SCHEMA = r"^[^/\\]+\.py$"
"""The form of the name of a custom file, as far as schemas can tell it."""


def _custom_file(value: str) -> str:
    if not re.fullmatch(CUSTOM_FILE, value):
        raise ValueError("must be a file in the scenario's own folder, like 'mine.py'")
    return value


FileName = Annotated[
    str,
    AfterValidator(_custom_file),
    WithJsonSchema({"type": "string", "pattern": CUSTOM_FILE_SCHEMA}),
]
"""The name of a custom file."""


BUILT_IN = "built_in"
"""Stands for the agents of the model where a class of one's own could stand."""


def _agents(value: str) -> str:
    return value if value == BUILT_IN else _custom_file(value)


AgentFile = Annotated[
    str,
    AfterValidator(_agents),
    WithJsonSchema(
        {"type": "string", "anyOf": [{"enum": [BUILT_IN]}, {"pattern": CUSTOM_FILE_SCHEMA}]}
    ),
]
"""The name of a file with a class of agents, or :data:`BUILT_IN`."""


def _agent_file(base: str) -> Any:
    phrase = f"built_in, or a file like 'mine.py' with one subclass of {base}"
    return Field(BUILT_IN, description=phrase)


class ClassChoice(Section):
    """Choose a class of one's own for agents of a kind."""

    countries: AgentFile = _agent_file("CentralGovernment")
    cities: AgentFile = _agent_file("CityGovernment")
    ngos: AgentFile = _agent_file("NGO")
