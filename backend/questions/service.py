"""Use cases of the questions answered badly: note one, list them for labelling, delete the old ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, func, select

from backend.platform.clock import Clock, city_date
from backend.platform.database import Database
from backend.platform.ids import new_id
from backend.platform.outbox.queue import Claim
from backend.platform.outbox.results import Delivered, Result
from backend.platform.outbox.schedules import Schedule
from backend.questions.models import LONGEST_TEXT, JudgedQuestion, Judgement

KEPT_FOR = timedelta(days=90)


@dataclass(frozen=True)
class KeptQuestion:
    """A question that an officer may label."""

    id: str
    text: str
    topic: str | None


class QuestionBook:
    """Keeps questions for 90 days, without anybody's name, account or time of day."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def note(self, judgement: Judgement, topic: str | None, text: str | None) -> None:
        """Keep a question; the caller has taken out of `text` whatever is personal."""
        with self._database.transaction() as session:
            session.add(
                JudgedQuestion(
                    id=new_id("qst"),
                    asked_on=city_date(self._clock.now()),
                    judgement=judgement,
                    topic=topic,
                    text=text[:LONGEST_TEXT] if text else None,
                )
            )

    def list_to_label(self) -> Sequence[KeptQuestion]:
        """List the questions that have a text, each text once, the oldest first."""
        columns = (JudgedQuestion.id, JudgedQuestion.text, JudgedQuestion.topic)
        query = select(*columns).where(JudgedQuestion.text.is_not(None))
        with self._database.reading() as session:
            rows = session.execute(query.order_by(JudgedQuestion.asked_on, JudgedQuestion.id)).all()
        first: dict[str, KeptQuestion] = {}
        for question_id, text, topic in rows:
            first.setdefault(text or "", KeptQuestion(question_id, text or "", topic))
        return [*first.values()]

    def count(self) -> Counter[tuple[str, str]]:
        """Count the questions by judgement and topic, those without a text among them."""
        columns = (JudgedQuestion.judgement, JudgedQuestion.topic)
        with self._database.reading() as session:
            rows = session.execute(select(*columns, func.count()).group_by(*columns)).all()
        return Counter({(judgement, topic or ""): times for judgement, topic, times in rows})

    def tidy(self) -> int:
        """Delete what is older than 90 days; return how many."""
        oldest = city_date(self._clock.now()) - KEPT_FOR
        with self._database.transaction() as session:
            gone = session.execute(
                delete(JudgedQuestion).where(JudgedQuestion.asked_on < oldest).returning(JudgedQuestion.id)
            )
            return len(gone.all())

    def deliver(self, _claim: Claim) -> Result:
        """Tidy, as the handler of a daily schedule."""
        self.tidy()
        return Delivered()

    @property
    def schedule(self) -> Schedule:
        """Return what is done by the clock: each night in the city."""
        return Schedule("questions.tidy", timedelta(days=1), self.deliver, at=timedelta(hours=4))
