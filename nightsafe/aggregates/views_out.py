"""Released figures as files: CSV, workbook, data package; and the sums of financial years."""

from flask import Response, abort, render_template
from flask.typing import ResponseReturnValue

from nightsafe.aggregates import output_package, output_xlsx, years
from nightsafe.aggregates.document_tables import label_of, name
from nightsafe.aggregates.labels import areas
from nightsafe.aggregates.models import Release
from nightsafe.aggregates.output_csv import table_csv, year_csv
from nightsafe.aggregates.queries import release_numbered, released, tables_of
from nightsafe.aggregates.releases import quarter_of
from nightsafe.aggregates.safe import Method
from nightsafe.aggregates.views_releases import Route
from nightsafe.gate import Can, requires
from nightsafe.nights import FinancialYear

_CSV = "text/csv; charset=utf-8"
# No release is of another century, and no date of another millennium.
_YEARS = range(1900, 2200)


@requires(Can.FIGURES)
def release_table(release_number: int, table_key: str) -> ResponseReturnValue:
    """One table of a release as CSV."""
    found = _release_or_404(release_number)
    table = next((one for one in tables_of(found) if one.key == table_key), None)
    if table is None:
        abort(404)
    file = f"{output_package.name_of(found)}-{table.key}.csv"
    return _file(table_csv(found, table), _CSV, file)


@requires(Can.FIGURES)
def release_workbook(release_number: int) -> ResponseReturnValue:
    """All tables of a release as a workbook."""
    found = _release_or_404(release_number)
    file = f"{output_package.name_of(found)}.xlsx"
    return _file(output_xlsx.workbook(found), output_xlsx.TYPE, file)


@requires(Can.FIGURES)
def release_package(release_number: int) -> ResponseReturnValue:
    """A release as a data package."""
    found = _release_or_404(release_number)
    file = f"{output_package.name_of(found)}.zip"
    return _file(output_package.package(found), output_package.TYPE, file)


@requires(Can.FIGURES)
def year(year: int) -> ResponseReturnValue:
    """A financial year: the sums of its released quarters, and what is missing of it."""
    chosen, gone = _year_or_404(year)
    summed, unsummed = _of_year(chosen, gone)
    left = {
        quarter: [one for one in reversed(gone) if quarter_of(one) == quarter]
        for quarter in chosen.quarters
    }
    return render_template(
        "aggregates/releases/year.html",
        year=chosen,
        summed=summed,
        rounded=any(one.table.method is Method.ROUNDING for one in summed),
        hidden=any(one.hidden for one in summed),
        unsummed=unsummed,
        left=left,
        out=[quarter for quarter in chosen.quarters if left[quarter]],
        area_names=areas()[1],
        off=years.OFF,
        label_of=label_of,
        name=name,
    )


@requires(Can.FIGURES)
def year_file(year: int) -> ResponseReturnValue:
    """The sums of a financial year as CSV."""
    chosen, gone = _year_or_404(year)
    return _file(year_csv(_of_year(chosen, gone)[0]), _CSV, f"nightsafe-{chosen}.csv")


def _release_or_404(number: int) -> Release:
    found = release_numbered(number)
    if found is None:
        abort(404)
    return found


def _year_or_404(year: int) -> tuple[FinancialYear, list[Release]]:
    """A financial year of which something has left, with its releases."""
    chosen = FinancialYear(year)
    known = year in _YEARS
    gone = [one for one in released() if quarter_of(one) in chosen.quarters] if known else []
    if not gone:
        abort(404)
    return chosen, gone


def _of_year(
    chosen: FinancialYear, gone: list[Release]
) -> tuple[list[years.YearTable], list[years.Unsummed]]:
    left = [(one.number or 0, quarter_of(one), tables_of(one)) for one in gone]
    return years.of_year(chosen, left)


def _file(content: bytes, content_type: str, file: str) -> Response:
    response = Response(content, content_type=content_type)
    response.headers.set("Content-Disposition", "attachment", filename=file)
    return response


_ONE = "/releases/<int(max=2147483647):release_number>"
ROUTES: tuple[Route, ...] = (
    Route(f"{_ONE}/tables/<table_key>.csv", release_table, ["GET"]),
    Route(f"{_ONE}/tables.xlsx", release_workbook, ["GET"]),
    Route(f"{_ONE}/datapackage.zip", release_package, ["GET"]),
    Route("/releases/years/<int:year>", year, ["GET"]),
    Route("/releases/years/<int:year>.csv", year_file, ["GET"]),
)
