from __future__ import annotations

import shlex
from typing import Any

from backend.certificates.claims import Claim
from backend.demo.shops import JOINING, SHOPS
from backend.demo.tour import write_tour
from backend.records.organisation_code import parse_organisation_code

CREDENTIALS: dict[str, Any] = {
    "base_url": "http://127.0.0.1:8000",
    "citizens": [
        {
            "wechat_code": "demo-0001",
            "name": "林晓云",
            "id_number": "350299199003120029",
            "card_number": "3502000000010",
            "about": "无任何记录",
        }
    ],
    "merchants": [{"name": "鹭岛书咖", "api_key": "mk_1"}],
    "merchant_invitations": [{"name": "沙坡尾停车场", "link": "http://127.0.0.1:8000/scan#join=c-1"}],
    "operators": [
        {"id": "library", "name": "厦门市图书馆", "api_key": "ok_live_1", "sandbox_key": "ok_sandbox_1"}
    ],
    "officers": [{"username": "officer.lin", "password": "pass-1", "totp_secret": "JBSWY3DPEHPK3PXP"}],
    "simulators": {
        "wechat": "http://127.0.0.1:8001",
        "library": "http://127.0.0.1:8002",
        "bus": "http://127.0.0.1:8004/bus",
        "gas": "http://127.0.0.1:8004/gas",
    },
}


def test_a_simulator_has_a_line_and_operators_in_one_process_share_one() -> None:
    lines = write_tour(CREDENTIALS).splitlines()
    assert [line.split() for line in lines if "simulator " in line] == [
        ["wechat", "simulator", "http://127.0.0.1:8001"],
        ["library", "simulator", "http://127.0.0.1:8002"],
        ["operators", "simulator", "http://127.0.0.1:8004/{bus,gas}"],
    ]


def test_the_tour_links_the_card_at_another_operator_and_looks() -> None:
    tour = write_tour(CREDENTIALS)
    assert '{"card_number":"3502000000010","operator":"bus"}' in tour
    assert "/services/bus" in tour


def test_the_tour_leads_to_the_desk_with_both_factors() -> None:
    tour = write_tour(CREDENTIALS)
    assert "/officer as officer.lin, password pass-1;" in tour
    assert "pyotp.TOTP('JBSWY3DPEHPK3PXP').now()" in tour


def test_the_tour_leads_to_the_operators_pages_with_a_key_that_sees_grants() -> None:
    tour = write_tour(CREDENTIALS)
    assert "厦门市图书馆: ok_live_1" in tour
    assert "/operator (the operator key above)" in tour


def test_the_tour_opens_a_shop_of_ones_own_by_a_command_that_is_taken_as_it_stands() -> None:
    [line] = [line for line in write_tour(CREDENTIALS).splitlines() if " merchants invite " in line]
    words = shlex.split(line)
    wishes = dict(
        zip(words[words.index("invite") + 1 :: 2], words[words.index("invite") + 2 :: 2], strict=True)
    )
    assert wishes.keys() == {"--name", "--credit-code", "--question"}
    assert parse_organisation_code(wishes["--credit-code"]) == wishes["--credit-code"]
    assert wishes["--name"] not in {*SHOPS, JOINING}
    assert wishes["--question"] in {claim.value for claim in Claim}
