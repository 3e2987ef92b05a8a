"""Parameters of norms and identity."""

from paradiplomacy.parameters.declare import Section, key, share


class NormParameters(Section):
    """A norm of city diplomacy spreads by thresholds, entrepreneurs and practice."""

    threshold_mean: float = share(
        0.35,
        "mean exposure at which a city adopts the norm",
        source="form Granovetter 1978, Watts 2002; value assumption (pilot)",
    )
    threshold_spread: float = key(
        0.12,
        "1",
        "standard deviation of thresholds",
        source="assumption (pilot)",
        low=0.0,
        high=1.0,
    )
    partner_weight: float = share(
        0.4,
        "weight of partners abroad, against compatriots, in a city's exposure",
        source="assumption on E115",
    )
    broadcast: float = key(
        1.5,
        "1",
        "exposure that compatriot entrepreneurs add, per share of cities they lead",
        source="after Hoffmann (P45); form and value assumption",
        low=0.0,
        high=100.0,
    )
    attention: float = share(
        0.08, "chance that a city considers the norm in a month", source="assumption"
    )
    abandon: float = share(
        0.5,
        "part of its threshold below which exposure must fall before an adopter gives the norm up",
        source="assumption",
    )
    internalise: float = share(
        0.03,
        "part of the missing internalisation that a month with a delivery builds",
        source="assumption on E118",
    )
    forget: float = share(0.004, "monthly loss of internalisation", source="assumption")
    appropriateness: float = share(
        0.15,
        "weight of appropriateness before the norm is internalised (omega)",
        source="assumption on E116, E117: form and value",
    )
    appropriateness_gain: float = share(
        0.5, "what full internalisation adds to that weight", source="assumption on E117, E118"
    )
    recognition_gain: float = share(
        0.02,
        "part of the missing recognition that a month of deliveries in all ties builds",
        source="assumption on E124",
    )
    recognition_return: float = share(
        0.02, "monthly return of recognition to its level", source="assumption"
    )
    identity_gain: float = share(
        0.01,
        "part of the missing salience that one delivery that speaks to identity builds",
        source="assumption on E96, E120",
    )
    identity_decay: float = share(0.002, "monthly loss of salience", source="assumption")
    neutral_internalised: float = share(
        0.16,
        "internalisation in the neutral variant",
        source="measured: mean of the default variant over bandung-seoul and baubau-seoul",
    )
