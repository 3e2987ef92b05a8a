"""Parameters of budgeting."""

from paradiplomacy.parameters.declare import Section, key, share


class BudgetingParameters(Section):
    """Budgets move seldom and then far: need accumulates until it overcomes friction."""

    lead_share: float = share(
        0.5,
        "share of a joint programme's cost borne by the side that leads it",
        source="assumption",
    )
    start_share: float = share(
        0.2,
        "share of a city's revenue that its budget at the start is",
        source="assumption: so far can the budget grow",
    )
    least_share: float = share(
        0.3,
        "part of the share at the start below which it is not cut",
        source="assumption: an office that exists is not abolished",
    )
    slack: float = share(
        0.3,
        "part of the grant that may lie idle before that counts against it",
        source="assumption",
    )
    response: float = key(
        0.5,
        "1",
        "relative change of the share per unit of accumulated signal (beta)",
        source="form Jones & Baumgartner 2005; value assumption",
        low=0.0,
        high=10.0,
    )
