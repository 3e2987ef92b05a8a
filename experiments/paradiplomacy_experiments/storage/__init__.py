"""Result directories: written whole or not at all, owned by one process, checked when read."""
