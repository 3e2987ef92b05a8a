"""Save a figure so that its bytes depend on the results only, and say where it comes from."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING, Any

from paradiplomacy_analysis.figures.style import SIZES, styled
from paradiplomacy_results.disk import write_file

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.figure import Figure

    from paradiplomacy_results.manifest import Manifest
    from paradiplomacy_results.reading import Results

FORMATS = ("png", "svg", "pdf")


def save(figure: Figure, path: Path, results: Results) -> Path:
    """Save ``figure`` at ``path``, whole or not at all, and return the path.

    The format follows from the ending: png, svg or pdf. Raises ``ValueError`` for another ending,
    and what :func:`~paradiplomacy_results.disk.write_files` raises.
    """
    kind = path.suffix.removeprefix(".")
    if kind not in FORMATS:
        raise ValueError(f"cannot save {path.name}: the ending must be one of {', '.join(FORMATS)}")
    write_file(path, rendered(figure, kind, results))
    return path


def rendered(figure: Figure, kind: str, results: Results) -> bytes:
    """Return ``figure`` as the bytes of a file of a ``kind``, one of :data:`FORMATS`.

    Version, hash of the configuration and seed go into the file's metadata; dates do not.
    """
    data = io.BytesIO()
    with styled(_size(figure)), warnings.catch_warnings():
        # A name in a script that the font lacks is drawn as boxes; that is no fault of the run.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure.savefig(data, format=kind, metadata=_metadata(kind, results))
    return data.getvalue()


def _size(figure: Figure) -> Any:
    width = figure.get_figwidth()
    return min(SIZES.values(), key=lambda size: abs(size.width - width))


def program_of(manifest: Manifest) -> str:
    """Return what made results: the program and its version."""
    return f"paradiplomacy {manifest.versions.get('paradiplomacy') or 'of unknown version'}"


def _metadata(kind: str, results: Results) -> dict[str, Any]:
    manifest = results.manifest
    program = program_of(manifest)
    origin = f"{program}, config {manifest.config_sha256}, seed {manifest.seed}"
    if kind == "png":
        return {"Software": program, "Description": origin}
    if kind == "svg":
        return {"Date": None, "Creator": program, "Description": origin}
    return {"CreationDate": None, "Creator": program, "Producer": program, "Subject": origin}
