"""What a verification of the chain can find, and what it tells at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Fault(StrEnum):
    """What is not as it was sealed."""

    SEAL_MISSING = "seal_missing"
    SEAL_CHANGED = "seal_changed"
    SEAL_CONTENT = "seal_content"
    ENTRY_CHANGED = "entry_changed"
    ENTRY_MISSING = "entry_missing"
    ENTRY_NOT_SEALED = "entry_not_sealed"
    ERASURE_CHANGED = "erasure_changed"
    HEAD_DIFFERS = "head_differs"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault and its place: a log and the entry's name, or `seal`, `erasure`, `head` and a number."""

    fault: Fault
    log: str
    ref: str


@dataclass
class Verified:
    """What was looked at, and what was found wrong, in the order of the chain."""

    seals: int = 0
    entries: int = 0
    erased: Counter[str] = field(default_factory=Counter)
    waiting: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Tell whether everything is as it was sealed."""
        return not self.findings

    def find(self, fault: Fault, log: str, ref: object) -> None:
        """Add a fault."""
        self.findings.append(Finding(fault, log, str(ref)))


@dataclass(frozen=True, slots=True)
class Head:
    """The number and the hash of a seal, as kept outside the database."""

    number: int
    hash: bytes


_WORDS: Mapping[Fault, tuple[str, str]] = {
    Fault.SEAL_MISSING: ("封条 {ref} 不见了", "seal {ref} is missing"),
    Fault.SEAL_CHANGED: (
        "封条 {ref} 被改动或不接前一封条",
        "seal {ref} was changed or follows another one",
    ),
    Fault.SEAL_CONTENT: (
        "封条 {ref} 的内容与封存时不符",
        "seal {ref} holds something else than it did",
    ),
    Fault.ENTRY_CHANGED: ("日志 {log} 的 {ref} 被改动", "{ref} of the log {log} was changed"),
    Fault.ENTRY_MISSING: ("日志 {log} 的 {ref} 不见了", "{ref} of the log {log} is missing"),
    Fault.ENTRY_NOT_SEALED: (
        "日志 {log} 的 {ref} 没有封存，却早于已封存的时间",
        "{ref} of the log {log} is under no seal, and yet older than what is sealed",
    ),
    Fault.ERASURE_CHANGED: ("删除记录 {ref} 与被删的内容不符", "erasure {ref} does not tell what is gone"),
    Fault.HEAD_DIFFERS: ("封条 {ref} 与库外留存的不同", "seal {ref} is not the one that was kept elsewhere"),
}


def describe_finding(finding: Finding) -> str:
    """Return a fault in Chinese and English."""
    zh, en = _WORDS[finding.fault]
    place = {"log": finding.log, "ref": finding.ref}
    return f"{zh.format(**place)}。 {en.format(**place)}."
