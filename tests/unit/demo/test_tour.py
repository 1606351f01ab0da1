from __future__ import annotations

from typing import Any

from backend.demo.tour import write_tour

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
    "merchant_invitations": [{"name": "沙坡尾手作", "link": "http://127.0.0.1:8000/scan#join=c-1"}],
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
