"""The desk of briefings: writing, looking at it as it will read, and every step to its readers."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from nightsafe import clock, errors
from nightsafe.accounts.audience import READERS, members
from nightsafe.accounts.roles import LABELS, Role
from nightsafe.accounts.roles import may as allowed
from nightsafe.briefings import approving, composing, writing
from nightsafe.briefings.blocks import BLOCKS
from nightsafe.briefings.document import document_of, weekend_words
from nightsafe.briefings.forms import CHANGES, StepForm, WhyForm, WritingForm
from nightsafe.briefings.models import Briefing
from nightsafe.briefings.queries import names_of, on_the_desk, published, unfinished
from nightsafe.briefings.states import STATES, Deed, State, may
from nightsafe.briefings.suggesting import blocks_of, spoken, suggested
from nightsafe.database import db
from nightsafe.errors import ProductError
from nightsafe.forms import shown
from nightsafe.gate import Can, me, requires
from nightsafe.network.queries import areas as network_areas
from nightsafe.network.queries import time_zone
from nightsafe.nights import week_of

Step = Callable[[Briefing], object]


@requires(Can.DRAFT_BRIEFING)
def desk() -> str:
    """What is being written, what waits for approval, and what members read last."""
    actor = me()
    found = unfinished()
    weekend = composing.just_over(clock.now(), time_zone())
    week = week_of(weekend.friday).monday
    gone = published(actor, clock.now(), 4)
    begun = any(one.week == week for one in [*found, *gone])
    return render_template(
        "briefings/desk.html",
        unfinished=found,
        waits=[one for one in found if may(Deed.APPROVE, one, actor)],
        gone=gone,
        title=lambda one: weekend_words(one.facts),
        states=STATES,
        weekend=None if begun else weekend,
    )


@requires(Can.DRAFT_BRIEFING)
def compose() -> ResponseReturnValue:
    """Begin the draft of the weekend just over, where the product has not yet."""
    now, tz = clock.now(), time_zone()
    weekend = composing.just_over(now, tz)
    try:
        found = composing.compose(weekend, tz, now=now, by=me().person_id)
        db.session.commit()
    except ValueError:
        # Somebody else, or the product itself, was quicker.
        db.session.rollback()
        return redirect(url_for("briefings.desk", done="briefing-there"))
    return redirect(url_for("briefings.write", briefing_id=found.id))


@requires(Can.DRAFT_BRIEFING)
def write(briefing_id: UUID) -> ResponseReturnValue:
    """Write: each block with what stands in it by itself."""
    found = _or_404(briefing_id)
    form = _form(found)
    if not form.is_submitted():
        if not may(Deed.WRITE, found, me()):
            return redirect(url_for("briefings.look", briefing_id=briefing_id))
        form.revision.data = found.revision
        form.fill(blocks_of(found))
        form.annex.data = found.annex if _for_police() else ""
        form.roles.data = found.audience["roles"]
        form.areas.data = found.audience["areas"]
        return _writing(found, form)
    valid = form.validate()
    form.keep_known()
    deed = next((one for one in CHANGES if one in request.form), None)
    if deed is not None:
        words = {one["key"]: one["text"] for one in (*suggested(found.facts), *found.blocks)}
        at = form.change(deed, request.form[deed], words)
        return _writing(found, form, unsaved=True, at=at)
    if _faulty(form, found) or not valid:
        return _writing(found, form), 422
    try:
        writing.write(
            me(),
            found,
            form.written(),
            # Who may not read what is for police alone leaves it as it is.
            annex=(form.annex.data or "") if _for_police() else found.annex,
            audience=form.audience(),
            revision=form.revision.data,
            now=clock.now(),
        )
        db.session.commit()
    except ProductError as error:
        db.session.rollback()
        status = errors.show(form, error)
        found = _or_404(briefing_id)
        # What was typed stays; sent again, it is meant for the briefing as it is now.
        form.revision.raw_data, form.revision.data = None, found.revision
        return _writing(found, form), status
    return redirect(url_for("briefings.look", briefing_id=briefing_id, done="briefing-kept"))


def _for_police() -> bool:
    """Whether whoever asks reads what is for police alone."""
    return allowed(me(), Can.WEEK)


def _faulty(form: WritingForm, found: Briefing) -> bool:
    """Whether something in a block cannot stand; said beside it."""
    faulty = False
    for one in form.blocks:
        block = {"key": one.form.key.data, "title": one.form.title.data or ""}
        faults = writing.block_faults({**block, "text": one.form.text.data or ""}, found.facts)
        if faults:
            one.form.text.errors = [*one.form.text.errors, *faults]
            faulty = True
    form.gather()
    return faulty


def _form(found: Briefing) -> WritingForm:
    form = WritingForm()
    form.offer(
        [(role, LABELS[Role(role)]) for role in READERS],
        [(str(area.id), area.name) for area in network_areas()],
    )
    return form


def _writing(
    found: Briefing, form: WritingForm, *, unsaved: bool = False, at: int | None = None
) -> str:
    return render_template(
        "briefings/write.html",
        briefing=found,
        title=weekend_words(found.facts),
        form=form,
        kinds=BLOCKS,
        figures=spoken(found.facts)["figures"],
        document=document_of(found),
        unsaved=unsaved,
        at=at,
    )


@requires(Can.DRAFT_BRIEFING)
def look(briefing_id: UUID) -> str:
    """A briefing as it will read, and what may be done with it next."""
    return _looked_at(_or_404(briefing_id))


def _looked_at(found: Briefing, why: WhyForm | None = None, problem: Any = None) -> str:
    actor = me()
    reached = members(found.audience["roles"], found.audience["areas"], clock.now())
    names = names_of([*found.writers, found.approved_by, found.published_by, found.returned_by])
    why = why or WhyForm(formdata=None)
    # Sent again, it is meant for the briefing as it is now.
    why.revision.raw_data, why.revision.data = None, found.revision
    return render_template(
        "briefings/look.html",
        briefing=found,
        state=State(found.state),
        states=STATES,
        document=document_of(found),
        may={str(deed): may(deed, found, actor) for deed in Deed},
        wrote=actor.person_id in found.writers,
        names=names,
        writers=[shown(names[one]) for one in found.writers],
        reached=len(reached),
        why=why,
        problem=problem,
    )


@requires(Can.DRAFT_BRIEFING)
def step(briefing_id: UUID, deed: str) -> ResponseReturnValue:
    """Take a step with a briefing, as a button on its page says."""
    found = _or_404(briefing_id)
    form = WhyForm() if deed in {"give-back", "correct"} else StepForm()
    steps = _steps(form)
    if deed not in steps:
        abort(404)
    taken, done = steps[deed]
    if not form.validate():
        return _looked_at(found, form if isinstance(form, WhyForm) else None, form), form.status
    try:
        made = taken(found)
        db.session.commit()
    except ProductError as error:
        db.session.rollback()
        status = errors.show(form, error)
        found = _or_404(briefing_id)
        return _looked_at(found, form if isinstance(form, WhyForm) else None, form), status
    if isinstance(made, Briefing):
        return redirect(url_for("briefings.write", briefing_id=made.id, done=done))
    if deed == "drop":
        return redirect(url_for("briefings.desk", done=done))
    return redirect(url_for("briefings.look", briefing_id=briefing_id, done=done))


def _steps(form: Any) -> dict[str, tuple[Step, str]]:
    """What each button does, and what is said when it is done."""
    actor, now, revision = me(), clock.now(), form.revision.data
    why = (form.why.data or "") if isinstance(form, WhyForm) else ""

    def approve_and_publish(found: Briefing) -> None:
        approving.approve(actor, found, revision=revision, now=now)
        approving.publish(actor, found, revision=found.revision, now=now)

    def send(found: Briefing) -> None:
        writing.send(actor, found, revision=revision, now=now)

    def recount(found: Briefing) -> None:
        writing.recount(actor, found, time_zone(), revision=revision, now=now)

    return {
        "send": (send, "briefing-sent"),
        "recount": (recount, "briefing-recounted"),
        "take-back": (
            lambda found: writing.take_back(actor, found, revision=revision, now=now),
            "briefing-back",
        ),
        "drop": (
            lambda found: writing.drop(actor, found, revision=revision, now=now),
            "briefing-dropped",
        ),
        "approve": (
            lambda found: approving.approve(actor, found, revision=revision, now=now),
            "briefing-approved",
        ),
        "approve-and-publish": (approve_and_publish, "briefing-published"),
        "give-back": (
            lambda found: approving.give_back(actor, found, why, revision=revision, now=now),
            "briefing-given-back",
        ),
        "publish": (
            lambda found: approving.publish(actor, found, revision=revision, now=now),
            "briefing-published",
        ),
        "correct": (
            lambda found: writing.correct(actor, found, why, revision=revision, now=now),
            "briefing-correcting",
        ),
    }


def _or_404(briefing_id: UUID) -> Briefing:
    found = on_the_desk(briefing_id)
    if found is None:
        abort(404)
    return found


ROUTES: tuple[tuple[str, Callable[..., ResponseReturnValue], list[str]], ...] = (
    ("/briefings/desk", desk, ["GET"]),
    ("/briefings/compose", compose, ["POST"]),
    ("/briefings/<uuid:briefing_id>/write", write, ["GET", "POST"]),
    ("/briefings/<uuid:briefing_id>/look", look, ["GET"]),
    ("/briefings/<uuid:briefing_id>/step/<deed>", step, ["POST"]),
)
