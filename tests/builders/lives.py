"""A citizen who has made use of everything, and a search for every trace of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import LargeBinary, select, update

from backend.certificates.claims import Claim
from backend.certificates.disclosure import CertificateKind, Order
from backend.domain import Domain
from backend.platform.database import Base
from backend.platform.field_encryption import CannotDecrypt, FieldCipher
from backend.records.details import seal_details
from backend.records.models import CreditRecord
from tests.builders.citizens import TestCitizen, a_citizen, a_record
from tests.builders.files import a_pdf
from tests.builders.merchants import an_owner
from tests.builders.pushing import begin_push
from tests.builders.redress import a_dispute

NAME = "欧阳晓岚"
CARD_NUMBER = "3502000077123"
PERK = "library.deposit_free"
SHOP_PERK = "park.ticket_discount"


class OneContextCipher(FieldCipher):
    """Binds nothing to its place, so that a search can open whatever was encrypted."""

    def encrypt_bytes(self, content: bytes, context: str) -> bytes:
        return super().encrypt_bytes(content, "")

    def decrypt_bytes(self, stored: bytes, context: str) -> bytes:
        return super().decrypt_bytes(stored, "")


@dataclass(frozen=True)
class Life:
    """A citizen with something everywhere; the names are ids of what they have."""

    citizen: TestCitizen
    disputed_record: str
    printed: str
    card: str
    grant: str
    case: str

    @property
    def id(self) -> str:
        return self.citizen.id


def a_whole_life(domain: Domain) -> Life:
    """Return a citizen with consents, a record, a dispute with a material, certificates, a card and perks."""
    citizen = a_citizen(domain, name=NAME)
    begin_push(domain, citizen)
    card = domain.cards.link(citizen.id, "library", CARD_NUMBER, "key-card").id
    grant = domain.perks.request(citizen.id, PERK, card, "key-grant").grant.id
    printed = domain.certificates.issue(
        citizen.id, Order(CertificateKind.PRINTED, frozenset({Claim.LEVEL}), valid_days=30), None
    )
    _visit_shops(domain, citizen)
    record = a_record(domain, citizen)
    with domain.ground.database.transaction() as session:
        details = seal_details(domain.ground.cipher, record, {"subject_name": NAME})
        session.execute(
            update(CreditRecord).where(CreditRecord.id == record).values(details_encrypted=details)
        )
    domain.status.view(citizen.id)
    case = a_dispute(domain, citizen, record)
    domain.redress.materials.add(citizen.id, case.number, f"{NAME}的证明.pdf", a_pdf(), "key-material")
    domain.inbox.mark_read(citizen.id, None)
    return Life(citizen, record, printed.certificate.id, card, grant, case.number)


def _visit_shops(domain: Domain, citizen: TestCitizen) -> None:
    shop = an_owner(domain, "鹭江茶铺")
    domain.redemptions.admit("鹭江茶铺", SHOP_PERK)
    order = Order(CertificateKind.DYNAMIC, frozenset({Claim.PERK}), perk=SHOP_PERK)
    token = domain.certificates.issue(citizen.id, order, "key-code").digits or ""
    domain.redemptions.redeem(shop, token, SHOP_PERK, None)
    domain.blocking.block(citizen.id, shop.merchant_id)


def words_of(domain: Domain, life: Life) -> dict[str, bytes]:
    """Return everything by which the person could be recognised, as it would stand somewhere."""
    index, person = domain.ground.blind_index, life.citizen.code.removeprefix("code-")
    return {
        "name": NAME.encode(),
        "ID number": life.citizen.id_number.encode(),
        "card number": CARD_NUMBER.encode(),
        "masked card number": ("3502****" + CARD_NUMBER[-4:]).encode(),
        "words": "金额不对".encode(),
        "openid": f"openid-{person}".encode(),
        "unionid": f"unionid-{person}".encode(),
        "citizen id": life.id.encode(),
        "index of the ID number": index.of("id_number", life.citizen.id_number),
        "index of the openid": index.of("mini_program", f"openid-{person}"),
        "index of the follower": index.of("official_account", f"official-{person}"),
        "index of the card": index.of("card/library", CARD_NUMBER),
    }


def find_in_tables(domain: Domain, words: Mapping[str, bytes]) -> set[tuple[str, str, str]]:
    """Return where the words stand, as table, column and word, whatever is encrypted opened."""
    cipher = domain.ground.cipher
    found = set()
    with domain.ground.database.reading() as session:
        for table in Base.metadata.sorted_tables:
            for row in session.execute(select(table)).mappings():
                for column in table.columns:
                    found |= {
                        (table.name, column.name, word) for word in _words_in(cipher, row[column.name], words)
                    }
    return found


def find_in_redis(domain: Domain, words: Mapping[str, bytes]) -> set[tuple[str, str]]:
    """Return the keys in which a word stands, in their name or in what is kept under them."""
    redis, cipher = domain.ground.short_lived, domain.ground.cipher
    found = set()
    for key in redis.scan_iter():
        kept: list[Any] = [key]
        kind = redis.type(key)
        if kind == b"string":
            kept.append(redis.get(key))
        elif kind == b"set":
            kept += redis.smembers(key)
        elif kind == b"hash":
            kept += [part for pair in redis.hgetall(key).items() for part in pair]
        else:
            raise AssertionError(f"unknown kind of key: {kind!r}")
        found |= {(key.decode(), word) for one in kept for word in _words_in(cipher, one, words)}
    return found


def find_in_folder(folder: Path, cipher: FieldCipher, words: Mapping[str, bytes]) -> set[tuple[str, str]]:
    """Return the files in which a word stands."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {(path.name, word) for path in files for word in _words_in(cipher, path.read_bytes(), words)}


def encrypted_columns() -> Iterator[tuple[str, str]]:
    """Yield every column that holds bytes."""
    for table in Base.metadata.sorted_tables:
        yield from (
            (table.name, column.name) for column in table.columns if isinstance(column.type, LargeBinary)
        )


def _words_in(cipher: FieldCipher, value: object, words: Mapping[str, bytes]) -> Iterator[str]:
    contents = [bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()]
    with suppress(CannotDecrypt):
        contents.append(cipher.decrypt_bytes(contents[0], ""))
    for word, as_bytes in words.items():
        if any(as_bytes in content or as_bytes.hex().encode() in content for content in contents):
            yield word
