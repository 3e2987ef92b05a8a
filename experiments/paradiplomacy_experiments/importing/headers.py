"""What the columns of a table are about, recognised by their names.

A column has a role: the name of a city or its country, or a key of the model (``population``,
``capacity``, ``leader.drive``). It is found by the words in :data:`WORDS`, by the key itself, or is
said. In a table of ties a word for the partner (:data:`PARTNER`) turns what a column is about to
the second city.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from paradiplomacy.configuration.names import closest
from paradiplomacy_experiments.configuration.csv_tables import CsvTable
from paradiplomacy_experiments.configuration.faults import ConfigError, Fault
from paradiplomacy_experiments.configuration.keys import declarations, declared_path
from paradiplomacy_results.wording import argument

Entity = Literal["city", "partner", "tie", "ngo"]
"""What a column may be about: the first or the second city, their tie, an organisation."""

WORDS = {
    "city": (
        "city", "name", "town", "municipality", "local government", "city name", "name of city",
        "kota", "kabupaten", "nama kota", "stadt", "gemeinde", "ville", "commune", "ciudad",
        "municipio", "cidade", "città", "comune", "stad", "gemeente", "miasto", "도시", "도시명",
        "城市", "都市", "город",
    ),
    "country": (
        "country", "nation", "state party", "city country", "country of city", "country name",
        "negara", "land", "staat", "pays", "país", "paese", "kraj", "국가", "나라", "国家", "国",
        "страна",
    ),
    "partner": ("partner", "mitra", "partnerstadt"),
    "founded": (
        "since", "founded", "year", "established", "start", "date", "signed", "year signed",
        "date signed", "signing date", "year established", "year founded", "established in",
        "founded in", "since year", "tahun", "sejak", "tanggal", "seit", "jahr", "gegründet",
        "depuis", "année", "date de signature", "desde", "año", "fecha", "ano", "dal", "anno",
        "sinds", "jaar", "od", "rok", "체결연도", "연도", "년도", "年", "год",
    ),
    "population": (
        "population", "inhabitants", "pop", "people", "residents", "city population", "penduduk",
        "jumlah penduduk", "populasi", "einwohner", "einwohnerzahl", "bevölkerung", "habitants",
        "población", "habitantes", "população", "popolazione", "abitanti", "inwoners", "ludność",
        "인구", "人口", "население",
    ),
    "capacity": ("capacity", "institutional capacity", "kapasitas", "kapazität", "capacité"),
    "budget": ("budget", "city budget", "anggaran", "haushalt", "presupuesto", "orçamento", "예산"),
    "unit": ("unit", "dedicated unit", "has unit", "international office", "office", "desk"),
    "latitude": ("latitude", "lat", "lintang", "breitengrad", "latitud"),
    "longitude": ("longitude", "lon", "long", "lng", "bujur", "längengrad", "longitud"),
    "home": ("home", "home city", "seat", "city", "kota", "sitz"),
    "ngo": ("ngo", "organisation", "organization", "association", "society", "name", "lsm"),
    "kind": ("kind", "type", "jenis"),
    "sectors": ("sectors", "sector", "fields", "bidang"),
}  # fmt: skip
"""The roles of columns, each with the names by which it is recognised."""

PARTNER = frozenset(
    ("partner", "sister", "twin", "twinned", "twinning", "mitra", "second", "b", "2")
)
"""Words in the name of a column that turn it to the partner."""

FIRST = frozenset(["first", "own", "local", "a", "1"])
"""Words in the name of a column that say nothing but that it is not about the partner."""

PLACES = ("latitude", "longitude")
"""Roles that are no keys of the model; they tell how far countries lie apart."""

_OF_NGOS = ("ngo", "home", "kind", "sectors")
_TABLES: dict[Entity, str] = {
    "city": "cities",
    "partner": "cities",
    "tie": "partnerships",
    "ngo": "ngos",
}
_WORD = re.compile(r"[^\W_]+")


class Target(NamedTuple):
    """What a column gives: a key of an entity, as ``("city", ("population",))``."""

    entity: Entity
    key: tuple[str, ...]

    @property
    def declared(self) -> tuple[str, ...] | None:
        """Return the key of the model that it is, as in ``cities.*.capacity``, or None."""
        return declared_path((_TABLES[self.entity], "*", *self.key))


def words_of(text: str) -> str:
    """Return the words of a name, small and without accents, with a blank between them."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(each for each in apart if not unicodedata.combining(each))
    return " ".join(_WORD.findall(unicodedata.normalize("NFC", plain)))


_ROLE_OF = {
    words_of(word): role
    for role, words in reversed(WORDS.items())
    if role not in _OF_NGOS
    for word in words
}
_NGO_ROLE_OF = {words_of(word): role for role in _OF_NGOS for word in WORDS[role]}


def recognised(
    table: CsvTable, about: Entity, said: Mapping[str, str]
) -> tuple[dict[str, Target], list[Fault]]:
    """Return what each column of ``table`` gives, and the faults of two that give the same.

    ``about`` is what a row of the table is: a tie, a city, an organisation. ``said`` are the
    columns that the user names, by role.
    """
    found: dict[str, Target] = {}
    by_header = {header: role for role, header in said.items() if header in table.columns}
    for header in table.columns:
        target = target_of(by_header.get(header, header), about)
        if target is not None:
            found[header] = target
    taken = {target for header, target in found.items() if header in by_header}
    found = {
        header: target
        for header, target in found.items()
        if header in by_header or target not in taken
    }
    return found, list(_doubles(found, table))


def _doubles(found: Mapping[str, Target], table: CsvTable) -> list[Fault]:
    first: dict[Target, str] = {}
    faults = []
    for header, target in found.items():
        other = first.setdefault(target, header)
        if other != header:
            role = role_of(target)
            message = f"gives the {role} as {other!r} does: say which one, as {role}={header!r}"
            faults.append(Fault("ambiguous", header, message, table.name, table.lines[0] - 1))
    return faults


def target_of(name: str, about: Entity) -> Target | None:
    """Return what a column of that name gives in a table whose rows are ``about`` something."""
    words = words_of(name).split()
    if about == "ngo":
        role = _NGO_ROLE_OF.get(" ".join(words))
        if role is not None:
            return Target("ngo", ("name",) if role == "ngo" else (role,))
        if words_of(name) in ("partner", "partner city"):
            return Target("partner", ("name",))
        return _key(words, "ngo")
    if about == "tie" and words == ["name"]:
        return Target("tie", ("name",))
    side: Entity = "city"
    if about == "tie" and PARTNER & set(words):
        side = "partner"
        words = [word for word in words if word not in PARTNER] or ["city"]
    words = [word for word in words if word not in FIRST] or words
    role = _ROLE_OF.get(" ".join(words))
    if role == "city":
        return Target(side, ("name",))
    if role == "partner":
        return Target("partner", ("name",)) if about == "tie" else None
    if role == "founded":
        return Target("tie", (role,)) if about == "tie" else None
    if role is not None:
        return Target(side, (role,))
    key = _key(words, "tie") if about == "tie" and side == "city" else None
    return key or _key(words, side)


def role_of(target: Target) -> str:
    """Return the role of what a column gives, as a user says it."""
    key = ".".join(target.key)
    if target.key == ("name",):
        return target.entity
    return f"partner_{key}" if target.entity == "partner" else key


def _key(words: Sequence[str], entity: Entity) -> Target | None:
    """Return the key of the model that has just these words, or None."""
    text = " ".join(words)
    table = (_TABLES[entity], "*")
    for path in declarations():
        if path[:2] != table or len(path) < 3 or declarations()[path].is_table:
            continue
        fixed = [part for part in path[2:] if part != "*"]
        begin = words_of(" ".join(fixed))
        if path[-1] != "*" and text == begin:
            return Target(entity, path[2:])
        if path[-1] == "*" and text.startswith(f"{begin} "):
            return Target(entity, (*fixed, text.removeprefix(f"{begin} ").replace(" ", "_")))
    return None


def said_columns(columns: Sequence[str], headers: Sequence[str]) -> dict[str, str]:
    """Return the columns that the user names, by role; raise :class:`ConfigError` for others.

    Each is a text ``ROLE=COLUMN``; ``headers`` are the columns of all tables.
    """
    said: dict[str, str] = {}
    faults = []
    for text in columns:
        role, sign, header = (part.strip() for part in text.partition("="))
        header = unicodedata.normalize("NFC", header)
        kinds: tuple[Entity, ...] = ("tie", "city", "ngo")
        if not sign:
            message = "has not the form ROLE=COLUMN"
            faults.append(Fault("bad_override", text, message, argument("columns")))
        elif header not in headers:
            message = f"no table has a column {header!r}"
            meant = closest(header, headers)
            where = (argument("columns"), None, meant, tuple(headers))
            faults.append(Fault("unknown_key", role, message, *where))
        elif all(target_of(role, kind) is None for kind in kinds):
            meant = closest(role, WORDS)
            fault = Fault(
                "unknown_key", role, "no such role", argument("columns"), None, meant, tuple(WORDS)
            )
            faults.append(fault)
        else:
            said[role] = header
    if faults:
        raise ConfigError(faults)
    return said
