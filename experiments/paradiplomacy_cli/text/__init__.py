"""What the commands print: tables and texts for people and terminals."""
