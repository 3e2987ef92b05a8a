"""The record of the six cases, as the world that has them all names it."""

from __future__ import annotations

from paradiplomacy_analysis.matching.implausibility import claims_of
from paradiplomacy_experiments.configuration.scenario import load_scenario
from paradiplomacy_results.record import Record

CASES_TOGETHER = "indonesia-korea"
RECORD = load_scenario(CASES_TOGETHER).record or Record()
FACTS, TARGETS = RECORD.facts, RECORD.targets
CLAIMS = claims_of(TARGETS)
MATCHED = {term.case for target in TARGETS.values() for term in target.terms}
"""The cases that targets are about."""
