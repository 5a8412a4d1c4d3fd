"""What a file is, told by its first bytes and never by its name."""

from nightsafe.importing.problems import CannotImport

GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
HEAD = 4096  # bytes that are looked at

# Where the mark stands, the mark, what such a file is called.
_MARKS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ""),  # old Office files of every kind: see below
    (0, b"\x09\x08", "an old Excel workbook (.xls)"),
    (0, b"\x09\x04", "an old Excel workbook (.xls)"),
    (0, b"PK\x05\x06", "an empty zip archive"),
    (0, b"%PDF", "a PDF"),
    (0, b"SQLite format 3\0", "an SQLite database"),
    (4, b"Standard Jet DB", "an Access database"),
    (4, b"Standard ACE DB", "an Access database"),
    (0, b"\x89PNG", "a picture (PNG)"),
    (0, b"\xff\xd8\xff", "a picture (JPEG)"),
    (0, b"GIF8", "a picture (GIF)"),
    (8, b"WEBP", "a picture (WebP)"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (0, b"Rar!", "a RAR archive"),
    (0, b"BZh", "a file packed with bzip2"),
    (0, b"\xfd7zXZ", "a file packed with xz"),
    (0, b"\x28\xb5\x2f\xfd", "a file packed with Zstandard"),
    (257, b"ustar", "a tar archive"),
    (0, b"PAR1", "a Parquet file"),
    (0, b"{\\rtf", "a Word document (RTF)"),
    (0, b"\x7fELF", "a program"),
)
_OPENED = "Open it in a spreadsheet and save it as an Excel workbook (.xlsx) or as CSV UTF-8."
_UNPACKED = "Unpack it, and name the CSV file or the Excel workbook that was inside."
_EXPORTED = "Export its records as CSV UTF-8 and name that file."
_ADVICE = {"xls": _OPENED, "archive": _UNPACKED, "packed": _UNPACKED}


def refuse_what_is_no_table(head: bytes, name: str) -> None:
    """Raise CannotImport, saying what it is, for a file that is neither text nor a zip or gzip."""
    called = _called(head)
    if called:
        advice = next((said for word, said in _ADVICE.items() if word in called), _EXPORTED)
        if "password" in called:
            advice = "Open it with the password and save it without one."
        raise CannotImport(f"{name} is {called}, which cannot be read here. {advice}")
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")):
        at = head.index(b"\0") + 1
        if looks_like_utf_16(head):
            return  # the reading says what to write under [file]
        raise CannotImport(
            f"{name} is no text: its byte {at:,} is a zero. It is neither CSV nor an Excel "
            f"workbook. {_EXPORTED}"
        )


def looks_like_utf_16(head: bytes) -> str:
    """The encoding of a text whose every second byte is a zero; "" where that is not so."""
    pairs = len(head) // 2
    even, odd = head[: 2 * pairs : 2].count(0), head[1 : 2 * pairs : 2].count(0)
    if pairs and odd > 0.4 * pairs and even < 0.02 * pairs + 1:
        return "utf-16-le"
    if pairs and even > 0.4 * pairs and odd < 0.02 * pairs + 1:
        return "utf-16-be"
    return ""


def _called(head: bytes) -> str:
    for at, mark, called in _MARKS:
        if head[at : at + len(mark)] != mark:
            continue
        if called:
            return called
        # A workbook with a password is wrapped in the old kind of file.
        if "EncryptedPackage".encode("utf-16-le") in head:
            return "an Excel workbook locked with a password"
        return "an old Excel workbook (.xls) or another old Office file"
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "a web page, even where its name ends in .xls"
    if start.startswith((b"<?xml", b"<workbook")):
        return "an XML file"
    if start.startswith((b'{"', b'[{"', b"[\n", b"{\n", b"{\r\n", b"[\r\n")):
        return "a JSON file"
    return ""
