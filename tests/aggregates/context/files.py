"""Small files of police and hospital figures, with the oddities that real ones have."""

from collections.abc import Iterable
from io import BytesIO
from zipfile import ZipFile

HEADER = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
    "Crime type,Last outcome category,Context"
)
# Of tests/people.py: George Street.
HERE = ("-1.2612", "51.7533")
FAR = ("-1.9000", "52.5000")
NOWHERE = ("", "")


class Resent(BytesIO):
    """A file that a test may send again: closing it goes back to its begin."""

    def close(self) -> None:
        self.seek(0)


def crime(
    kind: str = "Violence and sexual offences",
    *,
    month: str = "2026-07",
    at: tuple[str, str] = HERE,
    number: str = "",
    force: str = "Testshire Police",
    lsoa: str = "Testford 001A",
) -> str:
    """A line of a street-level file."""
    return (
        f"{number},{month},{force},{force},{at[0]},{at[1]},On or near George Street,E01028000,"
        f"{lsoa},{kind},Under investigation,"
    )


def street(lines: Iterable[str], header: str = HEADER) -> BytesIO:
    """A street-level file of some lines."""
    return BytesIO("\r\n".join([header, *lines, ""]).encode())


def archive(**files: BytesIO) -> BytesIO:
    """An archive as data.police.uk packs it: a folder for each month."""
    packed = BytesIO()
    with ZipFile(packed, "w") as archived:
        archived.writestr("readme.txt", "Downloaded")
        for name, one in files.items():
            archived.writestr(f"folder/{name}.csv".replace("_", "-"), one.getvalue())
    packed.seek(0)
    return packed


def assaults(
    rows: Iterable[Iterable[str]],
    header: str = "Site code,Arrival date and time,Assault date and time,Assault method,"
    "Assault location type,Assault location description",
    separator: str = ",",
    encoding: str = "utf-8",
) -> BytesIO:
    """A hospital's file; each row has its cells in the order of the header."""
    lines = [header.replace(",", separator), *(separator.join(row) for row in rows)]
    return BytesIO("\n".join(lines).encode(encoding))


def quarter_of_assaults(each: int = 40) -> BytesIO:
    """So many assaults in each month of the third quarter of 2026, none of them alike in all."""
    methods = ("Fist", "Punched", "Glass", "Knife", "Blunt object", "Not known")
    hours = (18, 20, 21, 22, 1, 2, 4, 13)
    places = ("Nightclub", "Street", "Bus", "Home", "Workplace", "")
    return assaults(
        (
            "RTH08",
            f"{number % 27 + 1:02}/{month:02}/2026 23:59",
            f"{number % 27 + 1:02}/{month:02}/2026 {hours[number % 8]:02}:30",
            methods[number % 6],
            places[number // 6 % 6],
            "Behind the bar",
        )
        for month in (7, 8, 9)
        for number in range(each)
    )
