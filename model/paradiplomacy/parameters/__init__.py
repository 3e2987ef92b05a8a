"""The parameters of the processes: one table per process, the same for all cases.

Rules read them as ``world.parameters.<process>.<name>``. The compiled engine derives its record
layout from these same declarations (:mod:`paradiplomacy.tables`), so a parameter stands here and
nowhere else. Values are stocks, shares, months and programme-months (the monthly cost of one small
programme); the claims made with them are ordinal (E11).

Each value names its source: an evidence row (E, D and P numbers are rows of the evidence tables
that ``paradiplomacy explain`` prints), a published form, or the word assumption. "Pilot" marks a
value at which a trial of this model was neither dead nor stuck.
"""

from paradiplomacy.declare import Section, group
from paradiplomacy.parameters.budgeting import BudgetingParameters
from paradiplomacy.parameters.delivery import DeliveryParameters
from paradiplomacy.parameters.gate import GateParameters
from paradiplomacy.parameters.initiation import InitiationParameters
from paradiplomacy.parameters.leadership import LeadershipParameters
from paradiplomacy.parameters.programme import ProgrammeParameters
from paradiplomacy.parameters.trust import TrustParameters


class Parameters(Section):
    """All parameters of the processes, as rules read them."""

    leadership: LeadershipParameters = group(LeadershipParameters, "turnover and commitment")
    budgeting: BudgetingParameters = group(BudgetingParameters, "who pays what")
    initiation: InitiationParameters = group(InitiationParameters, "constant opportunities")
    programme: ProgrammeParameters = group(ProgrammeParameters, "scales of programmes")
    gate: GateParameters = group(GateParameters, "dossiers and clearance")
    delivery: DeliveryParameters = group(DeliveryParameters, "milestones kept or missed")
    trust: TrustParameters = group(TrustParameters, "belief from evidence")
