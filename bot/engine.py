"""The bot's engine for every door: from what somebody says to what is said back.

It says only what an article or the citizen's own data say, each with its source; what it does not know it
says. Whatever is personal or done comes from the dialogues, which call the same services as the phone.
"""

from __future__ import annotations

from dataclasses import replace

from backend.platform.clock import Clock, city_date
from backend.platform.errors import DomainError
from backend.questions.models import Judgement
from bot.article import Article, answer_text
from bot.control_words import Control, find_control, find_judgement, is_thanks
from bot.conversations import Conversation, Conversations
from bot.dialogue_turns import DialogueTurns, Heard
from bot.dialogues.choices import find_choice, plain, says_yes
from bot.dialogues.running import WAYS_OUT, Place
from bot.dialogues.step import Kept, NotHeard
from bot.dialogues.table import find_command, own_data_of
from bot.hearing import Question, ask_the_same, hear_question, leads_to_one, with_topic
from bot.learning.noting import Learner
from bot.telling import DIALOGUE, MORE_WORDS, REST_LEAD, TOPIC, UNKNOWN, Telling, who_are_you, with_hotline
from bot.turns import Door, Said, Turn
from bot.understanding.evaluation import Reader
from bot.understanding.reading import GREETING, HUMAN, Reading, Verdict

_LONGEST_TEXT = 2000
_SHORTEST_QUESTION = 3
_NOTHING_UNDER_WAY = "现在没有正在办的事。有什么想问的，直接说就行。"
_WHAT_FOR = (
    "图片收到了，但我不知道它是办什么用的，没有保存。要交材料，请先回复“提异议”、“申请修复”或者“查进度”。"
)
_WELCOME = "不客气。还有要问的，直接说就行。"
_GLAD = "谢谢，很高兴帮上忙。"
_SORRY = "谢谢你告诉我。这个问题会去掉个人信息后交给工作人员改进。你可以换个说法再问，或者回复“人工”。"
_WHICH_ANSWER = "对不起没帮上忙。请换个说法再问，或者回复“人工”。"
_BEFORE_A_HUMAN = "请先准备好：要办什么，异议或者修复的编号，你试过什么。不要发密码、验证码和银行卡号。"


class Engine:
    """Answers turns. What changes is in the conversations, so threads and processes may share it."""

    def __init__(
        self,
        understanding: Reader,
        telling: Telling,
        dialogues: DialogueTurns,
        conversations: Conversations,
        learner: Learner,
        clock: Clock,
        human_zh: str,
    ) -> None:
        self._understanding = understanding
        self._telling = telling
        self._dialogues = dialogues
        self._conversations = conversations
        self._learner = learner
        self._clock = clock
        self._human_zh = human_zh

    def answer(self, turn: Turn) -> list[Said]:
        """Return what is said back; nothing where an old message was only repeated.

        Raises `Unavailable` where Redis is away, or the message before is still being worked on.
        """
        turn = replace(turn, text=turn.text.strip()[:_LONGEST_TEXT])
        with self._conversations.open(turn) as held:
            if held.is_stale:
                return []
            held.now, said = self._hear(held.now, turn)
        return [said]

    def judge(self, turn: Turn, *, was_useful: bool) -> bool:
        """Take a judgement of the last answer; False where there is none to judge. Raises as `answer`."""
        with self._conversations.open(turn) as held:
            if held.is_stale or not held.now.question:
                return False
            held.now, _ = self._judge(held.now, turn, was_useful=was_useful)
        return True

    def _hear(self, before: Conversation, turn: Turn) -> Heard:
        control = find_control(turn.text)
        if control is Control.HUMAN:
            return self._hand_over(before, turn, turn.text)
        if before.place is not None:
            return self._hear_in_dialogue(before, before.place, turn, control)
        if control is Control.RESTART:
            return Conversation(), Said(_NOTHING_UNDER_WAY)
        if control is not None:
            return replace(before, offers=()), Said(_NOTHING_UNDER_WAY)
        was_useful = find_judgement(turn.text)
        if was_useful is not None:
            return self._judge(before, turn, was_useful=was_useful)
        if is_thanks(turn.text):
            return before, Said(_WELCOME)
        chosen = turn.choice or self._find_offer(before, turn.text)
        if chosen:
            return self._take_up(before, turn, chosen)
        command = find_command(turn.text)
        if command is not None:
            return self._begin(before, turn, command.dialogue, command.keep)
        if turn.load_photo is not None:
            return before, Said(_WHAT_FOR)
        return self._question(before, turn)

    def _hear_in_dialogue(
        self, before: Conversation, place: Place, turn: Turn, control: Control | None
    ) -> Heard:
        """Let the dialogue hear it; a question of its own is answered, and then the dialogue goes on."""
        try:
            after = self._dialogues.hear(before, place, turn, control)
        except DomainError as refusal:
            return before, Said(refusal.zh, is_personal=True)
        if not isinstance(after, NotHeard):
            return after
        command = find_command(turn.text)
        is_command = command is not None or bool(turn.choice)
        question = None if is_command else self._find_question(before, place, turn)
        if (is_command or question) and not self._dialogues.holds(place):
            return self._hear(replace(before, place=None), turn)
        aside = self._dialogues.glance(turn, command.dialogue, command.keep) if command else None
        if question is not None:
            aside = self._answer_aside(question, turn)
        if aside is not None:
            return self._dialogues.ask_again(before, place, turn, aside, after.hint)
        if is_command:
            title = self._dialogues.title_of(place)
            return before, Said(
                f"你还在办“{title}”。要办别的，先回复“取消”，再说一遍；要接着办，{after.hint}"
            )
        return before, Said(f"{after.hint}\n{WAYS_OUT}", is_personal=True)

    def _find_question(self, before: Conversation, place: Place, turn: Turn) -> Reading | None:
        """Return the reading of a clear question in the middle of a dialogue, or None where it is none."""
        is_answer = turn.load_photo is not None or self._dialogues.takes_any_words(place)
        if is_answer or len(plain(turn.text)) < _SHORTEST_QUESTION:
            return None
        narrower = self._find_narrower(turn)
        if narrower is not None:
            return Reading(narrower.topic, 1.0, (), Verdict.ANSWER)
        question = hear_question(self._understanding, turn.text, before)
        if question.is_pulled_back:
            return None
        reading = question.reading
        is_clear = reading.verdict in (Verdict.ANSWER, Verdict.ABOUT_ANOTHER)
        if reading.topic == GREETING or not (is_clear or leads_to_one(reading, turn.text)):
            return None
        return reading

    def _answer_aside(self, reading: Reading, turn: Turn) -> Said | None:
        """Return the answer to a question in the middle of a dialogue, None where there is none."""
        if reading.verdict is Verdict.ABOUT_ANOTHER:
            return Said(reading.words or UNKNOWN)
        narrower = self._find_narrower(turn)
        own = own_data_of(reading.topic, turn.text) if narrower is None else None
        seen = self._dialogues.glance(turn, own, {}) if own is not None else None
        article = narrower or self._telling.find(reading.topic, city_date(self._clock.now()))
        return seen or (Said(answer_text(article)) if article is not None else None)

    def _question(self, before: Conversation, turn: Turn) -> Heard:
        if plain(turn.text) in MORE_WORDS and before.topics:
            return self._tell_details(before)
        narrower = self._find_narrower(turn)
        if narrower is not None:
            return self._tell_article(replace(before, question=turn.text, topic=narrower.topic), narrower)
        question = hear_question(self._understanding, turn.text, before)
        reading = question.reading
        asked = replace(before, question=turn.text, topic=reading.topic, offers=(), was_asked_back=False)
        if reading.verdict is Verdict.HUMAN:
            return self._hand_over(before, turn, turn.text)
        if reading.verdict is Verdict.ABOUT_ANOTHER:
            return replace(asked, question=""), Said(reading.words or UNKNOWN)
        if reading.verdict is Verdict.OUT_OF_SCOPE:
            return self._say_unknown(asked, turn, reading, reading.words or UNKNOWN)
        is_close = reading.verdict is Verdict.ASK_BACK and reading.topic != GREETING
        if is_close and not before.was_asked_back and not leads_to_one(reading, turn.text):
            text, offers = self._telling.asked_back(reading)
            return replace(asked, offers=offers, was_asked_back=True), Said(text, choices=self._named(offers))
        if question.is_led_back:
            return self._tell_on(asked, turn, question)
        if self._was_just_told(before, turn, reading.topic):
            return self._tell_details(asked, REST_LEAD)
        return self._tell(asked, turn, reading.topic, reading)

    def _take_up(self, before: Conversation, turn: Turn, chosen: str) -> Heard:
        """Do what was offered or chosen from a menu."""
        if chosen.startswith(DIALOGUE) and chosen.removeprefix(DIALOGUE) in self._dialogues:
            return self._begin(before, turn, chosen.removeprefix(DIALOGUE), {})
        topic = chosen.removeprefix(TOPIC)
        if topic == HUMAN or chosen == DIALOGUE + HUMAN:
            return self._hand_over(before, turn, before.question)
        asked = replace(before, offers=(), was_asked_back=False, topic=topic)
        return self._tell(asked, turn, topic, None)

    def _tell(self, asked: Conversation, turn: Turn, topic: str, reading: Reading | None) -> Heard:
        """Tell the citizen's own data where the topic is about that and they are known, else its article."""
        own = own_data_of(topic, turn.text)
        if own is not None:
            return self._begin(asked, turn, own, {}, topic)
        article = self._telling.find(topic, city_date(self._clock.now()))
        if article is None:
            nothing_near = Reading(topic, 0.0, (), Verdict.ANSWER)
            return self._say_unknown(asked, turn, reading or nothing_near, UNKNOWN)
        return self._tell_article(asked, article)

    def _tell_article(self, asked: Conversation, article: Article) -> Heard:
        text, offers = self._telling.answer(article)
        topics = with_topic(article.topic, asked)
        after = replace(asked, topics=topics, offers=offers, was_asked_back=False)
        return replace(after, told="" if article.asks else article.topic), Said(text)

    def _has_rest(self, asked: Conversation, topic: str) -> bool:
        """Tell whether there is more to tell of a topic than was told."""
        article = self._telling.find(topic, city_date(self._clock.now()))
        return article is not None and bool(article.details) and asked.all_told != topic

    def _was_just_told(self, before: Conversation, turn: Turn, topic: str) -> bool:
        """Tell whether another question was just answered with the same article, of which there is more."""
        is_article = before.told == topic and own_data_of(topic, turn.text) is None
        is_another = bool(before.question) and not ask_the_same(before.question, turn.text)
        return is_article and is_another and self._has_rest(before, topic)

    def _tell_on(self, asked: Conversation, turn: Turn, question: Question) -> Heard:
        """Answer what the talk alone leads back to its topic, never with what was told already."""
        topic = question.reading.topic
        article = self._telling.find(topic, city_date(self._clock.now()))
        if article is not None and question.is_near and asked.told != topic:
            return self._tell_article(asked, article)
        if question.is_near and self._has_rest(asked, topic):
            return self._tell_details(asked, REST_LEAD)
        return self._say_unknown(asked, turn, question.reading, UNKNOWN)

    def _tell_details(self, before: Conversation, lead: str = "") -> Heard:
        """Tell what the short answer left out of the topic last told."""
        article = self._telling.find(before.topics[0], city_date(self._clock.now()))
        if article is None or not self._has_rest(before, article.topic):
            return before, Said("这件事没有更多可说的了。")
        return replace(before, all_told=article.topic), Said(f"{lead}{self._telling.details(article)}")

    def _say_unknown(self, asked: Conversation, turn: Turn, reading: Reading, words: str) -> Heard:
        self._note(turn, Judgement.NOT_UNDERSTOOD, "", asked.question)
        today = city_date(self._clock.now())
        text, offers = self._telling.unknown(words, reading, asked.topics, today)
        after = replace(asked, offers=offers, question="")
        return after, Said(f"{text}\n{self._human_zh}", choices=self._named(offers))

    def _begin(
        self, before: Conversation, turn: Turn, name: str, keep: Kept, topic: str | None = None
    ) -> Heard:
        """Begin a dialogue; who is not known is told how to be, and what the article says."""
        try:
            begun = self._dialogues.begin_if_known(before, turn, name, keep)
            words = who_are_you(turn.door)
        except DomainError as refusal:
            begun, words = None, refusal.zh
        if begun is not None:
            return begun
        topic = topic or self._dialogues.topic_of(name)
        article = self._telling.find(topic, city_date(self._clock.now()))
        about = f"\n\n{answer_text(article)}" if article is not None else ""
        return replace(before, topics=with_topic(topic, before), offers=(), told=topic), Said(
            f"{words}{about}"
        )

    def _hand_over(self, before: Conversation, turn: Turn, text: str) -> Heard:
        """Say where a person is reached, and hand over where the door can; a dialogue waits meanwhile."""
        asked = text if find_control(text) is None else before.question
        if asked:
            self._note(turn, Judgement.HUMAN_ASKED, before.topic, asked)
        waiting = self._dialogues.say_waiting(before)
        words = f"{with_hotline(self._human_zh)}\n{_BEFORE_A_HUMAN}{waiting}"
        return replace(before, question=""), Said(words, hands_over=True)

    def _judge(self, before: Conversation, turn: Turn, *, was_useful: bool) -> Heard:
        if not before.question:
            return before, Said(_GLAD if was_useful else _WHICH_ANSWER)
        judgement = Judgement.USEFUL if was_useful else Judgement.USELESS
        self._note(turn, judgement, before.topic, before.question)
        return replace(before, question=""), Said(_GLAD if was_useful else _SORRY)

    def _note(self, turn: Turn, judgement: Judgement, topic: str, question: str) -> None:
        """Note how a citizen's question was answered; whoever tries the bot in a terminal is none."""
        if turn.door is not Door.TERMINAL and question:
            self._learner.note(judgement, topic or None, question)

    def _find_narrower(self, turn: Turn) -> Article | None:
        return self._telling.find_narrower(turn.text, city_date(self._clock.now()))

    def _find_offer(self, before: Conversation, text: str) -> str:
        """Return the offer that a text takes up, '' where it takes up none."""
        if len(before.offers) == 1 and before.offers[0].startswith(DIALOGUE):
            return before.offers[0] if says_yes(text) else ""
        place = find_choice(text, self._named(before.offers))
        return before.offers[place] if place is not None else ""

    def _named(self, offers: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(self._telling.name_of(offer.removeprefix(TOPIC)) for offer in offers)
