"""One page that somebody has open: its choice, what is done to it, and what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from htmltools import Tag, TagList, tags
from shiny import reactive, render

from paradiplomacy_analysis.html_pages import tame
from paradiplomacy_app import (
    anykey,
    controls,
    event_controls,
    lever_controls,
    regime_controls,
    sections,
)
from paradiplomacy_app.choice import Choice, read_query
from paradiplomacy_app.edits import edited
from paradiplomacy_app.folder import NotSavedError, WorkingFolder
from paradiplomacy_app.following import Follower
from paradiplomacy_app.page import FIGURES
from paradiplomacy_app.pictures import HISTORY
from paradiplomacy_app.saving import design_text, scenario_text
from paradiplomacy_app.tags import explained
from paradiplomacy_experiments.configuration.faults import ConfigError
from paradiplomacy_results.wording import many

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shiny import Inputs, Outputs, Session

    from paradiplomacy_app.runs import Desk

SAVING = "save_"
"""Beginning of what the buttons do that write a file."""

WAITING = "Being drawn."


@dataclass(frozen=True)
class Setting:
    """What all pages of a server have in common."""

    scenario: str
    folder: WorkingFolder
    desk: Desk
    stages: Sequence[int]


def serve_session(setting: Setting, inputs: Inputs, _: Outputs, session: Session) -> None:
    """Serve one page: this is called anew for each that is opened."""
    Page(setting, inputs, session).begin()


class Page:
    """The choice of a page, and the outputs that follow from it."""

    def __init__(self, setting: Setting, inputs: Inputs, session: Session) -> None:
        """Begin with the scenario that the command names; the address has the next word."""
        self._setting = setting
        self._inputs = inputs
        self._session = session
        self._follower = Follower(setting.desk, setting.folder, setting.stages)
        self._choice = reactive.Value(Choice(setting.scenario), name="choice")
        self._refused: reactive.Value[tuple[str, ...]] = reactive.Value((), name="refused")
        self._saved = reactive.Value("", name="saved")
        self._last: Choice | None = None

    def begin(self) -> None:
        """Listen to what is done, follow the choice, and declare what is shown."""
        self._session.on_ended(self._follower.close)
        self._listen()
        self._declare()

    # --- What is done ---------------------------------------------------------------------------

    def _listen(self) -> None:
        @reactive.effect
        def _at_first() -> None:
            with reactive.isolate():  # later ones are our own, or come with going back
                query = self._session.clientdata.url_search()
            self._take(query)

        @reactive.effect
        @reactive.event(self._inputs.address)
        def _went_back() -> None:
            self._take(str(self._inputs.address().get("query", "")))

        @reactive.effect
        @reactive.event(self._inputs.edit)
        async def _did() -> None:
            await self._edit(self._inputs.edit())

    def _take(self, query: str) -> None:
        """Take over what an address says, and tell what of it is wrong."""
        choice, faults = read_query(query, self._setting.scenario)
        self._refused.set(tuple(map(str, faults)))
        self._follow(choice)

    async def _edit(self, message: dict[str, Any]) -> None:
        do = str(message.get("do"))
        with reactive.isolate():
            choice = self._choice()
        if do.startswith(SAVING):
            self._save(do.removeprefix(SAVING), message, choice)
            return
        try:
            after = edited(choice, message)
        except ConfigError as error:
            self._refused.set(tuple(str(error).splitlines()))
            return
        self._refused.set(())
        if after == choice:
            return
        self._follow(after)
        only_month = after.computed == choice.computed and after.month != choice.month
        address = {"query": after.query(), "replace": only_month, "turn": self._follower.turn_now}
        await self._session.send_custom_message("address", address)

    def _follow(self, choice: Choice) -> None:
        """Make a choice that of the page, and begin what it takes to show it."""
        before, self._last = self._last, choice
        self._choice.set(choice)
        if before is None or choice.computed != before.computed:
            self._saved.set("")
            self._follower.compute(choice)
            return
        self._follower.show(choice)
        if choice.tie != before.tie:
            self._follower.look(choice, draw=True)
        elif choice.run != before.run:
            self._follower.look(choice)

    def _save(self, kind: str, message: dict[str, Any], choice: Choice) -> None:
        with reactive.isolate():
            worlds, found = self._follower.worlds(), self._follower.found()
        if worlds is None or self._follower.faults_now:
            self._saved.set("Nothing is saved: what is wrong above has to be mended first.")
            return
        name = str((message.get("fields") or {}).get("name", "")).strip()
        if kind == "design":
            text = design_text(choice, worlds, found.replicates if found else 100)
        else:
            text = scenario_text(choice, worlds, choice.editing)
        try:
            path = self._setting.folder.save(name, text)
        except NotSavedError as error:
            self._saved.set(f"Not saved: {error}.")
        else:
            self._saved.set(f"Saved: {path.name}")

    # --- What is shown --------------------------------------------------------------------------

    def _declare(self) -> None:
        for name, show in self._shown().items():
            render.ui(_named(name, show))  # which makes it an output of the page by that name

    def _shown(self) -> dict[str, Callable[[], Any]]:
        found = {
            "about": self._about,
            "faults": self._faults,
            "status": self._status,
            "case": self._case,
            "answer": self._answer,
            "which_run": self._which_run,
            "events": self._events,
            "why": self._why,
            f"figure_{HISTORY}": self._history,
            "model_or_evidence": self._model_or_evidence,
            "take": self._take_away,
            "saved": lambda: tags.p(tame(self._saved())) if self._saved() else None,
            "found_keys": self._found_keys,
        }
        panels = {
            "setting": controls.setting,
            "editing": controls.editing,
            "levers": lever_controls.lever_controls,
            "regimes": regime_controls.regimes,
            "happenings": event_controls.happening_controls,
            "mechanisms": controls.mechanisms,
        }
        found |= {name: partial(self._of_panel, each) for name, each in panels.items()}
        return found | {f"figure_{name}": partial(self._figure, name) for name in FIGURES}

    def _panel(self) -> controls.Panel | None:
        worlds = self._follower.worlds()
        if worlds is None:
            return None
        return controls.Panel(self._settings(), worlds, self._setting.folder.mechanisms())

    def _of_panel(self, show: Callable[[controls.Panel], TagList]) -> TagList | None:
        panel = self._panel()
        return None if panel is None else show(panel)

    def _found_keys(self) -> TagList | None:
        panel = self._panel()
        asked = self._inputs.search() if "search" in self._inputs else {}
        return None if panel is None else anykey.found_keys(str(asked.get("value", "")), panel)

    def _about(self) -> TagList | None:
        worlds = self._follower.worlds()
        if worlds is None:
            return None
        config = worlds.baseline.config
        head, ties = config.scenario, many(len(config.partnerships), "tie")
        length = f"{ties}, {many(head.months, 'month')} from {head.start}."
        return TagList(
            tags.h2(tame(head.title), class_="about"),
            tags.p(explained(head.question, "question"), class_="question"),
            tags.p(tame(length), class_="small"),
        )

    def _faults(self) -> TagList:
        return TagList(
            sections.faults(self._refused(), "This is left out:"),
            sections.faults(self._follower.faults(), "This cannot be run:"),
        )

    def _status(self) -> Tag:
        turn = self._follower.turn()
        ready = str(self._follower.ready() == turn).lower()
        return tags.p(tame(self._follower.status()), data_turn=str(turn), data_ready=ready)

    def _case(self) -> TagList:
        return controls.case(self._settings(), self._setting.folder.scenarios())

    def _answer(self) -> Any:
        found = self._follower.found()
        return None if found is None else self._fresh(found.turn, sections.answer(found))

    def _figure(self, name: str) -> Any:
        drawn = self._follower.figures[name]()
        if drawn is None:
            return tags.p(WAITING, class_="small") if self._follower.found() else None
        shown, found = drawn
        return self._fresh(found.turn, sections.figure(shown, found.replicates))

    def _history(self) -> Any:
        one = self._follower.one()
        return None if one is None else self._fresh(one.found.turn, sections.figure(one.shown))

    def _which_run(self) -> TagList | None:
        found = self._follower.found()
        if found is None:
            return None
        return sections.which_run(found, self._shown_choice(), self._follower.one())

    def _events(self) -> Any:
        one = self._follower.one()
        if one is None:
            return None
        return self._fresh(one.found.turn, sections.events(one, self._follower.month()))

    def _why(self) -> Any:
        one = self._follower.one()
        return None if one is None else self._fresh(one.found.turn, sections.why(one))

    def _model_or_evidence(self) -> TagList | None:
        worlds = self._follower.worlds()
        return None if worlds is None else sections.model_or_evidence(self._settings(), worlds)

    def _take_away(self) -> Any:
        found = self._follower.found()
        if found is None:
            return None
        return self._fresh(found.turn, sections.take(self._settings(), found.replicates))

    def _shown_choice(self) -> Choice:
        """Return the choice that is shown, which follows edits after a moment."""
        return self._follower.choice() or Choice(self._setting.scenario)

    def _settings(self) -> Choice:
        """Return that choice as it is whatever run and month are looked at."""
        return self._follower.settings() or Choice(self._setting.scenario)

    def _fresh(self, turn: int, shown: TagList) -> Tag:
        """Return what is shown, marked by the choice it came of: of an earlier one it is paler."""
        return tags.div(shown, data_of_turn=str(turn))


def _named(name: str, show: Callable[[], Any]) -> Callable[[], Any]:
    """Return a function of that name, by which Shiny knows an output."""

    def shown() -> Any:
        return show()

    shown.__name__ = name
    return shown
