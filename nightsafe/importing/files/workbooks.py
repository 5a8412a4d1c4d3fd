"""Excel workbooks, opened with openpyxl, within the limits that stop a bomb."""

import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import ZipFile

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from nightsafe.importing.files.header import shown
from nightsafe.importing.files.sheet_scan import Scan, scan
from nightsafe.importing.files.unpacking import FREE_OF_SUSPICION, MOST_BYTES, MOST_TIMES, Progress
from nightsafe.importing.problems import CannotImport

SAVE_ANEW = (
    "Open it in a spreadsheet and save it anew as an Excel workbook (.xlsx), or as CSV UTF-8."
)
# Bytes, unpacked, of what openpyxl takes into memory whole: the texts that cells share, and each
# other part that it reads but the sheets.
MOST_TEXTS, MOST_OTHERS = 250_000_000, 50_000_000
_WHOLE = re.compile(r".*\.rels|docProps/.*|xl/[^/]*|xl/theme/.*")
_OTHER_ZIPS = (
    ("xl/workbook.bin", "a binary Excel workbook (.xlsb)"),
    ("word/document.xml", "a Word document (.docx)"),
    ("ppt/presentation.xml", "a presentation (.pptx)"),
    ("Index/Document.iwa", "an Apple Numbers or Pages document"),
)
_STRICT = b"http://purl.oclc.org/ooxml/"  # the names in an edition that openpyxl does not read


@dataclass(frozen=True)
class Sheet:
    """A sheet with cells: its name, whether it is hidden, what is known of it, its rows."""

    name: str
    hidden: bool
    scan: Scan
    cells: Any  # openpyxl's: read from the disk as they are asked for


@dataclass(frozen=True)
class Book:
    """An open workbook."""

    sheets: tuple[Sheet, ...]
    _file: BinaryIO

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def open_book(path: Path, header_line: int, progress: Progress | None = None) -> Book:
    """Open a workbook, all its sheets looked through, from some line on for missing values.

    `progress` is told how many bytes are done and how many there are. Raises CannotImport for one
    that is no Excel workbook, is damaged, or would expand too far.
    """
    file = path.open("rb")
    try:
        return Book(tuple(_sheets(file, path.name, header_line, progress)), file)
    except Exception as error:  # openpyxl raises whatever its classes do for what they do not know
        file.close()
        if isinstance(error, CannotImport):
            raise
        raise broken(path.name, "the workbook", error) from None


def broken(name: str, part: str, error: Exception) -> CannotImport:
    """What to say of a workbook that is not as its format says."""
    cause = error.__cause__ if isinstance(error.__cause__, Exception) else error
    why = shown(" ".join(str(cause).split()), 80) or type(cause).__name__
    if "password" in why:
        why = "it is locked with a password"
    if isinstance(cause, DefusedXmlException):
        why = "it defines abbreviations (entities), which no spreadsheet program writes"
    return CannotImport(f"{name} is damaged or no plain workbook ({part}: {why}). {SAVE_ANEW}")


def _sheets(
    file: BinaryIO, name: str, header_line: int, progress: Progress | None
) -> Iterator[Sheet]:
    import openpyxl  # noqa: PLC0415 - heavy: 18 MB and 0.1 s, for one command

    if not openpyxl.DEFUSEDXML:
        raise CannotImport(
            f"{name} is an Excel workbook, and what guards the reading of those is switched off. "
            "Take OPENPYXL_DEFUSEDXML out of the environment, or save it as CSV UTF-8."
        )
    # It warns of what it leaves out: colours, rules for what may be typed, extensions.
    warnings.filterwarnings("ignore", module=r"openpyxl\.")
    archive = ZipFile(file)
    _refuse_others(archive, name)
    parts = _parts_of_sheets(archive, name)
    sizes = [archive.getinfo(part).file_size for part in parts]
    scans = [Scan() for _ in parts]
    for number, part in enumerate(parts):
        try:
            for read in scan(archive, part, header_line, scans[number]):
                if progress is not None:
                    progress(sum(sizes[:number]) + read, sum(sizes))
        except Exception as error:
            raise broken(name, part, error) from None
    book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
    cells: list[Any] = book.worksheets
    for sheet, found in zip(cells, scans, strict=True):
        sheet.reset_dimensions()  # what a file says of a sheet's size may be wrong
        yield Sheet(sheet.title, sheet.sheet_state != "visible", found, sheet)


def _parts_of_sheets(archive: ZipFile, name: str) -> list[str]:
    """The parts of the archive that hold its sheets, in their order, as openpyxl finds them.

    Raises CannotImport where what it holds in memory would be too large.
    """
    from openpyxl.packaging.manifest import Manifest  # noqa: PLC0415 - as above
    from openpyxl.reader.workbook import WorkbookParser  # noqa: PLC0415
    from openpyxl.xml import constants  # noqa: PLC0415

    names = archive.namelist()
    _refuse_bombs(archive, names, MOST_BYTES, name)
    _refuse_bombs(archive, [Manifest.path], MOST_OTHERS, name)
    manifest: Any = Manifest.from_tree(fromstring(archive.read(Manifest.path)))
    kinds = (constants.XLTM, constants.XLTX, constants.XLSM, constants.XLSX)
    found = (one.PartName[1:] for one in map(manifest.find, kinds) if one is not None)
    part = next(found, constants.ARC_WORKBOOK)
    texts = {one.PartName[1:] for one in manifest.findall(constants.SHARED_STRINGS)}
    _refuse_bombs(archive, texts, MOST_TEXTS, name)
    _refuse_bombs(archive, {part, *filter(_WHOLE.fullmatch, names)} - texts, MOST_OTHERS, name)
    if _STRICT in archive.read(part):
        raise CannotImport(
            f'{name} is a "Strict Open XML" workbook, which cannot be read here. Save it as a '
            "plain Excel workbook (.xlsx), or as CSV UTF-8."
        )
    parser = WorkbookParser(archive, part, keep_links=False)
    parser.parse()
    there = [one for _, one in parser.find_sheets() if one.target in names]
    charts = [one.target for one in there if "chartsheet" in one.Type]
    _refuse_bombs(archive, charts, MOST_OTHERS, name)
    return [one.target for one in there if one.target not in charts]


def _refuse_others(archive: ZipFile, name: str) -> None:
    """Raises CannotImport for an archive that holds something else, saying what."""
    names = archive.namelist()
    called = next((called for part, called in _OTHER_ZIPS if part in names), "")
    if "mimetype" in names and b"opendocument" in archive.read("mimetype")[:100]:
        called = "an OpenDocument file (.ods or another)"
    if called:
        raise CannotImport(f"{name} is {called}, which cannot be read here. {SAVE_ANEW}")
    if not any(one.startswith("xl/") for one in names):
        inside = ", ".join(map(shown, names[:3])) + (" and more" if len(names) > 3 else "")
        raise CannotImport(
            f"{name} is a zip archive ({inside or 'empty'}). Unpack it, and name the CSV file or "
            "the Excel workbook that was inside."
        )


def _refuse_bombs(archive: ZipFile, parts: Iterable[str], most: int, name: str) -> None:
    """Raises CannotImport where the parts would expand too far: together, or one for its size.

    The sizes are those of the archive's directory, and zipfile reads no part further than that.
    """
    found = [archive.getinfo(one) for one in parts if one in archive.NameToInfo]
    for one in found:
        if one.file_size > max(FREE_OF_SUSPICION, MOST_TIMES * one.compress_size):
            raise CannotImport(
                f"{name} expands too far: {shown(one.filename)} to more than {MOST_TIMES} times "
                "its size. No list of records packs so small; ask whoever sent it."
            )
    size = sum(one.file_size for one in found)
    if size > most:
        what = ", ".join(shown(one.filename) for one in found[:3])
        raise CannotImport(
            f"{name} expands too far: to {size:,} bytes of {most:,} at most ({what}). Split it, "
            "for instance by year, or save it as CSV UTF-8."
        )
