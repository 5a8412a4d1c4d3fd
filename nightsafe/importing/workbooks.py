"""What an Excel workbook says of itself: its sheets, its formats, the texts its cells share."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from posixpath import dirname, join, normpath
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from nightsafe.importing.cell_texts import (
    BUILT_IN,
    GENERAL,
    SINCE_1900,
    SINCE_1904,
    kind_of_format,
    text_of_number,
    unescaped,
)
from nightsafe.importing.header import shown
from nightsafe.importing.problems import CannotImport
from nightsafe.importing.sheet_xml import SAVE_ANEW, Cell, TextsTarget, parsed, streamed
from nightsafe.importing.unpacking import MOST_BYTES

MOST_TEXTS = 250_000_000  # bytes of the texts that cells share: all are held in memory
STYLES, TEXTS, SHEET = "/styles", "/sharedStrings", "/worksheet"
_OTHER_ZIPS = (
    ("xl/workbook.bin", "a binary Excel workbook (.xlsb)"),
    ("word/document.xml", "a Word document (.docx)"),
    ("ppt/presentation.xml", "a presentation (.pptx)"),
    ("Index/Document.iwa", "an Apple Numbers or Pages document"),
)


@dataclass(frozen=True)
class Sheet:
    """A sheet with cells: its name, whether it is hidden, the part of the archive it is in."""

    name: str
    hidden: bool
    part: str


@dataclass(frozen=True)
class Workbook:
    """What is needed to read the cells of its sheets."""

    sheets: tuple[Sheet, ...]
    formats: tuple[str, ...]  # what each style makes of a number
    texts: list[str]
    epoch: datetime

    def text(self, cell: Cell) -> str:
        """What a cell says. Errors such as #N/A stand as they are shown.

        Raises IndexError or ValueError for a text that the workbook does not have.
        """
        value, kind = cell.value, cell.kind
        if kind == "s":
            return self.texts[int(value)] if value else ""
        if kind == "n":
            style = self.formats[cell.style] if cell.style < len(self.formats) else GENERAL
            return text_of_number(value.strip(), style, self.epoch) if value else ""
        if kind == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(value, value)
        return unescaped(value)


def workbook_of(archive: ZipFile, name: str) -> Workbook:
    """Read what an archive says of its workbook; none of its sheets.

    Raises CannotImport for one that is no Excel workbook, or would expand too far.
    """
    part = _workbook_part(archive, name)
    size = sum(one.file_size for one in archive.infolist())
    if size > MOST_BYTES:
        raise CannotImport(
            f"{name} expands too far: to {size:,} bytes of {MOST_BYTES:,} at most. Split it, for "
            "instance by year, or save it as CSV UTF-8."
        )
    root = parsed(archive, part, name)
    targets = dict(_targets(archive, part, name))
    of_kind = {kind[kind.rfind("/") :]: target for kind, target in targets.values()}
    names = set(archive.namelist())
    sheets = []
    for one in _each(root, "sheet"):
        key = next((value for at, value in one.items() if at.endswith("}id")), "")
        kind, target = targets.get(key, ("", ""))
        if kind.endswith(SHEET) and target in names:
            hidden = one.get("state", "visible") != "visible"
            sheets.append(Sheet(one.get("name", ""), hidden, target))
    since_1904 = any(one.get("date1904") in {"1", "true"} for one in _each(root, "workbookPr"))
    styles, texts = of_kind.get(STYLES, ""), of_kind.get(TEXTS, "")
    return Workbook(
        tuple(sheets),
        tuple(_formats(parsed(archive, styles, name))) if styles in names else (),
        _texts(archive, texts, name) if texts in names else [],
        SINCE_1904 if since_1904 else SINCE_1900,
    )


def _workbook_part(archive: ZipFile, name: str) -> str:
    names = archive.namelist()
    if "_rels/.rels" in names:
        for kind, target in dict(_targets(archive, "", name)).values():
            sheets = target.startswith("xl/") and target.endswith(".xml")
            if kind.endswith("/officeDocument") and sheets and target in names:
                return target
    if "xl/workbook.xml" in names:
        return "xl/workbook.xml"
    called = next((called for part, called in _OTHER_ZIPS if part in names), "")
    if "mimetype" in names and b"opendocument" in archive.read("mimetype")[:100]:
        called = "an OpenDocument file (.ods or another)"
    if called:
        raise CannotImport(f"{name} is {called}, which cannot be read here. {SAVE_ANEW}")
    inside = ", ".join(map(shown, names[:3])) + (" and more" if len(names) > 3 else "")
    raise CannotImport(
        f"{name} is a zip archive ({inside or 'empty'}). Unpack it, and name the CSV file or the "
        "Excel workbook that was inside."
    )


def _targets(archive: ZipFile, part: str, name: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """What a part refers to: key -> kind, the other part's path in the archive."""
    folder = dirname(part)
    beside = join(folder, "_rels", f"{part[len(folder) :].lstrip('/')}.rels")
    if beside not in archive.namelist():
        return
    for one in _each(parsed(archive, beside, name), "Relationship"):
        target = one.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))
        yield one.get("Id", ""), (one.get("Type", ""), path)


def _formats(root: Element) -> Iterator[str]:
    own = {
        one.get("numFmtId", ""): kind_of_format(one.get("formatCode", ""))
        for one in _each(root, "numFmt")
    }
    for listed in _each(root, "cellXfs"):
        for style in _each(listed, "xf"):
            number = style.get("numFmtId", "0")
            built_in = BUILT_IN.get(int(number), GENERAL) if number.isdigit() else GENERAL
            yield own.get(number, built_in)


def _texts(archive: ZipFile, part: str, name: str) -> list[str]:
    size = archive.getinfo(part).file_size
    if size > MOST_TEXTS:
        raise CannotImport(
            f"{name} holds too much text for a workbook: {size:,} bytes of {MOST_TEXTS:,} at most. "
            "Save it as CSV UTF-8, which can be larger."
        )
    return [unescaped(text) for text in streamed(archive, part, TextsTarget(), name)]


def _each(root: Element, tag: str) -> Iterator[Element]:
    """The elements of a name, in whichever edition of the format's namespaces."""
    return (one for one in root.iter() if one.tag.rpartition("}")[2] == tag)
