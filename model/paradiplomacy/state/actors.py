"""The state of those who act, and of the fields in which they act (part of the world's state)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from paradiplomacy.state.fields import Entity, count, flag, identity, index, state, stock


@dataclass(slots=True, eq=False)
class Sector(Entity):
    """A field of cooperation."""

    table: ClassVar[str] = "sectors"
    key: int = identity("initiation")
    contact: float = stock("how far people meet people", "initiation", config="sectors.*.contact")
    foreignness: float = stock(
        "how foreign it looks to the hosts", "initiation", config="sectors.*.foreignness"
    )
    identity: float = stock(
        "how far it speaks to local identity", "initiation", config="sectors.*.identity"
    )
    knowledge: float = stock(
        "know-how that travels with it", "initiation", config="sectors.*.knowledge"
    )


@dataclass(slots=True, eq=False)
class Country(Entity):
    """A country, acted for by its central government."""

    table: ClassVar[str] = "countries"
    key: int = identity("initiation bilateral")
    first_city: int = index(
        "first of its cities", "context budgeting initiation trust bilateral norms learning"
    )
    city_count: int = count(
        "cities",
        "number of its cities",
        "context budgeting initiation trust bilateral norms learning",
    )
    # the regime in force
    charter: int = index("the charter in force", "context", config="countries.*.regime")
    first_stage: int = index("first stage of its regime", "gate")
    stage_count: int = count("stages", "number of stages of its regime", "gate")
    first_desk: int = index("first central desk", "context gate indicators")
    desk_count: int = count("desks", "number of central desks", "context gate indicators")
    fast_track: int = flag("whether fast track exists", "gate")
    month_value: float = state(0.0, "1", "squared drift accepted per month saved", "gate", low=0.0)
    top_down_share: float = stock("share of opportunities that the centre shapes", "initiation")
    registry: int = index(
        "first of the files that came in since the last month", "context initiation gate"
    )
    # what is not the regime
    reviewers: float = state(
        1.0,
        "1",
        "reviewers to allot among central stages",
        "context gate",
        config="countries.*.reviewers",
        low=0.0,
    )
    coordination_effort: float = stock(
        "effort at coordination with cities",
        "context coordination",
        config="countries.*.coordination_effort",
    )
    recognition: float = stock(
        "recognition of local identity",
        "context gate norms indicators",
        config="countries.*.recognition",
    )
    recognition_base: float = stock(
        "recognition to which it returns", "context norms", config="countries.*.recognition"
    )
    foreign_sensitivity: float = stock(
        "sensitivity to foreign elements", "context gate", config="countries.*.foreign_sensitivity"
    )
    monitoring_mandate: float = stock(
        "least monitoring the centre asks of cities",
        "context delivery learning",
        config="countries.*.monitoring_mandate",
    )
    fiscal_month: int = state(
        1,
        "month of the year",
        "month in which budgets are granted",
        "budgeting",
        config="countries.*.fiscal_month",
        low=1,
        high=12,
    )
    friction: float = state(
        0.8,
        "1",
        "accumulated signal past which a budget moves",
        "budgeting",
        config="countries.*.budget_friction",
        low=0.0,
    )
    matching_fund: float = state(
        0.0,
        "programme-months a year",
        "money with which the centre matches its cities' grants",
        "context budgeting",
        config="countries.*.matching_fund",
        low=0.0,
    )
    matched: float = state(0.0, "programme-months", "money matched so far", low=0.0, output=True)
    term_months: int = count(
        "months", "length of a mayor's term", "leadership", config="countries.*.term_months"
    )
    term_limit: int = count(
        "terms", "consecutive terms allowed", "leadership", config="countries.*.term_limit"
    )
    # what its cities see of one another
    peer_ratio: float = stock(
        "mean share of promises kept in its cities' ties, last known", "trust"
    )
    outgoing: int = count(
        "cities", "number of its cities with a tie that delivered within a year", "initiation"
    )
    norm_share: float = stock("share of its cities that hold the norm", "norms")
    advocates: float = stock("share of its cities led by a norm entrepreneur", "norms")


@dataclass(slots=True, eq=False)
class City(Entity):
    """A city government and its public."""

    table: ClassVar[str] = "cities"
    key: int = identity("leadership initiation norms")
    country: int = index(
        "its country",
        "context leadership budgeting initiation gate coordination delivery trust"
        " bilateral norms learning indicators",
    )
    first_end: int = index(
        "first of its ends of ties",
        "context leadership initiation gate delivery participation trust bilateral norms"
        " learning carrying",
    )
    last_end: int = index("last of its ends of ties", "initiation")
    tie_count: int = count("ties", "number of its ties", "initiation norms indicators")
    outgoing: int = flag("whether a tie of its has delivered within a year", "initiation")
    popularity: int = count("ties", "number of its ties at the end of last month", "initiation")
    first_desk: int = index("first desk of its own under the regime in force", "context gate")
    desk_count: int = count(
        "desks", "number of desks of its own under the regime in force", "context gate"
    )
    own_desks: int = index("first desk of its own under any regime", "context")
    size: float = state(
        5.7,
        "log10 people",
        "decimal logarithm of its population",
        "initiation",
        config="cities.*.population",
        low=0.0,
    )
    # means
    capacity: float = stock(
        "institutional capacity",
        "context initiation delivery learning indicators",
        config="cities.*.capacity",
    )
    lesson: float = stock("capacity that this month's know-how adds", "learning")
    capacity_base: float = stock(
        "capacity to which it returns", "context learning", config="cities.*.capacity"
    )
    access: float = stock("access to foreign partners", "initiation", config="cities.*.access")
    unit: int = flag(
        "whether it has a dedicated unit",
        "context leadership coordination delivery",
        config="cities.*.unit",
    )
    broker: int = flag(
        "whether it has a broker abroad", "context initiation delivery", config="cities.*.broker"
    )
    revenue: float = state(
        0.0,
        "programme-months a year",
        "money of which foreign programmes get a share",
        "context budgeting initiation indicators",
        config="cities.*.budget",
        low=0.0,
    )
    budget_share: float = stock(
        "share of its revenue that goes to foreign programmes", "budgeting initiation indicators"
    )
    pressure: float = state(0.0, "1", "signal accumulated since the share last moved", "budgeting")
    asked: float = state(
        0.0,
        "programme-months",
        "money its programmes asked for since the last grant",
        "budgeting",
        low=0.0,
    )
    funds: float = state(
        0.0, "programme-months", "money left of the grant", "budgeting delivery", low=0.0
    )
    office: float = state(
        1.0,
        "1",
        "staff relative to a city of 100,000 people with the same capacity",
        "delivery",
        config="cities.*.population",
        low=0.0,
    )
    upkeep_load: float = state(
        0.0,
        "programme-equivalents",
        "staff that levers asked for last month",
        "initiation",
        low=0.0,
    )
    load: float = state(
        0.0, "programme-equivalents", "staff asked for last month", "initiation delivery", low=0.0
    )
    staff_share: float = stock("share of the staff needed that is at hand", "delivery", default=1.0)
    lever_share: float = stock(
        "share of its levers that money and staff allow",
        "leadership initiation coordination delivery participation learning",
        default=1.0,
    )
    # levers
    coordination_effort: float = stock(
        "effort at coordination",
        "context coordination delivery",
        config="cities.*.coordination_effort",
    )
    dissemination: float = stock(
        "effort at informing the public",
        "context delivery participation",
        config="cities.*.dissemination",
    )
    monitoring: float = stock(
        "effort at monitoring", "context delivery learning", config="cities.*.monitoring"
    )
    # leader
    drive: float = stock(
        "the mayor's drive", "context leadership initiation", config="cities.*.leader.drive"
    )
    entrepreneur: int = flag(
        "whether the mayor is a norm entrepreneur", "norms", config="cities.*.leader.entrepreneur"
    )
    terms_served: int = count(
        "terms",
        "the mayor's consecutive terms",
        "leadership",
        config="cities.*.leader.terms_served",
    )
    to_election: int = state(
        0, "months", "months until the term ends", "leadership", config="cities.*.next_election"
    )
    in_office: int = count(
        "months", "months since the mayor took office", "coordination", default=600
    )
    # coordination and public
    vertical: float = stock(
        "coordination with the centre",
        "initiation gate coordination indicators",
        config="cities.*.vertical_coordination",
    )
    horizontal: float = stock(
        "coordination among agencies",
        "coordination delivery indicators",
        config="cities.*.horizontal_coordination",
    )
    informed: float = stock(
        "informed share of the public", "participation", config="cities.*.informed"
    )
    participation: float = stock(
        "active share of the public",
        "delivery participation indicators",
        config="cities.*.participation",
    )
    # interests, identity, norm
    need: float = stock(
        "pressure of problems that foreign ties might ease",
        "context initiation",
        config="cities.*.need",
    )
    need_base: float = stock(
        "need to which it returns", "context initiation", config="cities.*.need"
    )
    agenda_top: float = stock("largest weight on its agenda", "context initiation delivery")
    identity: float = stock(
        "salience of local identity",
        "context initiation gate norms carrying",
        config="cities.*.identity_salience",
    )
    adopted: int = flag(
        "whether it holds the norm of city diplomacy",
        "initiation norms indicators",
        config="cities.*.norm",
    )
    adopting: int = flag("what it has made up its mind to hold", "norms")
    internalised: float = stock(
        "how far the norm has become second nature", "initiation gate norms indicators"
    )
    # output only
    granted: float = state(0.0, "programme-months", "money granted so far", low=0.0, output=True)
    spent: float = state(0.0, "programme-months", "money spent so far", low=0.0, output=True)
    returned: float = state(
        0.0, "programme-months", "money left over and returned so far", low=0.0, output=True
    )
    upkeep: float = state(
        0.0, "programme-months", "money spent on levers so far", low=0.0, output=True
    )


@dataclass(slots=True, eq=False)
class NGO(Entity):
    """An organisation that carries exchange without being a government.

    One that is not active is latent: its city has people who might found it.
    """

    table: ClassVar[str] = "ngos"
    key: int = identity("initiation carrying")
    home: int = index("its home city", "budgeting initiation delivery trust carrying")
    kind: int = index("kind of organisation", "indicators", config="ngos.*.kind", output=True)
    active: int = flag(
        "whether it exists",
        "budgeting initiation delivery trust carrying indicators",
        config="ngos",
    )
    generation: int = count("1", "how often it has been founded", "carrying")
    capability: float = stock("skill to run programmes", "delivery", config="ngos.*.capability")
    legitimacy: float = stock(
        "standing with the public", "delivery carrying indicators", config="ngos.*.legitimacy"
    )
    transnational: float = stock(
        "strength of its links abroad", "initiation delivery", config="ngos.*.transnational"
    )
    budget: float = state(
        0.0,
        "programme-months a year",
        "money raised each year",
        "budgeting carrying",
        config="ngos.*.budget",
        low=0.0,
    )
    funds: float = state(
        0.0, "programme-months", "money left of the year", "budgeting delivery carrying", low=0.0
    )
    staff_share: float = stock(
        "share of the staff needed that is at hand", "initiation delivery carrying", default=1.0
    )
    success: float = stock("share of its promises kept, smoothed", "trust carrying")
    aspiration: float = stock("share of its promises it expects to keep", "trust carrying")
    # output only
    granted: float = state(0.0, "programme-months", "money raised so far", low=0.0, output=True)
    spent: float = state(0.0, "programme-months", "money spent so far", low=0.0, output=True)
    returned: float = state(0.0, "programme-months", "money left over so far", low=0.0, output=True)
