"""The one-button forms of a quiet night."""

from nightsafe.shifts.models import QuietNight
from nightsafe.submissions.envelope import Kind, fresh
from nightsafe.submissions.forms import EnvelopeForm


def quiet_form(said: QuietNight | None) -> EnvelopeForm:
    """The form to show: to take back what was said, or to say it."""
    form = EnvelopeForm(formdata=None)
    form.put(fresh(Kind.QUIET) if said is None else fresh(Kind.UNDO, said.id, said.head))
    return form
