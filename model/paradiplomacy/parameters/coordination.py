"""Parameters of coordination."""

from paradiplomacy.parameters.declare import Section, key, share


class CoordinationParameters(Section):
    """Coordination is a stock that meetings build and time wears down."""

    gain: float = share(
        0.06,
        "part of the missing coordination that a month of full effort builds (eta)",
        source="drivers Emerson et al. 2012; form and value assumption (pilot)",
    )
    decay: float = share(0.03, "monthly loss (delta)", source="assumption (pilot)")
    turnover_decay: float = share(
        0.12,
        "monthly loss in the year after a mayor leaves where no unit keeps the routine",
        source="assumption on E66, E82 (pilot)",
    )
    turnover_months: int = key(
        12, "months", "how long that lasts", source="assumption (pilot)", low=0, high=120
    )
    weakest: float = key(
        -4.0,
        "1",
        "CES exponent over the efforts of two partners in coordination",
        source="form Arrow et al. 1961, Cornes 1993; value assumption (pilot)",
        low=-50.0,
        high=-0.01,
    )
    neutral_vertical: float = share(
        0.45,
        "vertical coordination in the neutral variant",
        source="measured: mean of the default variant over bandung-seoul and baubau-seoul",
    )
    neutral_horizontal: float = share(
        0.46,
        "coordination among agencies in the neutral variant",
        source="measured: mean of the default variant over bandung-seoul and baubau-seoul",
    )
    neutral_dyad: float = share(
        0.25,
        "coordination of the two cities in the neutral variant",
        source="measured: mean of the default variant over bandung-seoul and baubau-seoul",
    )
