"""Files with custom mechanisms: read them, and see without running them what they hold.

A scenario names such a file in the place of a variant, ``[mechanisms] trust = "mine.py"``. It is
one plain file in the folder of the scenario, and defines a function for at least one step of the
process, as :mod:`paradiplomacy.engines.custom` describes.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from paradiplomacy.configuration.mechanisms import CUSTOM_FILE, REGISTRY, is_custom
from paradiplomacy.configuration.names import closest
from paradiplomacy.engines.custom import CustomFile, steps_of
from paradiplomacy_experiments.configuration.faults import ConfigError, Fault, dotted
from paradiplomacy_experiments.configuration.layers import Origin
from paradiplomacy_experiments.configuration.reading import real, text_of

MAX_BYTES = 20_000
"""Longest file that is read: some hundreds of lines, which Python compiles in half a second at the
worst.
"""


def mechanism_files(
    raw: Mapping[str, Any], folder: Path, locate: Callable[[tuple[str, ...]], Origin]
) -> tuple[dict[str, CustomFile], list[Fault]]:
    """Return the files that ``raw`` names as mechanisms, read from ``folder``, and their faults.

    Nothing is executed.
    """
    files: dict[str, CustomFile] = {}
    faults: list[Fault] = []
    table = raw.get("mechanisms")
    for process, name in table.items() if isinstance(table, Mapping) else ():
        if process not in REGISTRY or not isinstance(name, str) or not is_custom(name):
            continue
        path = ("mechanisms", process)
        origin = locate(path)
        place = (dotted(path), origin.file_name, origin.line)
        try:
            files[name] = files.get(name) or _read(folder, name)
            faults += [_fault(place, *wrong) for wrong in _shortcomings(files[name], process)]
        except _UnfitError as unfit:
            faults.append(_fault(place, unfit.kind, unfit.message))
    return files, faults


class _UnfitError(Exception):
    """A file that cannot be used, with a kind of fault."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message


def _fault(
    place: tuple[str, str, int | None],
    kind: str,
    message: str,
    suggestion: str | None = None,
    allowed: tuple[str, ...] = (),
) -> Fault:
    key, file, line = place
    return Fault(kind, key, message, file, line, suggestion, allowed)


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


def _shortcomings(file: CustomFile, process: str) -> Iterator[tuple[Any, ...]]:
    """Yield kind and message, and what was meant, of what keeps a file from being a mechanism."""
    known = tuple(step.behaviour for step in steps_of(process))
    defined = [node for node in _parsed(file).body if isinstance(node, ast.FunctionDef)]
    chosen = [node for node in defined if node.name in known]
    if not chosen:
        message = f"{file.name!r} defines no function named like a step of {process}"
        guesses = (closest(node.name, known) for node in defined)
        yield "bad_mechanism", message, next(filter(None, guesses), None), known
    for node in chosen:
        if not _takes_two(node.args):
            message = "must take exactly two parameters, the world and the number of a row"
            yield "bad_mechanism", f"{file.name}:{node.lineno}: {node.name} {message}"


def _parsed(file: CustomFile) -> ast.Module:
    """Return the syntax tree; whatever Python says of a hostile text becomes a fault."""
    try:
        with warnings.catch_warnings(action="ignore"):
            tree = ast.parse(file.text, file.name)
            compile(tree, file.name, "exec")  # finds what the grammar alone allows
            return tree
    except SyntaxError as error:
        place = f"{file.name}:{error.lineno or 1}"
        raise _UnfitError("syntax", f"{place}: is not Python: {error.msg}") from None
    except ValueError as error:
        raise _UnfitError("syntax", f"{file.name!r} is not Python: {error}") from None
    except (RecursionError, MemoryError):
        raise _UnfitError("too_deep", f"{file.name!r} is nested too deep to be read") from None


def _takes_two(parameters: ast.arguments) -> bool:
    positional = len(parameters.posonlyargs) + len(parameters.args)
    return positional == 2 and not parameters.kwonlyargs
