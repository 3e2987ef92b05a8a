"""Several result directories side by side: what each is called, and where what is told of all goes.

Labels are names of directories, as much of their paths as tells them apart, or the caller's own.
They come from users: whoever writes one makes it inert, as with all names.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from paradiplomacy_results.disk import default_directory, is_there
from paradiplomacy_results.errors import DirectoryDiffersError, UnfitError
from paradiplomacy_results.manifest import MANIFEST
from paradiplomacy_results.reading import Results, load
from paradiplomacy_results.share import refuse_incomplete
from paradiplomacy_results.wording import argument, many

if TYPE_CHECKING:
    from collections.abc import Sequence

    Source = Results | str | Path

MAX_LABEL = 40
"""Letters of a label that stand in the name of a folder."""

MAX_NAMED = 3
"""Labels that the name of a folder has."""


@dataclass(frozen=True)
class Labelled:
    """A result directory, and what it is called among others; "" where it stands alone."""

    label: str
    results: Results


def opened(
    results: Source | Sequence[Source], labels: Sequence[str] = (), *, partial: bool = False
) -> list[Labelled]:
    """Open one result directory, or several that are told apart by their labels.

    Raises :class:`UnfitError` where there is none, one is given twice, there are not as many labels
    as directories, or some are equal or empty; and where runs are missing and ``partial`` is false.
    """
    sources = [results] if isinstance(results, Results | str | Path) else list(results)
    if not sources:
        raise UnfitError("no result directory is given")
    found = [_opened(each, partial=partial) for each in sources]
    named = _named([each.directory for each in found], labels)
    for each in found:
        refuse_incomplete(each)
    return [Labelled(label, each) for label, each in zip(named, found, strict=True)]


def _opened(results: Source, *, partial: bool) -> Results:
    if not isinstance(results, Results):
        return load(results, partial=partial)
    return replace(results, partial=True) if partial and not results.partial else results


def _named(directories: Sequence[Path], labels: Sequence[str]) -> list[str]:
    """Return the label of each directory; of a single one that has none given it is ""."""
    places = [directory.resolve() for directory in directories]
    for place, directory in enumerate(directories):
        if places.index(places[place]) < place:
            raise UnfitError(f"{directory} is given twice: give each directory once")
    if labels:
        if len(labels) != len(directories):
            raise UnfitError(
                f"{many(len(labels), 'label')} for {len(directories)} directories: give "
                f"{argument('labels')} for each, in the same order, or for none"
            )
        if len(set(labels)) < len(labels) or not all(label.strip() for label in labels):
            raise UnfitError(f"labels must differ, and not be empty: {', '.join(labels)}")
        return list(labels)
    return [""] if len(directories) == 1 else _told_apart(places)


def _told_apart(places: Sequence[Path]) -> list[str]:
    """Return the ends of paths, each as long as it takes to tell them all apart."""
    for length in range(1, max(len(place.parts) for place in places) + 1):
        names = ["/".join(place.parts[-length:]) for place in places]
        if len(set(names)) == len(names):
            break
    return names


def home_of(several: Sequence[Labelled], out: str | Path | None) -> Path:
    """Return the folder in whose folders what is told of results goes.

    It is ``out``, or else the only directory itself, and ``results/comparison-of-A-and-B`` of
    several. Raises :class:`~paradiplomacy_results.errors.DirectoryDiffersError` where ``out`` holds
    results of its own, of which what is written there would seem to be.
    """
    if out is None and len(several) == 1:
        return several[0].results.directory
    home = default_directory(_title(several)) if out is None else Path(out)
    if is_there(home / MANIFEST) and [home.resolve()] != [
        each.results.directory.resolve() for each in several
    ]:
        raise DirectoryDiffersError(f"{home} holds results of its own")
    return home


def _title(several: Sequence[Labelled]) -> str:
    names = [each.label[-MAX_LABEL:] for each in several[:MAX_NAMED]]
    more = len(several) - len(names)
    return f"comparison-of-{'-and-'.join(names)}" + (f"-and-{more}-more" if more else "")
