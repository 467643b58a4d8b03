"""Parameters of addresses that say where a reader came from, not what is shown."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

_TRACKING = re.compile(r"utm_\w+|at_\w+|mc_[ce]id|fbclid|gclid|dclid|yclid|msclkid|igshid|_ga|ref_src", re.IGNORECASE)


def parameters(query: str) -> tuple[list[tuple[str, str]], bool]:
    """The parameters of a query but those that track the reader, names and values decoded, and whether it had such."""
    given = parse_qsl(query, keep_blank_values=True)
    kept = [(name, value) for name, value in given if not _TRACKING.fullmatch(name)]
    return kept, len(kept) < len(given)
