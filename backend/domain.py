"""The whole domain put together: given its parts, every service of every subject."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import redis

from backend.audit.service import AccessLog
from backend.audit.telling import Telling
from backend.cards.bike_stations import BikeStationService
from backend.cards.operator_access.outgoing import EVENT_TOPIC
from backend.cards.renewing import LoanService
from backend.cards.service import CardService, UnlinkEffect
from backend.certificates.blocking import BlockingService
from backend.certificates.disclosure import Disclosure
from backend.certificates.issuing import CertificateService
from backend.certificates.single_use import SingleUse
from backend.certificates.status_lists import StatusLists
from backend.certificates.token import CertificateCodec
from backend.consent.gate import ConsentGate
from backend.consent.service import ConsentService
from backend.identity.access_tokens import AccessTokens
from backend.identity.accounts import AccountBook
from backend.identity.devices import DeviceService
from backend.identity.official_account import OfficialAccountBinding
from backend.identity.people import People
from backend.identity.service import IdentityService
from backend.identity.sessions import SessionService
from backend.identity.sign_ins import TokenFamilies
from backend.merchants.building import MerchantAccess, build_merchants
from backend.merchants.service import MerchantService
from backend.notifications.inbox import InboxService
from backend.notifications.push.building import Push, Pushing, build_push
from backend.officers.building import Officers, build_officers
from backend.outside import Outside
from backend.perks.building import build_deliveries
from backend.perks.calendar import PerkCalendar
from backend.perks.eligibility import PerkRules
from backend.perks.operator_door.door import OperatorDoor, build_operator_door
from backend.perks.reconciliation.service import Reconciliation, build_reconciliation
from backend.perks.redemptions import RedemptionService
from backend.perks.service import PerkService
from backend.platform.attempts import Attempts
from backend.platform.city import City
from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.field_encryption import BlindIndex, FieldCipher
from backend.platform.keyring.port import KeyRing
from backend.platform.outbox.schedules import Schedule
from backend.platform.outbox.worker import Handler
from backend.policy import Policy, parse_policy
from backend.questions.service import QuestionBook
from backend.records.departments import DepartmentService
from backend.records.importing.service import ImportService
from backend.records.organisations import OrganisationService
from backend.records.service import RecordService
from backend.redress.building import Redress, RedressGround, build_redress
from backend.rights.building import Rights, build_rights
from backend.rights.export.service import ExportSources
from backend.sealed_logs import Audit, build_chain
from backend.status.memo import FORGET_TOPIC, StatusForgetting, StatusMemos
from backend.status.service import PURPOSE as STATUS_PURPOSE
from backend.status.service import StatusReader, StatusService

__all__ = ["Domain", "Ground", "Outside", "Policy", "build_domain", "parse_policy"]


@dataclass(frozen=True)
class Ground:
    """What every subject stands on: stores, time, and keys."""

    database: Database
    short_lived: redis.Redis
    clock: Clock
    cipher: FieldCipher
    blind_index: BlindIndex
    access_tokens: AccessTokens
    key_ring: KeyRing
    city: City


@dataclass(frozen=True)
class Domain:
    """Every service that a door may call."""

    ground: Ground
    policy: Policy
    sessions: SessionService
    devices: DeviceService
    identity: IdentityService
    official_account: OfficialAccountBinding
    consents: ConsentService
    records: RecordService
    imports: ImportService
    departments: DepartmentService
    organisations: OrganisationService
    status: StatusService
    certificates: CertificateService
    blocking: BlockingService
    status_lists: StatusLists
    merchants: MerchantService
    merchant_access: MerchantAccess
    cards: CardService
    loans: LoanService
    bike_stations: BikeStationService
    perks: PerkService
    perk_calendar: PerkCalendar
    reconciliation: Reconciliation
    redemptions: RedemptionService
    operator_door: OperatorDoor
    redress: Redress
    officers: Officers
    access_log: AccessLog
    audit: Audit
    inbox: InboxService
    push: Push
    questions: QuestionBook
    rights: Rights
    outbox_handlers: Mapping[str, Handler]

    @property
    def schedules(self) -> Sequence[Schedule]:
        """Return what is done by the clock, most of it at night in the city."""
        return (
            Schedule("perks.calendar", timedelta(days=1), self.perk_calendar.deliver, at=timedelta(hours=3)),
            *self.reconciliation.schedules,
            self.redress.schedule,
            self.questions.schedule,
            self.rights.schedule,
            *self.audit.sealing.schedules,
        )


def build_domain(ground: Ground, policy: Policy, outside: Outside) -> Domain:
    """Return the services of every subject, each given the parts that it names."""
    database, clock = ground.database, ground.clock
    accounts, people = AccountBook(ground.blind_index), People(ground.cipher)
    families, gate = TokenFamilies(ground.access_tokens, ground.short_lived), ConsentGate(policy.purposes)
    status = StatusReader(clock, gate, policy.catalogue, policy.status)
    (memos, forgetting), audit = _build_memos(ground), build_chain(database, clock, ground.blind_index)
    scanning = (CertificateCodec(ground.city.issuer, ground.key_ring), SingleUse(ground.short_lived))
    rules, told = PerkRules(policy.perks, policy.status, policy.catalogue), policy.operators.list_to_be_told()
    pushing = Pushing(policy.push, outside.push, gate, accounts, ground.cipher)
    perks = PerkService(database, clock, gate, status, policy.perks, rules, told)
    directory, merchants, access = build_merchants(database, clock, *scanning, policy.merchant_rules)
    status_lists = StatusLists(database, clock, ground.city, ground.key_ring)
    disclosing = (Disclosure(gate, people, status, rules), directory, *scanning, status_lists)
    certificates = CertificateService(database, clock, *disclosing, ground.blind_index)
    cards = _build_cards(ground, policy, outside, gate, people, [perks])
    door = _build_operator_door(ground, policy, outside, pushing.telling)
    effects = (certificates, perks, cards, forgetting, pushing.ending)
    consents = ConsentService(database, clock, policy.purposes, effects)
    push = build_push(database, clock, pushing, outside.wechat_login, consents, ground.city.name_zh)
    stored = (database, clock, policy.catalogue, ground.cipher)
    records = RecordService(*stored)
    redress = build_redress(_redress_parts(ground, policy, outside, pushing), people, records, [certificates])
    rights = _build_rights(ground, policy, outside, people, status, redress, consents, families, audit)
    return Domain(
        ground=ground,
        policy=policy,
        sessions=SessionService(database, clock, accounts, families, outside.wechat_login),
        devices=DeviceService(database, clock, families),
        identity=_build_identity(ground, outside, people, families, accounts),
        official_account=OfficialAccountBinding(database, clock, accounts, outside.official_account),
        consents=consents,
        imports=ImportService(*stored, ground.blind_index),
        departments=DepartmentService(database, clock, policy.catalogue),
        records=records,
        organisations=OrganisationService(*stored, ground.blind_index),
        status=StatusService(database, clock, gate, status, memos),
        certificates=certificates,
        blocking=BlockingService(database, clock, directory),
        status_lists=status_lists,
        merchants=merchants,
        merchant_access=access,
        cards=cards,
        loans=LoanService(database, clock, gate, ground.cipher, policy.operators, outside.operators),
        bike_stations=BikeStationService(outside.bike_feed, clock),
        perks=perks,
        perk_calendar=PerkCalendar(database, clock, status, policy.perks, rules, told, pushing.telling),
        reconciliation=_build_reconciliation(ground, policy, outside),
        redemptions=RedemptionService(database, clock, merchants, directory, policy.perks),
        operator_door=door,
        redress=redress,
        officers=_build_officers(ground),
        access_log=AccessLog(database),
        audit=audit,
        inbox=InboxService(database, clock),
        push=push,
        questions=QuestionBook(database, clock),
        rights=rights,
        outbox_handlers=_build_handlers(ground, policy, outside, pushing, forgetting, door, rights, push),
    )


def _build_memos(ground: Ground) -> tuple[StatusMemos, StatusForgetting]:
    memos = StatusMemos(ground.short_lived)
    return memos, StatusForgetting(memos, STATUS_PURPOSE)


def _build_identity(
    ground: Ground, outside: Outside, people: People, families: TokenFamilies, accounts: AccountBook
) -> IdentityService:
    parts = (people, ground.blind_index, families, accounts, Attempts(ground.short_lived))
    return IdentityService(ground.database, ground.clock, *parts, outside.real_names)


def _build_cards(
    ground: Ground,
    policy: Policy,
    outside: Outside,
    gate: ConsentGate,
    people: People,
    effects: Sequence[UnlinkEffect],
) -> CardService:
    holders = (people, ground.blind_index, ground.cipher)
    at_operators = (policy.operators, outside.operators)
    return CardService(ground.database, ground.clock, gate, *holders, *at_operators, effects)


def _build_reconciliation(ground: Ground, policy: Policy, outside: Outside) -> Reconciliation:
    parts = (ground.database, ground.clock, ground.cipher, ground.blind_index)
    return build_reconciliation(*parts, policy.perks, policy.operators, outside.operators)


def _build_operator_door(ground: Ground, policy: Policy, outside: Outside, telling: Telling) -> OperatorDoor:
    parts = (ground.database, ground.clock, ground.cipher, policy.operators, policy.perks)
    return build_operator_door(*parts, outside.events, telling, is_demo=ground.city.is_demo)


def _build_officers(ground: Ground) -> Officers:
    parts = (ground.database, ground.clock, ground.cipher, ground.blind_index, ground.short_lived)
    return build_officers(*parts, ground.city.name_zh)


def _redress_parts(ground: Ground, policy: Policy, outside: Outside, pushing: Pushing) -> RedressGround:
    parts = (ground.database, ground.clock, ground.cipher, policy.catalogue, policy.redress)
    return RedressGround(*parts, outside.materials, outside.virus_scan, pushing.telling)


def _build_rights(
    ground: Ground,
    policy: Policy,
    outside: Outside,
    people: People,
    status: StatusReader,
    redress: Redress,
    consents: ConsentService,
    families: TokenFamilies,
    audit: Audit,
) -> Rights:
    sources = ExportSources(
        database=ground.database,
        clock=ground.clock,
        cipher=ground.cipher,
        city_zh=ground.city.name_zh,
        people=people,
        purposes=policy.purposes,
        catalogue=policy.catalogue,
        status=status,
        perks=policy.perks,
        operators=policy.operators,
        cases=redress.reading,
        materials=outside.materials,
        inbox=InboxService(ground.database, ground.clock),
        log=AccessLog(ground.database),
    )
    short_lived = (ground.short_lived, ground.blind_index)
    return build_rights(policy.rights, sources, *short_lived, consents, families, redress, audit)


def _build_handlers(
    ground: Ground,
    policy: Policy,
    outside: Outside,
    pushing: Pushing,
    forgetting: StatusForgetting,
    door: OperatorDoor,
    rights: Rights,
    push: Push,
) -> Mapping[str, Handler]:
    parts = (ground.database, ground.clock, ground.cipher, policy.perks, policy.operators)
    return {
        **build_deliveries(*parts, outside.operators, pushing.telling),
        FORGET_TOPIC: forgetting.deliver,
        EVENT_TOPIC: door.event_delivery.deliver,
        **rights.handlers,
        **push.handlers,
    }
