"""The parameters of the processes: one table per process, the same for all cases.

Rules read them as ``world.parameters.<process>.<name>``. The compiled engine derives its record
layout from these same declarations (:mod:`paradiplomacy.engines.tables`), so a parameter stands
here and nowhere else. Values are stocks, shares, months and programme-months (the monthly cost of
one small programme); the claims made with them are ordinal (E11).

Each value names its source: an evidence row (E, D and P numbers are rows of the evidence tables
that ``paradiplomacy explain`` prints), a published form, or the word assumption. "Pilot" marks a
value at which a trial of this model was neither dead nor stuck.
"""

from functools import cache
from typing import Any, NamedTuple, Self

from paradiplomacy.parameters.bilateral import BilateralParameters
from paradiplomacy.parameters.budgeting import BudgetingParameters
from paradiplomacy.parameters.carrying import CarryingParameters
from paradiplomacy.parameters.coordination import CoordinationParameters
from paradiplomacy.parameters.declare import Section, group
from paradiplomacy.parameters.delivery import DeliveryParameters
from paradiplomacy.parameters.gate import GateParameters
from paradiplomacy.parameters.initiation import InitiationParameters
from paradiplomacy.parameters.leadership import LeadershipParameters
from paradiplomacy.parameters.learning import LearningParameters
from paradiplomacy.parameters.levers import LeverParameters
from paradiplomacy.parameters.norms import NormParameters
from paradiplomacy.parameters.participation import ParticipationParameters
from paradiplomacy.parameters.programme import ProgrammeParameters
from paradiplomacy.parameters.trust import TrustParameters


class Place(NamedTuple):
    """Where a parameter stands: its process, its name, and whether it is a whole number."""

    process: str
    name: str
    whole: bool


class Parameters(Section):
    """All parameters of the processes, as rules read them.

    Those that are one number each have a place too, by which one can be changed in a run: the
    number of its word in the row of parameters that the compiled engine keeps
    (:func:`paradiplomacy.engines.tables.parameter_layout`).
    """

    leadership: LeadershipParameters = group(LeadershipParameters, "turnover and commitment")
    budgeting: BudgetingParameters = group(BudgetingParameters, "grants and who pays what")
    initiation: InitiationParameters = group(InitiationParameters, "opportunities and choices")
    programme: ProgrammeParameters = group(ProgrammeParameters, "scales of programmes")
    gate: GateParameters = group(GateParameters, "dossiers and clearance")
    coordination: CoordinationParameters = group(CoordinationParameters, "stocks of coordination")
    levers: LeverParameters = group(LeverParameters, "what levers cost")
    delivery: DeliveryParameters = group(DeliveryParameters, "milestones kept or missed")
    participation: ParticipationParameters = group(ParticipationParameters, "a public that joins")
    trust: TrustParameters = group(TrustParameters, "belief from evidence")
    bilateral: BilateralParameters = group(BilateralParameters, "image and bilateral level")
    norms: NormParameters = group(NormParameters, "norm and identity")
    learning: LearningParameters = group(LearningParameters, "evaluation and learning")
    carrying: CarryingParameters = group(CarryingParameters, "who carries a tie")

    def own_copy(self) -> Self:
        """Return the same, of which a run can change parameters without changing these."""
        sections = {name: getattr(self, name).model_copy() for name in Parameters.model_fields}
        return self.model_copy(update=sections)

    def number_at(self, place: int) -> Any:
        """Return the parameter at a place."""
        process, name, _ = places()[place]
        return getattr(getattr(self, process), name)

    def put_number(self, place: int, number: float) -> None:
        """Change the parameter at a place, in a copy of a run's own: else it is frozen."""
        process, name, _ = places()[place]
        getattr(self, process).__dict__[name] = number


@cache
def places() -> dict[int, Place]:
    """Return the parameters that are one number each, by their places."""
    found: dict[int, Place] = {}
    place = 0
    for process, section in Parameters.model_fields.items():
        kind: Any = section.annotation
        for name, declared in kind.model_fields.items():
            if declared.annotation in (int, float):
                found[place] = Place(process, name, declared.annotation is int)
                place += 1
            else:
                place += len(declared.get_default(call_default_factory=True))
    return found
