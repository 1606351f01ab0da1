"""Putting the generated city into the service's store, and its people into the simulators' file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import exists, insert, select

from backend.cards.operators import Operator
from backend.certificates.claims import Claim
from backend.demo.city import City, DemoCitizen
from backend.demo.shops import JOINING, PERKS_OF_JOINING, SHOPS, credit_code_of
from backend.domain import Domain
from backend.merchants.joining_link import joining_link
from backend.merchants.models import Merchant
from backend.platform.clock import CITY_ZONE
from backend.platform.errors import Conflict, Refused
from backend.platform.ids import new_id
from backend.records.catalogue import SubjectKind
from backend.records.facts import RecordState
from backend.records.models import CreditRecord
from backend.records.revisions import note_changes, prefix_of

_SHOWN_CITIZENS = 14
_SHOWN_DEPARTMENTS = ("mkt", "hrss", "tax")
# The last one has declared the fourth citizen as a relative: those cases are closed to them.
_OFFICERS = (("officer.lin", "林经办"), ("officer.su", "苏复核"), ("officer.zhang", "张回避"))
_RELATIVE_OF_LAST = slice(3, 4)
# What the phone is called that stands for a shop of the demo.
_LABEL = "店主手机"


@dataclass(frozen=True)
class DemoFiles:
    """Where the demo keeps what its other processes and its visitors need."""

    folder: Path

    @property
    def city(self) -> Path:
        """Return the file that the simulators read."""
        return self.folder / "city.json"

    @property
    def credentials(self) -> Path:
        """Return the file of what a visitor may use."""
        return self.folder / "credentials.json"

    def are_written(self) -> bool:
        """Tell whether a loading has written both files."""
        return self.city.exists() and self.credentials.exists()


@dataclass(frozen=True)
class DemoAddresses:
    """Where the demo runs."""

    base_url: str
    simulators: Mapping[str, str]


class DemoLoader:
    """Loads a city once; the same city again changes nothing."""

    def __init__(self, domain: Domain, files: DemoFiles, addresses: DemoAddresses) -> None:
        self._domain = domain
        self._files = files
        self._addresses = addresses

    def load(self, city: City, name: str, outside_secrets: Mapping[str, Any]) -> bool:
        """Store records, merchants and files; False where this very city (`name`) is loaded already.

        `outside_secrets` are what the simulators share with the service. Raises `Conflict` where another
        city is loaded, and `Refused` in a production: officers whose passwords lie in a file come with it.
        """
        if not self._domain.ground.city.is_demo:
            raise Refused(
                "not-a-demo",
                zh="这不是演示环境（CARD_MODE），不能载入演示城市；未作任何改动。",
                en="This is no demo (CARD_MODE), so no demo city is loaded; nothing was changed.",
            )
        if self._is_loaded(name):
            return False
        self._forget_simulators()
        self._store_records(city)
        api_keys = [self._join(number, name) for number, name in enumerate(city.merchants, 1)]
        invited = self._invite(len(city.merchants) + 1)
        self._admit_shops({**{name: SHOPS[name] for name in city.merchants}, JOINING: PERKS_OF_JOINING})
        known = {"seed": city.seed, "citizens": _without_records(city)}
        self._write(self._files.city, {**known, **outside_secrets})
        credentials = {**self._credentials(city, api_keys), "merchant_invitations": [invited]}
        self._write(self._files.credentials, {"city": name, **credentials})
        return True

    def _join(self, number: int, name: str) -> dict[str, Any]:
        """Let a shop join as any shop does, its owner by the city's invitation."""
        access, version = self._domain.merchant_access, self._domain.policy.merchant_rules.version
        code = access.registry.invite(name, credit_code_of(number), Claim).code
        accepted = access.invitations.accept(code, version, _LABEL, request_key=None)
        return {"name": name, "api_key": accepted.api_key, "perks": [*SHOPS[name]]}

    def _invite(self, number: int) -> dict[str, str]:
        """Invite the shop that a visitor may join; like any invitation it is over after a while."""
        registry, base_url = self._domain.merchant_access.registry, self._addresses.base_url
        made = registry.invite(JOINING, credit_code_of(number), Claim)
        link, until = (
            joining_link(base_url, made.code),
            made.expires_at.astimezone(CITY_ZONE).isoformat(timespec="seconds"),
        )
        return {"name": JOINING, "code": made.code, "link": link, "expires_at": until}

    def _admit_shops(self, perks_of: Mapping[str, Sequence[str]]) -> None:
        """Let every shop redeem what such a place can give."""
        for merchant, perks in perks_of.items():
            for perk_id in perks:
                self._domain.redemptions.admit(merchant, perk_id)

    def read_credentials(self) -> dict[str, Any]:
        """Return what a visitor of the demo may use; raises `Conflict` before a city is loaded."""
        if not self._files.credentials.exists():
            raise Conflict(
                "demo-not-loaded",
                zh=f"{self._files.folder} 里还没有载入演示城市；请用演示的 CARD_VAR，或先运行 demo load。",
                en=f"No demo city is loaded in {self._files.folder}; use its CARD_VAR, or run demo load.",
            )
        found: dict[str, Any] = json.loads(self._files.credentials.read_text(encoding="utf-8"))
        return found

    def _is_loaded(self, name: str) -> bool:
        with self._domain.ground.database.reading() as session:
            # A loading that broke off has stored records at least.
            if not session.scalar(select(exists(select(CreditRecord.id)) | exists(select(Merchant.id)))):
                return False
        if self._files.are_written() and self.read_credentials()["city"] == name:
            return True
        raise Conflict(
            "another-city-loaded",
            zh="已载入另一座演示城市；请清空数据库和 var 目录后再试。",
            en="Another demo city is loaded; empty the database and the var folder first.",
        )

    def _forget_simulators(self) -> None:
        """Remove what the simulators kept of an earlier city, whose links this one knows nothing of."""
        for state in self._files.folder.glob("*.sqlite3*"):
            state.unlink()

    def _store_records(self, city: City) -> None:
        rows = [row for citizen in city.citizens for row in self._rows_of(citizen)]
        if rows:
            with self._domain.ground.database.transaction() as session:
                session.execute(insert(CreditRecord), rows)
                note_changes(
                    session, select(prefix_of(CreditRecord.subject_index).label("prefix")).distinct()
                )

    def _rows_of(self, citizen: DemoCitizen) -> Iterator[dict[str, Any]]:
        subject = self._domain.ground.blind_index.of("id_number", citizen.person.id_number.text)
        for record in citizen.records:
            yield {
                "id": new_id("rec"),
                "subject_index": subject,
                "subject_kind": SubjectKind.NATURAL,
                "item_id": record.item_id,
                "department": record.department,
                "document_number": record.document_number,
                "title": record.title,
                "decided_on": record.decided_on,
                "valid_until": record.valid_until,
                "duty_fulfilled_on": record.duty_fulfilled_on,
                "state": RecordState.IN_FORCE,
                "fingerprint": b"",
                "batch_id": "demo",
                "received_at": self._domain.ground.clock.now(),
            }

    def _credentials(self, city: City, merchants: list[dict[str, Any]]) -> dict[str, Any]:
        shown = ("name", "id_number", "wechat_code", "card_number", "about", "official_openid")
        citizens = [citizen.to_json() for citizen in city.citizens[:_SHOWN_CITIZENS]]
        return {
            "base_url": self._addresses.base_url,
            "citizens": [
                {**{field: citizen[field] for field in shown}, "other_wechat_codes": _other_codes(citizen)}
                for citizen in citizens
            ],
            "merchants": merchants,
            "operators": [self._open_operator(one) for one in self._domain.policy.operators.all()],
            "departments": [self._open_department(code) for code in _SHOWN_DEPARTMENTS],
            "officers": self._add_officers(city),
            "simulators": dict(self._addresses.simulators),
        }

    def _add_officers(self, city: City) -> list[dict[str, str]]:
        relatives = [one.person.id_number.text for one in city.citizens[_RELATIVE_OF_LAST]]
        added = []
        for username, name in _OFFICERS:
            ties = relatives if username == _OFFICERS[-1][0] else []
            made = self._domain.officers.administration.add(username, name, ties, must_change=False)
            secret = {"password": made.password or "", "totp_secret": made.totp_secret}
            added.append({"username": username, "name": name, **secret})
        return added

    def _open_department(self, code: str) -> dict[str, str]:
        name = self._domain.policy.catalogue.get_department(code).name_zh
        return {"code": code, "name": name, "api_key": self._domain.departments.open_key(code)}

    def _open_operator(self, operator: Operator) -> dict[str, str]:
        keys = self._domain.operator_door.keys
        (_, live), (_, sandbox) = (keys.open(operator.id, is_sandbox=kind) for kind in (False, True))
        return {"id": operator.id, "name": operator.name_zh, "api_key": live, "sandbox_key": sandbox}

    def _write(self, path: Path, content: Mapping[str, Any]) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def _without_records(city: City) -> list[dict[str, Any]]:
    """Return the citizens as outside systems may know them: not even a hint at a record."""
    return [
        {field: value for field, value in citizen.to_json().items() if field != "about"}
        for citizen in city.citizens
    ]


def _other_codes(citizen: Mapping[str, Any]) -> list[str]:
    return [account["wechat_code"] for account in citizen["extra_accounts"]]
