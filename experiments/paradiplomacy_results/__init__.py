"""The format of results, known once: tables and columns, manifest, writing, reading, hashes."""
