"""The sender's own status, from the same services that the phone uses."""

from __future__ import annotations

from backend.identity.official_account import OfficialAccountBinding
from backend.status.service import StatusService
from bot.answers import OwnStatusWords


class CitizenStatus:
    """Implements `OwnStatus`: finds the citizen behind an openid and reads their status with its consents."""

    def __init__(self, binding: OfficialAccountBinding, status: StatusService) -> None:
        self._binding = binding
        self._status = status

    def describe(self, official_openid: str) -> OwnStatusWords | None:
        """Return the status in words, or None where no citizen is bound.

        Raises `Refused` where a consent or the age is missing, `Unavailable` where WeChat does not answer.
        """
        citizen_id = self._binding.find_citizen(official_openid)
        if citizen_id is None:
            return None
        report = self._status.view_in_bot(citizen_id)
        counted = sum(line.counts for line in report.lines)
        return OwnStatusWords(
            level_zh=report.level.name_zh,
            policy_version=report.policy_version,
            counted=counted,
            not_counted=len(report.lines) - counted,
        )
