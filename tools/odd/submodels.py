"""The month, and each process of it, from docstrings, mechanisms and the schedule."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from paradiplomacy import schedule
from paradiplomacy.configuration.mechanisms import REGISTRY
from paradiplomacy.processes import context, recording
from paradiplomacy.schedule import MONTH
from paradiplomacy.state.run import Mechanisms
from tools.odd.declared import declared_fields, logged_by, parameters
from tools.odd.markdown import code, codes, first_line, folded, prose, table
from tools.odd.parts import modules_of
from tools.rules_as_trees import readers

if TYPE_CHECKING:
    from types import ModuleType

WHO = {
    "countries": "each centre",
    "cities": "each city",
    "ngos": "each NGO",
    "partnerships": "each tie",
    "external_events": "each timeline or event from outside",
}
"""In whose name the steps on a table run."""

SHARED = {"delivery": ("programme", "levers")}
"""Tables of parameters that belong to a process and do not bear its name."""


def month() -> str:
    """Return the month as a numbered list, from the schedule's own words."""
    text = schedule.__doc__ or ""
    return "\n".join(re.findall(r"^\d+\. .*(?:\n   .*)*", text, re.MULTILINE))


def steps() -> str:
    """Return a table of all steps of the month, in order."""
    rows = [
        (str(place), step.process, WHO[step.table], code(step.behaviour), first_line(step.rule))
        for place, step in enumerate(MONTH, start=1)
    ]
    return table(("step", "process", "who", "behaviour", "what it does"), rows)


def mechanisms() -> str:
    """Return a table of the mechanisms and their variants, the default first."""
    rows = [
        (mechanism.process, mechanism.summary, codes(mechanism.names))
        for mechanism in REGISTRY.values()
    ]
    return table(("process", "what is chosen", "variants, the default first"), rows)


def submodels() -> dict[str, str]:
    """Return the description of each process, made of all that is declared of it."""
    found = {f"submodel {name}": _submodel(name) for name in REGISTRY}
    found["submodel recording"] = _recording()
    return found


def _submodel(name: str) -> str:
    main, *parts = modules_of(name)
    blocks = [prose(main.__doc__ or "")]
    for part in parts:
        blocks += [f"#### Part: {_title(part)}", prose(part.__doc__ or "")]
    blocks += ["#### Who acts", _actors(name)]
    blocks += ["#### Variants", _variants(name)]
    tables = [*SHARED.get(name, ())]
    if name != "context":
        tables = [name, *tables]
    if tables:
        blocks += ["#### Parameters", *(parameters(section) for section in tables)]
    else:
        told = "And each parameter of a process that is one number and acts in a run."
        blocks += ["#### What may change in a run", codes(context.TARGETS), told]
    blocks += ["#### Events that it logs", codes(logged_by(name))]
    blocks += [folded("State that it reads", _reads(name))]
    return "\n\n".join(blocks)


def _recording() -> str:
    limits = (
        f"A tie is dormant after {recording.DORMANT_AFTER} months without a delivery by anyone, and"
        f" ceremonial after {recording.CEREMONIAL_AFTER} months with a paper and without one."
    )
    return "\n\n".join([prose(recording.__doc__ or ""), limits, _actors("recording")])


def _title(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2]


def _actors(name: str) -> str:
    rows = [
        (WHO[step.table], code(step.behaviour), first_line(step.rule))
        for step in MONTH
        if step.process == name
    ]
    return table(("who", "behaviour", "what it does"), rows)


def _variants(name: str) -> str:
    variants = REGISTRY[name].variants
    rows = [
        (code(entry.name) + (" (default)" if place == 0 else ""), entry.summary, entry.source)
        for place, entry in enumerate(variants)
    ]
    return table(("variant", "rule in words", "source"), rows)


def _reads(name: str) -> str:
    rows = []
    for owner, fields in declared_fields().items():
        read = [field for field in fields if name in readers().get((owner, field), ())]
        if read and owner != Mechanisms.__name__:
            rows.append(("numbers" if owner == "World" else owner, codes(read)))
    return table(("entity", "fields"), rows)
