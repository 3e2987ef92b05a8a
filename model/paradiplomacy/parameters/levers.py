"""Parameters of levers: what policy costs those who use it."""

from paradiplomacy.parameters.declare import Section, key, share


class LeverParameters(Section):
    """Every lever costs staff time or money; what cannot be paid works in part."""

    unit_cost: float = key(
        0.3,
        "programme-months a month",
        "money that a dedicated unit costs",
        source="assumption on E66",
        low=0.0,
        high=1000.0,
    )
    broker_cost: float = key(
        0.15,
        "programme-months a month",
        "money that a broker costs",
        source="assumption on E45",
        low=0.0,
        high=1000.0,
    )
    monitoring_staff: float = key(
        0.3,
        "programme-equivalents",
        "staff that full monitoring takes",
        source="assumption on E56",
        low=0.0,
        high=1000.0,
    )
    coordination_staff: float = key(
        0.2,
        "programme-equivalents",
        "staff that full effort at coordination takes",
        source="assumption on E27, E134",
        low=0.0,
        high=1000.0,
    )
    dissemination_staff: float = key(
        0.3,
        "programme-equivalents",
        "staff that full dissemination takes",
        source="assumption on E135",
        low=0.0,
        high=1000.0,
    )
    dissemination_cost: float = key(
        0.2,
        "programme-months a month",
        "money that full dissemination costs",
        source="assumption on E135",
        low=0.0,
        high=1000.0,
    )
    staff_value: float = key(
        1.0,
        "programme-months per programme-equivalent-month",
        "what a month of staff is worth in money, where all cost is added up; acts on nothing",
        source="assumption: the staff of a programme is worth what else it costs",
        low=0.0,
        high=1000.0,
    )
    triage: float = share(
        0.05,
        "share of the centre's reviewers who sort files where fast track exists",
        source="assumption on E54",
    )
