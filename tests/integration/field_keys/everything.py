"""A town in which every encrypted place holds something, made through the services themselves."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from backend.cards.accounts import keep_account
from backend.cards.models import LinkedCard
from backend.cards.operator_access.keys import OperatorCaller
from backend.domain import Domain
from backend.redress.events import Event
from tests.builders.deliveries import a_row, write_csv
from tests.builders.lives import Life, a_whole_life
from tests.builders.officers import an_officer
from tests.builders.redress import decided, taken

LIBRARY = OperatorCaller("library", "图书馆")


def something_everywhere(domain: Domain, folder: Path) -> Life:
    """Return a citizen who left something wherever people do, beside what departments and operators leave."""
    life = a_whole_life(domain)
    with domain.ground.database.transaction() as session:
        card = session.scalars(select(LinkedCard).where(LinkedCard.id == life.card)).one()
        keep_account(domain.ground.cipher, card, "reader-7")
    taken(domain, life.case)
    decided(domain, life.case, Event.CHECK)
    an_officer(domain)
    row = a_row()
    domain.imports.import_file(write_csv(folder / "a.csv", [row, a_row(decided_on="2026-02-30")]), "mkt")
    domain.imports.import_file(write_csv(folder / "b.csv", [{**row, "title": "另一个标题"}]), "mkt")
    domain.operator_door.endpoints.register(LIBRARY, "https://library.example/hook", with_new_secret=True)
    return life
