"""The words with which `make run` greets a newcomer: what runs, and a short tour with curl."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Template
from typing import Any

from backend.demo.shops import credit_code_of

_WORDS = Path(__file__).with_name("tour.txt")
_A_SHOP_OF_ONES_OWN = 9999
"""Beyond the numbers of the shops that are there."""


class _ShellText(Template):
    """A text in which `$` belongs to the shell, and `%{name}` is filled in."""

    delimiter = "%"


def write_tour(credentials: Mapping[str, Any]) -> str:
    """Return the greeting for the credentials of a loaded city."""
    first, merchant, officer = (credentials[kind][0] for kind in ("citizens", "merchants", "officers"))
    operator = credentials["operators"][0]
    people = "\n                 ".join(
        f"{one['wechat_code']}  {one['name']}  {one['id_number']}  {one['about']}"
        for one in credentials["citizens"]
    )
    simulators, invited = credentials["simulators"], credentials["merchant_invitations"][0]
    return _ShellText(_WORDS.read_text(encoding="utf-8")).substitute(
        base_url=credentials["base_url"],
        simulators="".join(f"{name + ' simulator':<24} {address}\n" for name, address in _listed(simulators)),
        people=people,
        merchant=merchant["name"],
        api_key=merchant["api_key"],
        invited=invited["name"],
        invitation=invited["link"],
        operator=operator["name"],
        operator_key=operator["api_key"],
        credit_code=credit_code_of(_A_SHOP_OF_ONES_OWN),
        officer=officer["username"],
        officer_password=officer["password"],
        totp_secret=officer["totp_secret"],
        code=first["wechat_code"],
        name=first["name"],
        id_number=first["id_number"],
        card_number=first["card_number"],
        library=simulators["library"],
        wechat=simulators["wechat"],
    )


def _listed(simulators: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield a line for each simulator; operators in one process share a line, as a shell writes them."""
    sharing: dict[str, list[str]] = {}
    for name, address in simulators.items():
        place, _, last = address.rpartition("/")
        if last == name:
            sharing.setdefault(place, []).append(name)
        else:
            yield name, address
    for place, names in sharing.items():
        yield "operators", f"{place}/{{{','.join(names)}}}"
