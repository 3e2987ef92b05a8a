"""Check composed tables against the model's declarations; tell every fault where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from paradiplomacy.configuration.consistency import inconsistencies, unknown_ends
from paradiplomacy.configuration.names import closest
from paradiplomacy.configuration.raw import Inconsistency, Path
from paradiplomacy.configuration.regimes import resolve
from paradiplomacy.configuration.synthetic import SyntheticConfig, populate
from paradiplomacy.configuration.world_config import WorldConfig
from paradiplomacy_experiments.configuration.faults import Fault, dotted
from paradiplomacy_experiments.configuration.keys import (
    Root,
    declarations,
    declared_path,
    elsewhere,
    names_below,
)
from paradiplomacy_experiments.configuration.layers import Origin

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

MAX_FAULTS = 1000
"""Faults of each sort that are worked out; a file with more is not helped by seeing them."""

_HUGE = 10**18
_MAX_SUGGESTIONS = 100

Locator = Callable[[Path], Origin]
Declared = TypeVar("Declared", bound=BaseModel)

_EXPECTED = {
    "float_type": "a number",
    "int_type": "a whole number",
    "string_type": "a text",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a table",
    "model_type": "a table",
}

_FOUND: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (bool, "true or false"),
    (int, "a whole number"),
    (float, "a number with decimals"),
    (str, "a text"),
    (list, "a list"),
    (dict, "a table"),
)


def with_synthetic(
    raw: Mapping[str, Any], locate: Locator
) -> tuple[Mapping[str, Any], list[Fault]]:
    """Return ``raw`` with a synthetic world drawn into it, and what is wrong with its section."""
    section = raw.get("synthetic", {})
    if not section:
        return raw, []
    try:
        settings = SyntheticConfig.model_validate(section)
    except ValidationError as error:
        details = error.errors(include_url=False)
        here = [detail | {"loc": ("synthetic", *detail["loc"])} for detail in details]
        return raw, [_fault(detail, locate, WorldConfig, suggest=True) for detail in here]
    if settings.countries == 0:
        return raw, []
    ends = settings.model_dump(include={"conservative", "progressive"})
    unknown = [_as_fault(found, locate) for found in unknown_ends(raw, ends)]
    if unknown:
        return raw, unknown
    try:
        return populate(raw, settings), []
    except ValueError as error:
        few = Inconsistency("out_of_bounds", ("synthetic", "cities"), str(error))
        return raw, [_as_fault(few, locate)]


def validated(
    raw: Mapping[str, Any], locate: Locator, *, whole: bool = True
) -> tuple[WorldConfig | None, list[Fault]]:
    """Return the configuration that ``raw`` describes, and everything that is wrong with it.

    ``whole`` is false where a layer could not be read: then nothing is said of what is absent.
    """
    config, faults = validate(WorldConfig, raw, locate, whole=whole)
    if whole:
        known = {fault.key for fault in faults}
        faults += [fault for fault in _semantic(raw, locate) if fault.key not in known]
    if config is not None and not faults:
        faults += _unresolved(config, locate)
    return config, faults


def validate(
    root: type[Declared], raw: Mapping[str, Any], locate: Locator, *, whole: bool = True
) -> tuple[Declared | None, list[Fault]]:
    """Return what ``raw`` declares, an instance of ``root``, and where it breaks declarations."""
    faults: list[Fault] = []
    try:
        return root.model_validate(raw), faults
    except ValidationError as error:
        details = error.errors(include_url=False)
    for detail in islice(details, MAX_FAULTS):
        fault = _fault(detail, locate, root, suggest=len(faults) < _MAX_SUGGESTIONS)
        if whole or fault.kind not in ("missing_key", "empty"):
            faults.append(fault)
    return None, faults


def _semantic(raw: Mapping[str, Any], locate: Locator) -> Iterator[Fault]:
    for found in islice(inconsistencies(raw), MAX_FAULTS):
        yield _as_fault(found, locate)


def _as_fault(found: Inconsistency, locate: Locator) -> Fault:
    kind, path, message, suggestion, known = found
    origin = locate(path)
    return Fault(kind, dotted(path), message, origin.file_name, origin.line, suggestion, known)


def _unresolved(config: WorldConfig, locate: Locator) -> Iterator[Fault]:
    """Report regimes whose parts are each in order and still make no regime."""
    for name, country in config.countries.items():
        try:
            resolve(country.regime, config.regimes)
        except (KeyError, ValueError) as error:
            path = ("countries", name, "regime")
            origin = locate(path)
            message = f"makes no regime: {str(error).splitlines()[0]}"
            yield Fault("bad_regime", dotted(path), message, origin.file_name, origin.line)


def _fault(detail: ErrorDetails, locate: Locator, root: Root, *, suggest: bool) -> Fault:
    path = detail["loc"]
    origin = locate(path)
    kind, message = _kind_and_message(detail)
    if kind == "not_a_choice" and path[0] in ("mechanisms", "classes"):
        message += ", nor a file like 'mine.py'"
    suggestion: str | None = None
    allowed: tuple[str, ...] = ()
    if kind in ("unknown_key", "not_a_choice") and suggest:
        allowed = _allowed(path if kind == "not_a_choice" else path[:-1], root)
        word = detail["input"] if kind == "not_a_choice" else path[-1]
        suggestion = closest(word, allowed)
        if suggestion is None and kind == "unknown_key":
            suggestion = elsewhere(str(word), root)
    return Fault(kind, dotted(path), message, origin.file_name, origin.line, suggestion, allowed)


def _allowed(path: Path, root: Root) -> tuple[str, ...]:
    """Return the choices for a key, or the keys of a table."""
    declared = declared_path([str(part) for part in path], root)
    if declared is None:
        return ()
    return declarations(root)[declared].choices or names_below(declared, root)


def _kind_and_message(detail: ErrorDetails) -> tuple[str, str]:
    """Say in the words of this project what pydantic found."""
    sort, context, value = detail["type"], detail.get("ctx", {}), detail["input"]
    if sort == "extra_forbidden":
        return "unknown_key", "unknown key"
    if sort == "missing":
        return "missing_key", "is required and absent"
    if sort in _EXPECTED:
        return _wrong_type(_EXPECTED[sort], value)
    if sort in ("literal_error", "value_error"):
        return "not_a_choice", f"{_shown(value)} is none of the choices"
    if sort == "string_pattern_mismatch":
        return "bad_format", f'{_shown(value)} is not a month like "2009-12"'
    if sort in ("too_short", "too_long"):
        return _wrong_length(context)
    if sort == "string_too_short":
        return "empty", "must not be empty"
    if sort == "string_too_long":
        return "out_of_bounds", f"has more than {context['max_length']} characters"
    return "out_of_bounds", _bound(sort, context, value)


def _wrong_type(expected: str, value: object) -> tuple[str, str]:
    if isinstance(value, int) and not isinstance(value, bool) and expected == "a number":
        return "out_of_bounds", "the number is too large"  # only huge integers fail to be numbers
    return "wrong_type", f"must be {expected}, not {_kind_of(value)}"


def _wrong_length(context: Mapping[str, Any]) -> tuple[str, str]:
    actual = context["actual_length"]
    needed = context.get("min_length", context.get("max_length"))
    if needed == 1 and actual == 0:
        return "empty", "must not be empty"
    return "out_of_bounds", f"needs {needed} entries, has {actual}"


def _bound(sort: str, context: Mapping[str, Any], value: object) -> str:
    for name, words in (("ge", "at least"), ("gt", "above"), ("le", "at most"), ("lt", "below")):
        if name in context:
            return f"{_shown(value)} is out of bounds: must be {words} {context[name]:.15g}"
    if sort == "finite_number":
        return f"{_shown(value)} is not a finite number"
    return f"{_shown(value)} is not accepted ({sort})"


def _kind_of(value: object) -> str:
    for kind, words in _FOUND:
        if isinstance(value, kind):
            return f"{words} ({_shown(value)})" if isinstance(value, str) else words
    return "a date (put it in quotes)" if hasattr(value, "isoformat") else type(value).__name__


def _shown(value: object) -> str:
    if isinstance(value, int) and abs(value) > _HUGE:
        return "a huge number"
    text = repr(value) if isinstance(value, str | int | float) else _kind_of(value)
    return text if len(text) <= 60 else text[:57] + "..."
