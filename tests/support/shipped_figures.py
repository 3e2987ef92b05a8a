"""Figures of the designs that ship: which are looked at, each drawn once for all that is asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from paradiplomacy_analysis.figures import FIGURES, SIZES
from paradiplomacy_analysis.methods import METHODS
from tests.support.drawn import drawn_texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.figure import Figure
    from matplotlib.text import Text

    from paradiplomacy_analysis import Results
    from paradiplomacy_analysis.finding import Finding
    from paradiplomacy_analysis.sample import Sample

OF_TWO = ("heatmap", "interactions", "forest", "front")

OF_LEVERS = ("heatmap", "interactions", "forest", "levers")

DRAWN = {
    "autonomy-capacity": OF_TWO,
    "budget": OF_TWO,
    "centre": OF_TWO,
    "discovery": ("boxes",),
    "drivers": ("forest", "interactions"),
    "gate-stages": OF_TWO,
    "levers": (*OF_TWO, "levers"),
    "morris": ("morris",),
    "participation": OF_TWO,
    "path-of-baubau": (),
    "poor-city": OF_LEVERS,
    "prior": ("matching", "survival"),
    "reform-year": ("interactions", "forest", "front"),
    "regime-dyads": OF_TWO,
    "rich-city": OF_LEVERS,
    "sobol": ("sobol",),
    "theories": OF_TWO,
}
"""The figures of each design: none is left out because it does not find room."""

LOOKED_AT = {
    "autonomy-capacity": ("heatmap", "front"),  # numbers by numbers
    "budget": ("forest",),  # four factors of numbers and classes
    "centre": ("heatmap",),  # alternatives by classes, and levers
    "gate-stages": ("interactions",),  # alternatives by numbers
    "levers": ("forest", "levers"),  # the most levers
    "participation": ("front",),
    "regime-dyads": ("heatmap",),
    "rich-city": ("interactions",),  # as "poor-city", for another city
}
"""Of designs whose factors are of the kinds of others, the figures that are looked at."""

ON_SLIDES = ("discovery", "morris", "poor-city", "prior", "reform-year", "sobol")
"""Designs that are drawn as slides too, each figure of at least one. Columns, in which all are
drawn, have less room for names."""


@dataclass
class Shown:
    """The results of a design, with what was found and drawn of them so far."""

    name: str
    results: Results
    sample: Sample
    findings: dict[str, Finding] = field(default_factory=dict)
    figures: dict[tuple[str, str], tuple[Figure, list[Text]]] = field(default_factory=dict)

    def finding(self, method: str) -> Finding:
        if method not in self.findings:
            self.findings[method] = METHODS[method].find(self.sample)
        return self.findings[method]

    def figure(self, name: str, size: str = "column") -> tuple[Figure, list[Text]]:
        """Return a figure that has been drawn once, and the texts in it."""
        if (name, size) not in self.figures:
            method = FIGURES[name].method
            findings = [self.finding(method)] if method else []
            figure = FIGURES[name].draw(self.results, *findings, size=size)
            # Ticks have their texts only once they are drawn.
            self.figures[name, size] = figure, drawn_texts(figure)
        return self.figures[name, size]

    @property
    def looked_at(self) -> tuple[str, ...]:
        """Names of the figures that are looked at."""
        return LOOKED_AT.get(self.name, DRAWN[self.name])

    @property
    def drawings(self) -> Iterator[tuple[str, Figure, list[Text]]]:
        """Yield the name of each figure that is looked at, the figure and its texts."""
        for size in SIZES if self.name in ON_SLIDES else ("column",):
            for name in self.looked_at:
                yield name, *self.figure(name, size)
