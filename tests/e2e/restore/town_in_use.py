"""People who use a running town: some show codes without end, one has left something of every kind."""

from __future__ import annotations

import threading

import httpx

from tests.e2e.town import Town

PURPOSES = ("status.evaluate", "certificate.issue", "card.link", "perk.apply")
SHOWING, DISPUTING = (1, 2), 14


class Use:
    """People who show codes to a shop, again and again, until the block ends."""

    def __init__(self, town: Town) -> None:
        self.scans = 0
        self._town = town
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._show, args=(who,)) for who in SHOWING]

    def __enter__(self) -> Use:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(60)

    def wait_for_more(self, scans: int) -> None:
        """Wait until there were so many scans more."""
        wanted = self.scans + scans
        while self.scans < wanted:
            assert all(thread.is_alive() for thread in self._threads), "somebody could not go on"
            self._over.wait(0.05)

    def _show(self, number: int) -> None:
        api = self._town.api
        with httpx.Client(timeout=30, trust_env=False) as http:
            sign_in(self._town, http, number)
            shop = {"X-Api-Key": self._town.credentials["merchants"][0]["api_key"], "Authorization": ""}
            order = {"kind": "dynamic", "claims": ["level"]}
            while not self._over.is_set():
                http.get(f"{api}/me/status").raise_for_status()
                issued = http.post(f"{api}/me/certificates", json=order).raise_for_status().json()
                scan = {"token": issued["token"]}
                verified = http.post(f"{api}/merchant/verifications", json=scan, headers=shop)
                assert verified.raise_for_status().json()["valid"]
                self.scans += 1


def sign_in(town: Town, http: httpx.Client, number: int) -> str:
    """Sign a citizen of the town in, with every consent; return their id."""
    who = town.citizen(number)
    tokens = http.post(f"{town.api}/session/wechat", json={"code": who["wechat_code"]}).raise_for_status()
    http.headers["Authorization"] = f"Bearer {tokens.json()['access_token']}"
    proof = {"name": who["name"], "id_number": who["id_number"]}
    proven = http.post(f"{town.api}/me/identity", json=proof).raise_for_status().json()
    for purpose in PURPOSES:
        http.put(f"{town.api}/me/consents/{purpose}").raise_for_status()
    return str(proven["citizen_id"])


def leave_something_everywhere(town: Town, file: bytes) -> tuple[str, str, str]:
    """Wish for a perk, and dispute a record with a material; return citizen, case and material."""
    with httpx.Client(timeout=30, trust_env=False) as http:
        citizen = sign_in(town, http, DISPUTING)
        (record, *_) = http.get(f"{town.api}/me/records").json()["records"]
        wish = {"record": record["id"], "reason": "not_mine", "words": "不是我"}
        case = http.post(f"{town.api}/me/disputes", json=wish).raise_for_status().json()
        files = {"file": ("证明.pdf", file, "application/pdf")}
        added = http.post(f"{town.api}/me/disputes/{case['id']}/materials", files=files).raise_for_status()
        card = {"card_number": town.citizen(DISPUTING)["card_number"]}
        linked = http.post(f"{town.api}/me/cards", json=card).raise_for_status().json()
        perk = {"perk": "library.deposit_free", "card": linked["id"]}
        http.post(f"{town.api}/me/perks", json=perk).raise_for_status()
    return citizen, case["id"], added.json()["id"]
