"""Sets invenio-sip2 up as a library with one patron, without Redis; run by an interpreter of its own.

`python invenio_peer.py PORT`. Nothing of ours imports this file, and it imports nothing of ours.
"""

from __future__ import annotations

import sys
from typing import Any

from flask import Flask
from invenio_i18n import Babel, InvenioI18N
from invenio_sip2 import InvenioSIP2
from invenio_sip2.datastore import Datastore
from invenio_sip2.models import (
    PatronStatus,
    PatronStatusTypes,
    SelfcheckFeePaid,
    SelfcheckPatronInformation,
    SelfcheckPatronStatus,
)
from invenio_sip2.server import SocketServer

INSTITUTION, CARD, NAME = "HZLIB", "3301000001", "张三"


class Memory(Datastore):
    """Keeps the server's records in this process."""

    def __init__(self, app: Flask | None = None, **options: Any) -> None:
        self.records: dict[str, Any] = {}

    def get(self, id_: str, record_type: str | None = None) -> Any:
        start = f"{record_type}:{id_}" if record_type else id_
        return next((one for key, one in self.records.items() if key.startswith(start)), None)

    def add(self, record: Any, id_: str | None = None, **options: Any) -> None:
        self.records[record.get_key()] = record.dumps()

    update = add

    def delete(self, record: Any, record_type: str | None = None) -> None:
        self.records.pop(record.get_key(), None)

    def flush(self) -> None:
        self.records.clear()

    def all(self, record_type: str | None = None) -> list[Any]:
        start = f"{record_type}:" if record_type else ""
        return [one for key, one in self.records.items() if key.startswith(start)]

    def search(self, search_term: str = "*", index_type: str = "*", filter_query: str | None = None) -> Any:
        end = f"_{filter_query}" if filter_query else ""
        found = self.records.items()
        return [one for key, one in found if key.startswith(f"{index_type}:") and key.endswith(end)]


def login(login: str, password: str, **rest: Any) -> dict[str, Any]:
    return {
        "authenticated": (login, password) == ("term1", "pw"),
        "terminal": login,
        "transaction_user_id": login,
        "institution_id": INSTITUTION,
        "library_name": "杭州图书馆",
    }


def about(model: Any, patron_id: str) -> Any:
    status = PatronStatus()
    is_known = patron_id == CARD
    if is_known:
        status.add_patron_status_type(PatronStatusTypes.CHARGE_PRIVILEGES_DENIED)
        status.add_patron_status_type(PatronStatusTypes.EXCESSIVE_OUTSTANDING_FEES)
    told = model(
        patron_id=patron_id,
        institution_id=INSTITUTION,
        patron_name=NAME if is_known else "",
        patron_status=status,
        language="und",
        currency_type="CNY",
    )
    told["valid_patron"] = is_known
    told["fee_amount"] = "100.00" if is_known else "0.00"
    return told


def account(patron_id: str, **rest: Any) -> Any:
    told = about(SelfcheckPatronInformation, patron_id)
    if patron_id == CARD:
        told["overdue_items"], told["charged_items"] = ["B0001"], ["B0001", "B0002"]
    return told


HANDLERS = {
    "login_handler": login,
    "system_status_handler": lambda login, **rest: {"institution_id": INSTITUTION},
    "patron_handlers": {
        "validate_patron": lambda patron_id, **rest: patron_id == CARD,
        "authorize_patron": lambda patron_id, pin, **rest: (patron_id, pin) == (CARD, "1234"),
        "enable_patron": lambda patron_id, **rest: about(SelfcheckPatronStatus, patron_id),
        "patron_status": lambda patron_id, **rest: about(SelfcheckPatronStatus, patron_id),
        "account": account,
    },
    "item_handlers": {},
    "circulation_handlers": {},
    "fee_paid_handler": lambda *rest, **more: SelfcheckFeePaid(accepted=True),
}


def main() -> None:
    app = Flask("sip2peer")
    app.config.update(
        SECRET_KEY="peer",
        SIP2_DATASTORE_HANDLER=Memory,
        SIP2_ERROR_DETECTION=True,
        SIP2_REMOTE_ACTION_HANDLERS={"library": HANDLERS},
    )
    Babel(app)
    if "babel" not in app.extensions:
        InvenioI18N(app)
    InvenioSIP2(app)
    with app.test_request_context():
        SocketServer("peer", host="127.0.0.1", port=int(sys.argv[1]), remote="library", process_id=0).run()


if __name__ == "__main__":
    main()
