from __future__ import annotations

from bot.conversations import Conversation
from bot.hearing import hear_question
from bot.understanding.reading import NOTHING_SAID, Context, Reading, Verdict

TOLD = Conversation(topics=("repair.process",))


class Reads:
    """Reads any text as one thing by itself, and as another after what was said."""

    def __init__(self, alone: Reading, in_talk: Reading) -> None:
        self._alone = alone
        self._in_talk = in_talk

    def read(self, text: str, context: Context = NOTHING_SAID) -> Reading:
        return self._in_talk if context.topics else self._alone


def a_reading(topic: str, confidence: float = 0.7, aspect: str | None = None) -> Reading:
    verdict = Verdict.OUT_OF_SCOPE if topic == "out_of_scope" else Verdict.ANSWER
    return Reading(topic, confidence, (), verdict, aspect=aspect)


def test_a_new_question_is_not_pulled_back_to_what_was_told() -> None:
    reader = Reads(a_reading("consent.grant"), a_reading("repair.process"))
    question = hear_question(reader, "为什么要身份证", TOLD)
    assert question.reading.topic == "consent.grant"
    assert not question.is_led_back


def test_words_that_say_nothing_by_themselves_are_known_to_be_led_back() -> None:
    reader = Reads(a_reading("greeting", 0.3), a_reading("repair.process"))
    assert hear_question(reader, "那个呢", TOLD).is_led_back


def test_an_aspect_without_a_subject_is_not_taken_for_a_repairs() -> None:
    reader = Reads(a_reading("repair.fee", 0.99), a_reading("certificate.verify", aspect="fee"))
    question = hear_question(reader, "要钱吗", Conversation(topics=("certificate.verify",)))
    assert question.is_led_back
    assert question.is_near


def test_the_same_question_twice_is_no_way_back() -> None:
    reader = Reads(a_reading("repair.process"), a_reading("repair.process"))
    assert not hear_question(reader, "怎么修复", TOLD).is_pulled_back


def test_a_follow_up_that_leads_elsewhere_is_heard_as_it_was() -> None:
    reader = Reads(a_reading("dispute.time"), a_reading("repair.time"))
    assert hear_question(reader, "要多久", TOLD).reading.topic == "repair.time"


def test_what_is_surely_not_ours_is_refused_and_not_answered_with_what_was_told() -> None:
    reader = Reads(a_reading("out_of_scope", 0.9), a_reading("repair.process"))
    assert hear_question(reader, "几点下雨", TOLD).reading.topic == "out_of_scope"
