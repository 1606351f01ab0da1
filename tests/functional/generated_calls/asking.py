"""How each route is asked for something that is there, and by whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.builders.citizens import TestCitizen, an_id_number
from tests.builders.deliveries import a_row
from tests.builders.files import a_png
from tests.builders.merchants import an_owners_key
from tests.builders.officers import TestOfficer, a_session
from tests.functional.generated_calls.town import HOOK, Headers, Town

_FORM = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n%s\r\n--edge--\r\n'
_AT = "2026-11-23T03:00:00Z"


def build_callers(town: Town, related: TestOfficer, neighbour: TestCitizen) -> Mapping[str, Headers]:
    """Return the headers of everybody who calls, two of each kind and one who proves nothing."""
    domain = town.domain
    return {
        **town.headers,
        "nobody": {},
        "another citizen": neighbour.headers,
        "another merchant": {"X-Api-Key": an_owners_key(domain, "别家小店")},
        "another department": {"X-Api-Key": domain.departments.open_key("hrss")},
        "another operator": {"X-Api-Key": domain.operator_door.keys.open("bus", is_sandbox=False)[1]},
        "related officer": {"Authorization": f"Bearer {a_session(domain, related)}"},
    }


def address_of(path: str, ids: Mapping[str, str]) -> str:
    """Return the address of what is there."""
    kind = "repair" if "/repairs/" in path else "dispute"
    material = ids[f"{kind}_material"]
    named = {
        "list_number": "0",
        "code": ids["organisation"] if "organisations" in path else "mkt",
        "service": "lending",
        "purpose": "status.evaluate",
        "operator": "library",
        "case_id": ids[kind],
        "case_number": ids["number"],
        "number": ids["number"],
        "material_id": material,
        "certificate_id": ids["certificate"],
        "card_id": ids["card"],
        "device_id": ids["device"],
        "loan_id": "L-1",
        "grant_id": ids["sandbox_grant"] if "sandbox" in path else ids["grant"],
        "record_id": ids["record"],
        "merchant_id": ids["merchant_id"],
        "batch_id": ids["batch_id"],
        "letter_id": ids["letter_id"],
        "template": "result",
        "key_id": ids["staff_key"],
        "invitation_id": ids["pairing_code"],
    }
    return path.format(**named)


def content_of(method: str, path: str, ids: Mapping[str, str], confirmation: str) -> dict[str, Any]:
    """Return what a request for a route must bring with it."""
    if path.endswith("/materials") and method == "POST":
        return {"data": _FORM % a_png(9, 9), "content_type": "multipart/form-data; boundary=edge"}
    if (method, path) == ("DELETE", "/api/v1/me"):
        return {"query_string": {"confirm": confirmation}}
    if path == "/api/v1/organisations":
        return {"query_string": {"name": "鹭岛示例贸易有限公司"}}
    body = bodies(ids).get(f"{method} {path.removeprefix('/api/v1')}")
    return {} if body is None else {"json": body}


def bodies(ids: Mapping[str, str]) -> Mapping[str, Any]:
    """Return the bodies that routes take, about what is there."""
    certificate = {"kind": "printed", "claims": ["level"]}
    flags = {"commits": True, "knows_consequence": True}
    joining = {"code": ids["join_code"]}
    return {
        "POST /chat": {"text": "你好"},
        "POST /chat/feedback": {"conversation": "cnv_" + "0" * 22, "useful": True},
        "POST /officer/session": {"username": "nobody", "password": "x", "totp": "000000"},
        "POST /session/refresh": {"refresh_token": "x"},
        "POST /session/wechat": {"code": "code-new"},
        "PUT /me/consents/{purpose}": {},
        "PUT /me/inbox/read": {},
        "PUT /me/push": {"code": ids.get("code", "code-none")},
        "POST /me/push/{template}": {"answer": "accept"},
        "POST /me/cards": {"card_number": "350200009999"},
        "POST /me/cards/{card_id}/services/lending/loans/{loan_id}/renewal": {"due_on": "2026-12-01"},
        "POST /me/certificates": certificate,
        "POST /me/certificates/preview": certificate,
        "POST /me/disputes": {"record": ids["record"], "reason": "not_mine", "words": "不是我的"},
        "POST /me/disputes/{case_id}/review": {"words": "请再看"},
        "POST /me/identity": {"name": "王小明", "id_number": an_id_number()},
        "POST /me/perks": {"perk": "library.longer_loan", "card": ids["card"]},
        "POST /me/repairs": {"record": ids["repairable"]},
        "POST /me/repairs/{case_id}/confirm": flags,
        "POST /merchant/invitations/accept": {**joining, "rules_version": "2026-1", "label": "后厨"},
        "POST /merchant/invitations/look": joining,
        "POST /merchant/keys": {"label": "后厨"},
        "POST /merchant/redemptions": {"token": ids["token"], "perk": "park.ticket_discount"},
        "POST /merchant/verifications": {"token": ids["token"], "challenge": ids["challenge"]},
        "POST /merchant/verifications/offline": {"scans": [{"token": ids["token"], "scanned_at": _AT}]},
        "POST /departments/{code}/cases/{case_number}/answer": {"position": "agree", "version": 0},
        "POST /departments/{code}/records": {"records": [a_row()]},
        "PUT /operator/webhook": {"url": HOOK, "new_secret": False},
        "POST /operator/grants/{grant_id}/confirm": {"revision": 1},
        "POST /operator/grants/{grant_id}/reject": {"revision": 1, "reason": "card-expired"},
        "POST /operator/sandbox/grants": {"perk": "deposit_waiver"},
        "POST /officer/cases/{number}/decisions": {"event": "take", "version": 0},
        "PUT /officer/me/password": {"current": ids["password"], "wanted": f"new {ids['password']}"},
    }
