"""The first screen, and whether the server is well."""

from flask import Blueprint
from sqlalchemy import text

from nightsafe.database import db
from nightsafe.gate import public

views = Blueprint("home", __name__)


@views.get("/healthz")
@public
def healthz() -> tuple[str, int]:
    """200 once the server can read and write its database."""
    db.session.execute(text("SELECT 1"))
    return "ok\n", 200
