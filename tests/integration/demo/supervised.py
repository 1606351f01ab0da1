"""A process that supervises the commands it is given as JSON: name, command, and address or null."""

from __future__ import annotations

import json
import sys

from backend.demo.supervisor import ProcessFailed, Supervisor


def main(children: str) -> None:
    try:
        with Supervisor(stop_seconds=1.0) as supervisor:
            for name, command, address in json.loads(children):
                supervisor.start(name, command, address)
            supervisor.run(lambda: print("up", flush=True))
    except ProcessFailed as failure:
        print(failure, flush=True)
    print("stopped", flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
