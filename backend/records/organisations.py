"""Use cases of organisations: what the law publishes about one, asked for by its code or exact name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from backend.platform.clock import Clock, city_date
from backend.platform.database import Database
from backend.platform.errors import NotFound
from backend.platform.field_encryption import BlindIndex, FieldCipher
from backend.records.catalogue import Catalogue, CatalogueItem, Department, SubjectKind
from backend.records.details import SUBJECT_NAME, open_details
from backend.records.models import CreditRecord, Organisation
from backend.records.organisation_code import parse_organisation_code
from backend.records.publicity import find_last_public_day, is_public_on
from backend.records.service import list_of_subject

INDEX_KIND = "organisation_code"
"""The kind under which the blind index knows credit codes."""


@dataclass(frozen=True)
class PublicRecord:
    """A record of an organisation that everybody may see; `until` is the last such day, None for no end."""

    record: CreditRecord
    item: CatalogueItem
    department: Department | None
    until: date | None
    details: Mapping[str, Any]


@dataclass(frozen=True)
class OrganisationView:
    """An organisation with its records that are public today, newest first."""

    organisation: Organisation
    records: Sequence[PublicRecord]


class OrganisationService:
    """Shows what the law publishes about organisations, so that nobody's consent is asked for.

    Only who knows an organisation's code or whole name finds it: persons, representatives among them, are
    never searched for, and nothing is listed.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        catalogue: Catalogue,
        cipher: FieldCipher,
        blind_index: BlindIndex,
    ) -> None:
        self._database = database
        self._clock = clock
        self._catalogue = catalogue
        self._cipher = cipher
        self._blind_index = blind_index

    def get(self, code: str) -> OrganisationView:
        """Return the organisation with this code; raises `Invalid` for a faulty one, `NotFound`."""
        code = parse_organisation_code(code)
        with self._database.reading() as session:
            organisation = session.get(Organisation, code)
            if organisation is None:
                raise NotFound(
                    "organisation-not-found",
                    zh="没有查到这个统一社会信用代码，请对照登记证照核对。",
                    en="This credit code is not known here; please compare it with the registration.",
                )
            records = list_of_subject(session, self._blind_index.of(INDEX_KIND, code))
            return OrganisationView(organisation, self._list_public(records))

    def list_by_name(self, name: str) -> Sequence[Organisation]:
        """List the organisations of exactly this name, which several may share, by their codes."""
        with self._database.reading() as session:
            return session.scalars(
                select(Organisation).where(Organisation.name == name).order_by(Organisation.code)
            ).all()

    def _list_public(self, records: Sequence[CreditRecord]) -> list[PublicRecord]:
        today = city_date(self._clock.now())
        return [
            self._show(record, item)
            for record in records
            if record.subject_kind == SubjectKind.LEGAL
            and (item := self._catalogue.find_item(record.item_id)) is not None
            and is_public_on(record.facts(), item, today)
        ]

    def _show(self, record: CreditRecord, item: CatalogueItem) -> PublicRecord:
        details = open_details(self._cipher, record.id, record.details_encrypted)
        details.pop(SUBJECT_NAME, None)
        return PublicRecord(
            record=record,
            item=item,
            department=self._catalogue.departments.get(record.department),
            until=find_last_public_day(record.facts(), item),
            details=details,
        )
