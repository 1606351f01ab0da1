"""Materials of cases: checked by content, stored encrypted, readable by the parties alone."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.audit.service import Actor, record_access, the_citizen
from backend.identity.people import hold_citizen
from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.errors import Conflict, DomainError, Invalid, NotFound
from backend.platform.field_encryption import FieldCipher
from backend.platform.ids import new_id
from backend.platform.request_keys import digest_of, make_once
from backend.redress.case_views import CaseReading, MaterialView
from backend.redress.citizens_words import name_context
from backend.redress.content_check import CheckedFile, check_file
from backend.redress.events import CaseKind, State
from backend.redress.file_names import harmless_name
from backend.redress.life import CaseLife, get_case, hold_case
from backend.redress.machines import MACHINES
from backend.redress.material_ports import MaterialStore, ScanResult, VirusScan
from backend.redress.models import Case, Material


@dataclass(frozen=True)
class MaterialContent:
    """A material as a party of the case may read it."""

    media_type: str
    file_name: str
    content: bytes


class MaterialReading:
    """Opens materials for a party that its caller has proved to be one."""

    def __init__(self, clock: Clock, cipher: FieldCipher, store: MaterialStore) -> None:
        self._clock = clock
        self._cipher = cipher
        self._store = store

    def note_reading(self, session: Session, case: Case, material_id: str, actor: Actor) -> Material:
        """Return the row of one of the case's materials, and enter the look; raises `NotFound`."""
        row = session.scalar(select(Material).where(Material.id == material_id, Material.case_id == case.id))
        if row is None or row.removed_at is not None:
            raise _not_found()
        record_access(
            session,
            case.citizen_id,
            actor,
            "material.read",
            at=self._clock.now(),
            object_id=case.number,
        )
        return row

    def open(self, row: Material) -> MaterialContent:
        """Return the content, outside any transaction; raises `NotFound` once it was deleted."""
        sealed = self._store.find(row.id)
        if sealed is None:
            raise _not_found()
        content = self._cipher.decrypt_bytes(sealed, content_context(row.id))
        name = self._cipher.decrypt(row.name_encrypted, name_context(row.id))
        return MaterialContent(row.media_type, name, content)


class MaterialService:
    """Takes materials from citizens and shows them their own."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        cipher: FieldCipher,
        store: MaterialStore,
        scan: VirusScan,
        life: CaseLife,
        reading: CaseReading,
        opening: MaterialReading,
    ) -> None:
        self._database = database
        self._clock = clock
        self._cipher = cipher
        self._store = store
        self._scan = scan
        self._life = life
        self._reading = reading
        self._opening = opening

    def add(
        self,
        citizen_id: str,
        case: str,
        file_name: str,
        content: bytes,
        request_key: str | None,
        *,
        kind: CaseKind | None = None,
    ) -> MaterialView:
        """Add a JPEG, PNG or PDF to an open case; the same file again changes nothing.

        Raises `NotFound`, `Invalid` for a file that is not what it must be, `Conflict` where the case is
        closed or has enough. The content is stored before the row: a row never points at nothing. Content
        without a row is removed at once, and what a crash leaves is swept up.
        """
        self._require_open(citizen_id, case, kind)
        checked = check_file(content)
        scan = self._scan.scan(content)
        if scan is ScanResult.INFECTED:
            raise Invalid(
                "material-infected",
                zh="文件没有通过安全检查，没有保存。请用拍照或重新扫描的文件。",
                en="The file did not pass the security check and was not kept; please scan it anew.",
            )
        material_id = new_id("mat")
        sealed = self._cipher.encrypt_bytes(checked.content, content_context(material_id))
        self._store.put(material_id, sealed)
        name = harmless_name(file_name, checked.media_type)
        try:
            entered = self._enter(citizen_id, case, material_id, name, checked, scan, request_key)
        except DomainError:
            self._store.remove(material_id)
            raise
        if entered.id != material_id:
            self._store.remove(material_id)
        return entered

    def read(
        self, citizen_id: str, case: str, material_id: str, *, kind: CaseKind | None = None
    ) -> MaterialContent:
        """Return one of the citizen's own materials; raises `NotFound`."""
        with self._database.transaction() as session:
            found = get_case(session, case, citizen_id=citizen_id, kind=kind)
            row = self._opening.note_reading(session, found, material_id, the_citizen(citizen_id))
        return self._opening.open(row)

    def _require_open(self, citizen_id: str, reference: str, kind: CaseKind | None) -> None:
        with self._database.reading() as session:
            case = get_case(session, reference, citizen_id=citizen_id, kind=kind)
            _require_takes_materials(case)

    def _enter(
        self,
        citizen_id: str,
        reference: str,
        material_id: str,
        name: str,
        checked: CheckedFile,
        scan: ScanResult,
        request_key: str | None,
    ) -> MaterialView:
        now = self._clock.now()
        digest = hashlib.sha256(checked.content).digest()
        with self._database.transaction() as session:
            hold_citizen(session, citizen_id)
            earlier = make_once(
                session,
                caller=citizen_id,
                key=request_key,
                digest=digest_of("material", reference, digest),
                made=material_id,
                at=now,
            )
            case = hold_case(session, reference, citizen_id=citizen_id)
            standing = _find_standing(session, case, digest, earlier)
            if standing is not None:
                return self._reading.material(standing)
            _require_takes_materials(case)
            self._require_room(session, case)
            row = Material(
                id=material_id,
                case_id=case.id,
                name_encrypted=self._cipher.encrypt(name, name_context(material_id)),
                media_type=checked.media_type,
                size=len(checked.content),
                sha256=digest,
                scan=scan,
                added_at=now,
            )
            session.add(row)
            record_access(
                session,
                citizen_id,
                the_citizen(citizen_id),
                "material.added",
                at=now,
                object_id=case.number,
            )
            session.flush()
            return self._reading.material(row)

    def _require_room(self, session: Session, case: Case) -> None:
        most = self._life.policy_of(case).most_materials
        count = session.scalar(select(func.count()).where(Material.case_id == case.id)) or 0
        if count >= most:
            raise Conflict(
                "materials-enough",
                zh=f"一个案件最多 {most} 份材料。",
                en=f"A case takes at most {most} materials.",
            )


def content_context(material_id: str) -> str:
    """Return the place for which a material's content is encrypted."""
    return f"redress_material.content/{material_id}"


def _find_standing(session: Session, case: Case, digest: bytes, earlier: str | None) -> Material | None:
    if earlier is not None:
        return session.scalar(select(Material).where(Material.id == earlier))
    return session.scalar(select(Material).where(Material.case_id == case.id, Material.sha256 == digest))


def _require_takes_materials(case: Case) -> None:
    if State(case.state) in MACHINES[CaseKind(case.kind)].final:
        raise Conflict(
            "case-closed",
            zh="案件已办结，不能再补充材料。",
            en="The case is closed and takes no more materials.",
        )


def _not_found() -> NotFound:
    return NotFound("material-not-found", zh="没有这份材料。", en="There is no such material.")
