"""A release as a Frictionless Data Package: its tables, what they mean, in one zip file.

Data Package 2.0 (datapackage.org), which readers of version 1 read as well. In English, and the
same bytes each time, as long as the network keeps its name.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from flask_babel import force_locale

from nightsafe.aggregates import output_categories
from nightsafe.aggregates.meaning import definition, rule
from nightsafe.aggregates.models import Frozen, Release
from nightsafe.aggregates.output_csv import csv_of
from nightsafe.aggregates.output_readme import About, coverage_words, readme
from nightsafe.aggregates.output_rows import FIGURES, WHOLE, Field, Row, areas_of, code, figures
from nightsafe.aggregates.queries import tables_of
from nightsafe.aggregates.releases import quarter_of
from nightsafe.aggregates.safe import Heading, SafeTable
from nightsafe.database import db
from nightsafe.language import WRITTEN_IN
from nightsafe.network.queries import network
from nightsafe.nights import Week, week_of

TYPE = "application/zip"
PROFILES = "https://datapackage.org/profiles/2.0/"

_COVERAGE: tuple[Field, ...] = (
    Field("week", "Week", "The Monday with which the week begins.", "date"),
    Field(
        "reported",
        "Reported",
        "How many premises and teams reported in it: an incident, a visit or a quiet night.",
        "integer",
        constraints={"minimum": 0},
    ),
    Field(
        "active",
        "Active",
        "How many premises and teams could have.",
        "integer",
        constraints={"minimum": 0},
    ),
)


def name_of(release: Release) -> str:
    """The name of the package, and of its file without the ending: plain letters."""
    quarter = quarter_of(release)
    return f"nightsafe-{quarter.year}-q{quarter.number}-release-{release.number}"


def package(release: Release) -> bytes:
    """The whole package of a release that has left, as a zip file."""
    city = network()
    tables = tables_of(release)
    about = About(
        release,
        tables,
        network=city.name if city else "",
        areas=_area_names(release, tables),
        left=_left(release),
    )
    with force_locale(WRITTEN_IN):
        found = _files(about)
        described = _described(about, found)
    whole = {
        "datapackage.json": _json(described),
        "README.md": readme(about).encode("utf-8", "backslashreplace"),
        **{path: content for path, (content, _resource) in found.items()},
    }
    return _zipped(whole, about.left)


def _files(about: About) -> dict[str, tuple[bytes, dict[str, Any]]]:
    """Each file of data by its path: what is in it, and how it is described."""
    found = {}
    for table in about.tables:
        content = csv_of(FIGURES, figures(about.release, table))
        found[f"tables/{table.key}.csv"] = content, _table_described(table)
    rows = output_categories.categories(about.tables, about.areas)
    found["categories.csv"] = (
        csv_of(output_categories.FIELDS, rows),
        {
            "name": "categories",
            "title": "What each row, column and table counts",
            "description": "One line for each category; those of one dimension are alternatives.",
            "schema": _schema([one.as_json() for one in output_categories.FIELDS]),
        },
    )
    found["coverage.csv"] = (
        csv_of(_COVERAGE, _weeks(about.release)),
        {
            "name": "coverage",
            "title": "Who reported in each week",
            "description": coverage_words(about.release),
            "schema": _schema([one.as_json() for one in _COVERAGE], key=["week"]),
        },
    )
    return found


def _described(about: About, files: Mapping[str, tuple[bytes, dict[str, Any]]]) -> dict[str, Any]:
    release, quarter = about.release, quarter_of(about.release)
    found: dict[str, Any] = {
        "$schema": f"{PROFILES}datapackage.json",
        "name": name_of(release),
        "id": f"urn:uuid:{release.id}",
        "title": about.title,
        "description": (
            f"Figures of {about.where}, protected so that nobody can be found in them. A figure "
            "that is not shown is empty and marked, and is never zero. README.md has the rules."
        ),
        "version": "1.0.0",
        "created": about.left.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "keywords": ["night-time economy", "community safety", "violence", "Safe Places"],
        "quarter": str(quarter),
        "firstNight": quarter.first.isoformat(),
        "lastNight": quarter.last.isoformat(),
        "release": release.number,
    }
    if about.network:
        found["contributors"] = [{"title": about.network, "roles": ["publisher"]}]
    found["resources"] = [
        {
            "$schema": f"{PROFILES}dataresource.json",
            "name": own["name"],
            "type": "table",
            "path": path,
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "bytes": len(content),
            "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
            **own,
        }
        for path, (content, own) in files.items()
    ]
    return found


def _table_described(table: SafeTable) -> dict[str, Any]:
    """How a table's file is described: what it counts, by which rule, and what may stand in it."""
    narrowed: dict[str, dict[str, Any]] = {
        "table": {"enum": [table.key]},
        "quarter": {"enum": [table.quarter]},
        "areas": {"enum": [areas_of(table)]},
        "unit": {"enum": [table.unit]},
        "method": {"enum": [str(table.method)]},
        "row": {"enum": _codes(table.rows, {row for row, _column in table.cells})},
        "column": {"enum": _codes(table.columns, {column for _row, column in table.cells})},
    }
    fields = [one.as_json(**narrowed.get(one.name, {})) for one in FIGURES]
    for one in fields:
        if one["name"] == "figure" or one["name"].endswith("_figure"):
            one["unit"] = table.unit
    return {
        "name": table.key,
        "title": table.label,
        "description": f"{definition(table)} {rule(table)}",
        "unit": table.unit,
        "method": str(table.method),
        "schema": _schema(fields, key=["row", "column"]),
    }


def _codes(headings: Sequence[Heading], keys: set[str]) -> list[str]:
    found = [code(one.key) for one in headings if one.key in keys]
    return [*found, WHOLE] if "" in keys else found


def _schema(fields: list[dict[str, Any]], key: Sequence[str] = ()) -> dict[str, Any]:
    # An empty cell is nothing known, in every field and of every type.
    found: dict[str, Any] = {
        "$schema": f"{PROFILES}tableschema.json",
        "fields": fields,
        "missingValues": [""],
    }
    return {**found, "primaryKey": list(key)} if key else found


def _weeks(release: Release) -> list[Row]:
    found: list[Row] = []
    week: Week = week_of(release.quarter)
    for one in release.tables["coverage"]["weeks"]:
        numbers = {"reported": str(one["reported"]), "active": str(one["active"])}
        found.append({"week": week.monday.isoformat(), **numbers})
        week = week.next()
    return found


def _area_names(release: Release, tables: Sequence[SafeTable]) -> dict[str, str]:
    """The names of areas as they stood when the quarter was frozen, by their ids."""
    kept = db.session.get(Frozen, release.frozen_id) if release.frozen_id else None
    names = {str(area): str(name) for area, name in (kept.dimensions["areas"] if kept else ())}
    for table in tables:
        for one in (*table.rows, *table.columns):
            if set(one.where) == {"area"} and len(one.where["area"]) == 1:
                for area in one.where["area"]:
                    names.setdefault(area, one.label)
    return {**names, "": "No place given"}


def _left(release: Release) -> datetime:
    """When a release left, in UTC; raises ValueError of one that has not."""
    if release.approved_at is None:
        raise ValueError("a release that has not left makes no package")
    return release.approved_at.astimezone(UTC)


def _json(described: Mapping[str, Any]) -> bytes:
    text = json.dumps(described, ensure_ascii=False, indent=2) + "\n"
    return text.encode("utf-8", "backslashreplace")


def _zipped(files: Mapping[str, bytes], left: datetime) -> bytes:
    """The files with the time the release left, not packed: packers differ, these bytes do not."""
    at = left.timetuple()[:6]
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_STORED) as archive:
        for path, content in files.items():
            one = zipfile.ZipInfo(path, at)
            one.create_system = 3  # the same on every system
            one.external_attr = 0o644 << 16
            archive.writestr(one, content)
    return zipped.getvalue()
