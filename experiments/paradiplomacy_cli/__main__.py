"""Run the command as ``python -m paradiplomacy_cli``."""

from __future__ import annotations

from paradiplomacy_cli.main import main

if __name__ == "__main__":
    main()
