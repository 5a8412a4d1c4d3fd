"""The mark of a file that left: eight characters that lead back to whom it was made for (R37)."""

import secrets

from sqlalchemy import select

from nightsafe.database import db
from nightsafe.review.models import Export
from nightsafe.submissions.reference import ALPHABET, crockford

LENGTH = 8  # 40 bits: never the same twice, and nobody hits another's by guessing


def new_mark() -> str:
    """A mark that no file bears yet."""
    return "".join(secrets.choice(ALPHABET) for _each in range(LENGTH))


def shown(mark: str) -> str:
    """A mark as a file bears it: two groups of four."""
    return f"{mark[:4]}-{mark[4:]}"


def heard(text: str) -> str | None:
    """The mark somebody typed, forgiving case, dashes and O, I, L; None when it is none."""
    tidy = crockford(text)
    return tidy if tidy is not None and len(tidy) == LENGTH else None


def export_of(mark: str) -> Export | None:
    """The file that bears a mark."""
    return db.session.scalar(select(Export).where(Export.mark == mark))
