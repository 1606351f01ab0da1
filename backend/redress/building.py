"""The services of redress, put together from the parts that they stand on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from backend.audit.telling import Telling
from backend.identity.people import People
from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.field_encryption import FieldCipher
from backend.platform.outbox.schedules import Schedule
from backend.records.catalogue import Catalogue
from backend.records.service import RecordService
from backend.redress.calendar import RedressCalendar
from backend.redress.case_views import CaseReading
from backend.redress.cases import CaseBook
from backend.redress.department import DepartmentDesk
from backend.redress.desk import DeskService
from backend.redress.disputes import DisputeService
from backend.redress.done_cases import DoneCases
from backend.redress.effects import RecordEffects, StandingEffect
from backend.redress.exchange import CaseExchange
from backend.redress.figures import FiguresService
from backend.redress.life import CaseLife
from backend.redress.material_ports import MaterialStore, VirusScan
from backend.redress.materials import MaterialReading, MaterialService
from backend.redress.opening import CaseOpening
from backend.redress.policy import RedressPolicies
from backend.redress.repairs import RepairService


@dataclass(frozen=True)
class Redress:
    """Everything about disputes and repairs that a door may call."""

    disputes: DisputeService
    repairs: RepairService
    cases: CaseBook
    reading: CaseReading
    materials: MaterialService
    desk: DeskService
    done: DoneCases
    department: DepartmentDesk
    exchange: CaseExchange
    figures: FiguresService
    calendar: RedressCalendar

    @property
    def schedule(self) -> Schedule:
        """Return what is done by the clock: each morning in the city, before the desk opens."""
        return Schedule("redress.calendar", timedelta(days=1), self.calendar.deliver, at=timedelta(hours=7))


@dataclass(frozen=True)
class RedressGround:
    """What redress stands on."""

    database: Database
    clock: Clock
    cipher: FieldCipher
    catalogue: Catalogue
    rules: RedressPolicies
    store: MaterialStore
    scan: VirusScan
    telling: Telling


def build_redress(
    ground: RedressGround, people: People, records: RecordService, standing: Sequence[StandingEffect]
) -> Redress:
    """Return the services; `standing` are those that must hear of a standing that has changed."""
    database, clock, cipher = ground.database, ground.clock, ground.cipher
    life = CaseLife(clock, cipher, ground.rules, RecordEffects(cipher, standing), ground.telling)
    reading = CaseReading(clock, cipher, life)
    opening = CaseOpening(clock, cipher, ground.catalogue, life)
    contents = MaterialReading(clock, cipher, ground.store)
    department = DepartmentDesk(database, clock, cipher, ground.catalogue, life, reading, contents)
    return Redress(
        disputes=DisputeService(database, clock, opening, life, reading),
        repairs=RepairService(database, clock, ground.catalogue, opening, life, reading),
        cases=CaseBook(database, clock, reading),
        reading=reading,
        materials=MaterialService(
            database, clock, cipher, ground.store, ground.scan, life, reading, contents
        ),
        desk=DeskService(database, clock, people, records, life, reading, contents),
        done=DoneCases(database, reading),
        department=department,
        exchange=CaseExchange(department),
        figures=FiguresService(database, clock),
        calendar=RedressCalendar(database, clock, life, ground.store),
    )
