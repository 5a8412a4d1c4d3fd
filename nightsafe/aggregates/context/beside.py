"""The figures of others of one quarter: as they are, for the inside; protected, for a release.

Police figures are open data, and stand as they were published. Assaults known to hospitals are
rounded to ten, and the audit solves for them as for our own, as a universe by itself; what it
finds unsafe is left out, and said. A quarter whose hospital figures left once is shown so for
good: a file that is loaded later changes nothing, so that no difference tells of one person.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from flask_babel import format_date
from flask_babel import gettext as _

from nightsafe.aggregates.context.assaults import METHODS, PLACES
from nightsafe.aggregates.context.loading import HOSPITAL, POLICE, period
from nightsafe.aggregates.context.police import in_order
from nightsafe.aggregates.context.quarter import Json, Loaded, loaded_of, months_of
from nightsafe.aggregates.disclosure.figures import Figure, of_rounded, rounded
from nightsafe.aggregates.labels import BANDS
from nightsafe.errors import Words
from nightsafe.nights import Quarter

UNTIMED = ""
DIMENSIONS: dict[str, dict[str, Words]] = {
    "method": {**METHODS},
    "place": {**PLACES},
    "band": {**{str(key): label for key, label in BANDS.items()}},
}


def beside(quarter: Quarter) -> list[Json]:
    """The tables of others that may leave with a release of a quarter; none without files.

    Each is {source, key, label, method, columns: [{key, label}], rows: [{key, label, cells}],
    said: [sentences]}; one that is left out has no rows, and says why.
    """
    return protected(loaded_of(quarter))


def protected(loaded: Loaded) -> list[Json]:
    """The same from what was read before: no transaction need be open while it solves."""
    return [*police_tables(loaded), *(loaded.left or _hospital_tables(loaded))]


def police_tables(loaded: Loaded) -> list[Json]:
    """What the police published, by type and month."""
    if not loaded.police:
        return []
    months = [one for one in months_of(loaded.quarter) if _told(loaded, one)]
    types = in_order([kind for _, kind in loaded.police])
    rows = [
        _row(kind, kind, [loaded.police.get((month, kind), 0) for month in months])
        for kind in types
    ]
    whole = [sum(row["cells"][at] for row in rows) for at in range(len(months))]
    return [
        {
            "source": POLICE,
            "key": "police",
            "label": _("Crime that the police recorded, by month"),
            "method": "published",
            "columns": _months(months),
            "rows": [*rows, _row("", _("All"), whole)],
            "said": police_words(loaded),
        }
    ]


def police_words(loaded: Loaded) -> list[str]:
    """What to know of the police's figures: of where, and that they know no nights."""
    said = [
        _(
            "Open data of data.police.uk, as it was published: by month alone, all hours of the "
            "day, so it cannot show the night. It is put at the nearest of a fixed list of points. "
            "Never to be added to our own figures: the same event may be in both."
        )
    ]
    near = sorted({one["near"] for one in loaded.police_about if "near" in one})
    if near:
        metres = ", ".join(map(str, near))
        said.append(_("Within %(metres)s metres of a place of this network.", metres=metres))
    lsoa = sorted({one["lsoa"] for one in loaded.police_about if "lsoa" in one})
    if lsoa:
        begins = ", ".join(f"“{one}”" for one in lsoa)
        said.append(_("Areas whose name begins with %(begins)s.", begins=begins))
    lacking = [one for one in months_of(loaded.quarter) if not _told(loaded, one)]
    if lacking:
        months = ", ".join(format_date(one, "MMMM y") for one in lacking)
        said.append(_("Nothing was loaded for %(months)s.", months=months))
    return said


def _told(loaded: Loaded, month: date) -> bool:
    """Whether a police file is of a month: that nothing happened there is a figure, too."""
    begins = period(month, "")
    return any(one.startswith(begins) for each in loaded.police_about for one in each["periods"])


def _months(months: Sequence[date]) -> list[Json]:
    return [{"key": f"{one:%Y-%m}", "label": format_date(one, "LLL")} for one in months]


def _row(key: str, label: Words, cells: Sequence[int]) -> Json:
    return {"key": key, "label": str(label), "cells": list(cells)}


def inside_tables(loaded: Loaded) -> list[Json]:
    """What hospitals sent, by month, as it is: for those who may see raw counts.

    A month that none of them sent is no column of noughts.
    """
    some = {key[0] for key in loaded.hospital}
    months = [one for one in months_of(loaded.quarter) if one in loaded.sent | some]
    tables = []
    for place, (name, labels) in enumerate(DIMENSIONS.items(), 1):
        counted: Counter[tuple[date, str]] = Counter()
        for key, number in loaded.hospital.items():
            counted[key[0], str(key[place])] += number
        present = [*labels, *([UNTIMED] if name == "band" else [])]
        rows = [
            _row(key, label_of(name, key), [counted[month, key] for month in months])
            for key in present
        ]
        tables.append(
            {
                "source": HOSPITAL,
                "key": f"hospital-{name}",
                "label": heading_of(name),
                "method": "raw",
                "columns": _months(months),
                "rows": rows,
                "said": [],
            }
        )
    return tables


def not_sent(loaded: Loaded) -> str:
    """What no hospital sent of a quarter, in words; empty where all is there."""
    lacking = [one for one in months_of(loaded.quarter) if one not in loaded.sent]
    if not lacking:
        return ""
    return _(
        "No file was loaded of %(months)s; what is counted there came with files of other months.",
        months=", ".join(format_date(one, "MMMM y") for one in lacking),
    )


def label_of(dimension: str, key: str) -> Words:
    """The words of a category of a hospital's figures."""
    if dimension == "band" and key == UNTIMED:
        return _("No time known")
    return DIMENSIONS[dimension][key]


def heading_of(dimension: str) -> str:
    """What a table of hospital assaults tells."""
    return {
        "method": _("Hospital assaults: how"),
        "place": _("Hospital assaults: where"),
        "band": _("Hospital assaults: when"),
    }[dimension]


def _hospital_tables(loaded: Loaded) -> list[Json]:
    if not loaded.hospital and not (loaded.whole or loaded.partial):
        return []
    if not loaded.whole:
        return [_left_out(_lacking_words())]
    records: Counter[tuple[str, str, str]] = Counter()
    for (_month, method, place, band, site), number in loaded.hospital.items():
        if site in loaded.whole:
            records[method, place, band] += number
    said = [
        _(
            "Assaults that emergency departments shared (Information Sharing to Tackle Violence), "
            "rounded to 10. Many are in no police record. Never to be added to our own figures: "
            "the same event may be in both."
        )
    ]
    if loaded.partial:
        said.append(_("Of another hospital not all three months were sent; it is not in them."))
    for names in (("method", "place", "band"), ("method", "place"), ("method",), ("place",)):
        if _safe(names, records):
            return [_rounded_table(one, records, said) for one in names]
    return [_left_out(_("They are too few to be shown without telling of single people."))]


def _lacking_words() -> str:
    return _("They are shown once all three months of the quarter have been sent.")


def _left_out(why: str) -> Json:
    return {
        "source": HOSPITAL,
        "key": "hospital",
        "label": _("Hospital assaults"),
        "method": "left out",
        "columns": [],
        "rows": [],
        "said": [why],
    }


def _counts(name: str, records: Mapping[tuple[str, str, str], int]) -> dict[str, int]:
    """How many of each category, in the order of the words; "" last, or for no time known."""
    place = [*DIMENSIONS].index(name)
    counted: Counter[str] = Counter()
    for key, number in records.items():
        counted[key[place]] += number
    return {key: counted[key] for key in _categories(name)}


def _categories(name: str) -> tuple[str, ...]:
    return (*DIMENSIONS[name], *((UNTIMED,) if name == "band" else ()))


def _safe(names: Sequence[str], records: Mapping[tuple[str, str, str], int]) -> bool:
    # It brings scipy, and runs in the job alone.
    from nightsafe.aggregates.disclosure.auditing import audit  # noqa: PLC0415

    dimensions = {name: _categories(name) for name in DIMENSIONS}
    figures: list[Figure] = [of_rounded("whole", {}, rounded(sum(records.values())))]
    for name in names:
        figures += [
            of_rounded(f"{name} {key}", {name: frozenset({key})}, rounded(number))
            for key, number in _counts(name, records).items()
        ]
    kept = [(dict(zip(DIMENSIONS, key, strict=True)), n) for key, n in records.items()]
    return audit(dimensions, figures, kept, seconds=20.0).safe


def _rounded_table(
    name: str, records: Mapping[tuple[str, str, str], int], said: Sequence[str]
) -> Json:
    rows = [
        _row(key, label_of(name, key), [rounded(number)])
        for key, number in _counts(name, records).items()
    ]
    return {
        "source": HOSPITAL,
        "key": f"hospital-{name}",
        "label": heading_of(name),
        "method": "rounding",
        "columns": [{"key": "", "label": _("Assaults")}],
        "rows": [*rows, _row("", _("All"), [rounded(sum(records.values()))])],
        "said": list(said),
    }
