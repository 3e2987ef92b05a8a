"""Make the pages: ``python -m tests.results_pages``."""

from tests.results_pages import main

main()
