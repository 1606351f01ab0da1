"""A linear model of many classes: one against the rest each, trained by dual coordinate descent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.understanding.features import Floats, Places, Vector

_EVERYWHERE = 0.3  # The value of the feature that every text has: a class's own height.


@dataclass(frozen=True)
class Training:
    """How hard to train: what an error costs, how much more a missed text does, the rounds."""

    penalty: float = 1.0
    own_weight: float = 3.0
    rounds: int = 8
    seed: int = 7


@dataclass(frozen=True)
class Weights:
    """A row for each place and, last, for what every text has; a column for each class.

    They are kept as steps of each class's scale: a text needs some hundred rows of seventy thousand.
    """

    steps: NDArray[np.int8] | Floats
    scale: Floats

    def rows(self, places: Places) -> Floats:
        """Return the weights of some places."""
        weighed: Floats = self.steps[places].astype(np.float32) * self.scale
        return weighed

    def all(self) -> Floats:
        """Return the weights of every place."""
        weighed: Floats = self.steps.astype(np.float32) * self.scale
        return weighed


def train(
    vectors: Sequence[Vector],
    owners: NDArray[np.int64],
    weights: Floats,
    shape: tuple[int, int],
    how: Training,
) -> Weights:
    """Return the weights of `shape`: places and classes.

    Every class is a support vector machine with squared hinge loss against all others (Hsieh et al. 2008);
    their dual variables are moved together, one text at a time. The same examples give the same weights.
    """
    size, classes = shape
    model = np.zeros((size + 1, classes), np.float32)
    alphas = np.zeros((len(vectors), classes), np.float32)
    sides = np.where(owners[:, None] == np.arange(classes)[None, :], 1, -1).astype(np.float32)
    penalties = np.where(sides > 0, how.penalty * how.own_weight, how.penalty) * weights[:, None]
    softness = (0.5 / penalties).astype(np.float32)
    bounded = [_with_everywhere(vector, size) for vector in vectors]
    lengths = np.array([float(one.values @ one.values) for one in bounded], np.float32)
    order = np.random.default_rng(how.seed)
    for _ in range(how.rounds):
        for row in order.permutation(len(bounded)):
            places, values = bounded[row].places, bounded[row].values
            side, alpha, soft = sides[row], alphas[row], softness[row]
            slope = side * (values @ model[places]) - 1 + soft * alpha
            moved = np.maximum(alpha - slope / (lengths[row] + soft), 0)
            model[places] += values[:, None] * ((moved - alpha) * side)
            alphas[row] = moved
    return Weights(model, np.ones(classes, np.float32))


def margins(weights: Weights, vector: Vector) -> Floats:
    """Return how far the text lies on each class's own side."""
    bounded = _with_everywhere(vector, len(weights.steps) - 1)
    found: Floats = bounded.values @ weights.rows(bounded.places)
    return found


def _with_everywhere(vector: Vector, size: int) -> Vector:
    return Vector(np.append(vector.places, size), np.append(vector.values, np.float32(_EVERYWHERE)))
