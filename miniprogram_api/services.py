"""The backend services that this door hands requests to."""

from __future__ import annotations

from flask import current_app

from backend.domain import Domain

EXTENSION = "citizen_card"


def services() -> Domain:
    """Return the services of the running application, put there by `build_app`."""
    found: Domain = current_app.extensions[EXTENSION]
    return found
