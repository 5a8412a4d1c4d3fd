"""The shape of every answer, as the published description has it."""

from marshmallow import RAISE, Schema, fields, validate

MOST_ON_A_PAGE = 100
ON_A_PAGE = 20


def _told(words: str, **more: object) -> dict[str, object]:
    return {"description": words, **more}


class PageQuery(Schema):
    """Which part of a list is asked for."""

    class Meta:
        unknown = RAISE

    page = fields.Integer(
        load_default=1, validate=validate.Range(1, 1_000_000), metadata=_told("From 1 on.")
    )
    size = fields.Integer(
        load_default=ON_A_PAGE,
        validate=validate.Range(1, MOST_ON_A_PAGE),
        metadata=_told("How many stand on a page."),
    )


class Problem(Schema):
    """What went wrong (RFC 9457)."""

    type = fields.String(required=True)
    title = fields.String(required=True, metadata=_told("What happened."))
    status = fields.Integer(required=True)
    detail = fields.String(required=True, metadata=_told("What to do."))


class Link(Schema):
    """A table of a release, and where it is."""

    key = fields.String(
        required=True, metadata=_told("Its name in addresses.", example="night-by-band")
    )
    label = fields.String(required=True)
    unit = fields.String(required=True, validate=validate.OneOf(["events", "visits"]))
    method = fields.String(required=True, validate=validate.OneOf(["rounding", "suppression"]))
    address = fields.String(required=True, metadata=_told("Its path on this server."))


class ReleaseInList(Schema):
    """A release."""

    number = fields.Integer(required=True, metadata=_told("Given once, never used again."))
    quarter = fields.String(required=True, metadata=_told("A calendar quarter.", example="2026 Q3"))
    first_night = fields.Date(required=True, metadata=_told("A night bears the date it began on."))
    last_night = fields.Date(required=True)
    released_at = fields.DateTime(required=True, metadata=_told("In UTC."))
    whole_network = fields.Boolean(required=True, metadata=_told("Or some of its areas only."))
    address = fields.String(required=True, metadata=_told("Its path on this server."))


class Releases(Schema):
    """A page of the releases, newest first."""

    releases = fields.List(fields.Nested(ReleaseInList), required=True)
    page = fields.Integer(required=True)
    size = fields.Integer(required=True)
    pages = fields.Integer(required=True)
    total = fields.Integer(required=True)


class WeekCovered(Schema):
    """Who reported in a week."""

    reported = fields.Integer(required=True)
    active = fields.Integer(required=True)


class Coverage(Schema):
    """Who reported, of how many: a figure without it says little."""

    premises = fields.Integer(required=True, metadata=_told("Premises that took part."))
    premises_reported = fields.Integer(required=True, metadata=_told("Those that reported."))
    teams = fields.Integer(required=True)
    teams_reported = fields.Integer(required=True)
    weeks = fields.List(fields.Nested(WeekCovered), required=True)


class Release(ReleaseInList):
    """A release and its tables."""

    coverage = fields.Nested(Coverage, required=True)
    limits = fields.List(fields.String(), required=True)
    package = fields.String(required=True, metadata=_told("Where the whole of it is, as one file."))
    tables = fields.List(fields.Nested(Link), required=True)


class Heading(Schema):
    """A row or a column."""

    key = fields.String(required=True, metadata=_told("Stays the same from release to release."))
    label = fields.String(required=True)
    total = fields.Boolean(required=True, metadata=_told("Whether it stands for all the others."))
    threshold = fields.Integer(
        required=True,
        allow_none=True,
        metadata=_told("Under suppression: fewer than so many are not shown."),
    )


class Figure(Schema):
    """A figure: a number, or null with the status "not shown", which is not a zero."""

    row = fields.String(required=True)
    column = fields.String(required=True)
    value = fields.Integer(required=True, allow_none=True, metadata=_told("Null when not shown."))
    status = fields.String(required=True, validate=validate.OneOf(["shown", "not shown"]))


class Earlier(Schema):
    """The same table as it was released for an earlier quarter."""

    compared = fields.String(
        required=True,
        validate=validate.OneOf(["last quarter", "same quarter last year"]),
    )
    quarter = fields.String(required=True)
    release = fields.Integer(required=True)
    figures = fields.List(fields.Nested(Figure), required=True)


class Table(Schema):
    """A table of a release: what it counts, how it is protected, and every figure."""

    release = fields.Integer(required=True)
    quarter = fields.String(required=True)
    key = fields.String(required=True)
    label = fields.String(required=True)
    definition = fields.String(required=True, metadata=_told("What is counted."))
    unit = fields.String(required=True, validate=validate.OneOf(["events", "visits"]))
    method = fields.String(required=True, validate=validate.OneOf(["rounding", "suppression"]))
    rule = fields.String(required=True, metadata=_told("How the figures are protected."))
    limits = fields.List(fields.String(), required=True)
    coverage = fields.Nested(Coverage, required=True)
    rows = fields.List(fields.Nested(Heading), required=True)
    columns = fields.List(fields.Nested(Heading), required=True)
    figures = fields.List(fields.Nested(Figure), required=True)
    earlier = fields.List(fields.Nested(Earlier), required=True)
