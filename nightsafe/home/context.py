"""What every template is given: who is asking, the tabs they have, the theme, the night."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, g, request, url_for
from flask_babel import LazyString, get_locale
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from nightsafe import clock, forms, gate, headers, nights
from nightsafe.accounts import roles, sessions
from nightsafe.accounts.roles import LABELS, Role
from nightsafe.accounts.sessions import lasts_until
from nightsafe.gate import Actor, Can
from nightsafe.home.badges import BADGES, SEVERITY
from nightsafe.home.done import DONE
from nightsafe.home.notices import notices
from nightsafe.incidents import words as incident_words
from nightsafe.incidents.models import Event
from nightsafe.incidents.queries import entries_of
from nightsafe.network import words
from nightsafe.network.queries import network, time_zone
from nightsafe.referrals.queries import Panel, panel
from nightsafe.submissions import held, uploads
from nightsafe.submissions.reference import spoken

DARK_FROM, DARK_UNTIL = 18, 6


@dataclass(frozen=True)
class Tab:
    """One way to go, shown in the bar of every page."""

    label: str
    url: str
    icon: str
    current: bool
    tone: str = ""


FIGURES = "aggregates.releases"
BRIEFINGS = "briefings.archive"
# What stands elsewhere for those who log: the bar of a phone is full.
ELSEWHERE = frozenset({FIGURES, BRIEFINGS})
# Who has it, its words, endpoint, icon, tone; in the order of the bar.
_TABS: tuple[tuple[Can | None, LazyString, str, str, str], ...] = (
    (Can.LOG, _l("Log"), "home.index", "plus", ""),
    (Can.READ_OWN, _l("Mine"), "home.mine", "list", ""),
    (Can.VISIT, _l("Visits"), "visits.index", "safe", ""),
    (Can.REGISTER, _l("Register"), "home.register", "history", ""),
    (Can.REVIEW, _l("Review"), "review.queue", "shield", ""),
    (Can.WEEK, _l("Week"), "aggregates.week", "chart", ""),
    (Can.FIGURES, _l("Figures"), FIGURES, "share", ""),
    (Can.BRIEFING, _l("Briefing"), BRIEFINGS, "note", ""),
    (Can.REFERRED, _l("Referrals"), "referrals.index", "send", ""),
    (Can.NAME_OWNERS, _l("Referrals"), "referrals.owners", "send", ""),
    (Can.NETWORK, _l("Set-up"), "network.index", "gear", ""),
    (Can.INVITE, _l("People"), "accounts.people", "people", ""),
    (Can.GIVE_GRANT, _l("Grants"), "accounts.grants", "door", ""),
    (Can.READ_LEDGER, _l("Ledger"), "home.ledger", "note", ""),
    (None, _l("Help"), "home.help", "phone", "danger"),
)


def tabs_for(actor: Actor, endpoint: str | None) -> list[Tab]:
    """The tabs of a person, the present one marked."""
    section = (endpoint or "").partition(".")[0]
    found = []
    for can, label, target, icon, tone in _TABS:
        if can is not None and not roles.may(actor, can):
            continue
        if target in ELSEWHERE and roles.may(actor, Can.LOG):
            continue
        here = endpoint == target or (
            section == target.partition(".")[0] and section not in {"home", "accounts"}
        )
        if section in {"aggregates", "api"} and target != endpoint:
            # The week is a page of its own; all others are about figures that leave.
            here = target == FIGURES and endpoint != "aggregates.week"
        if target == "network.index" and endpoint == "delivery.deliveries":
            here = True
        if target == BRIEFINGS and section in {"calendar", "alerts"}:
            here = True
        if target == "home.index" and section in {"incidents", "shifts"}:
            here = True
        found.append(Tab(str(label), url_for(target), icon, here, tone))
    return found


def may(actor: Actor | None, can: Can) -> bool:
    """Whether whoever asks may do something."""
    return actor is not None and roles.may(actor, can)


def theme() -> str:
    """The theme somebody chose, else dark at night, else as the phone asks (empty)."""
    chosen = request.cookies.get("theme", "")
    if chosen in {"dark", "light"}:
        return chosen
    hour = nights.local(clock.now(), time_zone()).hour
    return "dark" if hour >= DARK_FROM or hour < DARK_UNTIL else ""


def init_app(app: Flask, static_address: Callable[[str], str], build: str) -> None:
    """Give the context and the filters to every template; `build` names the code that runs."""
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["static_url"] = static_address
    app.jinja_env.globals["badges"] = BADGES
    app.jinja_env.globals["severity_words"] = SEVERITY
    app.jinja_env.filters["shown"] = forms.shown
    app.jinja_env.filters["kept"] = forms.kept
    app.jinja_env.filters["spoken"] = spoken
    app.jinja_env.filters["seconds_left"] = lambda until: max(
        0, int((until - clock.now()).total_seconds())
    )
    words.init_app(app)
    incident_words.init_app(app)

    @app.context_processor
    def everywhere() -> dict[str, Any]:
        actor = gate.someone()
        here = network()
        done = DONE.get(request.args.get("done", ""))
        return {
            "me": actor,
            "on_shared_phone": sessions.on_shared_phone(),
            "my_role": LABELS[Role(actor.role)] if actor else None,
            "network": here,
            "can": lambda name: may(actor, Can(name)),
            "tabs": tabs_for(actor, request.endpoint) if actor else [],
            # Looked for only by pages that show them: most of those for errors do not.
            "waiting_notices": lambda: notices(actor) if actor and not g.get("kept") else [],
            "referral_panel": _referral_panel,
            "done": done,
            # What a phone keeps is given its theme by the phone, at each opening.
            "theme": "" if g.get("kept") else theme(),
            "nonce": headers.nonce(),
            "language": str(get_locale() or "en"),
            "phone": _phone(actor, build),
            # For the phone's own store: without what ages there.
            "kept": bool(g.get("kept")),
            # Shown to be posted as it is, past the phone's queue.
            "direct": bool(g.get("direct")),
            "sent_to": _sent_to,
            "quarantined": _quarantined,
        }


def _referral_panel(event: Event) -> Panel:
    """What a story shows of an event's referrals."""
    actor = gate.me()
    return panel(event, entries_of(actor, event), clock.now())


def _quarantined(author_id: int | None = None) -> int:
    """How much waits unread for a coordinator; of all, or of one author."""
    return held.how_many_quarantined(author_id) + uploads.how_many_unread(author_id)


def _sent_to(address: str) -> str:
    """Where a form is posted: while something held is being finished, all of it goes there."""
    one = g.get("finishing")
    return address if one is None else url_for("offline.finish", held_id=one, at=address)


def _phone(actor: Actor | None, build: str) -> dict[str, Any] | None:
    """What a page tells the phone's own scripts; None for those who do not log."""
    if not may(actor, Can.LOG) or not current_user.is_authenticated:
        return None
    row = current_user.row
    return {
        "person": row.person_id,
        "membership": row.membership_id,
        "session": row.id,
        "until": int(lasts_until(row).timestamp() * 1000),
        "build": build,
    }
