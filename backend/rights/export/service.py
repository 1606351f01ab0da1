"""Use case of a copy: everything that is held of the citizen, as one archive (个保法 art. 45)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy.orm import Session

from backend.audit.service import AccessLog, record_access, the_citizen
from backend.cards.operators import Operators
from backend.consent.purposes import Purposes
from backend.identity.access_tokens import SignedInCitizen
from backend.identity.people import People
from backend.notifications.inbox import InboxService
from backend.notifications.models import InboxMark
from backend.perks.catalogue import PerkCatalogue
from backend.platform.attempts import Attempts
from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.errors import TooMany
from backend.platform.field_encryption import FieldCipher
from backend.records.catalogue import Catalogue
from backend.redress.case_views import CaseReading
from backend.redress.material_ports import MaterialStore
from backend.redress.materials import content_context
from backend.rights.export.archive import ArchiveFile, stream_archive
from backend.rights.export.log import iterate_log, read_messages
from backend.rights.export.page import MOST_ENTRIES, write_page
from backend.rights.export.person import read_accounts, read_consents, read_identity
from backend.rights.export.redressing import MaterialFile, read_cases
from backend.rights.export.standing import read_records, read_status
from backend.rights.export.use import read_blocked_merchants, read_cards, read_certificates, read_perks
from backend.rights.export.writing import stream_json_list, write_index, write_json, write_readme
from backend.rights.fresh_sign_in import require_fresh_sign_in
from backend.rights.policy import RightsRules
from backend.rights.short_lived_erasing import export_counter
from backend.status.service import StatusReader

_MOST_MESSAGES = 1000
_LOG = "access_log"


@dataclass(frozen=True)
class ExportSources:
    """What an export reads."""

    database: Database
    clock: Clock
    cipher: FieldCipher
    city_zh: str
    people: People
    purposes: Purposes
    catalogue: Catalogue
    status: StatusReader
    perks: PerkCatalogue
    operators: Operators
    cases: CaseReading
    materials: MaterialStore
    inbox: InboxService
    log: AccessLog


class ExportService:
    """Makes archives: for anybody who signed in, whatever their age or consents.

    In memory are, at the most, the subjects but for the log (rows that one person makes in years), a page of
    200 entries of the log, and one material of at most 10 MB with its encrypted form.
    """

    def __init__(self, sources: ExportSources, rules: RightsRules, attempts: Attempts) -> None:
        self._from = sources
        self._rules = rules
        self._attempts = attempts

    def make(self, caller: SignedInCitizen) -> Iterator[bytes]:
        """Return the archive as it is being written; what can be refused is refused before.

        Raises `Refused` without a fresh sign-in, `TooMany` beyond the day's number, `Unavailable`.
        """
        database, now, citizen_id = self._from.database, self._from.clock.now(), caller.citizen_id
        with database.reading() as session:
            require_fresh_sign_in(session, caller, now, self._rules.fresh_sign_in_minutes)
        self._spend(citizen_id)
        with database.transaction() as session:
            record_access(session, citizen_id, the_citizen(citizen_id), "data.exported", at=now)
        with database.reading() as session:
            contents, materials = self._read(session, citizen_id)
        newest = list(islice(iterate_log(self._from.log, citizen_id), MOST_ENTRIES))
        return stream_archive(self._files(citizen_id, now, contents, newest, materials), now)

    def _spend(self, citizen_id: str) -> None:
        try:
            self._attempts.spend(export_counter(citizen_id))
        except TooMany as refusal:
            most = self._rules.exports_a_day
            raise TooMany(
                "exports-of-the-day-used",
                zh=f"数据一天最多导出 {most} 次，请明天再来，或用今天已经导出的那份。",
                en=f"A copy can be made {most} times a day; please take today's, or come back tomorrow.",
                retry_after_seconds=refusal.retry_after_seconds,
            ) from None

    def _read(self, session: Session, citizen_id: str) -> tuple[dict[str, Any], list[MaterialFile]]:
        parts = self._from
        cases, materials = read_cases(session, parts.cases, citizen_id)
        mark = session.get(InboxMark, citizen_id)
        inbox = parts.inbox.read(citizen_id, limit=_MOST_MESSAGES)
        contents = {
            "identity": read_identity(session, parts.people, citizen_id),
            "accounts": read_accounts(session, citizen_id),
            "consents": read_consents(session, parts.purposes, citizen_id),
            "records": read_records(session, parts.cipher, parts.catalogue, citizen_id),
            "status": read_status(session, parts.status, citizen_id),
            "certificates": read_certificates(session, citizen_id),
            "blocked_merchants": read_blocked_merchants(session, citizen_id),
            "cards": read_cards(session, parts.operators, citizen_id),
            "perks": read_perks(session, parts.perks, parts.operators, citizen_id),
            "cases": cases,
            "messages": read_messages(inbox, mark.read_until if mark else None),
        }
        return contents, materials

    def _files(
        self,
        citizen_id: str,
        now: datetime,
        contents: Mapping[str, Mapping[str, Any]],
        newest: list[dict[str, Any]],
        materials: list[MaterialFile],
    ) -> Iterator[ArchiveFile]:
        city = self._from.city_zh
        yield ArchiveFile("README.txt", [write_readme(now, city)])
        yield ArchiveFile("page.html", write_page(now, city, {**contents, _LOG: {"entries": newest}}))
        yield ArchiveFile("index.json", [write_index(now)])
        for name, data in contents.items():
            yield ArchiveFile(f"{name}.json", [write_json(name, now, data)])
        entries = iterate_log(self._from.log, citizen_id)
        yield ArchiveFile(f"{_LOG}.json", stream_json_list(_LOG, now, "entries", entries))
        for material in materials:
            yield ArchiveFile(material.name, self._content(material.material_id))

    def _content(self, material_id: str) -> Iterator[bytes]:
        """Yield the material decrypted; nothing where its period ended a moment ago."""
        sealed = self._from.materials.find(material_id)
        if sealed is not None:
            yield self._from.cipher.decrypt_bytes(sealed, content_context(material_id))
