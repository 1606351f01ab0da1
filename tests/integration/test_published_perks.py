"""Every perk that the city publishes: applied and ended at its operator, or redeemed at a shop."""

from __future__ import annotations

from itertools import count

import pytest
from flask.testing import FlaskCliRunner

from backend.certificates.claims import Claim
from backend.certificates.disclosure import CertificateKind, Order
from backend.domain import Domain, Ground, Outside, Policy, build_domain
from backend.perks.commands import perks_commands
from backend.platform.outbox.worker import OutboxWorker
from miniprogram_api.application import build_app
from tests.builders.citizens import ORDINARY, a_citizen, a_record
from tests.builders.clock import StandingClock
from tests.builders.merchants import an_owner, an_owners_key
from tests.builders.outside import FakeOperator, FakeRegister, FakeWeChat

pytestmark = pytest.mark.store
_numbers = count(1)


@pytest.fixture
def operators(policy: Policy) -> dict[str, FakeOperator]:
    return {operator.id: FakeOperator() for operator in policy.operators.all()}


@pytest.fixture
def domain(ground: Ground, policy: Policy, operators: dict[str, FakeOperator]) -> Domain:
    wechat = FakeWeChat()
    return build_domain(ground, policy, Outside(wechat, wechat, FakeRegister(), operators))


def test_each_granted_perk_is_applied_and_ended_at_its_operator_that_learns_no_level(
    domain: Domain, policy: Policy, operators: dict[str, FakeOperator]
) -> None:
    worker = OutboxWorker(domain.ground.database, domain.ground.clock, domain.outbox_handlers)
    granted = [perk for perk in policy.perks.all() if not perk.is_redeemed]
    assert {perk.operator for perk in granted} == {
        *("library", "bike", "bus", "tourism", "water", "electricity", "gas")
    }
    for perk in granted:
        assert perk.operator is not None
        citizen, operator = a_citizen(domain), operators[perk.operator]
        card = domain.cards.link(citizen.id, perk.operator, f"35020000{next(_numbers):04d}")
        grant = domain.perks.request(citizen.id, perk.id, card.id, None).grant
        worker.run_until_idle()
        assert domain.perks.get(citizen.id, grant.id).grant.state == "active"
        held = operator.held[grant.entitlement_id]
        assert (held.perk, held.max_value_fen) == (perk.contract_perk, perk.max_value_fen)
        assert (held.valid_until - held.valid_from).days == perk.validity_days
        for word in ("good", "excellent", "良好", perk.id):
            assert word not in str(held)
        domain.perks.end(citizen.id, grant.id)
        worker.run_until_idle()
        assert domain.perks.get(citizen.id, grant.id).grant.state == "ended"
        assert [wish for _, wish in operator.ledger[-2:]] == ["active", "ended"]


def test_each_redeemed_perk_is_redeemed_by_who_is_eligible(domain: Domain, policy: Policy) -> None:
    shop = an_owner(domain, "服务台")
    redeemed = [perk for perk in policy.perks.all() if perk.is_redeemed]
    assert len(redeemed) >= 6
    for perk in redeemed:
        domain.redemptions.admit(shop.merchant_id, perk.id)
        told = []
        for record in ("edu.honour.teacher", ORDINARY):
            citizen = a_citizen(domain)
            a_record(domain, citizen, record)
            order = Order(CertificateKind.DYNAMIC, frozenset({Claim.PERK}), perk=perk.id)
            token = domain.certificates.issue(citizen.id, order, None).digits or ""
            told.append(domain.redemptions.redeem(shop, token, perk.id, None).outcome)
        assert told == ["redeemed", "not_eligible"], perk.id


@pytest.fixture
def runner(domain: Domain) -> FlaskCliRunner:
    app = build_app(domain, testing=True)
    app.cli.add_command(perks_commands(domain.redemptions, domain.perk_calendar))
    return app.test_cli_runner()


def test_a_merchant_is_admitted_by_its_name_on_the_command_line(
    domain: Domain, runner: FlaskCliRunner
) -> None:
    an_owners_key(domain, "忠仑公园", [Claim.PERK])
    assert runner.invoke(args=["perks", "admit", "忠仑公园", "park.ticket_discount"]).exit_code == 0
    unknown = runner.invoke(args=["perks", "admit", "没有这家", "park.ticket_discount"])
    assert (unknown.exit_code, "没有找到你指定的商户" in unknown.output) == (1, True)


def test_the_calendar_is_run_on_the_command_line(
    domain: Domain, runner: FlaskCliRunner, clock: StandingClock
) -> None:
    worker = OutboxWorker(domain.ground.database, clock, domain.outbox_handlers)
    for _ in range(2):
        citizen = a_citizen(domain)
        card = domain.cards.link(citizen.id, "library", f"35020000{next(_numbers):04d}").id
        domain.perks.request(citizen.id, "library.deposit_free", card, None)
        worker.run_until_idle()
        clock.pass_time(days=20)
    clock.pass_time(days=365 - 39)
    assert runner.invoke(args=["perks", "calendar"]).output == "1 ended, 1 noticed\n"
    assert runner.invoke(args=["perks", "calendar"]).output == "0 ended, 0 noticed\n"
