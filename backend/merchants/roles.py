"""What a phone may do in a shop's name."""

from __future__ import annotations

from enum import StrEnum


class MerchantRole(StrEnum):
    """Both scan, redeem, and see the shop's days; only an owner sees, makes and ends the keys of the shop."""

    OWNER = "owner"
    STAFF = "staff"
