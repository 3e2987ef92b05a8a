"""Context: values along time, dated and random events, from outside the ties.

Rule in words. What comes from outside sets a field or a parameter to a value, scales it by a
factor or adds an amount to it, at the beginning of a month: before any other process acts, and
after the ties that enter in that month. A timeline sets a key in each of its months. An event does
so for good, or for so many months, after which what it changed is taken back. A dated event begins
in its month; a random one begins with a fixed chance in every month in which it is not going on.
Where several act on one field in a month, timelines come first, by their keys, and then events, by
their ids; each acts on what the one before has left. What the model moves by itself goes on from
the new value: a capacity that is set learns from there, a budget that is set is what the city gets
until need moves its share again. A field that is set for good owes nothing any more: what went on
there for a time has nothing left to take back.

An incident moves a bilateral level and the level to which it returns; when it is over only the
latter is put back, so that relations recover at their own pace. How severe the incidents between
two countries are is kept for their ties; a change for good is none, but what relations are from
then on. A reform puts another charter into force: pending files go back to the registry and start
on the new chain, where a stage of the same name would decide as it did. A stage that both regimes
have keeps its queue. A mayor whom an event removes gets a successor who is drawn like any other,
and does not come back; commitment that an event moves then goes its own way. A tie that the
scenario dates enters in its month.

Equations. With x the field, [low, high] its bounds, and v, f or d what is set, scaled by or added::

    begin:  x' = clip(v or f x or x + d, low, high),   a = x' - x,   x <- x'
    end:    x <- clip(x - a, low, high)

and the severity of incidents between two countries, with a_i their changes below 0 and x the level
to which relations return::

    s = l / (x + l),   l = -(a_1 + a_2 + ...)

Sources. That what comes from outside moves a field by an amount, and severity: form assumed.
Evidence: E68 (partner's policy change), E48 (incidents), E54 (reform), P20 (new laws).
"""

from __future__ import annotations

from paradiplomacy.rules import Mechanism, Variant
from paradiplomacy.state.codes import Coding

MECHANISM = Mechanism(
    "context",
    "events from outside the ties",
    (
        Variant(
            "timeline",
            "dated events in their months, random ones by their chances",
            "exogenous shocks; E48, E54, E68",
        ),
        Variant("neutral", "nothing happens from outside", "ablation"),
    ),
)

TIMELINE = MECHANISM.code("timeline")
NEUTRAL = MECHANISM.code("neutral")


_operations = Coding()
ADD = _operations.code("change")
SET = _operations.code("set")
SCALE = _operations.code("scale")
OPERATIONS = _operations.names
"""How an event acts on a field, named like the key of an event that says by how much."""


_targets = Coding()
REGIME = _targets.code("countries.*.regime")
RECOGNITION = _targets.code("countries.*.recognition")
SENSITIVITY = _targets.code("countries.*.foreign_sensitivity")
REVIEWERS = _targets.code("countries.*.reviewers")
COUNTRY_EFFORT = _targets.code("countries.*.coordination_effort")
MATCHING = _targets.code("countries.*.matching_fund")
MANDATE = _targets.code("countries.*.monitoring_mandate")
FISCAL_MONTH = _targets.code("countries.*.fiscal_month")
FRICTION = _targets.code("countries.*.budget_friction")
TERM_MONTHS = _targets.code("countries.*.term_months")
TERM_LIMIT = _targets.code("countries.*.term_limit")
PRIORITY = _targets.code("countries.*.priorities.*")
BILATERAL = _targets.code("countries.*.bilateral.*")
COUNTRY_DISTANCE = _targets.code("countries.*.cultural_distance.*")
UNIT = _targets.code("cities.*.unit")
BROKER = _targets.code("cities.*.broker")
CAPACITY = _targets.code("cities.*.capacity")
ACCESS = _targets.code("cities.*.access")
CITY_EFFORT = _targets.code("cities.*.coordination_effort")
CENTRE_EFFORT = _targets.code("cities.*.centre_effort")
AGENCY_EFFORT = _targets.code("cities.*.agency_effort")
DISSEMINATION = _targets.code("cities.*.dissemination")
MONITORING = _targets.code("cities.*.monitoring")
VERTICAL = _targets.code("cities.*.vertical_coordination")
HORIZONTAL = _targets.code("cities.*.horizontal_coordination")
INFORMED = _targets.code("cities.*.informed")
PARTICIPATION = _targets.code("cities.*.participation")
BUDGET = _targets.code("cities.*.budget")
NEED = _targets.code("cities.*.need")
LEADER = _targets.code("cities.*.leader")
DRIVE = _targets.code("cities.*.leader.drive")
ENTREPRENEUR = _targets.code("cities.*.leader.entrepreneur")
COMMITMENT = _targets.code("cities.*.commitment")
AGENDA = _targets.code("cities.*.agenda.*")
IDENTITY = _targets.code("cities.*.identity_salience")
NORM = _targets.code("cities.*.norm_adopted")
NGO_CAPABILITY = _targets.code("ngos.*.capability")
NGO_LEGITIMACY = _targets.code("ngos.*.legitimacy")
NGO_LINKS = _targets.code("ngos.*.transnational")
NGO_BUDGET = _targets.code("ngos.*.budget")
TIE_DISTANCE = _targets.code("partnerships.*.cultural_distance")
TIE_COMMITMENT = _targets.code("partnerships.*.commitment.*")
TIE_CONTACT = _targets.code("partnerships.*.contact")
TIE_COORDINATION = _targets.code("partnerships.*.coordination")
TIE_IMAGE = _targets.code("partnerships.*.perception")
SECTOR_CONTACT = _targets.code("sectors.*.contact")
SECTOR_FOREIGNNESS = _targets.code("sectors.*.foreignness")
SECTOR_IDENTITY = _targets.code("sectors.*.identity")
SECTOR_KNOWLEDGE = _targets.code("sectors.*.knowledge")
TARGETS = _targets.names
"""What may be changed in a run, beside parameters."""

PARAMETER = len(TARGETS)
"""Stands for a parameter, whose place is the row."""

WHOLE = 1
"""Marks, as the column, a parameter that is a whole number."""
