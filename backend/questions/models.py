"""The table of questions that were answered badly."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import Date, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.platform.database import Base

LONGEST_TEXT = 200


class Judgement(StrEnum):
    """How it is known that an answer was of use, or of none."""

    USEFUL = "useful"
    USELESS = "useless"
    NOT_UNDERSTOOD = "not_understood"
    HUMAN_ASKED = "human_asked"


class JudgedQuestion(Base):
    """One question with the day, how it was judged, and what it was taken for; of whom is not kept.

    `text` is None where the answer was of use, and where it may hold something personal.
    """

    __tablename__ = "judged_question"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    asked_on: Mapped[date] = mapped_column(Date, index=True)
    judgement: Mapped[str] = mapped_column(String(16))
    topic: Mapped[str | None] = mapped_column(String(40))
    text: Mapped[str | None] = mapped_column(String(LONGEST_TEXT))
