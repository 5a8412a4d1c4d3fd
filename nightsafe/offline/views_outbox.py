"""GET /outbox: what this phone has not sent yet, listed by the phone itself."""

from flask import render_template

from nightsafe.gate import public


@public
def outbox() -> str:
    """The page around the phone's own list; signed out it shows how many wait, and no more."""
    return render_template("offline/outbox.html")
