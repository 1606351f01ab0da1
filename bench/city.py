"""A city of any size, made by PostgreSQL itself: proven adults with consents, records and an earlier look.

Nobody in it can be read: where a real city holds encrypted names and numbers there are digests of a count.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random

from sqlalchemy import NullPool, create_engine, text

from backend.consent.purposes import Purposes
from backend.records.catalogue import Catalogue, CatalogueItem, Polarity, SubjectKind

# Together 1.84 records a person, as the city counted in 2015; 46 over 25 persons.
_HOW_MANY = (0,) * 5 + (1,) * 8 + (2,) * 5 + (3,) * 3 + (4,) * 2 + (5, 6)
_SHARES = {Polarity.ADVERSE: 0.13, Polarity.COMMENDATION: 0.13, Polarity.NEUTRAL: 0.74}
_DRAWN_ITEMS = 1000
_STATEMENTS = Path(__file__).with_name("city.sql")


def fill_city(url: str, persons: int, catalogue: Catalogue, purposes: Purposes) -> None:
    """Fill a migrated, empty database; every citizen agreed to a status and to certificates."""
    agreed = [purposes.get(purpose) for purpose in ("status.evaluate", "certificate.issue")]
    items = _draw_items(catalogue)
    values = {
        "persons": persons,
        "purposes": [str(purpose.id) for purpose in agreed],
        "versions": [purpose.version for purpose in agreed],
        "items": [item.id for item in items],
        "departments": [item.department for item in items],
        "titles": [item.name_zh for item in items],
        "how_many": list(_HOW_MANY),
    }
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text("SET synchronous_commit = off"))
        for statement in map(text, _STATEMENTS.read_text(encoding="utf-8").split(";\n")[:-1]):
            connection.execute(statement, {name: values[name] for name in statement.compile().params})


def draw_citizens(url: str, how_many: int) -> list[str]:
    """Return the ids of so many citizens of a filled city, each another one, by chance."""
    engine = create_engine(url, poolclass=NullPool)
    query = text("SELECT id FROM citizen ORDER BY random() LIMIT :how_many")
    with engine.connect() as connection:
        return list(connection.execute(query, {"how_many": how_many}).scalars())


def _draw_items(catalogue: Catalogue) -> Sequence[CatalogueItem]:
    about_persons = [item for item in catalogue.items.values() if item.subject_kind is not SubjectKind.LEGAL]
    among = {polarity: sum(item.polarity is polarity for item in about_persons) for polarity in _SHARES}
    weights = [_SHARES[item.polarity] / among[item.polarity] for item in about_persons]
    return Random(1).choices(about_persons, weights, k=_DRAWN_ITEMS)  # noqa: S311
