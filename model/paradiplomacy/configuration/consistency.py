"""Find what is wrong with a configuration beyond the types of its single keys.

Works on the raw tables, not on validated objects, and passes over whatever is missing or of the
wrong type: that is reported elsewhere, and one broken part must not hide the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from paradiplomacy.configuration.changes import changes_over_time
from paradiplomacy.configuration.crossings import crossing_events
from paradiplomacy.configuration.names import bad_id, bad_text, closest, seen
from paradiplomacy.configuration.raw import Inconsistency, Path
from paradiplomacy.configuration.raw import dangling as _dangling
from paradiplomacy.configuration.raw import entries as _entries
from paradiplomacy.configuration.raw import table as _table
from paradiplomacy.configuration.raw import texts as _texts
from paradiplomacy.configuration.regimes import StageConfig
from paradiplomacy.configuration.world_config import CountryConfig
from paradiplomacy.state.codes import ENGAGED_SLOTS

_ID_TABLES = ("sectors", "regimes", "countries", "cities", "ngos", "partnerships", "events")


def inconsistencies(raw: Mapping[str, Any]) -> Iterator[Inconsistency]:
    """Yield every inconsistency of the configuration ``raw``, whatever else is wrong with it."""
    for check in _CHECKS:
        yield from check(raw)


def unknown_ends(raw: Mapping[str, Any], ends: Mapping[str, str]) -> Iterator[Inconsistency]:
    """Yield which ``ends`` of a synthetic world, key to name, are no regimes of ``raw``."""
    for end, regime in ends.items():
        yield from _dangling(("synthetic", end), regime, _table(raw, "regimes"), "regime")


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _ids(raw: Mapping[str, Any]) -> Iterator[Inconsistency]:
    tables: list[Path] = [(table,) for table in _ID_TABLES]
    tables += [("regimes", name, "stages") for name in _table(raw, "regimes")]
    for path in tables:
        for name in _table(raw, *map(str, path)):
            fault = bad_id(name)
            if fault:
                yield Inconsistency("bad_id", (*path, name), fault)


def _texts_for_readers(raw: Mapping[str, Any]) -> Iterator[Inconsistency]:
    """Report texts that show nothing, and entries of a table that a reader cannot tell apart."""
    for key in ("title", "question"):
        yield from _unfit(("scenario", key), _table(raw, "scenario").get(key))
    for table in _ID_TABLES:
        ids: dict[str, str] = {}
        names: dict[str, str] = {}
        for entry, about in _table(raw, table).items():
            yield from _alike((table, entry), entry, entry, ids, "")
            name = about.get("name") if isinstance(about, Mapping) else None
            if isinstance(name, str):
                yield from _unfit((table, entry, "name"), name)
                yield from _alike((table, entry, "name"), name, entry, names, "the name of ")


def _unfit(path: Path, text: object) -> Iterator[Inconsistency]:
    fault = bad_text(text) if isinstance(text, str) and text else None
    if fault is not None:
        yield Inconsistency("bad_text", path, fault)


def _alike(
    path: Path, text: str, entry: str, earlier: dict[str, str], what: str
) -> Iterator[Inconsistency]:
    other = earlier.setdefault(seen(text), entry)
    if other != entry and seen(text):
        yield Inconsistency("bad_text", path, f"{text!r} looks like {what}{other!r}")


def _countries(raw: Mapping[str, Any]) -> Iterator[Inconsistency]:
    sectors, countries = _table(raw, "sectors"), _table(raw, "countries")
    for name, country in _entries(raw, "countries"):
        here: Path = ("countries", name)
        for sector in _table(country, "priorities"):
            yield from _dangling((*here, "priorities", sector), sector, sectors, "sector")
        for other in _table(country, "bilateral"):
            path = (*here, "bilateral", other)
            yield from _dangling(path, other, countries, "country")
            if other == name:
                yield Inconsistency("self_reference", path, "a country has no level toward itself")


def _regimes(raw: Mapping[str, Any]) -> Iterator[Inconsistency]:
    presets = _table(raw, "regimes")
    for name, country in _entries(raw, "countries"):
        here: Path = ("countries", name, "regime")
        choice = country.get("regime")
        if isinstance(choice, str):
            yield from _dangling(here, choice, presets, "regime")
        elif isinstance(choice, Mapping):
            yield from _choice(here, choice, presets)


def _choice(
    here: Path, choice: Mapping[str, Any], presets: Mapping[str, Any]
) -> Iterator[Inconsistency]:
    for role in ("preset", "blend_with"):
        yield from _dangling((*here, role), choice.get(role), presets, "regime")
    yield from _blend_without_other(here, choice)
    yield from _incomplete_stages(here, choice, presets)


def _blend_without_other(here: Path, choice: Mapping[str, Any]) -> Iterator[Inconsistency]:
    if choice.get("blend") and choice.get("blend_with") is None:
        message = "blends with nothing: give 'blend_with' too"
        yield Inconsistency("bad_regime", (*here, "blend"), message)


def _incomplete_stages(
    here: Path, choice: Mapping[str, Any], presets: Mapping[str, Any]
) -> Iterator[Inconsistency]:
    """Report overrides that neither change a known stage nor describe a whole new one."""
    roles = [choice.get(role) for role in ("preset", "blend_with")]
    if any(isinstance(role, str) and role not in presets for role in roles):
        return  # the stages of an unknown regime are unknown
    known = {
        stage
        for role in roles
        if isinstance(role, str)
        for stage in _table(presets, role, "stages")
    }
    needed = [name for name, field in StageConfig.model_fields.items() if field.is_required()]
    for stage, changes in _table(choice, "stages").items():
        missing = [name for name in needed if name not in _table(changes)]
        if stage not in known and missing and isinstance(changes, Mapping):
            message = (
                f"no stage of the regime, and not a whole new one (lacks {', '.join(missing)})"
            )
            path = (*here, "stages", stage)
            suggestion = closest(stage, sorted(known))
            names = tuple(sorted(known)) if suggestion is None else ()
            yield Inconsistency("bad_regime", path, message, suggestion, names)


def _cities(raw: Mapping[str, Any]) -> Iterator[Inconsistency]:
    sectors, countries = _table(raw, "sectors"), _table(raw, "countries")
    for name, city in _entries(raw, "cities"):
        here: Path = ("cities", name)
        yield from _dangling((*here, "country"), city.get("country"), countries, "country")
        agenda = _table(city, "agenda")
        for sector in agenda:
            yield from _dangling((*here, "agenda", sector), sector, sectors, "sector")
        if agenda and all(weight == 0 for weight in agenda.values()):
            message = "gives no sector any weight; leave it out to give all the same"
            yield Inconsistency("out_of_bounds", (*here, "agenda"), message)
        yield from _terms(here, city, countries)


def _terms(
    here: Path, city: Mapping[str, Any], countries: Mapping[str, Any]
) -> Iterator[Inconsistency]:
    country = city.get("country")
    if not isinstance(country, str) or country not in countries:
        return
    default = CountryConfig.model_fields["term_limit"].default
    limit = _whole(_table(countries, country).get("term_limit", default))
    served = _whole(_table(city, "leader").get("terms_served"))
    if limit is not None and served is not None and served > limit >= 1:
        message = f"{served} terms are more than the {limit} that {country!r} allows"
        yield Inconsistency("out_of_bounds", (*here, "leader", "terms_served"), message)


def _ngos(raw: Mapping[str, Any]) -> Iterator[Inconsistency]:
    cities, sectors = _table(raw, "cities"), _table(raw, "sectors")
    partnerships = _table(raw, "partnerships")
    for name, ngo in _entries(raw, "ngos"):
        here: Path = ("ngos", name)
        yield from _dangling((*here, "home"), ngo.get("home"), cities, "city")
        for field, known, what in (
            ("partnerships", partnerships, "partnership"),
            ("sectors", sectors, "sector"),
        ):
            for place, entry in _texts(ngo.get(field)):
                yield from _dangling((*here, field, place), entry, known, what)
            yield from _repeated((*here, field), ngo.get(field))
        if isinstance(ngo.get("home"), str) and ngo["home"] in cities:
            yield from _away_from_home((*here, "partnerships"), ngo, partnerships)
    yield from _crowded(raw)


def _away_from_home(
    here: Path, ngo: Mapping[str, Any], partnerships: Mapping[str, Any]
) -> Iterator[Inconsistency]:
    """Report ties in which an organisation cannot engage: its home city has no part in them."""
    home = ngo.get("home")
    for place, partnership in _texts(ngo.get("partnerships")):
        cities = {city for _, city in _texts(_table(partnerships, partnership).get("cities"))}
        if len(cities) == 2 and home not in cities:
            message = f"{partnership!r} is no tie of the home city {home!r}"
            yield Inconsistency("dangling_reference", (*here, place), message)


def _crowded(raw: Mapping[str, Any]) -> Iterator[Inconsistency]:
    """Report ties in which more organisations engage than there are places for."""
    engaged: dict[str, int] = {}
    for name, ngo in _entries(raw, "ngos"):
        for place, partnership in _texts(ngo.get("partnerships")):
            engaged[partnership] = engaged.get(partnership, 0) + 1
            if engaged[partnership] == ENGAGED_SLOTS + 1:
                message = f"more than {ENGAGED_SLOTS} organisations engage in {partnership!r}"
                yield Inconsistency("out_of_bounds", ("ngos", name, "partnerships", place), message)


def _repeated(path: Path, value: object) -> Iterator[Inconsistency]:
    seen: set[str] = set()
    for place, entry in _texts(value):
        if entry in seen:
            message = f"{entry!r} stands here more than once"
            yield Inconsistency("duplicate_entry", (*path, place), message)
        seen.add(entry)


def _partnerships(raw: Mapping[str, Any]) -> Iterator[Inconsistency]:
    cities = _table(raw, "cities")
    pairs: dict[frozenset[str], str] = {}
    for name, partnership in _entries(raw, "partnerships"):
        here: Path = ("partnerships", name, "cities")
        for place, city in _texts(partnership.get("cities")):
            yield from _dangling((*here, place), city, cities, "city")
        partners = [city for _, city in _texts(partnership.get("cities"))]
        if len(partners) == 2:
            yield from _pair(here, partners, cities)
            for city in _table(partnership, "commitment"):
                path = ("partnerships", name, "commitment", city)
                yield from _dangling(path, city, dict.fromkeys(partners), "city of this tie")
            first = pairs.setdefault(frozenset(partners), name)
            if first != name:
                message = f"the same two cities as partnership {first!r}"
                yield Inconsistency("duplicate_pair", here, message)


def _pair(here: Path, partners: Sequence[str], cities: Mapping[str, Any]) -> list[Inconsistency]:
    if partners[0] == partners[1]:
        return [Inconsistency("self_partnership", here, "a city cannot be its own partner")]
    countries = [_table(cities, city).get("country") for city in partners]
    if isinstance(countries[0], str) and countries[0] == countries[1]:
        message = f"both cities lie in {countries[0]!r}; partners belong to different countries"
        return [Inconsistency("same_country", here, message)]
    return []


def _reforms(raw: Mapping[str, Any]) -> Iterator[Inconsistency]:
    """Report events whose regime makes none."""
    presets = _table(raw, "regimes")
    for name, event in _entries(raw, "events"):
        here: Path = ("events", name, "regime")
        choice = event.get("regime")
        if isinstance(choice, str):
            yield from _dangling(here, choice, presets, "regime")
        elif isinstance(choice, Mapping):
            yield from _choice(here, choice, presets)


def _dates(raw: Mapping[str, Any]) -> Iterator[Inconsistency]:
    """Report dates that ought to lie ahead at the start and do not (months sort as texts)."""
    start = _table(raw, "scenario").get("start")
    if not isinstance(start, str):
        return
    for name, city in _entries(raw, "cities"):
        yield from _past(("cities", name, "next_election"), city.get("next_election"), start)
    for name, event in _entries(raw, "events"):
        month = event.get("month")
        if isinstance(month, str) and len(month) == len(start) and month < start:
            message = f"{month} lies before the start, {start}"
            yield Inconsistency("out_of_bounds", ("events", name, "month"), message)
    for name, partnership in _entries(raw, "partnerships"):
        here: Path = ("partnerships", name)
        expires = _table(partnership, "agreement").get("expires")
        yield from _past((*here, "agreement", "expires"), expires, start)
        yield from _history(here, partnership, start)


def _history(here: Path, partnership: Mapping[str, Any], start: str) -> Iterator[Inconsistency]:
    """Report what only a tie that is older than the start can have."""
    date = partnership.get("founded")
    founded = date if isinstance(date, str) and len(date) == len(start) else ""
    if partnership.get("trust") and not "" < founded < start:
        message = f"trust needs a past: give 'founded', a month before the start, {start}"
        yield Inconsistency("out_of_bounds", (*here, "trust"), message)
    if partnership.get("agreement") is not None and founded > start:
        message = f"a tie that is founded in {founded} holds no paper at the start, {start}"
        yield Inconsistency("out_of_bounds", (*here, "agreement"), message)


def _past(path: Path, date: object, start: str) -> Iterator[Inconsistency]:
    if isinstance(date, str) and len(date) == len(start) and date <= start:
        message = f"{date} does not lie after the start, {start}"
        yield Inconsistency("out_of_bounds", path, message)


_CHECKS: tuple[Callable[[Mapping[str, Any]], Iterator[Inconsistency]], ...] = (
    _ids,
    _texts_for_readers,
    _countries,
    _regimes,
    _cities,
    _ngos,
    _partnerships,
    changes_over_time,
    crossing_events,
    _reforms,
    _dates,
)
