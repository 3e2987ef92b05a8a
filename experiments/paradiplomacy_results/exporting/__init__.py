"""Export: tables of results in the files of other programs, with their units and their origin.

A :class:`~paradiplomacy_results.exporting.sheets.Sheet` is a table as it goes out, wide or long.
One module for each format writes sheets and nothing else. What stands beside them in every format,
codebook and origin, and how a folder is written whole or not at all, is said once.
"""
