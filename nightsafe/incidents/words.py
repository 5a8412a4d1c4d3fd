"""The choices of an entry in words, for every page that shows one."""

from typing import Any

from flask import Flask
from flask_babel import ngettext

from nightsafe.incidents.deeds import ACTIONS
from nightsafe.incidents.flags import FLAGS
from nightsafe.incidents.follow_ups import FOLLOW_UPS
from nightsafe.incidents.people_bands import AGE_BANDS


def flag_label(key: str) -> str:
    """A flag's chip."""
    return str(FLAGS[key].label) if key in FLAGS else key


def action_label(key: str) -> str:
    """An action's chip."""
    return str(ACTIONS.get(key, key))


def answered(details: tuple[dict[str, Any], dict[str, str]]) -> list[tuple[str, str]]:
    """The follow-ups that were answered, with their answers, in the order they are asked."""
    merged = {**details[0], **details[1]}
    return [
        (str(one.label), _answer(key, merged[key]))
        for key, one in FOLLOW_UPS.items()
        if merged.get(key)
    ]


def _answer(key: str, value: Any) -> str:
    options = FOLLOW_UPS[key].options
    given = value if isinstance(value, list) else [value]
    return ", ".join(str(options.get(one, one)) for one in given)


def people_words(people: dict[str, Any]) -> str:
    """How many people, and about how old."""
    number = people.get("number")
    parts = [ngettext("%(num)d person", "%(num)d people", number)] if number else []
    parts += [str(AGE_BANDS.get(band, band)) for band in people.get("bands", ())]
    return ", ".join(parts)


def init_app(app: Flask) -> None:
    """Give the words to every template as filters."""
    for function in (flag_label, action_label, answered, people_words):
        app.jinja_env.filters[function.__name__] = function
