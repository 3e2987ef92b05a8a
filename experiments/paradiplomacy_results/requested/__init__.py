"""Tables that are written on request: the state of actors, the lives of papers and programmes.

Another one is a module here and an entry below, a key of ``Keep`` in a design, and an attribute of
``Results``.
"""

from paradiplomacy_results.requested.cities import CITIES
from paradiplomacy_results.requested.columns import RequestedTable
from paradiplomacy_results.requested.ngos import NGOS
from paradiplomacy_results.requested.papers import PAPERS
from paradiplomacy_results.requested.programmes import PROGRAMMES

REQUESTED: dict[str, RequestedTable] = {
    table.name: table for table in (CITIES, NGOS, PAPERS, PROGRAMMES)
}
"""The tables by name, in order."""
