"""Run the library as a process.

`python -m card_integration.simulator.library --port N --city FILE --state FILE.sqlite3`
"""

from __future__ import annotations

import argparse
from pathlib import Path

import orjson

from card_integration.simulator.library.app import create_library
from card_integration.simulator.web import serve


def main() -> None:
    """Serve the library of a city file until the process is ended."""
    parser = argparse.ArgumentParser(prog="card_integration.simulator.library")
    parser.add_argument("--port", type=int, required=True, help="0 takes a free one")
    parser.add_argument("--city", type=Path, required=True)
    parser.add_argument("--state", type=Path, required=True)
    arguments = parser.parse_args()
    city = orjson.loads(arguments.city.read_bytes())
    serve(create_library(city, arguments.state), arguments.port, "library")


if __name__ == "__main__":
    main()
