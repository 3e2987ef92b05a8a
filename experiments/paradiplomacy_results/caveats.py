"""What results do not tell: said in the same words by every page that shows them."""

from __future__ import annotations

MODEL_OR_EVIDENCE = (
    "All numbers here come out of a model. A run is one history that its rules allow, and no "
    "record of what happened. Evidence is what inputs rest on: paradiplomacy show SCENARIO "
    "--origin prints where each value comes from. Most are assumptions."
)
"""Which part of what is shown is model, and which is evidence."""

NOT_TOLD = {
    "How large an effect is in the world": "Results are orderings and histories: which of two "
    "conditions does better, which need each other, which history can come about.",
    "Whether the model is right": "An interval says how well runs pin a mean down. More runs make "
    "it narrower, and the model no truer. model/VALIDITY.md lists the patterns that it fails.",
    "What will become of a real city": "No run is a forecast. A case states inputs, never "
    "outcomes.",
    "What was not varied": "All else stands as the scenario has it. Under other assumptions an "
    "ordering may turn round.",
}
"""What one may not conclude from results, and why."""
