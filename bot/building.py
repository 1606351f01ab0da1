"""The engine put together from the domain's services, the articles and what was learnt."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from backend.domain import Domain
from bot.article import read_articles
from bot.chat import Chat
from bot.conversations import Conversations
from bot.dialogue_turns import DialogueTurns
from bot.dialogues.running import DialogueRunner
from bot.dialogues.table import build_dialogues
from bot.engine import Engine
from bot.learning.noting import Learner, read_scrubber
from bot.narrower import read_narrower
from bot.telling import Telling
from bot.understanding.evaluation import Reader
from bot.understanding.topic_map import read_topic_map

ARTICLES = Path(__file__).parent / "articles"
NARROWER_ARTICLES = Path(__file__).parent / "narrower_articles"


@dataclass(frozen=True)
class Mind:
    """The engine, what its conversations remember, and its door to the phone."""

    engine: Engine
    conversations: Conversations
    chat: Chat


def build_mind(domain: Domain, understanding: Reader, human_zh: str) -> Mind:
    """Return the engine; `human_zh` says where a person can be reached."""
    ground, articles = domain.ground, read_articles(ARTICLES)
    conversations = Conversations(ground.short_lived, ground.clock, ground.cipher, ground.blind_index)
    engine = Engine(
        understanding,
        Telling(articles, read_topic_map(), read_narrower(NARROWER_ARTICLES)),
        DialogueTurns(DialogueRunner(build_dialogues(domain))),
        conversations,
        Learner(domain.questions, read_scrubber(articles)),
        ground.clock,
        human_zh,
    )
    return Mind(engine, conversations, Chat(engine, conversations))
