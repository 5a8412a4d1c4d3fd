"""What a phone's queue brought that needs its author: looked at, finished, removed."""

from uuid import UUID

from flask import Response, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from nightsafe import clock
from nightsafe.database import db
from nightsafe.gate import Can, me, requires
from nightsafe.offline import finishing, uploads
from nightsafe.offline.attention import Waiting, belonging, waiting, waiting_one
from nightsafe.offline.taking import began
from nightsafe.submissions import held
from nightsafe.submissions.actions import lock
from nightsafe.submissions.models import Held


@requires(Can.READ_OWN)
def attention() -> str:
    """My own that could not be taken in as they are; reading one's own is not audited."""
    return render_template("offline/attention.html", waiting=waiting(me()))


@requires(Can.READ_OWN)
def finish(held_id: UUID) -> ResponseReturnValue:
    """Try it as it was sent, or as its form is posted now; `at` is where a correction is posted.

    Whatever does not lead on is shown as it is: the very page of the form, with what is wrong.
    """
    one = _own(held_id)
    if request.method == "GET":
        return redirect(url_for("offline.attention"))
    path = request.args.get("at") or ("" if one.row.state == held.DAMAGED else one.content["path"])
    if not one.may_finish or not finishing.may_be_asked(one, path):
        return _cannot(one, "")
    posted = list(request.form.items(multi=True)) if "submission" in request.form else None
    g.direct, g.finishing = True, held_id
    answer = finishing.ask(one, path, posted, now=clock.now())
    if finishing.is_done(answer):
        sent = dict(posted or one.fields)
        _settled(held_id, held.FINISHED)
        _go_on(one, {str(held_id): sent.get("submission", "")})
        return redirect(answer.headers["Location"])
    if answer.mimetype == "text/html":
        return answer
    db.session.rollback()
    return _cannot(one, answer.get_data(as_text=True))


@requires(Can.READ_OWN)
def remove(held_id: UUID) -> ResponseReturnValue:
    """Remove it, for good; what only adds to it goes too."""
    one = _own(held_id)
    others = belonging(one)
    if request.method == "GET":
        return render_template("offline/remove.html", one=one, others=len(others))
    sent = dict(one.fields)
    now = clock.now()
    for row in (one.row, *others):
        held.settle(row, held.REMOVED, by=row.author_id, now=now)
    if one.row.record_id is not None and began(one.row):
        uploads.discard_left(one.row.author_id, one.row.record_id, now=now)
    db.session.commit()
    if not others:
        # What was added on top of it is now added to what stood before.
        _go_on(one, {sent.get("submission", ""): sent.get("parent", "")})
    return redirect(url_for("offline.attention", done="removed"))


def _own(held_id: UUID) -> Waiting:
    if request.method == "POST":
        lock(held_id)
    one = waiting_one(me(), held_id)
    if one is None:
        abort(404)
    return one


def _settled(held_id: UUID, state: str) -> None:
    """Let go of what was taken in, unless another request has just done so."""
    lock(held_id)
    known = db.session.get(Held, (me().person_id, held_id), populate_existing=True)
    if known is not None and known.state == held.ATTENTION:
        held.settle(known, state, by=known.author_id, now=clock.now())
    db.session.commit()


def _go_on(one: Waiting, instead: dict[str, str]) -> None:
    """Try what was behind it, in the order it came, until one needs its author itself."""
    actor, record_id = one.actor, one.row.record_id
    while (row := finishing.next_behind(actor.person_id, record_id)) is not None:
        now, held_id = clock.now(), row.id
        answer = finishing.ask_again(Waiting(row, actor, before=False), instead, now=now)
        if finishing.is_done(answer):
            _settled(held_id, held.FINISHED)
            continue
        db.session.rollback()
        known = db.session.get_one(Held, (actor.person_id, held_id), populate_existing=True)
        held.explain(known, finishing.why_not(answer), by=actor.person_id, now=now)
        db.session.commit()
    uploads.attach_waiting_quietly(actor.person_id, record_id, now=clock.now())


def _cannot(one: Waiting, words: str) -> ResponseReturnValue:
    page: Response | str = render_template("offline/cannot.html", one=one, words=words)
    return page, 422
