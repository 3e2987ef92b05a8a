"""Make the pages: ``python -m tools.pages [NAME]...``."""

import sys

from tools.pages import main

if __name__ == "__main__":
    main(sys.argv[1:])
