"""All that the bot learns, from its own examples: what texts are about, and what a follow-up asks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.understanding.cross_validation import (
    CrossValidated,
    fit_refusal,
    fit_sharpness,
    leave_out,
    score_left_out,
)
from bot.understanding.examples import Example, read_examples
from bot.understanding.followups import LONGEST_FOLLOW_UP, NO_ASPECT, strip_lead_in
from bot.understanding.normalisation import Normaliser
from bot.understanding.topic_map import TopicMap
from bot.understanding.training import Recipe, train_classifier
from bot.understanding.weights_file import Trained

_FOLDER = Path(__file__).parent
EXAMPLES, FOLLOW_UPS = _FOLDER / "examples", _FOLDER / "followups"
RECIPE = Recipe()
_ONE_OF = 3  # As many follow-ups as others: both are as likely after a question.


@dataclass(frozen=True)
class Material:
    """The examples of topics and of aspects."""

    topics: tuple[Example, ...]
    aspects: tuple[Example, ...]


@dataclass(frozen=True)
class Tuning:
    """What is chosen by cross-validation, and not learnt with the weights."""

    topics_sharpness: float
    aspects_sharpness: float
    refusal_ratio: float


@dataclass(frozen=True)
class Learnt:
    """What was learnt, and what its examples let expect of texts never seen."""

    trained: Trained
    topics: CrossValidated
    aspects: CrossValidated


def read_material(normaliser: Normaliser, ways: TopicMap) -> Material:
    """Return the examples to learn from.

    A topic that answers one aspect alone teaches it too: "修复要多久" without its subject is "要多久". What
    is asked elsewhere without any subject, as "你是谁", teaches what is no follow-up.
    """
    topics = read_examples(EXAMPLES)
    taught, others = [], []
    for example in topics:
        said = strip_lead_in(normaliser.clean(example.text))
        bare, aspect = normaliser.drop_subjects(said), ways.teaches(example.label)
        if not bare or len(said) > LONGEST_FOLLOW_UP:
            continue
        if aspect is not None:
            taught.append(Example(bare, aspect))
        elif bare == said and not ways.answers_aspects(example.label):
            others.append(Example(said, NO_ASPECT))
    own = (Example(strip_lead_in(normaliser.clean(one.text)), one.label) for one in read_examples(FOLLOW_UPS))
    return Material(topics, (*own, *taught, *others[::_ONE_OF]))


def train_all(material: Material, normaliser: Normaliser, tuning: Tuning) -> Trained:
    """Return the classifiers of topics and aspects, tuned."""
    return Trained(
        train_classifier(material.topics, normaliser, RECIPE, tuning.topics_sharpness),
        train_classifier(material.aspects, normaliser, RECIPE, tuning.aspects_sharpness),
        tuning.refusal_ratio,
    )


def learn(normaliser: Normaliser, ways: TopicMap) -> Learnt:
    """Return what the examples teach; how sharp it is and when it refuses is chosen on examples left out."""
    material = read_material(normaliser, ways)
    topics, aspects = (leave_out(one, normaliser, RECIPE) for one in (material.topics, material.aspects))
    sharpness = fit_sharpness(topics)
    tuning = Tuning(sharpness, fit_sharpness(aspects), fit_refusal(topics, sharpness))
    scores = score_left_out(topics, sharpness, tuning.refusal_ratio)
    return Learnt(train_all(material, normaliser, tuning), scores, score_left_out(aspects))
