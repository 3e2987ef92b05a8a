"""Custom files: read them, and see without running them what they hold.

A scenario names such a file in the place of a variant, ``[mechanisms] trust = "mine.py"``, of the
agents of a kind, ``[classes] cities = "mine.py"``, and for each indicator of its own,
``[indicators] goodwill = "mine.py"``. It is one plain file in the folder of the scenario, written
as :mod:`paradiplomacy.custom` describes.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from paradiplomacy.configuration.custom_choices import ClassChoice
from paradiplomacy.configuration.mechanisms import CUSTOM_FILE, REGISTRY, is_custom
from paradiplomacy.configuration.names import closest
from paradiplomacy.custom.files import CustomFile
from paradiplomacy.custom.mechanisms import steps_of
from paradiplomacy.custom.together import Custom
from paradiplomacy_experiments.configuration.faults import ConfigError, Fault, dotted
from paradiplomacy_experiments.configuration.layers import Origin
from paradiplomacy_experiments.configuration.reading import real, text_of

MAX_BYTES = 20_000
"""Longest file that is read: some hundreds of lines, which Python compiles in half a second at the
worst.
"""

_NAME = r"[a-z][a-z0-9_]{0,39}"

Path_ = tuple[str, ...]


def custom_files(
    raw: Mapping[str, Any], folder: Path, locate: Callable[[Path_], Origin]
) -> tuple[Custom, list[Fault]]:
    """Return the files that ``raw`` names, read from ``folder``, and their faults.

    Nothing is executed.
    """
    reader = _Reader(folder, locate)
    for process, name in _texts(raw.get("mechanisms")):
        if process in REGISTRY and is_custom(name):
            reader.mechanism(process, name)
    for table, name in _texts(raw.get("classes")):
        if table in ClassChoice.model_fields and is_custom(name):
            reader.agents(table, name)
    for indicator, name in _texts(raw.get("indicators")):
        reader.indicator(indicator, name)
    return Custom(reader.files, reader.recorded), reader.faults


def _texts(table: Any) -> Iterator[tuple[str, str]]:
    """Yield the entries of a table that are texts; what else stands there is told elsewhere."""
    for name, value in table.items() if isinstance(table, Mapping) else ():
        if isinstance(value, str):
            yield name, value


class _UnfitError(Exception):
    """A file that cannot be used, with a kind of fault."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message


@dataclass
class _Reader:
    """Read files as they are named, and collect what is wrong with them."""

    folder: Path
    locate: Callable[[Path_], Origin]
    files: dict[str, CustomFile] = field(default_factory=dict)
    recorded: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    replaced: dict[str, str] = field(default_factory=dict)
    """The file that replaces a step, by its behaviour."""

    def mechanism(self, process: str, name: str) -> None:
        path = ("mechanisms", process)
        file = self._file(path, name)
        if file is not None:
            for wrong in _shortcomings(file, process):
                self._refuse(path, *wrong)
            self.replaced |= dict.fromkeys(_defined_steps(file, process), name)

    def agents(self, table: str, name: str) -> None:
        from paradiplomacy.engines.agent_files import shortcomings  # Mesa takes long to load

        path = ("classes", table)
        file = self._file(path, name)
        if file is not None:
            for wrong in shortcomings(file, table, self.replaced):
                self._refuse(path, "bad_class", wrong.message, wrong.meant, wrong.known)

    def indicator(self, indicator: str, name: str) -> None:
        from paradiplomacy_results.layout import COLUMNS

        path = ("indicators", indicator)
        if indicator in COLUMNS:
            self._refuse(path, "bad_indicator", f"results have a column {indicator!r} already")
            return
        if not re.fullmatch(_NAME, indicator):
            self._refuse(path, "bad_indicator", "is no name of small letters, digits and _")
            return
        file = self._file(path, name)
        if file is None:
            return
        known = tuple(file.declared.indicators)
        if indicator in known:
            self.recorded[indicator] = name
        elif not file.declared.faults:
            message = f"{name!r} declares no indicator or state {indicator!r}"
            self._refuse(path, "bad_indicator", message, closest(indicator, known), known)

    def _file(self, path: Path_, name: str) -> CustomFile | None:
        """Return a file, read and checked when it is named first; None where it is no good."""
        if name in self.files:
            return self.files[name]
        try:
            file = _read(self.folder, name)
            _check_syntax(file)
        except _UnfitError as unfit:
            self._refuse(path, unfit.kind, unfit.message)
            return None
        for fault in file.declared.faults:
            self._refuse(path, "bad_declaration", f"{name}:{fault.line}: {fault.message}")
        for clash in _clashes(file, self.files):
            self._refuse(path, "bad_declaration", clash)
        self.files[name] = file
        return file

    def _refuse(
        self,
        path: Path_,
        kind: str,
        message: str,
        suggestion: str | None = None,
        allowed: tuple[str, ...] = (),
    ) -> None:
        origin = self.locate(path)
        key, place = dotted(path), (origin.file_name, origin.line)
        self.faults.append(Fault(kind, key, message, *place, suggestion, allowed))


def _read(folder: Path, name: str) -> CustomFile:
    path = folder / name
    refusal = ""
    if not re.fullmatch(CUSTOM_FILE, name):
        refusal = "is not the plain name of a file in the scenario's own folder, like 'mine.py'"
    elif real(path).parent != real(folder):
        refusal = "is a link that leads outside the scenario's own folder"
    if refusal:
        raise _UnfitError("path_refused", f"{name!r} {refusal}")
    try:
        return CustomFile(name, str(path), text_of(path, name, MAX_BYTES))
    except ConfigError as error:
        fault = error.faults[0]
        if fault.kind == "not_found":
            where = folder if folder.name else folder.resolve()
            raise _UnfitError(fault.kind, f"there is no file {name!r} in {where}") from None
        raise _UnfitError(fault.kind, f"{name!r} {fault.message}") from None


def _check_syntax(file: CustomFile) -> None:
    """Raise whatever Python says of a hostile text as a fault."""
    try:
        with warnings.catch_warnings(action="ignore"):
            tree = ast.parse(file.text, file.name)
            compile(tree, file.name, "exec")  # finds what the grammar alone allows
    except SyntaxError as error:
        place = f"{file.name}:{error.lineno or 1}"
        raise _UnfitError("syntax", f"{place}: is not Python: {error.msg}") from None
    except ValueError as error:
        raise _UnfitError("syntax", f"{file.name!r} is not Python: {error}") from None
    except (RecursionError, MemoryError):
        raise _UnfitError("too_deep", f"{file.name!r} is nested too deep to be read") from None


def _shortcomings(file: CustomFile, process: str) -> Iterator[tuple[Any, ...]]:
    """Yield kind and message, and what was meant, of what keeps a file from being a mechanism."""
    known = tuple(step.behaviour for step in steps_of(process))
    defined = [node for node in file.tree.body if isinstance(node, ast.FunctionDef)]
    chosen = [node for node in defined if node.name in known]
    if not chosen:
        message = f"{file.name!r} defines no function named like a step of {process}"
        guesses = (closest(node.name, known) for node in defined)
        yield "bad_mechanism", message, next(filter(None, guesses), None), known
    for node in chosen:
        if not _takes_two(node.args):
            message = "must take exactly two parameters, the world and the number of a row"
            yield "bad_mechanism", f"{file.name}:{node.lineno}: {node.name} {message}"


def _defined_steps(file: CustomFile, process: str) -> list[str]:
    """Return the behaviours of a process that a file replaces."""
    known = [step.behaviour for step in steps_of(process)]
    defined = (node.name for node in file.tree.body if isinstance(node, ast.FunctionDef))
    return [name for name in defined if name in known]


def _takes_two(parameters: ast.arguments) -> bool:
    positional = len(parameters.posonlyargs) + len(parameters.args)
    return positional == 2 and not parameters.kwonlyargs


def _clashes(file: CustomFile, others: Mapping[str, CustomFile]) -> Iterator[str]:
    """Say which states of a file another one declares otherwise."""
    known = {(each.table, each.name): (each, other.name) for other in others.values()
             for each in other.declared.states}  # fmt: skip
    for state in file.declared.states:
        other, name = known.get((state.table, state.name), (state, file.name))
        if other != state:
            yield f"{file.name} and {name} declare the state {state.name!r} differently"
