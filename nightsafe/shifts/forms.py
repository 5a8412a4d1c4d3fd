"""The one-button forms of a quiet night."""

from typing import Any

from nightsafe.shifts.models import QuietNight
from nightsafe.submissions.envelope import Kind, fresh
from nightsafe.submissions.forms import EnvelopeForm

PREFIX = "quiet-"


class QuietForm(EnvelopeForm):
    """Saying that the night is quiet, or taking it back; its prefix lets it share a page."""

    def __init__(self, **given: Any) -> None:
        super().__init__(prefix=PREFIX, **given)


def quiet_form(said: QuietNight | None) -> QuietForm:
    """The form to show: to take back what was said, or to say it."""
    form = QuietForm(formdata=None)
    form.put(fresh(Kind.QUIET) if said is None else fresh(Kind.UNDO, said.id, said.head))
    return form
