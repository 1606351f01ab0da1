"""Merchants and keys from before keys had an id, a name and a role."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from backend.merchants.callers import MerchantCallers
from backend.merchants.invitations import Invitations
from backend.merchants.keys import MerchantKeys
from backend.merchants.registration import MerchantRegistry
from backend.merchants.roles import MerchantRole
from backend.merchants.rules import parse_merchant_rules
from backend.merchants.shown_once import digest_of_secret
from backend.platform.database import Database
from backend.platform.errors import Unauthenticated
from config.loading import read_policy
from tests.builders.clock import StandingClock
from tests.builders.stores import EmbeddedStore, ServiceStore, migrate, take_back

pytestmark = pytest.mark.store
BEFORE = "0017"
PUT_KEY = (
    "INSERT INTO merchant_key (digest, merchant_id, created_at, revoked_at)"
    " VALUES (:digest, 'mer_1', '2026-11-01 00:00:00', :revoked_at)"
)


@pytest.fixture
def former(store: EmbeddedStore | ServiceStore, tmp_path: Path) -> Iterator[Database]:
    """Give a database as it was before; the tests that follow find the store migrated again."""
    address = store.settings(tmp_path)["CARD_DATABASE_URL"]
    migrate(address, BEFORE)
    database = Database(address)
    with database.transaction() as session:
        session.execute(
            text(
                "INSERT INTO merchant (id, name, questions, joined_at)"
                " VALUES ('mer_1', '鹭江茶铺', '[\"level\"]', '2026-11-01 00:00:00')"
            )
        )
        session.execute(text("INSERT INTO perk_merchant VALUES ('mer_1', 'park', '2026-11-01 00:00:00')"))
        for key, revoked_at in (("mk_old", None), ("mk_other", None), ("mk_gone", "2026-11-02 00:00:00")):
            session.execute(text(PUT_KEY), {"digest": digest_of_secret(key), "revoked_at": revoked_at})
    yield database
    database.close()
    migrate(address)


def test_a_former_key_scans_on_as_one_of_staff_with_an_id_of_its_own(
    former: Database, clock: StandingClock
) -> None:
    migrate(former.url)
    callers = MerchantCallers(former, clock)
    old, other = (callers.authenticate(key) for key in ("mk_old", "mk_other"))
    assert (old.merchant_id, old.name, old.is_owner, old.label) == ("mer_1", "鹭江茶铺", False, "")
    assert re.fullmatch(r"mky_[0-9A-Za-z]{22}", old.key_id)
    assert old.key_id != other.key_id
    with pytest.raises(Unauthenticated):
        callers.authenticate("mk_gone")


def test_a_key_that_nobody_gave_a_role_is_not_stored(former: Database) -> None:
    migrate(former.url)
    put = PUT_KEY.replace("(digest,", "(id, digest,").replace("(:digest,", "('mky_1', :digest,")
    with pytest.raises(IntegrityError, match="role"), former.transaction() as session:
        session.execute(text(put), {"digest": digest_of_secret("mk_new"), "revoked_at": None})


def test_the_city_invites_the_owner_of_a_former_shop(former: Database, clock: StandingClock) -> None:
    migrate(former.url)
    made = MerchantRegistry(former, clock).invite_again("mer_1")
    callers = MerchantCallers(former, clock)
    invitations = Invitations(former, clock, callers, parse_merchant_rules(read_policy("merchant_rules")))
    accepted = invitations.accept(made.code, "2026-1", "店主手机", request_key=None)
    owner = callers.authenticate(accepted.api_key)
    assert (owner.merchant_id, owner.is_owner) == ("mer_1", True)
    former_keys = [key for key in MerchantKeys(former, clock, callers).list_live(owner) if key.label == ""]
    assert [key.role for key in former_keys] == [MerchantRole.STAFF] * 2
    assert {key.rules_version for key in former_keys} == {None}


def test_taken_back_the_keys_are_what_they_were(former: Database) -> None:
    migrate(former.url)
    take_back(former.url, BEFORE)
    with former.reading() as session:
        rows = session.execute(text("SELECT * FROM merchant_key ORDER BY created_at")).mappings().all()
        shops = session.execute(text("SELECT * FROM merchant")).mappings().all()
        perks = session.execute(text("SELECT merchant_id FROM perk_merchant")).scalars().all()
    assert {frozenset(row) for row in rows} == {
        frozenset({"digest", "merchant_id", "created_at", "revoked_at"})
    }
    assert {bytes(row["digest"]) for row in rows} == {
        digest_of_secret(key) for key in ("mk_old", "mk_other", "mk_gone")
    }
    assert sum(row["revoked_at"] is None for row in rows) == 2
    assert [{*shop} for shop in shops] == [{"id", "name", "questions", "joined_at"}]
    assert perks == ["mer_1"]
