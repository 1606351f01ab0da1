"""Where a citizen is told in WeChat, and how many messages they permit: kept at their wish alone."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from backend.domain import Domain
from backend.identity.models import WeChatAccount
from backend.notifications.push.models import PushPermission
from backend.notifications.push.service import Answer
from backend.platform.errors import Conflict, Invalid, NotFound, Refused, Unauthenticated
from tests.builders.citizens import TestCitizen, a_citizen, a_visitor
from tests.builders.pushing import FakePush, a_told_citizen, openid_of
from tests.integration.push.conftest import Kept

pytestmark = pytest.mark.store
PURPOSE = "notice.wechat"


def count_kept(domain: Domain) -> tuple[int, int]:
    """Return how many openids, and how many permissions, are kept of anybody."""
    with domain.ground.database.reading() as session:
        openids = select(func.count()).where(WeChatAccount.openid_encrypted.is_not(None))
        permissions = select(func.count()).select_from(PushPermission)
        return session.scalar(openids) or 0, session.scalar(permissions) or 0


def actions_of(domain: Domain, citizen: TestCitizen) -> list[str]:
    return [entry.action for entry in domain.access_log.list_of_citizen(citizen.id)]


def test_signing_in_and_consenting_keep_no_openid(domain: Domain) -> None:
    citizen = a_citizen(domain)
    assert count_kept(domain) == (0, 0)
    assert not domain.push.service.view(citizen.id).is_on


def test_a_fresh_code_is_what_begins_it_and_the_openid_is_kept_encrypted(domain: Domain) -> None:
    citizen = a_citizen(domain)
    assert domain.push.service.begin(citizen.id, citizen.code).is_on
    assert count_kept(domain) == (1, 0)
    with domain.ground.database.reading() as session:
        account = session.scalars(
            select(WeChatAccount).where(WeChatAccount.openid_encrypted.is_not(None))
        ).one()
        assert openid_of(citizen).encode() not in (account.openid_encrypted or b"")
        place = f"wechat_account.openid/{account.id}"
        stored = account.openid_encrypted or b""
        assert domain.ground.cipher.decrypt(stored, place) == openid_of(citizen)
    assert actions_of(domain, citizen).count("push.began") == 1


def test_beginning_again_changes_nothing(domain: Domain, kept: Kept) -> None:
    citizen = a_told_citizen(domain, permits=2)
    domain.push.service.begin(citizen.id, citizen.code)
    assert kept(citizen.id, "result").left == 2
    assert actions_of(domain, citizen).count("push.began") == 1


def test_without_the_consent_nothing_is_kept_and_no_code_is_spent(domain: Domain) -> None:
    citizen = a_citizen(domain, consents=())
    with pytest.raises(Refused, match=f"consent-required/{PURPOSE}"):
        domain.push.service.begin(citizen.id, "bad-code")
    with pytest.raises(Refused, match=f"consent-required/{PURPOSE}"):
        domain.push.service.note_answer(citizen.id, "result", Answer.ACCEPT, None)
    assert count_kept(domain) == (0, 0)


def test_a_young_citizen_who_has_an_account_may_be_told_too(domain: Domain) -> None:
    citizen = a_citizen(domain, consents=(PURPOSE,), born_on=date(2010, 5, 17))
    assert domain.push.service.begin(citizen.id, citizen.code).is_on


def test_another_wechat_than_the_one_signed_in_is_refused(domain: Domain) -> None:
    citizen, other = a_citizen(domain), a_visitor(domain)
    for code in (other.code, "code-of-nobody"):
        with pytest.raises(Conflict, match="wechat-account-differs"):
            domain.push.service.begin(citizen.id, code)
    with pytest.raises(Unauthenticated, match="wechat-code-invalid"):
        domain.push.service.begin(citizen.id, "bad-code")
    assert count_kept(domain) == (0, 0)


def test_permissions_wait_for_the_beginning(domain: Domain) -> None:
    citizen = a_citizen(domain)
    with pytest.raises(Refused, match="push-not-begun"):
        domain.push.service.note_answer(citizen.id, "result", Answer.ACCEPT, None)


@pytest.mark.parametrize("template", ["unknown", "Result"])
def test_only_what_the_city_offers_can_be_permitted(domain: Domain, template: str) -> None:
    citizen = a_told_citizen(domain)
    with pytest.raises(NotFound, match="push-template-unknown"):
        domain.push.service.note_answer(citizen.id, template, Answer.ACCEPT, None)


def test_a_template_without_an_id_is_offered_to_nobody(
    domain: Domain, push: FakePush, monkeypatch: pytest.MonkeyPatch
) -> None:
    citizen = a_told_citizen(domain)
    monkeypatch.setattr(push, "find_template_id", lambda name: "id-1" if name == "card" else None)
    assert [one.template.id for one in domain.push.service.view(citizen.id).templates] == ["card"]
    with pytest.raises(NotFound, match="push-template-unknown"):
        domain.push.service.note_answer(citizen.id, "result", Answer.ACCEPT, None)


@pytest.mark.parametrize(
    ("answers", "left"),
    [
        ([Answer.ACCEPT], 1),
        ([Answer.ACCEPT, Answer.ACCEPT_WITH_ALERT, Answer.ACCEPT_WITH_AUDIO], 3),
        ([Answer.REJECT], 0),
        ([Answer.ACCEPT, Answer.REJECT], 1),
        ([Answer.ACCEPT, Answer.FILTER], 1),
        ([Answer.ACCEPT, Answer.ACCEPT, Answer.BAN], 0),
    ],
)
def test_each_acceptance_is_for_one_message(
    domain: Domain, kept: Kept, answers: list[Answer], left: int
) -> None:
    citizen = a_told_citizen(domain, templates=())
    for answer in answers:
        domain.push.service.note_answer(citizen.id, "result", answer, None)
    view = kept(citizen.id, "result")
    assert (view.left, view.answer) == (left, answers[-1])
    assert kept(citizen.id, "to_do").left == 0


def test_the_same_answer_sent_twice_counts_once(domain: Domain) -> None:
    citizen = a_told_citizen(domain, templates=())
    note = domain.push.service.note_answer
    assert [note(citizen.id, "result", Answer.ACCEPT, "key-1").left for _ in range(2)] == [1, 1]
    assert note(citizen.id, "result", Answer.ACCEPT, "key-2").left == 2
    with pytest.raises(Invalid, match="idempotency-key-reused"):
        note(citizen.id, "card", Answer.ACCEPT, "key-1")


def test_withdrawing_deletes_openid_and_permissions_at_once(domain: Domain) -> None:
    citizen, other = a_told_citizen(domain), a_told_citizen(domain)
    domain.consents.withdraw(citizen.id, PURPOSE)
    assert count_kept(domain) == (1, 4)
    assert not domain.push.service.view(citizen.id).is_on
    assert domain.push.service.view(other.id).is_on
    domain.consents.grant(citizen.id, PURPOSE, None)
    assert not domain.push.service.view(citizen.id).is_on


def test_withdrawing_another_consent_changes_nothing_here(domain: Domain) -> None:
    citizen = a_told_citizen(domain)
    domain.consents.withdraw(citizen.id, "bot.status")
    assert domain.push.service.view(citizen.id).is_on


@pytest.mark.parametrize("channel", ["openid", "official"])
def test_d20_d27_who_leaves_in_wechat_takes_the_consent_back_by_that(domain: Domain, channel: str) -> None:
    citizen = a_told_citizen(domain)
    domain.official_account.find_citizen(openid_of(citizen).replace("openid-", "official-"))
    for _ in range(2):
        domain.push.farewell.forget(openid_of(citizen).replace("openid-", f"{channel}-"))
    assert count_kept(domain) == (0, 0)
    assert actions_of(domain, citizen).count("consent.withdrawn") == 1
    (consent,) = [one for one in domain.consents.list_of_citizen(citizen.id) if one.purpose.id == PURPOSE]
    assert consent.granted_at is None


def test_d20_a_stranger_who_leaves_takes_nothing_from_anybody(domain: Domain) -> None:
    a_told_citizen(domain)
    domain.push.farewell.forget("official-never-seen")
    assert count_kept(domain) == (1, 4)


def test_where_a_citizen_moves_to_another_wechat_the_former_one_is_written_to_no_more(
    domain: Domain, kept: Kept
) -> None:
    citizen = a_told_citizen(domain, permits=3)
    moved = a_visitor(domain, id_number=citizen.id_number)
    domain.identity.prove(moved.caller, "王小明", citizen.id_number, "face")
    assert count_kept(domain)[0] == 0
    assert not domain.push.service.view(citizen.id).is_on
    domain.push.service.begin(citizen.id, moved.code)
    assert kept(citizen.id, "result").left == 0
