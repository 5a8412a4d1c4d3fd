"""A briefing as it is read: one source for the page, the PDF and both kinds of mail."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from nightsafe.aggregates.outlook_words import LOOK, UNUSUAL, change_words
from nightsafe.aggregates.safe import TOTAL, read_table
from nightsafe.aggregates.shapes import Shape
from nightsafe.aggregates.weekly_groups import WHOLE, label_of
from nightsafe.briefings import charts
from nightsafe.briefings.blocks import ASK, fill, title_of
from nightsafe.briefings.charts import NARROW, WIDE, Group, Past
from nightsafe.briefings.models import Briefing
from nightsafe.briefings.suggesting import between, blocks_of, in_words, spoken
from nightsafe.network.words import whole

_DAY = timedelta(days=1)
# The blocks of which the first screen has the first paragraph.
LEADING = frozenset({"last", "change", "expect"})


@dataclass(frozen=True)
class Line:
    """A figure with what it is of, as it is read."""

    label: str
    shown: str


@dataclass(frozen=True)
class Chart:
    """A picture at two widths, and what it shows in words."""

    title: str
    wide: Shape
    narrow: Shape
    words: str


@dataclass(frozen=True)
class Section:
    """One block with all that stands with it."""

    key: str
    title: str
    paragraphs: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    chart: Chart | None = None
    points: list[str] = field(default_factory=list)

    @property
    def blank(self) -> bool:
        """Whether there is nothing to read in it."""
        return not (self.paragraphs or self.lines or self.chart or self.points)


@dataclass(frozen=True)
class Document:
    """All that is read of a briefing; `lead` is its first screen, `ask` the one thing to do."""

    title: str
    short: str
    network: str
    version: int
    corrected: str
    ask: str
    lead: list[Line]
    sections: list[Section]
    rule: list[str]


def document_of(briefing: Briefing) -> Document:
    """A briefing as its members read it; what is for police alone is not in it."""
    facts = briefing.facts if briefing.writers else spoken(briefing.facts)
    blocks = blocks_of(briefing)
    sections = [_section(one, facts) for one in blocks if one["key"] != ASK]
    ask = next((fill(str(one["text"]), facts) for one in blocks if one["key"] == ASK), "")
    return Document(
        title=weekend_words(facts),
        short=weekend_words(facts, year=False),
        network=str(facts["network"]),
        version=briefing.version,
        corrected=fill(briefing.why, facts) if briefing.corrects else "",
        ask=ask,
        lead=_lead(blocks, facts),
        sections=[one for one in sections if not one.blank],
        rule=_rule(facts),
    )


def weekend_words(facts: Mapping[str, Any], *, year: bool = True) -> str:
    """The weekend that a briefing is about: "Weekend of 20 to 22 November 2026", or less."""
    friday = date.fromisoformat(facts["friday"])
    sunday = friday + 2 * _DAY
    first = format_date(friday, "d" if friday.month == sunday.month else "d MMMM")
    if not year:
        return _("%(first)s to %(last)s", first=first, last=format_date(sunday, "d MMMM"))
    return _("Weekend of %(first)s to %(last)s", first=first, last=format_date(sunday, "d MMMM y"))


def paragraphs(text: str, facts: Mapping[str, Any]) -> list[str]:
    """The paragraphs of a text with its figures in place."""
    return [one.strip() for one in fill(text, facts).split("\n\n") if one.strip()]


def _lead(blocks: list[dict[str, Any]], facts: Mapping[str, Any]) -> list[Line]:
    """The first screen: each of three things in a line, if its block was kept."""
    found = []
    for one in blocks:
        key, first = str(one["key"]), (paragraphs(str(one["text"]), facts) or [""])[0]
        if key == "change":
            first = first or unusual_words(facts)
        if key in LEADING and first:
            found.append(Line(fill(title_of(one), facts), first))
    return found


def unusual_words(facts: Mapping[str, Any]) -> str:
    """What was unusual, in a line."""
    rows = facts["change"]
    risen = [_label(one) for one in rows if one["verdict"] in {UNUSUAL, LOOK}]
    if risen:
        return _("More than usual: %(what)s.", what="; ".join(risen))
    whole = next((one for one in rows if one["key"] == WHOLE), None)
    words = change_words(whole["verdict"]) if whole else ""
    return words[:1].upper() + words[1:]


def _label(row: Mapping[str, Any]) -> str:
    return label_of(str(row["key"]), str(row["label"]))


def _section(block: Mapping[str, Any], facts: Mapping[str, Any]) -> Section:
    key, title = str(block["key"]), fill(title_of(block), facts)
    words = paragraphs(str(block["text"]), facts)
    if key in LEADING:
        # The first screen has its first paragraph.
        words = words[1:]
    if key == "last":
        return Section(key, title, words, _lines(facts), _groups_chart(facts))
    if key == "change":
        return Section(key, title, words, points=_changes(facts))
    if key == "expect":
        return Section(key, title, words, chart=_ahead_chart(facts), points=_coming(facts))
    return Section(key, title, words)


def _lines(facts: Mapping[str, Any]) -> list[Line]:
    if not facts["table"]:
        return []
    table = read_table(facts["table"])
    found = [Line(label_of(one.key, one.label), in_words(table.at(one.key))) for one in table.rows]
    return [*found, Line(_("All together"), in_words(table.at(TOTAL)))]


def _changes(facts: Mapping[str, Any]) -> list[str]:
    """What the figures can bear, row by row; the same is said once."""
    by_words: dict[str, list[str]] = {}
    for one in facts["change"]:
        by_words.setdefault(change_words(one["verdict"]), []).append(_label(one))
    found = [
        _("%(what)s: %(said)s", what="; ".join(labels), said=words)
        for words, labels in by_words.items()
    ]
    if facts["usual"]:
        found.append(
            _("Four weekends of five have %(range)s events.", range=between(facts["usual"]))
        )
    return found


def _coming(facts: Mapping[str, Any]) -> list[str]:
    coming = facts["coming"]
    found = [_event(one) for one in coming["events"]]
    for one in coming["holidays"]:
        day = format_date(date.fromisoformat(one["day"]), "EEEE d MMMM")
        found.append(_("%(day)s: %(name)s, a bank holiday.", day=day, name=one["name"]))
    for one in coming["terms"]:
        last = format_date(date.fromisoformat(one["last"]), "d MMMM")
        found.append(_("%(name)s: term time until %(day)s.", name=one["name"], day=last))
    return found


def _event(one: Mapping[str, Any]) -> str:
    first, last = date.fromisoformat(one["first"]), date.fromisoformat(one["last"])
    day = format_date(first, "EEEE d MMMM")
    if last > first:
        day = _("%(first)s to %(last)s", first=day, last=format_date(last, "EEEE d MMMM"))
    where = f"{one['name']}, {one['place']}" if one["place"] else str(one["name"])
    if one["crowd"] is None:
        return str(_("%(day)s: %(what)s.", day=day, what=where))
    crowd = ngettext(
        "%(crowd)s person expected",
        "%(crowd)s people expected",
        one["crowd"],
        crowd=whole(one["crowd"]),
    )
    return _("%(day)s: %(what)s, %(crowd)s.", day=day, what=where, crowd=crowd)


def _groups_chart(facts: Mapping[str, Any]) -> Chart | None:
    table = read_table(facts["table"]) if facts["table"] else None
    if table is None or not table.rows:
        return None
    rows = [Group(label_of(one.key, one.label), table.at(one.key)) for one in table.rows]
    words = "; ".join(f"{row.label}: {in_words(row.figure)}" for row in rows)
    return Chart(
        _("What the weekend had"),
        charts.groups(rows, WIDE),
        charts.groups(rows, NARROW),
        _("Bars: %(rows)s.", rows=words),
    )


def _ahead_chart(facts: Mapping[str, Any]) -> Chart | None:
    forecast, past = facts["forecast"], list(facts["past"])
    if not forecast:
        return None
    table = read_table(facts["table"]) if facts["table"] else None
    if table is not None:
        past.append({"friday": facts["friday"], "shown": table.at(TOTAL)})
    columns = [Past(_short(one["friday"]), one["shown"]) for one in past]
    low, high = forecast["low"], forecast["high"]
    coming = _short(forecast["friday"])
    said = "; ".join(f"{one.label}: {in_words(one.figure)}" for one in columns)
    words = _(
        "Columns: events of past weekends by their Friday: %(past)s. Dashed: the range of the "
        "weekend to come, %(range)s.",
        past=said or "–",
        range=between(forecast),
    )
    return Chart(
        _("The weekend to come beside the last ones"),
        charts.ahead(columns, low, high, coming, WIDE),
        charts.ahead(columns, low, high, coming, NARROW),
        words,
    )


def _short(friday: str) -> str:
    return str(format_date(date.fromisoformat(friday), "d MMM"))


def _rule(facts: Mapping[str, Any]) -> list[str]:
    """How the figures are protected, who reported, what they leave out."""
    covered = facts["coverage"]
    return [
        _(
            "Figures are of the whole network, rounded to 10, or “fewer than 10”. They count what "
            "was logged from Friday noon to Monday noon and was not found otherwise; entries of "
            "a venue's own register, restricted ones, prevented ones and those on sexual harm, "
            "hate, abuse and exploitation are in none of them."
        ),
        _(
            "%(reported)s of %(active)s premises and teams reported. More logs are not more harm.",
            reported=covered["reported"],
            active=covered["active"],
        ),
        _(
            "A range holds in about four weekends of five; it rests on the network's own past and "
            "is rounded outward to 5."
        ),
    ]
