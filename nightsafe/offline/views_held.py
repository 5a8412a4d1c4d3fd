"""What nobody may read until a coordinator decides: taken in, or thrown away unread."""

from collections.abc import Sequence
from datetime import UTC, datetime

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from nightsafe import clock
from nightsafe.database import db
from nightsafe.errors import NotAllowed
from nightsafe.gate import Can, me, requires
from nightsafe.incidents.photo_rules import MOST
from nightsafe.network.forms import number_or_none
from nightsafe.offline import taking, uploads
from nightsafe.offline.door import TooNew
from nightsafe.offline.forms import DecideForm, ThrowAwayForm
from nightsafe.offline.quarantine import PORTION, Group, group_of, groups, shown
from nightsafe.submissions import held
from nightsafe.submissions.actions import lock
from nightsafe.submissions.forms import instant
from nightsafe.submissions.models import Held
from nightsafe.submissions.sealing import UnknownKey
from nightsafe.submissions.uploads import undecided

_CHANGED = _l("What waits has changed. Look at it again, then decide.")
# A page that does not say what it showed showed nothing.
_NEVER = datetime.min.replace(tzinfo=UTC)
_OWN = _l("You cannot decide about what you sent yourself. Another coordinator has to.")


@requires(Can.NETWORK)
def quarantined() -> str:
    """What waits, by author: who, why, how many, when, from which phone; never what it says."""
    return render_template("offline/held.html", groups=groups(), myself=me().person_id)


@requires(Can.NETWORK)
def take_in(person_id: int) -> ResponseReturnValue:
    """Take in what waits of one author, in the order it came, as if they had just sent it."""
    group, form = _group(person_id), DecideForm()
    before = number_or_none(request.args.get("done", "")) or 0
    if request.method == "GET":
        form.upto.data = request.args.get("upto") or group.upto
        return _page("offline/take_in.html", group, form, done=before)
    asked = _asked(group, form)
    if asked is None:
        return _page("offline/take_in.html", group, form, done=0), 422
    actor, now = me(), clock.now()
    taken = 0
    try:
        for row in asked[:PORTION]:
            _let_in(row, by=actor.person_id, now=now)
            db.session.commit()
            taken += 1
    except (UnknownKey, TooNew) as problem:
        db.session.rollback()
        form.form_errors.append(_stopped(problem, before + taken))
        return _page("offline/take_in.html", _group(person_id), form, done=0), 422
    if len(asked) > taken:
        done = before + taken
        return redirect(
            url_for("offline.take_in", person_id=person_id, upto=form.upto.data, done=done)
        )
    upto = instant(form.upto.data)
    photos = uploads.decide(
        person_id, let_in=True, by=actor.person_id, now=now, upto=upto, most=MOST
    )
    if undecided(person_id, upto):
        done = before + taken + photos
        return redirect(
            url_for("offline.take_in", person_id=person_id, upto=form.upto.data, done=done)
        )
    uploads.attach_waiting(person_id, now=now)
    return redirect(url_for("offline.quarantined", done="taken-in"))


@requires(Can.NETWORK)
def throw_away(person_id: int) -> ResponseReturnValue:
    """Throw away what waits of one author, unread, saying why."""
    group, form = _group(person_id), ThrowAwayForm()
    if request.method == "GET":
        form.upto.data = group.upto
        return _page("offline/throw_away.html", group, form)
    asked = _asked(group, form)
    if asked is None:
        return _page("offline/throw_away.html", group, form), 422
    actor, now = me(), clock.now()
    reason, upto = form.reason.data or "", instant(form.upto.data)
    for row in asked:
        if (known := _still(row)) is not None:
            held.settle(known, held.DISCARDED, by=actor.person_id, now=now, reason=reason)
    uploads.decide(person_id, let_in=False, by=actor.person_id, now=now, upto=upto)
    db.session.commit()
    return redirect(url_for("offline.quarantined", done="thrown-away"))


def _asked(group: Group, form: DecideForm) -> Sequence[Held] | None:
    """What a decision is about; None when the form is not in order or the page is of before."""
    if not form.validate():
        return None
    asked = shown(group, form)
    if not asked and not undecided(group.person.id, instant(form.upto.data) or _NEVER):
        form.form_errors.append(_CHANGED)
        form.upto.data = group.upto
        return None
    return asked


def _let_in(row: Held, *, by: int, now: datetime) -> None:
    if (known := _still(row)) is not None:
        taking.let_in(known, by=by, now=now)


def _still(row: Held) -> Held | None:
    """One that still waits, as it is now; None when somebody else has just decided about it."""
    lock(row.id)
    known = db.session.get(Held, (row.author_id, row.id), populate_existing=True)
    return known if known is not None and known.state == held.QUARANTINED else None


def _group(person_id: int) -> Group:
    group = group_of(person_id)
    if group is None:
        abort(404)
    if person_id == me().person_id:
        raise NotAllowed(_OWN)
    return group


def _page(template: str, group: Group, form: DecideForm, **more: object) -> str:
    left = len(shown(group, form))
    if more.get("done"):
        left += len(undecided(group.person.id, instant(form.upto.data)))
    return render_template(template, group=group, form=form, left=left, **more)


def _stopped(problem: Exception, taken: int) -> str:
    if isinstance(problem, TooNew):
        return _(
            "Stopped after %(number)d: the next was sent by a newer version than runs here. "
            "Nothing is lost; try again after the update.",
            number=taken,
        )
    return _(
        "Stopped after %(number)d: the key that the next was sealed to is not here. Nothing is "
        "lost. If a backup was restored, ask whoever runs the server; then try again.",
        number=taken,
    )
