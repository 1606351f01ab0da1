"""The link by which a phone joins a shop."""

from __future__ import annotations

# Behind `#`, so that the code reaches no server, and no log, before it is used.
_PATH = "/scan#join="


def joining_link(base_url: str, code: str) -> str:
    """Return the link that carries a code."""
    return f"{base_url}{_PATH}{code}"
