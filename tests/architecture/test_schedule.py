"""The schedule, the registry, the codes and the agents name the same things."""

from __future__ import annotations

import inspect

import pytest

from paradiplomacy.configuration.mechanisms import REGISTRY
from paradiplomacy.engines.agents import AGENT_CLASSES, Actor
from paradiplomacy.processes import PROCESSES
from paradiplomacy.schedule import MONTH
from paradiplomacy.schedule import __doc__ as the_month
from paradiplomacy.state import codes
from paradiplomacy.state.fields import specs
from paradiplomacy.state.run import Mechanisms
from paradiplomacy.state.world import ENTITIES, World


@pytest.mark.parametrize("step", MONTH, ids=lambda step: step.behaviour)
def test_every_step_of_an_agent_is_a_behaviour_of_its_class(step):
    assert step.table in World._fields
    if step.table in AGENT_CLASSES:
        assert callable(getattr(AGENT_CLASSES[step.table], step.behaviour))


@pytest.mark.parametrize(("table", "agent"), AGENT_CLASSES.items())
def test_every_behaviour_of_an_agent_is_in_the_schedule(table, agent):
    own = {name for name, part in vars(agent).items() if inspect.isfunction(part)}
    assert own == {step.behaviour for step in MONTH if step.table == table}


def test_the_docstring_tells_the_processes_in_order():
    told = [the_month.index(f". {step.process.capitalize()}.") for step in MONTH]
    assert told == sorted(told)


def test_event_kinds_are_named_like_their_codes():
    for code, kind in enumerate(codes.EVENT_KINDS):
        assert getattr(codes, kind.upper()) == code
        assert codes.EVENT_MEANINGS[kind]


def test_each_process_declares_its_mechanism_and_its_codes():
    assert set(REGISTRY) == set(specs(Mechanisms))
    for module in PROCESSES:
        names = module.MECHANISM.names
        assert len(set(names)) == len(names)
        assert "neutral" in names
        assert all(variant.summary and variant.source for variant in module.MECHANISM.variants)
        assert [getattr(module, name.upper()) for name in names] == list(range(len(names)))


def test_state_fields_do_not_hide_what_mesa_gives_an_agent():
    taken = {name for name in dir(Actor) if not name.startswith("__")} | {"name", "index"}
    for entity in ENTITIES:
        if entity.table in AGENT_CLASSES:
            assert not taken & set(specs(entity))
