"""Kinds of organisations and places, in words."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

PREMISES = "premises"  # of a place: a venue's own door

ORGANISATION_KINDS: dict[str, LazyString] = {
    "venue": _l("Pub, bar, club or late food"),
    "door": _l("Door staff company"),
    "pastors": _l("Street pastors or city angels"),
    "drivers": _l("Taxi, private hire or night bus"),
    "cctv": _l("CCTV control room"),
    "safe-place": _l("Safe Place"),
    "police": _l("Police"),
    "council": _l("Council"),
    "safeguarding": _l("Safeguarding service"),
    "other": _l("Other"),
}

PLACE_KINDS: dict[str, LazyString] = {
    "street": _l("Street or square"),
    "rank": _l("Taxi rank"),
    "station": _l("Station or stop"),
    "park": _l("Park or riverside"),
    "car-park": _l("Car park"),
    "public": _l("Other public place"),
    PREMISES: _l("Premises"),
}
