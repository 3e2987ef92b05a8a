"""Parameters of programme."""

from paradiplomacy.parameters.declare import Section, key
from paradiplomacy.parameters.kinds import Counts, Triple


class ProgrammeParameters(Section):
    """What programmes of each scale cost and promise; a paper is permission for larger ones."""

    cost: Triple = key(
        [1.0, 1.25, 1.5],
        "programme-months a month",
        "running cost of a small, medium and large programme",
        source="assumption (pilot); level anchor D06",
    )
    duration: Counts = key(
        [12, 18, 24],
        "months",
        "length of a small, medium and large programme",
        source="assumption (pilot)",
    )
    staff: Triple = key(
        [0.5, 0.75, 1.0],
        "programme-equivalents",
        "staff a side needs to run a small, medium and large programme",
        source="assumption on E67",
    )
    milestones: Counts = key(
        [4, 4, 6],
        "milestones a year",
        "deliveries promised by a small, medium and large programme",
        source="assumption",
    )
