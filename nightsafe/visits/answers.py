"""The questions a visit's form asks, in its order, and how their answers are stored (pure)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from nightsafe.errors import ProductError
from nightsafe.visits import choices


@dataclass(frozen=True)
class Question:
    """One question answered with chips: one key, or a list of keys when `many`."""

    label: LazyString
    choices: Mapping[str, LazyString]
    many: bool = False


QUESTIONS: dict[str, Question] = {
    "came_by": Question(_l("Came by"), choices.CAME_BY),
    "reasons": Question(_l("Why they came"), choices.REASONS, many=True),
    "needs": Question(_l("What they needed"), choices.NEEDS, many=True),
    "support": Question(_l("What we did"), choices.SUPPORT, many=True),
    "left": Question(_l("How they left"), choices.LEFT),
    "age_band": Question(_l("About how old"), choices.AGE_BANDS),
    "gender": Question(_l("Gender"), choices.GENDERS),
    "student": Question(_l("Student"), choices.STUDENT),
    "without_us": Question(_l("Without us, likely"), choices.WITHOUT_US),
}

# In somebody's own words: a paragraph is added to the note, the university is replaced.
WORDS = frozenset({"note", "university"})

Answers = dict[str, str | list[str]]


def tidied(given: Mapping[str, Any]) -> Answers:
    """Answers as they are stored: known keys in the form's order, nothing empty.

    Raises ProductError beside the question for a key that it does not offer.
    """
    unknown = given.keys() - QUESTIONS.keys()
    if unknown:
        raise ValueError(f"not questions of a visit: {sorted(unknown)}")
    found: Answers = {}
    for name, question in QUESTIONS.items():
        keys = _keys(given.get(name))
        if not keys:
            continue
        if not question.choices.keys() >= keys or (len(keys) > 1 and not question.many):
            raise ProductError(_l("Choose from what is offered."), name)
        ordered = [key for key in question.choices if key in keys]
        found[name] = ordered if question.many else ordered[0]
    return found


def said(answers: Mapping[str, Any]) -> list[tuple[str, LazyString, list[LazyString]]]:
    """What was answered, in words: name of the question, its label, the labels of its answers."""
    return [
        (name, question.label, [question.choices[key] for key in keys if key in question.choices])
        for name, question in QUESTIONS.items()
        if (keys := sorted(_keys(answers.get(name)), key=list(question.choices).index))
    ]


def _keys(value: Any) -> set[str]:
    if not value:
        return set()
    if isinstance(value, str):
        return {value}
    return {str(key) for key in value} if isinstance(value, Iterable) else {str(value)}
