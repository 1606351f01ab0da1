"""From examples to a classifier; each example is also learnt with gaps, so that typos do not unsettle it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from bot.understanding.classifier import Classifier
from bot.understanding.examples import Example
from bot.understanding.features import UNREADABLE, count_features, learn_vocabulary
from bot.understanding.linear import Training, train
from bot.understanding.normalisation import ROLES, Normaliser, Units

_SEED = 11


@dataclass(frozen=True)
class Recipe:
    """How to train: the linear model, which features are worth keeping, and the copies with gaps."""

    linear: Training = field(default_factory=Training)
    seen_at_least: int = 2
    gap_share: float = 0.25
    gap_weight: float = 0.5
    padded_weight: float = 0.2


def train_classifier(
    examples: Sequence[Example], normaliser: Normaliser, recipe: Recipe, sharpness: float = 1.0
) -> Classifier:
    """Return the classifier of `examples`; the same examples give the same one."""
    labels = tuple(sorted({example.label for example in examples}))
    cleaned = [normaliser.clean(example.text) for example in examples]
    units = [normaliser.to_units(text) for text in cleaned]
    counted = [count_features(one) for one in units]
    vocabulary = learn_vocabulary(counted, recipe.seen_at_least)
    chance = np.random.default_rng(_SEED)
    with_gaps = [count_features(_leave_gaps(one, recipe.gap_share, chance)) for one in units]
    padded = [count_features(normaliser.to_units(_pad(text, normaliser.padding, chance))) for text in cleaned]
    vectors = [vocabulary.weigh(counts) for counts in (*counted, *with_gaps, *padded)]
    owners = np.array([labels.index(example.label) for example in examples] * 3, np.int64)
    weights = np.repeat(np.array([1.0, recipe.gap_weight, recipe.padded_weight], np.float32), len(examples))
    model = train(vectors, owners, weights, (len(vocabulary), len(labels)), recipe.linear)
    return Classifier(labels, vocabulary, model, sharpness)


def _pad(cleaned: str, padding: Sequence[str], chance: np.random.Generator) -> str:
    """Return a text with what people say around a question: up to six sentences before it, two after."""
    said = chance.choice(len(padding), size=int(chance.integers(1, 9)), replace=False)
    before = max(len(said) - int(chance.integers(0, 3)), 0)
    sentences = [padding[row] for row in said]
    return ",".join([*sentences[:before], cleaned, *sentences[before:]])


def _leave_gaps(units: Units, share: float, chance: np.random.Generator) -> Units:
    """Return `units` with some characters unreadable, as when they are mistyped; how they sound is kept."""
    written = _with_gaps(units.written, share, chance)
    return replace(units, written=written, roles=_with_gaps(units.roles, share, chance))


def _with_gaps(units: Sequence[str], share: float, chance: np.random.Generator) -> tuple[str, ...]:
    gaps = chance.random(len(units)) < share
    return tuple(
        UNREADABLE if gap and unit not in ROLES else unit for unit, gap in zip(units, gaps, strict=True)
    )
