"""Measuring: `evaluate` scores what is read (`make eval`), `speed` times it (`make bench`)."""
