"""The model described from its own declarations: the tables of ``model/ODD.md``.

Words that explain are written by hand on that page; what can be read off the code (state, schedule,
equations, variants, parameters, indicators, events) is made here, as Markdown by section. Nothing
here reads or writes a file.
"""

from paradiplomacy_results.glossary import GLOSSARY
from tools.odd import channels, declared, submodels
from tools.odd.declared import presets
from tools.odd.markdown import table


def sections() -> dict[str, str]:
    """Return each section that is made from the code, by the name that its marker bears."""
    return {
        "words": table(("word", "meaning"), GLOSSARY.items()),
        "month": submodels.month(),
        "steps": submodels.steps(),
        "mechanisms": submodels.mechanisms(),
        "room": declared.room(),
        "support": declared.support(),
        "events": declared.events(),
        "streams": declared.streams(),
        **declared.state(),
        **declared.configuration(),
        **declared.indicators(),
        **channels.sections(),
        **submodels.submodels(),
    }


__all__ = ["presets", "sections"]
