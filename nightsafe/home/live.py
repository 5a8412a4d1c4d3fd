"""What a page that stays open asks for again and again: its news and the notices that wait."""

from dataclasses import asdict
from typing import Any

from flask_babel import ngettext

from nightsafe.gate import Actor
from nightsafe.home.notices import notices
from nightsafe.review.live import News


def answer(actor: Actor, news: News | None) -> dict[str, Any]:
    """The answer as JSON holds it, every word in it as it will be shown; None has no news slot."""
    waiting = notices(actor)
    return {
        "new": news.inside if news else 0,
        "outside": news.outside if news else 0,
        "said": _said(news),
        "notices": [asdict(one) for one in waiting],
        "count": len(waiting),
        "bell": ngettext(
            "%(num)d notice waits for you", "%(num)d notices wait for you", len(waiting)
        ),
    }


def _said(news: News | None) -> str:
    if news is None:
        return ""
    if news.inside:
        return ngettext("%(num)d new: show", "%(num)d new: show", news.inside)
    if news.outside:
        return ngettext("%(num)d new elsewhere", "%(num)d new elsewhere", news.outside)
    return ""
