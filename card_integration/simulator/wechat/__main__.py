"""Runs WeChat's side on the loopback interface."""

from __future__ import annotations

import argparse
from pathlib import Path

from werkzeug.serving import WSGIRequestHandler, run_simple

from card_integration.simulator.wechat.app import create_app


class _Silent(WSGIRequestHandler):
    """Logs no requests: the app secret travels in their query."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Log nothing; `/_simulator/calls` tells what was called."""


def main() -> None:
    """Read the arguments and serve until stopped."""
    parser = argparse.ArgumentParser(prog="card_integration.simulator.wechat", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument(
        "--city", type=Path, required=True, help="JSON file with the accounts and the citizens"
    )
    parser.add_argument("--state", type=Path, help="JSON file that keeps codes and tokens over a restart")
    arguments = parser.parse_args()
    app = create_app(arguments.city, arguments.state)
    run_simple("127.0.0.1", arguments.port, app, threaded=True, request_handler=_Silent)


if __name__ == "__main__":
    main()
