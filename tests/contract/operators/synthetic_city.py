"""A city of four synthetic card holders, as the simulators read it from a file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

CLIENT_ID = "citizen-card"
CLIENT_SECRET = "a secret + of/the library"
OPERATORS = (
    *("library", "bus", "bike", "tourism", "water", "electricity", "gas", "payment"),
    *("medical_insurance", "pension", "housing_fund"),
)
REAL_NAME_SECRET = "a secret of the register"


@dataclass(frozen=True)
class Person:
    name: str
    id_number: str
    card_number: str
    deposit_fen: int


LIN = Person("林晓梅", "350299198506011022", "6000000000000001", 0)
CHEN = Person("陈志强", "350299199002282034", "6000000000000002", 10_000)
WU = Person("吴·阿依古丽", "35029919781109304X", "6000000000000003", 0)
ZHENG = Person("郑安", "35029920011230405X", "6000000000000004", 0)
PEOPLE = (LIN, CHEN, WU, ZHENG)


def secret_of(operator: str) -> str:
    """Return what this operator alone shares with the service."""
    return CLIENT_SECRET if operator == "library" else f"{CLIENT_SECRET} {operator}"


def write_city(path: Path) -> Path:
    """Write the city file and return its path; it has members that the simulators must ignore."""
    citizens = [
        {
            "name": person.name,
            "id_number": person.id_number,
            "card_number": person.card_number,
            "library": {"deposit_fen": person.deposit_fen},
            "about": "ignored",
        }
        for person in PEOPLE
    ]
    city = {
        "seed": 7,
        "operators": {
            operator: {"client_id": CLIENT_ID, "client_secret": secret_of(operator)} for operator in OPERATORS
        },
        "real_name": {"secret": REAL_NAME_SECRET},
        "citizens": citizens,
    }
    path.write_text(json.dumps(city, ensure_ascii=False), encoding="utf-8")
    return path
