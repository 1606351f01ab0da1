"""Use cases of being told in WeChat: see how it stands, begin, and note what was permitted there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.audit.service import record_access, the_citizen
from backend.consent.gate import ConsentGate
from backend.identity.people import hold_citizen
from backend.identity.ports import WeChatLoginPort
from backend.identity.reachable import ReachableAccounts
from backend.notifications.push.models import PushPermission
from backend.notifications.push.ports import MessagePush
from backend.notifications.push.standing import PURPOSE, PushEnding, may_be_told
from backend.notifications.push.templates import PushTemplate, PushTemplates
from backend.platform.clock import Clock
from backend.platform.database import Database
from backend.platform.errors import NotFound, Refused
from backend.platform.request_keys import digest_of, make_once

# Nobody is told so often; what is beyond it was counted twice.
_MOST_LEFT = 99


class Answer(StrEnum):
    """What `wx.requestSubscribeMessage` says of a template, in its own words."""

    ACCEPT = "accept"
    ACCEPT_WITH_ALERT = "acceptWithAlert"
    ACCEPT_WITH_AUDIO = "acceptWithAudio"
    REJECT = "reject"
    BAN = "ban"
    FILTER = "filter"


_ACCEPTED = frozenset({Answer.ACCEPT, Answer.ACCEPT_WITH_ALERT, Answer.ACCEPT_WITH_AUDIO})


@dataclass(frozen=True)
class TemplateView:
    """A template, WeChat's id of it, and what the citizen permitted: `left` messages, or all of them."""

    template: PushTemplate
    template_id: str
    left: int
    answer: Answer | None
    answered_at: datetime | None


@dataclass(frozen=True)
class PushView:
    """Whether the citizen is told in WeChat, and of each template how it stands."""

    is_on: bool
    templates: Sequence[TemplateView]


class PushService:
    """Keeps where, and for how many messages, a citizen wants to be told in WeChat."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        gate: ConsentGate,
        reachable: ReachableAccounts,
        wechat: WeChatLoginPort,
        templates: PushTemplates,
        push: MessagePush,
    ) -> None:
        self._database = database
        self._clock = clock
        self._gate = gate
        self._reachable = reachable
        self._ending = PushEnding(reachable)
        self._wechat = wechat
        self._templates = templates
        self._push = push

    def view(self, citizen_id: str) -> PushView:
        """Return how it stands."""
        with self._database.reading() as session:
            return self._view(session, citizen_id)

    def begin(self, citizen_id: str, code: str) -> PushView:
        """Keep where the citizen can be written to, from a fresh code of `wx.login`; again begins anew.

        The openid is not kept at sign-in, so that it is here only for those who asked. Raises `Refused`
        without the consent, `Conflict` for another WeChat than the one signed in, and what the exchange of
        the code raises.
        """
        with self._database.reading() as session:
            self._gate.require(session, citizen_id, PURPOSE)
        login = self._wechat.exchange_code(code)
        now = self._clock.now()
        with self._database.transaction() as session:
            hold_citizen(session, citizen_id)
            self._gate.require(session, citizen_id, PURPOSE)
            if not self._reachable.is_kept(session, citizen_id):
                # Of an earlier address: its permissions were another WeChat's.
                self._ending.end(session, citizen_id)
                record_access(
                    session, citizen_id, the_citizen(citizen_id), "push.began", at=now, purpose=PURPOSE
                )
            self._reachable.keep(session, citizen_id, login)
            return self._view(session, citizen_id)

    def note_answer(
        self, citizen_id: str, template_name: str, answer: Answer, request_key: str | None
    ) -> TemplateView:
        """Note what the person answered when WeChat asked them; one acceptance permits one message.

        Raises `NotFound` for an unknown template, `Refused` without the consent or before `begin`.
        """
        now = self._clock.now()
        template, template_id = self._get_template(template_name)
        with self._database.transaction() as session:
            hold_citizen(session, citizen_id)
            self._gate.require(session, citizen_id, PURPOSE)
            if not self._reachable.is_kept(session, citizen_id):
                raise _not_begun()
            digest = digest_of("push", template.id, answer)
            key = f"push:{template.id}"
            earlier = make_once(session, caller=citizen_id, key=request_key, digest=digest, made=key, at=now)
            if earlier is None:
                _note(session, citizen_id, template, answer, now)
            return self._describe(session, citizen_id, template, template_id)

    def _get_template(self, name: str) -> tuple[PushTemplate, str]:
        template = self._templates.find(name)
        template_id = self._push.find_template_id(name)
        if template is None or template_id is None:
            raise NotFound(
                "push-template-unknown",
                zh="没有这类提醒，请在“微信提醒”里选择。",
                en="There is no such kind of message; please choose one of the list.",
            )
        return template, template_id

    def _view(self, session: Session, citizen_id: str) -> PushView:
        is_kept = self._reachable.is_kept(session, citizen_id)
        is_on = is_kept and may_be_told(session, self._gate, citizen_id)
        offered = [(one, self._push.find_template_id(one.id)) for one in self._templates.templates]
        return PushView(
            is_on,
            [
                self._describe(session, citizen_id, template, template_id, is_kept=is_kept)
                for template, template_id in offered
                if template_id is not None
            ],
        )

    def _describe(
        self,
        session: Session,
        citizen_id: str,
        template: PushTemplate,
        template_id: str,
        *,
        is_kept: bool = True,
    ) -> TemplateView:
        found = session.get(PushPermission, (citizen_id, template.id)) if is_kept else None
        if found is None:
            return TemplateView(template, template_id, 0, None, None)
        return TemplateView(template, template_id, found.left, Answer(found.answer), found.answered_at)


def read_permissions(session: Session, citizen_id: str) -> Sequence[PushPermission]:
    """Return what the citizen permitted, in the order of the templates' names."""
    own = select(PushPermission).where(PushPermission.citizen_id == citizen_id)
    return session.scalars(own.order_by(PushPermission.template)).all()


def _note(session: Session, citizen_id: str, template: PushTemplate, answer: Answer, now: datetime) -> None:
    permission = session.get(PushPermission, (citizen_id, template.id), with_for_update=True)
    if permission is None:
        permission = PushPermission(citizen_id=citizen_id, template=template.id, left=0)
        session.add(permission)
    permission.answer, permission.answered_at = answer, now
    permission.left = _left_after(permission.left, template, answer)
    session.flush()


def _left_after(left: int, template: PushTemplate, answer: Answer) -> int:
    """Return how many messages are permitted: a refusal takes back no earlier one-time permission."""
    if answer is Answer.BAN:
        return 0
    if template.is_long_term:
        return 1 if answer in _ACCEPTED else 0
    return min(left + 1, _MOST_LEFT) if answer in _ACCEPTED else left


def _not_begun() -> Refused:
    return Refused(
        "push-not-begun",
        zh="还没有开通微信提醒，请先开通，再选择要收到的提醒。",
        en="Messages in WeChat are not set up yet; please begin first, then choose.",
    )
