"""Run the SIP2 library as a process; the first line printed names both its ports.

`python -m card_integration.simulator.sip2 --port N --control-port N --manner koha|invenio --city FILE`
"""

from __future__ import annotations

import argparse
from pathlib import Path

import orjson

from card_integration.simulator.clock import ShiftedClock
from card_integration.simulator.sip2.control import create_controls
from card_integration.simulator.sip2.counter import Setup
from card_integration.simulator.sip2.faults import Faults
from card_integration.simulator.sip2.invenio import InvenioCounter
from card_integration.simulator.sip2.koha import KohaCounter
from card_integration.simulator.sip2.library import Library
from card_integration.simulator.sip2.server import Sip2Server
from card_integration.simulator.web import serve

MANNERS = {"koha": KohaCounter, "invenio": InvenioCounter}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="card_integration.simulator.sip2")
    parser.add_argument("--port", type=int, required=True, help="for SIP2; 0 takes a free one")
    parser.add_argument("--control-port", type=int, default=0, help="for HTTP; 0 takes a free one")
    parser.add_argument("--manner", choices=sorted(MANNERS), required=True)
    parser.add_argument("--city", type=Path, required=True)
    parser.add_argument("--operator", default="library", help="whose credentials of the city file hold")
    parser.add_argument("--institution", default="XMLIB")
    parser.add_argument("--encoding", default="utf-8", help="utf-8, gb18030 or iso-8859-1")
    parser.add_argument(
        "--fee-line", default="{text} {amount}", help="how a line of an account is written, with {number}"
    )
    return parser.parse_args()


def main() -> None:
    """Serve the library of a city file until the process is ended."""
    arguments = _arguments()
    city = orjson.loads(arguments.city.read_bytes())
    client, clock, faults = city["operators"][arguments.operator], ShiftedClock(), Faults()
    setup = Setup(
        user=client["client_id"],
        password=client["client_secret"],
        institution=arguments.institution,
        encoding=arguments.encoding,
        fee_line=arguments.fee_line,
    )
    library = Library(city, clock)
    server = Sip2Server(arguments.port, MANNERS[arguments.manner](library, setup, clock), faults)
    server.start()
    controls = create_controls(library, server, faults, clock)
    name = f"SIP2 {arguments.manner} library on sip2://127.0.0.1:{server.port} and its control"
    serve(controls, arguments.control_port, name)


if __name__ == "__main__":
    main()
