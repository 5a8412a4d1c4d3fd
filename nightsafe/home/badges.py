"""Badges: each state in a word, its tone and its shape, so that colour never stands alone."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

# Lazy: a list has a badge on every row, and looks up only the words that it shows.
BADGES: dict[str, tuple[LazyString, str, str]] = {
    "received": (_l("received"), "info", "ring"),
    "not_seen": (_l("not seen"), "warn", "dot"),
    "seen": (_l("seen"), "good", "eye"),
    "linked": (_l("linked"), "good", "link"),
    "asked": (_l("asked"), "warn", "question"),
    "answered": (_l("answered"), "good", "speech"),
    "in_briefing": (_l("in the briefing"), "good", "note"),
    "confirmed": (_l("confirmed"), "good", "check"),
    "not_confirmed": (_l("not confirmed"), "plain", "x"),
    "passed_on": (_l("passed on"), "good", "send"),
    "undecided": (_l("undecided"), "plain", "half"),
    "closed": (_l("closed"), "plain", "check"),
    "reopened": (_l("reopened"), "warn", "undo"),
    "withdrawn": (_l("withdrawn"), "plain", "x"),
    "amended": (_l("amended"), "info", "pencil"),
    "restricted": (_l("restricted"), "danger", "shield"),
    "shared": (_l("shared with police"), "info", "share"),
    "register": (_l("your register"), "info", "note"),
    "review": (_l("police review"), "info", "badge"),
    "late": (_l("late"), "warn", "clock"),
    "quiet": (_l("quiet night"), "plain", "moon"),
    "open": (_l("still here"), "warn", "half"),
    "left": (_l("left"), "plain", "check"),
    "sent": (_l("sent"), "good", "check"),
    "waiting": (_l("waiting to be sent"), "warn", "half"),
    "all_sent": (_l("All sent"), "good", "dot"),
    "suspended": (_l("suspended"), "danger", "no-entry"),
    "active": (_l("active"), "good", "dot"),
    "ended": (_l("ended"), "plain", "x"),
    "invited": (_l("invited"), "warn", "send"),
    "on_duty": (_l("on duty"), "good", "dot"),
    "off_duty": (_l("off duty"), "plain", "ring"),
    "release_checking": (_l("being checked"), "info", "half"),
    "release_safe": (_l("safe to leave"), "good", "shield"),
    "release_unsafe": (_l("cannot leave like this"), "danger", "no-entry"),
    "release_failed": (_l("check broke off"), "danger", "warning"),
    "release_sent": (_l("to be approved"), "warn", "send"),
    "release_returned": (_l("returned"), "warn", "undo"),
    "release_released": (_l("has left"), "good", "check"),
    "release_dropped": (_l("dropped"), "plain", "x"),
}

SEVERITY: dict[int, LazyString] = {
    4: _l("life at risk"),
    3: _l("police or medical"),
    2: _l("dealt with here"),
    1: _l("note"),
}
