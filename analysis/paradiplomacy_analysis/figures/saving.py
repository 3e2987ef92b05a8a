"""Save a figure so that its bytes depend on the results only, and say where it comes from."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from paradiplomacy_analysis.figures.notes import add_note, alternative
from paradiplomacy_analysis.figures.scripts import TRANSLITERATED, legible
from paradiplomacy_analysis.figures.style import DPI, look_of, styled

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.figure import Figure

    from paradiplomacy_results.manifest import Manifest
    from paradiplomacy_results.reading import Results

FORMATS = ("png", "svg", "pdf")


def save(figure: Figure, path: Path, results: Results, *, dpi: int = DPI) -> Path:
    """Save ``figure`` at ``path``, whole or not at all, and return the path.

    The format follows from the ending: png, svg or pdf; ``dpi`` are the dots per inch of a png.
    Title, what is to be seen, version, hash of the configuration and seed go into the file's
    metadata; dates do not. Raises ``ValueError`` for another ending and ``OSError`` where the file
    cannot be written.
    """
    kind = path.suffix.removeprefix(".")
    if kind not in FORMATS:
        raise ValueError(f"cannot save {path.name}: the ending must be one of {', '.join(FORMATS)}")
    data = rendered(figure, kind, dpi, _metadata(kind, results, figure))
    temporary = path.with_name(path.name + ".tmp")
    temporary.write_bytes(data)
    temporary.replace(path)
    return path


def rendered(
    figure: Figure, kind: str, dpi: int = DPI, metadata: dict[str, Any] | None = None
) -> bytes:
    """Return the file of ``figure``; names are drawn by fonts that have their characters."""
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


def _metadata(kind: str, results: Results, figure: Figure) -> dict[str, Any]:
    manifest = results.manifest
    program = program_of(manifest)
    origin = f"{program}, config {manifest.config_sha256}, seed {manifest.seed}"
    title, said = alternative(figure)
    if kind == "png":
        return {"Software": program, "Description": origin, "Title": title, "Comment": said}
    if kind == "svg":
        return {"Date": None, "Creator": program, "Description": f"{said} {origin}", "Title": title}
    return {
        "CreationDate": None, "Creator": program, "Producer": program,
        "Subject": origin, "Title": title,
    }  # fmt: skip
