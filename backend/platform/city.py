"""The city that runs this service."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class City:
    """Its short name in every certificate, its name for people, and the public address of the service.

    `is_demo`: nothing that it says is of any effect, and whatever it shows says so. `contact_zh` says where a
    person is reached.
    """

    issuer: str
    name_zh: str
    name_en: str
    base_url: str
    is_demo: bool = False
    contact_zh: str = ""
