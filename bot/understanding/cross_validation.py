"""What to expect of texts never seen: examples judged by classifiers that learnt without them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.understanding.evaluation import Confusion, list_confusions
from bot.understanding.examples import Example, group_near_copies
from bot.understanding.features import Floats
from bot.understanding.normalisation import Normaliser
from bot.understanding.reading import OUT_OF_SCOPE, REFUSED
from bot.understanding.training import Recipe, train_classifier

FOLDS = 5
_SEED = 5
_SHARPNESSES = np.geomspace(1.0, 12.0, 40)
_REAL_REFUSED_AT_MOST = 0.03


@dataclass(frozen=True)
class LeftOut:
    """Examples, and how far each lay on each label's side for a classifier that had not learnt it."""

    examples: tuple[Example, ...]
    labels: tuple[str, ...]
    measured: Floats


@dataclass(frozen=True)
class CrossValidated:
    """The figures of examples that were left out, in shares."""

    accuracy: float
    out_of_scope_recall: float
    real_refused: float
    confusions: tuple[Confusion, ...]


def leave_out(examples: Sequence[Example], normaliser: Normaliser, recipe: Recipe) -> LeftOut:
    """Return what classifiers trained without a fifth of `examples` measured of that fifth.

    Near copies are left out together.
    """
    labels = tuple(sorted({example.label for example in examples}))
    folds = _folds([normaliser.clean(example.text) for example in examples])
    measured = np.zeros((len(examples), len(labels)), np.float32)
    for fold in range(FOLDS):
        learnt = [example for example, place in zip(examples, folds, strict=True) if place != fold]
        classifier = train_classifier(learnt, normaliser, recipe)
        columns = [labels.index(label) for label in classifier.labels]
        for row in np.flatnonzero(folds == fold):
            cleaned = normaliser.clean(examples[int(row)].text)
            measured[row, columns] = classifier.measure(cleaned, normaliser)
    return LeftOut(tuple(examples), labels, measured)


def fit_sharpness(left_out: LeftOut) -> float:
    """Return the sharpness at which the probabilities of the true labels are the likeliest together."""
    owners = np.array([left_out.labels.index(example.label) for example in left_out.examples])
    rows = np.arange(len(owners))

    def unlikeliness(sharpness: float) -> float:
        raised = left_out.measured.astype(np.float64) * sharpness
        raised -= raised.max(axis=1, keepdims=True)
        return float((np.log(np.exp(raised).sum(axis=1)) - raised[rows, owners]).mean())

    return min(map(float, _SHARPNESSES), key=unlikeliness)


def fit_refusal(left_out: LeftOut, sharpness: float) -> float:
    """Return the ratio of refusals to the best topic from which on few enough real questions are refused."""
    ratios = np.array([ratio for _, _, ratio in _judge(left_out, sharpness)])
    real = np.array([example.label not in REFUSED for example in left_out.examples])
    return float(np.quantile(ratios[real], 1 - _REAL_REFUSED_AT_MOST))


def score_left_out(left_out: LeftOut, sharpness: float = 1.0, refusal: float = np.inf) -> CrossValidated:
    """Return the figures of the examples left out; a refusal for another person's sake is a refusal."""
    pairs = [
        (_merged(label), OUT_OF_SCOPE if ratio >= refusal else taken)
        for label, taken, ratio in _judge(left_out, sharpness)
    ]
    foreign = [taken for expected, taken in pairs if expected == OUT_OF_SCOPE]
    real = [taken for expected, taken in pairs if expected != OUT_OF_SCOPE]
    return CrossValidated(
        accuracy=sum(expected == taken for expected, taken in pairs) / len(pairs),
        out_of_scope_recall=foreign.count(OUT_OF_SCOPE) / max(1, len(foreign)),
        real_refused=real.count(OUT_OF_SCOPE) / max(1, len(real)),
        confusions=list_confusions(pairs),
    )


def _judge(left_out: LeftOut, sharpness: float) -> list[tuple[str, str, float]]:
    """Return for each example its label, the best topic, and how much likelier the refusals are."""
    raised = np.exp((left_out.measured - left_out.measured.max(axis=1, keepdims=True)) * sharpness)
    refused = np.array([label in REFUSED for label in left_out.labels])
    best = np.where(refused, -1.0, raised).argmax(axis=1)
    ratios = raised[:, refused].sum(axis=1) / raised[np.arange(len(best)), best]
    labels = [example.label for example in left_out.examples]
    taken = [left_out.labels[column] for column in best]
    return [*zip(labels, taken, map(float, ratios), strict=True)]


def _folds(texts: Sequence[str]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    groups = group_near_copies(texts)
    chance = np.random.default_rng(_SEED)
    fold_of = {group: int(chance.integers(FOLDS)) for group in sorted(set(groups))}
    return np.array([fold_of[group] for group in groups], np.int64)


def _merged(label: str) -> str:
    return OUT_OF_SCOPE if label in REFUSED else label
