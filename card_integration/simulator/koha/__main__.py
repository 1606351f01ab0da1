"""Run the Koha as a process.

`python -m card_integration.simulator.koha --port N --city FILE [--version 18.12|main] [--state FILE.sqlite3]`
"""

from __future__ import annotations

import argparse
from pathlib import Path

import orjson

from card_integration.simulator.koha.app import create_koha
from card_integration.simulator.koha.schema import Version
from card_integration.simulator.web import serve


def main() -> None:
    """Serve the Koha of a city file until the process is ended."""
    parser = argparse.ArgumentParser(prog="card_integration.simulator.koha")
    parser.add_argument("--port", type=int, required=True, help="0 takes a free one")
    parser.add_argument("--city", type=Path, required=True)
    parser.add_argument("--operator", default="library", help="whose credentials of the city file hold")
    parser.add_argument("--version", type=Version, choices=list(Version), default=Version.LATER)
    parser.add_argument("--state", type=Path, help="without it, a restart begins anew")
    arguments = parser.parse_args()
    city = orjson.loads(arguments.city.read_bytes())
    koha = create_koha(city, arguments.operator, arguments.version, arguments.state)
    serve(koha, arguments.port, "Koha")


if __name__ == "__main__":
    main()
