"""Words that wait for their language are text, not markup: a page escapes them like any other."""

from flask_babel import LazyString
from markupsafe import escape


def _as_text(words: LazyString) -> str:
    return str(escape(str(words)))


def init_app() -> None:
    """Escape lazy words on every page (R18).

    Flask-Babel hands them out as markup, so that a name typed by somebody and put into a message
    would reach the page as it was typed, and "A&E" as a broken entity.
    """
    LazyString.__html__ = _as_text  # type: ignore[method-assign]
