"""The state of a world: records of actors, relations and institutions, each field declared once."""
