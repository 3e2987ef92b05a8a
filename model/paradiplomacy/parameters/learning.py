"""Parameters of evaluation and learning."""

from paradiplomacy.parameters.declare import Section, key, share


class LearningParameters(Section):
    """Evaluation repairs programmes, cities learn by doing, partners pass on know-how."""

    interval: int = key(
        6,
        "months",
        "months of a programme between evaluations",
        source="assumption",
        low=1,
        high=120,
    )
    noise: float = key(
        0.3,
        "1",
        "standard deviation of the performance signal at no effort; none at full effort",
        source="assumption: form and value",
        low=0.0,
        high=10.0,
    )
    target: float = share(
        0.65, "quality below which an evaluation asks for repair", source="assumption"
    )
    repair: float = share(
        0.3,
        "part of the missing quality that a repair at full monitoring restores",
        source="assumption on E56, E139 (pilot)",
    )
    experience: float = key(
        0.0,
        "exponent",
        "power with which experience of a sector shrinks what a new programme lacks; 0: no part",
        source="assumption: 0, off; 0.3 leaves some four fifths a doubling, as in Wright 1936",
        low=0.0,
        high=2.0,
    )
    experience_decay: float = share(
        0.05,
        "part of the experience that a month takes, where there is any",
        source="form Argote et al. 1990; assumption between 0 (Thompson 2007) and 0.25 (Argote)",
    )
    absorption: float = key(
        0.02,
        "1",
        "capacity gained from one delivery full of know-how, per gap and own capacity",
        source="Cohen & Levinthal 1990 in words; form and value assumption on E18, E51",
        low=0.0,
        high=1.0,
    )
    forget: float = share(
        0.004, "monthly return of capacity to its level", source="assumption on E98"
    )
    neutral_quality: float = share(
        0.54,
        "quality of every programme in the neutral variant",
        source="measured: mean of the default variant over bandung-seoul and baubau-seoul",
    )
