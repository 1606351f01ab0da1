"""Runs WeChat's side on the loopback interface."""

from __future__ import annotations

import argparse
from pathlib import Path

from card_integration.simulator.web import serve
from card_integration.simulator.wechat.app import create_app


def main() -> None:
    """Read the arguments and serve until stopped."""
    parser = argparse.ArgumentParser(prog="card_integration.simulator.wechat", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument(
        "--city", type=Path, required=True, help="JSON file with the accounts and the citizens"
    )
    parser.add_argument("--state", type=Path, help="JSON file that keeps codes and tokens over a restart")
    arguments = parser.parse_args()
    serve(create_app(arguments.city, arguments.state), arguments.port, "WeChat")


if __name__ == "__main__":
    main()
