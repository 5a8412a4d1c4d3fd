"""Which language a page speaks: as somebody chose, else as the browser asks, else English."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel import Locale
from flask import Flask, current_app, g, has_app_context, has_request_context, request
from flask_babel import Babel, Domain
from sqlalchemy.exc import DBAPIError
from werkzeug.datastructures import LanguageAccept

from nightsafe import gate

# What the templates and the code are written in; it needs no catalogue.
WRITTEN_IN = "en"
COOKIE = "language"
COOKIE_AGE = 365 * 24 * 3600


@dataclass(frozen=True)
class Language:
    """A language that pages can be shown in, named as its own speakers name it."""

    code: str
    name: str


@lru_cache(maxsize=8)
def with_catalogue(folder: Path) -> tuple[Language, ...]:
    """English and every language that has a compiled catalogue, in the order of their codes."""
    found = sorted(path.parent.parent.name for path in folder.glob("*/LC_MESSAGES/messages.mo"))
    return tuple(Language(code, _own_name(code)) for code in (WRITTEN_IN, *found))


def _own_name(code: str) -> str:
    name = Locale.parse(code).get_display_name() or code
    return name[:1].upper() + name[1:]


def offered() -> tuple[Language, ...]:
    """The languages of this installation."""
    return with_catalogue(Path(current_app.config["BABEL_TRANSLATION_DIRECTORIES"]))


def choose(codes: tuple[str, ...], chosen: tuple[str | None, ...], accepted: LanguageAccept) -> str:
    """The first language chosen that there is, else the best the browser accepts, else English."""
    for code in chosen:
        if code in codes:
            return str(code)
    for tag, quality in accepted:
        if quality > 0 and (code := _nearest(tag, codes)):
            return code
    return WRITTEN_IN


def _nearest(tag: str, codes: tuple[str, ...]) -> str | None:
    """The code for a browser's tag: "pt-BR" is "pt_BR" where that is there, else "pt"."""
    wanted = tag.replace("-", "_").lower()
    known = {code.lower(): code for code in codes}
    return known.get(wanted) or known.get(wanted.partition("_")[0])


def _of_reader() -> str:
    if not has_request_context():
        return WRITTEN_IN
    try:
        actor = gate.someone()
    except DBAPIError:
        # The page that says so needs a language, too.
        actor = None
    return choose(
        tuple(language.code for language in offered()),
        (actor.language if actor else None, request.cookies.get(COOKIE)),
        request.accept_languages,
    )


class Words(Domain):
    """The product's words, whose catalogue is looked for once in a request: a page has hundreds."""

    def get_translations(self) -> Any:
        """The catalogue of this request's language; outside of one, of none."""
        if not has_app_context():
            return self._looked_for()
        kept = g._get_current_object()
        found = getattr(kept, "catalogue", None)
        if found is None:
            found = kept.catalogue = self._looked_for()
        return found

    def _looked_for(self) -> Any:
        return super().get_translations()  # type: ignore[no-untyped-call]


def init_app(app: Flask) -> None:
    """Let every request speak its reader's language, and every page offer the others."""
    Babel(app, default_timezone="UTC", locale_selector=_of_reader)
    app.jinja_env.globals["languages"] = offered
    words = app.extensions["babel"].instance.domain_instance = Words()  # type: ignore[no-untyped-call]
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: words.get_translations().ugettext(text),
        ngettext=lambda one, many, number: words.get_translations().ungettext(one, many, number),
        newstyle=True,
        pgettext=lambda about, text: words.get_translations().upgettext(about, text),
        npgettext=lambda about, one, many, number: words.get_translations().unpgettext(
            about, one, many, number
        ),
    )
