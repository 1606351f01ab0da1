"""Having a citizen told in WeChat: a message in the outbox, in the transaction of the news itself."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.audit.telling import News
from backend.consent.gate import ConsentGate
from backend.notifications.push.models import PushPermission
from backend.notifications.push.standing import may_be_told
from backend.notifications.push.templates import PushTemplates
from backend.platform.ids import new_id
from backend.platform.outbox.queue import enqueue

PUSH_TOPIC = "push.send"


class PushTelling:
    """Writes a message for whoever consents and permitted one; for all others nothing happens."""

    def __init__(self, templates: PushTemplates, gate: ConsentGate) -> None:
        self._templates = templates
        self._gate = gate

    def tell(self, session: Session, news: News) -> None:
        """Enqueue the message; what it says follows from the template and the moment alone."""
        template = self._templates.find_for(news.action, news.outcome)
        if template is None:
            return
        permission = select(PushPermission.left).where(
            PushPermission.citizen_id == news.citizen_id,
            PushPermission.template == template.id,
            PushPermission.left > 0,
        )
        # First what one look by key answers: most citizens never asked to be told.
        if session.scalar(permission) is None or not may_be_told(session, self._gate, news.citizen_id):
            return
        enqueue(
            session,
            key=new_id(PUSH_TOPIC),
            stream=stream_of(news.citizen_id),
            topic=PUSH_TOPIC,
            payload={
                "citizen_id": news.citizen_id,
                "template": template.id,
                "at": news.at.isoformat(),
            },
            at=news.at,
        )


def stream_of(citizen_id: str) -> str:
    """Return the stream of a citizen's messages: WeChat wants them one after the other (43108)."""
    return f"wechat/{citizen_id}"
