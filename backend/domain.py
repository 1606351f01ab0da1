"""The whole domain put together: given its parts, every service of every subject."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import redis

from backend.audit.service import AccessLog
from backend.cards.bike_stations import BikeFeed, BikeStationService, NoBikeFeed
from backend.cards.delivery import UnlinkDelivery
from backend.cards.operator_access.outgoing import EVENT_TOPIC
from backend.cards.operator_access.ports import OperatorEvents
from backend.cards.operators import Operators, parse_operators
from backend.cards.ports import CardOperator
from backend.cards.service import UNLINK_TOPIC, CardService, UnlinkEffect
from backend.certificates.blocking import BlockingService
from backend.certificates.disclosure import Disclosure
from backend.certificates.issuing import CertificateService
from backend.certificates.offline_scans import OfflineScans
from backend.certificates.single_use import SingleUse
from backend.certificates.status_lists import StatusLists
from backend.certificates.token import CertificateCodec
from backend.certificates.verification import CertificateVerification
from backend.consent.gate import ConsentGate
from backend.consent.purposes import Purposes, parse_purposes
from backend.consent.service import ConsentService
from backend.identity.access_tokens import AccessTokens
from backend.identity.accounts import AccountBook
from backend.identity.official_account import OfficialAccountBinding
from backend.identity.people import People
from backend.identity.ports import OfficialAccountPort, RealNamePort, WeChatLoginPort
from backend.identity.service import IdentityService
from backend.identity.sessions import SessionService
from backend.identity.sign_ins import TokenFamilies
from backend.merchants.service import MerchantDirectory, MerchantService
from backend.notifications.inbox import InboxService
from backend.officers.building import Officers, build_officers
from backend.perks.calendar import PerkCalendar
from backend.perks.catalogue import PerkCatalogue, parse_perks
from backend.perks.checking import CHECK_TOPIC, EntitlementCheck
from backend.perks.delivery import EntitlementDelivery
from backend.perks.eligibility import PerkRules
from backend.perks.life import PUT_TOPIC
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
from backend.questions.service import QuestionBook
from backend.records.catalogue import Catalogue, parse_catalogue
from backend.records.departments import DepartmentService
from backend.records.importing.service import ImportService
from backend.records.organisations import OrganisationService
from backend.records.service import RecordService
from backend.redress.building import Redress, RedressGround, build_redress
from backend.redress.material_ports import MaterialStore, MemoryMaterialStore, NoVirusScan, VirusScan
from backend.redress.policy import RedressPolicies, parse_redress
from backend.status.memo import FORGET_TOPIC, StatusForgetting, StatusMemos
from backend.status.policy import StatusPolicies, parse_status_policies
from backend.status.service import PURPOSE as STATUS_PURPOSE
from backend.status.service import StatusReader, StatusService


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
class Policy:
    """The published policy: what may be recorded, how it counts, what it opens, what is asked."""

    catalogue: Catalogue
    status: StatusPolicies
    purposes: Purposes
    perks: PerkCatalogue
    operators: Operators
    redress: RedressPolicies


@dataclass(frozen=True)
class Outside:
    """The ports to the outside world."""

    wechat_login: WeChatLoginPort
    official_account: OfficialAccountPort
    real_names: RealNamePort
    operators: Mapping[str, CardOperator]
    bike_feed: BikeFeed = field(default_factory=NoBikeFeed)
    events: OperatorEvents = field(default_factory=OperatorEvents)
    materials: MaterialStore = field(default_factory=MemoryMaterialStore)
    virus_scan: VirusScan = field(default_factory=NoVirusScan)


@dataclass(frozen=True)
class Domain:
    """Every service that a door may call."""

    ground: Ground
    policy: Policy
    sessions: SessionService
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
    cards: CardService
    bike_stations: BikeStationService
    perks: PerkService
    perk_calendar: PerkCalendar
    reconciliation: Reconciliation
    redemptions: RedemptionService
    operator_door: OperatorDoor
    redress: Redress
    officers: Officers
    access_log: AccessLog
    inbox: InboxService
    questions: QuestionBook
    outbox_handlers: Mapping[str, Handler]

    @property
    def schedules(self) -> Sequence[Schedule]:
        """Return what is done by the clock, most of it at night in the city."""
        return (
            Schedule("perks.calendar", timedelta(days=1), self.perk_calendar.deliver, at=timedelta(hours=3)),
            *self.reconciliation.schedules,
            self.redress.schedule,
            self.questions.schedule,
        )


def parse_policy(read: Callable[[str], Any]) -> Policy:
    """Return the policy, checked, from the data of its files; raises what the parsers of its parts raise."""
    operators, catalogue = parse_operators(read("operators")), parse_catalogue(read("catalogue"))
    return Policy(
        catalogue=catalogue,
        status=parse_status_policies(read("status_policy")),
        purposes=parse_purposes(read("consent")),
        perks=parse_perks(read("perks"), operators, catalogue),
        operators=operators,
        redress=parse_redress(read("redress")),
    )


def build_domain(ground: Ground, policy: Policy, outside: Outside) -> Domain:
    """Return the services of every subject, each given the parts that it names."""
    database, clock = ground.database, ground.clock
    accounts = AccountBook(ground.blind_index)
    people = People(ground.cipher)
    families = TokenFamilies(ground.access_tokens, ground.short_lived)
    gate = ConsentGate(policy.purposes)
    status = StatusReader(clock, gate, policy.catalogue, policy.status)
    memos = StatusMemos(ground.short_lived)
    forgetting = StatusForgetting(memos, STATUS_PURPOSE)
    codec = CertificateCodec(ground.city.issuer, ground.key_ring)
    single_use = SingleUse(ground.short_lived)
    rules = PerkRules(policy.perks, policy.status, policy.catalogue)
    told = policy.operators.list_to_be_told()
    perks = PerkService(database, clock, gate, status, policy.perks, rules, told)
    disclosure = Disclosure(gate, people, status, rules)
    directory = MerchantDirectory()
    status_lists = StatusLists(database, clock, ground.city, ground.key_ring)
    merchants = _build_merchants(ground, codec, single_use)
    certificates = CertificateService(
        database, clock, disclosure, directory, codec, single_use, status_lists, ground.blind_index
    )
    cards = _build_cards(ground, policy, outside, gate, people, [perks])
    door = _build_operator_door(ground, policy, outside)
    records = RecordService(database, clock, policy.catalogue, ground.cipher)
    parts = (database, clock, ground.cipher, policy.catalogue, policy.redress)
    stands_on = RedressGround(*parts, outside.materials, outside.virus_scan)
    return Domain(
        ground=ground,
        policy=policy,
        sessions=SessionService(database, clock, accounts, families, outside.wechat_login),
        identity=_build_identity(ground, outside, people, families, accounts),
        official_account=OfficialAccountBinding(database, clock, accounts, outside.official_account),
        consents=ConsentService(database, clock, policy.purposes, [certificates, perks, cards, forgetting]),
        imports=ImportService(database, clock, policy.catalogue, ground.cipher, ground.blind_index),
        departments=DepartmentService(database, clock, policy.catalogue),
        records=records,
        organisations=OrganisationService(
            database, clock, policy.catalogue, ground.cipher, ground.blind_index
        ),
        status=StatusService(database, clock, gate, status, memos),
        certificates=certificates,
        blocking=BlockingService(database, clock, directory),
        status_lists=status_lists,
        merchants=merchants,
        cards=cards,
        bike_stations=BikeStationService(outside.bike_feed, clock),
        perks=perks,
        perk_calendar=PerkCalendar(database, clock, status, policy.perks, rules, told),
        reconciliation=_build_reconciliation(ground, policy, outside),
        redemptions=RedemptionService(database, clock, merchants, directory, policy.perks),
        operator_door=door,
        redress=build_redress(stands_on, people, records, [certificates]),
        officers=_build_officers(ground),
        access_log=AccessLog(database),
        inbox=InboxService(database, clock),
        questions=QuestionBook(database, clock),
        outbox_handlers=_build_handlers(ground, policy, outside, forgetting, door),
    )


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


def _build_merchants(ground: Ground, codec: CertificateCodec, single_use: SingleUse) -> MerchantService:
    database, clock = ground.database, ground.clock
    return MerchantService(
        database,
        clock,
        CertificateVerification(database, clock, codec, single_use),
        OfflineScans(database, clock, codec, single_use),
    )


def _build_operator_door(ground: Ground, policy: Policy, outside: Outside) -> OperatorDoor:
    parts = (ground.database, ground.clock, ground.cipher, policy.operators, policy.perks)
    return build_operator_door(*parts, outside.events, is_demo=ground.city.is_demo)


def _build_officers(ground: Ground) -> Officers:
    parts = (ground.database, ground.clock, ground.cipher, ground.blind_index, ground.short_lived)
    return build_officers(*parts, ground.city.name_zh)


def _build_handlers(
    ground: Ground, policy: Policy, outside: Outside, forgetting: StatusForgetting, door: OperatorDoor
) -> Mapping[str, Handler]:
    parts = (ground.database, ground.clock, ground.cipher)
    at_operators = (policy.perks, policy.operators, outside.operators)
    grants = EntitlementDelivery(*parts, *at_operators)
    check = EntitlementCheck(*parts, *at_operators)
    unlinks = UnlinkDelivery(ground.database, ground.cipher, outside.operators)
    return {
        PUT_TOPIC: grants.deliver,
        CHECK_TOPIC: check.deliver,
        UNLINK_TOPIC: unlinks.deliver,
        FORGET_TOPIC: forgetting.deliver,
        EVENT_TOPIC: door.event_delivery.deliver,
    }
