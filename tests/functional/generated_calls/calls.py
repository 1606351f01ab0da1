"""Runs schemathesis on our own document, in the process, and reads what it found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.engine.recorder import ScenarioRecorder
from schemathesis.specs.openapi.schemas import OpenApiSchema
from schemathesis.transport.wsgi import WSGI_TRANSPORT, WSGITransport

from tests.functional.generated_calls.door import PRETENDING, PretendersDoor

CHECKS = {
    # What is well formed may still be of nobody, too late or not allowed.
    "positive_data_acceptance": {"expected-statuses": ["2xx", 401, 403, 404, 409, 422]},
    # 413 too: a form of more than four parts is not read to its end.
    "negative_data_rejection": {"expected-statuses": [400, 401, 403, 404, 405, 409, 413, 415, 422]},
}
OPERATIONS = [
    {
        # Standard Webhooks answers a signature that does not hold with 400, as the document says.
        "include-operation-id": "take_event",
        "checks": {
            "ignored_auth": {"enabled": False},
            "positive_data_acceptance": {"expected-statuses": ["2xx", 400]},
        },
    },
    {
        # A username that is tried too often is made to wait, and made-up ones repeat themselves.
        "include-operation-id": "sign_in_officer",
        "checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", 401, 403, 422, 429]}},
    },
    {
        # GET and DELETE of this very address ask for a certificate whose id were "preview": there is none.
        "include-operation-id": "preview_certificate",
        "checks": {"allow_header_conformance": {"enabled": False}},
    },
    *(
        {
            # DELETE of these asks for a pairing code whose id were "look" or "accept": there is none.
            "include-operation-id": name,
            "checks": {"allow_header_conformance": {"enabled": False}},
        }
        for name in ("look_at_invitation", "accept_invitation")
    ),
]


class _InProcess(WSGITransport):
    """Calls the application without the settings of a network, which some checks hand over all the same."""

    def __init__(self) -> None:
        super().__init__()
        self._copy_serializers_from(WSGI_TRANSPORT)

    def send(self, case: Any, **settings: Any) -> Any:
        """Send a call."""
        of_network = ("max_redirects", "verify", "cert", "proxies")
        return super().send(
            case, **{name: value for name, value in settings.items() if name not in of_network}
        )


class _Document(OpenApiSchema):
    """Our document, at the application."""

    @property
    def transport(self) -> WSGITransport:
        """Return the way to call."""
        return _InProcess()


@dataclass
class Findings:
    """What the calls found: how many there were by phase, and each fault once with a call that shows it."""

    calls: Counter[str] = field(default_factory=Counter)
    done: set[str] = field(default_factory=set)
    faults: dict[str, str] = field(default_factory=dict)

    def take(self, phase: str, recorder: ScenarioRecorder) -> None:
        """Note what one scenario found."""
        self.calls[phase] += len(recorder.interactions)
        for case_id, interaction in recorder.interactions.items():
            answer = interaction.response
            if answer is not None and answer.status_code < 300:
                operation = recorder.cases[case_id].value.operation
                self.done.add(operation.label)
        for checks in recorder.checks.values():
            for check in checks:
                if check.failure_info is not None:
                    fault = check.failure_info.failure
                    name = f"{check.name}: {fault.operation}: {fault.title}: {fault.message}"
                    self.faults.setdefault(name, check.failure_info.code_sample)

    def described(self) -> str:
        """Return the faults in words."""
        return "\n\n".join(f"{name}\n{sample}" for name, sample in sorted(self.faults.items()))


def make_calls(door: PretendersDoor, document: dict[str, Any], *, examples: int, seed: int) -> Findings:
    """Make calls up from the document, and return what they found."""
    settings = SchemathesisConfig.from_dict(
        {
            "seed": seed,
            "continue-on-failure": True,
            "auth": {"openapi": PRETENDING},
            "checks": CHECKS,
            "operations": OPERATIONS,
            "generation": {"max-examples": examples, "database": "none", "mode": "all"},
            **door.known_values(),
        }
    )
    schema = _Document(raw_schema=document, config=settings.projects.get(document))
    schema.app = door
    findings = Findings()
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            findings.take(event.phase.value, event.recorder)
        elif isinstance(event, events.NonFatalError):
            findings.faults[f"error: {event.label}: {event.value!r}"] = str(event.info.format())
        elif isinstance(event, events.FatalError):
            raise event.exception
    return findings
