"""Parameters of budgeting."""

from paradiplomacy.declare import Section, share


class BudgetingParameters(Section):
    """Money for programmes: constant grants until budgets are made by friction."""

    lead_share: float = share(
        0.5,
        "share of a joint programme's cost borne by the side that leads it",
        source="assumption",
    )
