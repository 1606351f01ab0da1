"""A process that supervises commands: `supervised.py STOP_SECONDS JSON` of name, command, address or null."""

from __future__ import annotations

import json
import sys

from backend.demo.supervisor import ProcessFailed, Supervisor


def main(stop_seconds: float, children: str) -> None:
    try:
        with Supervisor(stop_seconds) as supervisor:
            for name, command, address in json.loads(children):
                supervisor.start(name, command, address)
            supervisor.run(lambda: print("up", flush=True))
    except ProcessFailed as failure:
        print(failure, flush=True)
    print("stopped", flush=True)


if __name__ == "__main__":
    main(float(sys.argv[1]), sys.argv[2])
