"""A page in the browser on which the model is stepped, plotted and reset with other values.

It is Mesa's own page, ``SolaraViz``, and needs ``pip install -e '.[viz]'``. Start it with::

    solara run experiments/examples/solara_page.py
"""

from mesa.visualization import Slider, SolaraViz, make_plot_component

from paradiplomacy import ParadiplomacyModel

SCENARIO = "baubau-seoul"


PARAMETERS = {
    "scenario": SCENARIO,
    "rng": Slider("seed", 1, 1, 100, 1, dtype=int),
    "cities.baubau.capacity": Slider("capacity of Baubau", 0.25, 0.0, 1.0, 0.05),
    "cities.baubau.budget": Slider("budget of Baubau", 12.0, 0.0, 60.0, 1.0),
    "agent_reporters": None,
}
"""Arguments of the model: those that stay, and those that a reader moves."""

PLOTS = [
    make_plot_component(["trust_government", "trust_society"]),
    make_plot_component(["participation", "capacity"]),
    make_plot_component(["delivered_g2g", "delivered_ngo"]),
]

page = SolaraViz(
    ParadiplomacyModel(SCENARIO, rng=1, agent_reporters=None),
    components=PLOTS,
    model_params=PARAMETERS,
    name="Baubau and Seoul",
)
