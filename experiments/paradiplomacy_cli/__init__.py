"""The command line of paradiplomacy."""
