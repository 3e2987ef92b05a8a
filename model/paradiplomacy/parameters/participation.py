"""Parameters of participation."""

from paradiplomacy.parameters.declare import Section, key, share


class ParticipationParameters(Section):
    """The public hears of programmes, joins at personal thresholds, and leaves without delivery."""

    inform: float = share(
        0.06,
        "part of the uninformed whom a month of full dissemination reaches",
        source="form Bass 1969 (external term); value assumption (pilot)",
    )
    word: float = share(
        0.02,
        "part of the uninformed whom a fully active public reaches in a month",
        source="form Bass 1969 (internal term); value assumption",
    )
    forget: float = share(0.02, "monthly loss of the informed share", source="assumption (pilot)")
    threshold_mean: float = share(
        0.30,
        "mean share of active peers at which a person joins",
        source="form Granovetter 1978; value assumption (pilot)",
    )
    threshold_spread: float = key(
        0.20,
        "1",
        "standard deviation of thresholds",
        source="form Granovetter 1978; value assumption (pilot)",
        above=0.0,
        high=10.0,
    )
    trust_weight: float = share(
        0.5,
        "part of the mean threshold that lies between no trust in the city's partners and full",
        source="direction McKeown & Psaltis 2017, Bekkers 2012, E36; form and value assumption,"
        " prior 0-1",
    )
    join: float = share(
        0.10, "part of those ready to join or leave who do so in a month", source="assumption"
    )
    leave: float = share(
        0.05,
        "part of the active who leave in a month without any delivery",
        source="assumption on E28",
    )
    neutral_level: float = share(
        0.44,
        "participation in the neutral variant",
        source="measured: mean of the default variant over bandung-seoul and baubau-seoul",
    )
