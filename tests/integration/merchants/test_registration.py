"""The city's list of shops, by its commands."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from backend.certificates.claims import Claim
from backend.domain import Domain
from backend.merchants.commands import merchant_commands
from backend.merchants.models import Merchant
from backend.platform.errors import NotFound, Unauthenticated
from tests.builders.clock import StandingClock
from tests.builders.merchants import a_credit_code, a_shop_that_joined, a_staff_phone, an_acceptance

pytestmark = pytest.mark.store
Run = Callable[..., Result]
LINK = re.compile(r"^https://card\.example/scan#join=([\w-]{32})$", re.MULTILINE)
INVITATION = re.compile(r"inv_\w{22}")


@pytest.fixture
def run(domain: Domain) -> Run:
    """Run a command of `merchants`, as in `run("list")`."""
    group = merchant_commands(domain.merchant_access, "https://card.example")
    return lambda *words: CliRunner().invoke(group, words)


def invite(run: Run, name: str = "沙坡尾小铺", number: int = 1, *questions: str) -> Result:
    asked = [word for question in questions or ("level",) for word in ("--question", question)]
    return run("invite", "--name", name, "--credit-code", a_credit_code(number), *asked)


def code_in(result: Result) -> str:
    assert result.exit_code == 0, result.output
    [code] = LINK.findall(result.output)
    return code


def test_inviting_prints_a_link_with_the_code_behind_the_hash_and_it_lets_an_owner_in(
    run: Run, domain: Domain
) -> None:
    invited = invite(run, "沙坡尾小铺", 1, "perk", "level")
    accepted = an_acceptance(domain, code_in(invited))
    assert "open until 2026-11-30T12:00:00+08:00" in invited.output
    assert (accepted.merchant.name, accepted.merchant.credit_code) == ("沙坡尾小铺", a_credit_code(1))
    caller = domain.merchants.authenticate(accepted.api_key)
    assert (caller.is_owner, caller.questions) == (True, {Claim.LEVEL, Claim.PERK})


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("--name", "店", "--credit-code", a_credit_code(1)), "至少一项"),
        (("--name", "店", "--credit-code", "91350200MA0000000X", "--question", "level"), "校验位不符"),
        (("--name", "店", "--credit-code", "1", "--question", "level"), "18 位"),
        (("--name", " ", "--credit-code", a_credit_code(1), "--question", "level"), "商户名称"),
        (("--name", "店", "--question", "level"), "--credit-code"),
        (("--name", "店", "--credit-code", a_credit_code(1), "--question", "salary"), "salary"),
        (("--merchant", "mer_1", "--name", "店"), "stands alone"),
        (("--merchant", "mer_1"), "没有这家商户"),
    ],
)
def test_what_cannot_be_registered_is_refused_in_words_and_registers_nothing(
    run: Run, words: tuple[str, ...], fault: str
) -> None:
    refused = run("invite", *words)
    assert refused.exit_code != 0
    assert fault in refused.output
    assert run("list").output == ""


def test_a_credit_code_is_one_shop_however_it_is_written(run: Run) -> None:
    invite(run)
    written = a_credit_code(1).lower()
    again = run("invite", "--name", "沙坡尾小铺", "--credit-code", written, "--question", "level")
    assert again.exit_code == 0
    assert len(run("list").output.splitlines()) == 2  # one shop, and its invitation


def test_inviting_again_before_anybody_joined_corrects_the_entry_and_ends_the_former_link(
    run: Run, domain: Domain
) -> None:
    wrong = code_in(invite(run, "沙坡尾小辅", 1, "no_adverse"))
    right = code_in(invite(run, "沙坡尾小铺", 1, "level"))
    with pytest.raises(NotFound, match="invitation-invalid"):
        domain.merchant_access.invitations.look(wrong)
    offer = domain.merchant_access.invitations.look(right)
    assert (offer.merchant_name, offer.questions) == ("沙坡尾小铺", [Claim.LEVEL])


def test_a_shop_that_has_joined_is_not_registered_again_and_a_further_owner_is_invited_by_its_id(
    run: Run, domain: Domain
) -> None:
    shop = a_shop_that_joined(domain)
    refused = invite(run, "别的名称", 1)
    assert refused.exit_code == 1
    assert f"--merchant {shop.owner.merchant_id}" in refused.output
    accepted = an_acceptance(domain, code_in(run("invite", "--merchant", shop.owner.merchant_id)))
    caller = domain.merchants.authenticate(accepted.api_key)
    assert (caller.merchant_id, caller.name, caller.is_owner) == (shop.owner.merchant_id, "沙坡尾小铺", True)


def test_an_owners_new_link_ends_the_former_one_and_no_pairing_code(run: Run, domain: Domain) -> None:
    shop = a_shop_that_joined(domain)
    paired = domain.merchant_access.pairing.make(shop.owner, "后厨", None)
    lost, kept = (code_in(run("invite", "--merchant", shop.owner.merchant_id)) for _ in range(2))
    with pytest.raises(NotFound, match="invitation-invalid"):
        an_acceptance(domain, lost)
    for code in (kept, paired.code):
        an_acceptance(domain, code)


def test_two_shops_of_one_name_cannot_be_told_apart_so_the_second_is_refused(run: Run) -> None:
    invite(run, "沙坡尾小铺", 1)
    refused = invite(run, "沙坡尾小铺", 2)
    assert refused.exit_code == 1
    assert "同名商户" in refused.output


def test_the_list_shows_shops_their_questions_and_open_invitations_and_no_code(
    run: Run, domain: Domain, clock: StandingClock
) -> None:
    shop = a_shop_that_joined(domain, "乙店", 1)
    a_staff_phone(domain, shop.owner)
    domain.merchant_access.pairing.make(shop.owner, "后厨", None)
    with domain.ground.database.transaction() as session:
        session.add(Merchant(id="mer_1", name="甲店", questions=[Claim.LEVEL], registered_at=clock.now()))
    code = code_in(invite(run, "丙店", 3))
    listed = run("list").output
    by_name = {line.split()[1]: line for line in listed.splitlines() if line.startswith("mer_")}
    assert f"{a_credit_code(1)} 2 keys, may ask level,perk" in by_name["乙店"]
    assert "甲店 - 0 keys" in by_name["甲店"]
    assert f"{a_credit_code(3)} 0 keys" in by_name["丙店"]
    assert len(INVITATION.findall(listed)) == 1
    assert code not in listed
    clock.pass_time(days=7)
    assert INVITATION.findall(run("list").output) == []


def test_keys_lists_every_key_of_a_shop_with_its_last_day_and_never_the_key(run: Run, domain: Domain) -> None:
    shop = a_shop_that_joined(domain)
    staff = a_staff_phone(domain, shop.owner)
    run("revoke", staff.key.id)
    listed = run("keys", shop.owner.merchant_id).output
    of = {line.split()[0]: line for line in listed.splitlines()}
    assert of[shop.owner.key_id].endswith("last used 2026-11-23 good 店主手机")
    assert "paired by" not in of[shop.owner.key_id]
    assert of[staff.key.id].endswith(
        f"paired by {shop.owner.key_id} last used never revoked 2026-11-23T12:00:00+08:00 收银台"
    )
    assert shop.accepted.api_key not in listed
    assert run("keys", "mer_1").exit_code == 1


def test_revoking_a_lost_phone_ends_its_key_be_it_the_last_owners(run: Run, domain: Domain) -> None:
    shop = a_shop_that_joined(domain)
    assert run("revoke", shop.owner.key_id).output == f"{shop.owner.key_id} revoked\n"
    with pytest.raises(Unauthenticated):
        domain.merchants.authenticate(shop.accepted.api_key)
    assert run("revoke", "mky_1").exit_code == 1


def test_revoking_a_stolen_phone_can_end_what_it_paired(run: Run, domain: Domain) -> None:
    shop = a_shop_that_joined(domain)
    paired = a_staff_phone(domain, shop.owner)
    revoked = run("revoke", shop.owner.key_id, "--with-paired").output
    assert revoked == f"{shop.owner.key_id} revoked\n{paired.key.id} revoked\n"
    with pytest.raises(Unauthenticated):
        domain.merchants.authenticate(paired.api_key)


def test_an_invitation_can_be_taken_back_once_while_it_is_open(run: Run, domain: Domain) -> None:
    invited = invite(run)
    [invitation_id] = INVITATION.findall(invited.output)
    assert run("withdraw", invitation_id).output == f"{invitation_id} withdrawn\n"
    with pytest.raises(NotFound, match="invitation-invalid"):
        an_acceptance(domain, code_in(invited))
    assert run("withdraw", invitation_id).exit_code == 1


def test_perks_can_be_opened_for_a_shop_that_has_not_joined_yet(run: Run, domain: Domain) -> None:
    invite(run, "忠仑公园", 1, "perk")
    domain.redemptions.admit("忠仑公园", "park.ticket_discount")
