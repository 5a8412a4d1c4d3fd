"""`nightsafe languages`: gather what screens say, update every catalogue, compile it."""

from collections.abc import Iterable
from pathlib import Path

import click
from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from nightsafe import clock
from nightsafe.app import TOP
from nightsafe.cli.problems import CannotRun

FOLDER = TOP / "nightsafe" / "translations"
# Where words stand, how they are found there, and what a note to translators begins with.
SOURCES = (("nightsafe", [("**.py", "python")]), ("templates", [("**.html", "jinja2")]))
OPTIONS = {"**.html": {"extensions": "jinja2.ext.do", "silent": "false"}}
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None}
ABOUT = {"project": "nightsafe", "version": "1", "msgid_bugs_address": "an issue of nightsafe"}
NOTE = ("To translators:",)


def extract(top: Path = TOP) -> Catalog:
    """Everything that a screen says, with the files it stands in."""
    catalogue = Catalog(charset="utf-8", fuzzy=False, **ABOUT)
    for folder, methods in SOURCES:
        for name, _line, words, notes, context in extract_from_dir(
            top / folder, methods, OPTIONS, KEYWORDS, NOTE, strip_comment_tags=True
        ):
            # Without line numbers, or every change of code would change every catalogue.
            catalogue.add(words, "", [(f"{folder}/{name}", 1)], (), notes, context=context)
    return catalogue


def read(path: Path) -> Catalog:
    """A catalogue as it was written down."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def write(path: Path, catalogue: Catalog) -> None:
    """Write a catalogue for people to work on, and beside it what the product reads."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=100, ignore_obsolete=True, include_lineno=False)
    compiled = path.with_suffix(".mo")
    if any(message.id and _is_whole(message.string) for message in catalogue):
        with compiled.open("wb") as file:
            write_mo(file, catalogue)


def _is_whole(said: str | tuple[str, ...] | list[str] | None) -> bool:
    return bool(said) if isinstance(said, str) or said is None else all(said)


def missing(messages: Iterable[Message]) -> int:
    """How many messages have no words yet; those are shown in English."""
    return sum(bool(one.id) and (one.fuzzy or not _is_whole(one.string)) for one in messages)


def update(path: Path, template: Catalog) -> Catalog:
    """A catalogue with what the screens say now; what they say no more is dropped."""
    catalogue = read(path)
    made = catalogue.creation_date
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.creation_date = made
    catalogue.obsolete.clear()
    return catalogue


@click.command()
@click.option("--add", metavar="CODE", help="Begin a language, by its code: pl, cy, pt_BR.")
def languages(add: str | None) -> None:
    """Bring the catalogues of all languages up to date with the screens, and compile them.

    docs/languages.md says how to add a language.
    """
    template = extract()
    if add is not None:
        begin(add, template)
    for path in sorted(FOLDER.glob("*/LC_MESSAGES/messages.po")):
        catalogue = update(path, template)
        write(path, catalogue)
        click.echo(
            f"{catalogue.locale_identifier}: {len(catalogue)} messages, "
            f"{missing(catalogue)} without words yet. {path}"
        )


def begin(code: str, template: Catalog) -> None:
    """Make an empty catalogue for a language, with as many plural forms as it has."""
    try:
        locale = Locale.parse(code)
    except (UnknownLocaleError, ValueError) as problem:
        raise CannotRun(
            f"“{code}” is no language we know. Write its code, such as pl, cy or pt_BR."
        ) from problem
    path = FOLDER / str(locale) / "LC_MESSAGES" / "messages.po"
    if path.exists():
        raise CannotRun(f"{path} is there already: open it and translate.")
    catalogue = Catalog(
        locale=locale,
        header_comment=f"# {locale.english_name} words of nightsafe's screens.",
        last_translator="nightsafe contributors",
        language_team="nightsafe contributors",
        charset="utf-8",
        fuzzy=False,
        creation_date=clock.now(),
        revision_date=clock.now(),
        **ABOUT,
    )
    catalogue.update(template)
    write(path, catalogue)
