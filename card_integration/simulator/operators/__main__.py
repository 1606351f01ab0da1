"""Run the operators as a process.

`python -m card_integration.simulator.operators --port N --city FILE --state FOLDER`
"""

from __future__ import annotations

import argparse
from pathlib import Path

import orjson

from card_integration.simulator.operators.app import create_operators
from card_integration.simulator.web import serve


def main() -> None:
    """Serve the operators of a city file until the process is ended."""
    parser = argparse.ArgumentParser(prog="card_integration.simulator.operators")
    parser.add_argument("--port", type=int, required=True, help="0 takes a free one")
    parser.add_argument("--city", type=Path, required=True)
    parser.add_argument("--state", type=Path, required=True, help="folder of one SQLite file for each")
    arguments = parser.parse_args()
    city = orjson.loads(arguments.city.read_bytes())
    serve(create_operators(city, arguments.state), arguments.port, "operators")


if __name__ == "__main__":
    main()
