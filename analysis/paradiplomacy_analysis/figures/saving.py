"""Save a figure so that its bytes depend on the results only, and say where it comes from."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from paradiplomacy_analysis.figures.notes import add_note, alternative
from paradiplomacy_analysis.figures.scripts import TRANSLITERATED, legible
from paradiplomacy_analysis.figures.style import DPI, look_of, styled
from paradiplomacy_results.disk import write_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from matplotlib.figure import Figure

    from paradiplomacy_results.manifest import Manifest
    from paradiplomacy_results.reading import Results

FORMATS = ("png", "svg", "pdf")


def save(figure: Figure, path: Path, results: Results, *, dpi: int = DPI) -> Path:
    """Save ``figure`` at ``path``, whole or not at all, and return the path.

    The format follows from the ending: png, svg or pdf; ``dpi`` are the dots per inch of a png.
    Raises ``ValueError`` for another ending, and what
    :func:`~paradiplomacy_results.disk.write_files` raises.
    """
    kind = path.suffix.removeprefix(".")
    if kind not in FORMATS:
        raise ValueError(f"cannot save {path.name}: the ending must be one of {', '.join(FORMATS)}")
    write_file(path, rendered(figure, kind, results, dpi=dpi))
    return path


def rendered(
    figure: Figure,
    kind: str = "png",
    results: Results | list[Results] | None = None,
    *,
    dpi: int = DPI,
) -> bytes:
    """Return ``figure`` as the bytes of a file of a ``kind``, one of :data:`FORMATS`.

    Names are drawn by fonts that have their characters. Title and what is to be seen go into the
    file's metadata, and of ``results`` version, hash of the configuration and seed; dates do not.
    """
    several = [] if results is None else results if isinstance(results, list) else [results]
    metadata = _metadata(kind, several, figure) if several else None
    look = look_of(figure)
    data = io.BytesIO()
    with styled(look):
        replaced = legible(figure)
        if replaced:
            add_note(figure, TRANSLITERATED + ", ".join(replaced) + ".", look)
        figure.savefig(data, format=kind, dpi=dpi, metadata=metadata)
    return data.getvalue()


def program_of(manifest: Manifest) -> str:
    """Return what made results: the program and its version."""
    return f"paradiplomacy {manifest.versions.get('paradiplomacy') or 'of unknown version'}"


def _metadata(kind: str, several: Sequence[Results], figure: Figure) -> dict[str, Any]:
    program = program_of(several[0].manifest)
    origin = "; ".join(
        f"{program_of(of)}, config {of.config_sha256}, seed {of.seed}"
        for of in (each.manifest for each in several)
    )
    title, said = alternative(figure)
    if kind == "png":
        return {"Software": program, "Description": origin, "Title": title, "Comment": said}
    if kind == "svg":
        return {"Date": None, "Creator": program, "Description": f"{said} {origin}", "Title": title}
    return {
        "CreationDate": None, "Creator": program, "Producer": program,
        "Subject": origin, "Title": title,
    }  # fmt: skip
