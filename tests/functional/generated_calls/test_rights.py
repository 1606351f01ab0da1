"""Every route, asked by every kind of caller, about what is their own and about another's."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.builders.officers import an_officer
from tests.builders.pushing import a_told_citizen
from tests.functional.generated_calls.asking import address_of, build_callers, content_of
from tests.functional.generated_calls.rights_table import Right, read_rights
from tests.functional.generated_calls.town import Headers, Town
from tests.functional.http.documented import DocumentedClient, list_operations

# Whose things the addresses name, then others, who prove as much about themselves.
OF_KIND = {
    "citizens": ("citizen", "another citizen"),
    "merchants": ("merchant", "another merchant"),
    "departments": ("department", "another department"),
    "operators": ("operator", "another operator", "sandbox"),
    "sandboxes": ("sandbox", "operator", "another operator"),
    "officers": ("officer", "related officer"),
    "signers": (),
}
# What changes something comes after what only looks, what ends something after that, and the citizens last.
ORDER = ("GET", "PUT", "POST", "DELETE")
LAST = ("", "/api/v1/me/pause", "/api/v1/me")
NOT_ADMITTED = (400, 401, 403, 404)
# Callers who prove to be of the kind and are asked about by a test of their own.
AS_GOOD = {"merchant": ("staff",)}
SESSION = "/api/v1/session"
NO_ID = re.compile("[0-9A-Za-z]{22}")


def order_of(right: Right) -> tuple[int, int, int]:
    """Return the place of a route among all: none takes away what a later one asks for."""
    last = LAST.index(right.path) if right.path in LAST else 0
    return last, ORDER.index(right.method), -len(right.path)


RIGHTS = sorted(read_rights(), key=order_of)


class Asking:
    """Asks for one route after the other, as whoever is told."""

    def __init__(self, town: Town, client: FlaskClient) -> None:
        self.client = client
        self._sign_in = town.domain.sessions.sign_in
        related = an_officer(town.domain, "张回避", ties=(town.household.citizen.id_number,))
        neighbour = a_told_citizen(town.domain)
        self.callers: Mapping[str, Headers] = build_callers(town, related, neighbour)
        self._codes = {"citizen": town.household.citizen.code, "another citizen": neighbour.code}
        self._passwords = {"officer": town.officer.password, "related officer": related.password}
        self.ids = town.ids

    def ask(self, right: Right, caller: str, *, ids: Mapping[str, str] | None = None) -> TestResponse:
        """Ask about what is there, or about what `ids` name."""
        ids = {
            **(ids or self.ids),
            "password": self._passwords.get(caller, "none"),
            "code": self._codes.get(caller, "code-none"),
        }
        headers = self.callers[caller]
        if right.path == SESSION and caller in self._codes:
            # Another of their phones.
            headers = {"Authorization": f"Bearer {self._sign_in(self._codes[caller]).access_token}"}
        confirmation = ""
        if (right.method, right.path) == ("DELETE", "/api/v1/me"):
            foreseen = self.client.get(f"{right.path}/deletion", headers=headers)
            confirmation = (foreseen.json or {}).get("confirmation", "none")
        content = content_of(right.method, right.path, ids, confirmation)
        address = address_of(right.path, ids)
        return self.client.open(address, method=right.method, headers=headers, **content)

    def of_nothing(self) -> dict[str, str]:
        """Return well formed ids of nothing."""
        return {name: NO_ID.sub("0" * 22, value) for name, value in self.ids.items()}


@pytest.fixture
def asking(town: Town) -> Asking:
    town.app.test_client_class = DocumentedClient
    return Asking(town, town.app.test_client())


def test_the_table_has_every_route_of_the_document_and_no_other(town: Town) -> None:
    documented = {(method.upper(), path) for method, path, _ in list_operations(town.app)}
    in_table = [(right.method, right.path) for right in RIGHTS]
    assert sorted(in_table) == sorted(documented)


def test_the_document_asks_for_proof_where_the_table_says_who_may(town: Town) -> None:
    open_to_anybody = {
        (method.upper(), path)
        for method, path, operation in list_operations(town.app)
        if not operation["security"]
    }
    assert open_to_anybody == {(right.method, right.path) for right in RIGHTS if right.who == "anybody"}


def test_everybody_gets_what_the_table_says_and_nobody_more(asking: Asking) -> None:
    wrong: list[tuple[object, ...]] = []
    for right in RIGHTS:
        if right.who == "anybody":
            continue
        owner, *others = OF_KIND[right.who] or ("",)
        unproven = 400 if right.who == "signers" else 401
        for caller in asking.callers.keys() - {owner, *others, *AS_GOOD.get(owner, ())}:
            status = asking.ask(right, caller).status_code
            if status != unproven:
                wrong.append((right, caller, status))
        for other in others:
            status = asking.ask(right, other).status_code
            if (status in NOT_ADMITTED) if right.others == "theirs" else (status != int(right.others)):
                wrong.append((right, other, status))
        if owner:
            answer = asking.ask(right, owner)
            if answer.status_code in NOT_ADMITTED or answer.status_code >= 500:
                wrong.append((right, owner, answer.status_code, answer.text))
    assert wrong == [], "\n".join(map(str, wrong))


def test_staff_may_do_all_that_is_not_for_owners_alone(asking: Asking) -> None:
    wrong: list[tuple[object, ...]] = []
    for right in RIGHTS:
        if right.who == "merchants":
            status = asking.ask(right, "staff").status_code
            if (status == 403) is not right.is_for_owners or (
                status in NOT_ADMITTED
            ) is not right.is_for_owners:
                wrong.append((right, status))
    assert wrong == [], "\n".join(map(str, wrong))


def told_in(answer: TestResponse) -> dict[str, object]:
    """Return what an answer says, without the id that every request has of its own."""
    return {name: value for name, value in answer.json.items() if name != "request_id"}


def test_what_is_anothers_looks_like_what_is_not_there(asking: Asking) -> None:
    nothing, different = asking.of_nothing(), []
    for right in RIGHTS:
        if right.others != "404" or right.path == "/api/v1/operator/webhook":
            continue
        for other in OF_KIND[right.who][1:]:
            anothers, of_nobody = asking.ask(right, other), asking.ask(right, other, ids=nothing)
            if anothers.status_code != 404 or told_in(anothers) != told_in(of_nobody):
                different.append((right, other, anothers.text, of_nobody.text))
    assert different == [], "\n".join(map(str, different))


def test_no_list_names_what_belongs_to_another(asking: Asking) -> None:
    # The operators' other key is the sandbox's, which sees its own invented grants.
    not_secret = {"merchant_id", "organisation", "letter_id", "sandbox_grant"}
    secret = [value for name, value in asking.ids.items() if name not in not_secret]
    told = []
    for right in RIGHTS:
        if right.method == "GET" and right.others == "theirs":
            for other in OF_KIND[right.who][1:]:
                answer = asking.ask(right, other)
                told += [(right, other, one) for one in secret if answer.is_json and one in answer.text]
    assert told == []
