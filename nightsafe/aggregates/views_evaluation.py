"""The pages of "did it help?": what was done, noting something, and what can be said of it."""

from typing import Any
from uuid import UUID

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _

from nightsafe import clock, errors
from nightsafe.aggregates import charts, interventions, labels, saying
from nightsafe.aggregates.charts_evaluation import Compared, Panel
from nightsafe.aggregates.evaluation import FEWEST
from nightsafe.aggregates.forms_evaluation import InterventionForm
from nightsafe.aggregates.helping import Evaluation, Line, Period, evaluate
from nightsafe.aggregates.interventions import asked_of
from nightsafe.aggregates.models import Intervention
from nightsafe.aggregates.rules import EARLIEST
from nightsafe.database import db
from nightsafe.errors import ProductError
from nightsafe.gate import Can, me, requires
from nightsafe.incidents.categories import GROUPS
from nightsafe.network.queries import time_zone
from nightsafe.nights import night_of


@requires(Can.WEEK)
def list_interventions() -> str:
    """What was noted, newest first."""
    return render_template(
        "aggregates/interventions/list.html",
        interventions=interventions.interventions(me()),
        area_names=labels.areas()[1],
        asked_of=asked_of,
    )


@requires(Can.WEEK)
def new_intervention() -> ResponseReturnValue:
    """Note something that was done."""
    now = clock.now()
    tonight = night_of(now, time_zone())
    areas, names = labels.areas()
    form = InterventionForm()
    form.offer(
        [(area, names[area]) for area in areas],
        [(key, GROUPS[key]) for key in interventions.groups()],
    )
    if request.method == "GET":
        form.begin()
    elif form.validate():
        try:
            made = interventions.note_intervention(
                me(),
                form.intervention_id,
                form.name.data or "",
                form.began.data,
                form.asked,
                areas=areas,
                tonight=tonight,
                now=now,
            )
            db.session.commit()
            return redirect(
                url_for("aggregates.intervention", intervention_id=made.id, done="saved")
            )
        except ProductError as error:
            db.session.rollback()
            errors.show(form, error)
    page = render_template(
        "aggregates/interventions/new.html",
        form=form,
        areas=areas,
        earliest=EARLIEST,
        tonight=tonight,
        most=interventions.MOST,
        least=FEWEST,
    )
    return page, form.status


@requires(Can.WEEK)
def intervention(intervention_id: UUID) -> str:
    """What can be said of one."""
    one = _found(intervention_id)
    asked = asked_of(one)
    found = evaluate(me(), one, clock.now(), time_zone())
    names = labels.areas()[1]
    sides = [_names(asked.treated, names), _names(asked.compared, names)]
    return render_template(
        "aggregates/interventions/one.html",
        intervention=one,
        asked=asked,
        found=found,
        Period=Period,
        headline=saying.headline(found),
        sentences=saying.sentences(found),
        sides=sides,
        groups=[GROUPS[key] for key in asked.groups if key in GROUPS],
        chart=_chart(one, found, sides),
    )


@requires(Can.WEEK)
def remove_intervention(intervention_id: UUID) -> ResponseReturnValue:
    """Take one off the list."""
    interventions.remove_intervention(me(), _found(intervention_id), now=clock.now())
    db.session.commit()
    return redirect(url_for("aggregates.list_interventions", done="removed"))


def _found(intervention_id: UUID) -> Intervention:
    found = interventions.intervention_of(me(), intervention_id)
    if found is None:
        abort(404)
    return found


def _names(areas: tuple[str, ...], names: Any) -> str:
    return ", ".join(str(names.get(area, "")) for area in areas)


def _chart(one: Intervention, found: Evaluation, sides: list[str]) -> dict[str, Any]:
    """Both sides for a desk and for a phone; nothing where no weekend has figures."""
    if not any(line.used for line in found.lines):
        return {}
    titles = (
        _("Where it was done: %(areas)s", areas=sides[0]),
        _("Compared with: %(areas)s", areas=sides[1]),
    )
    panels = (_panel(found, 0, titles[0]), _panel(found, 1, titles[1]))
    # A weekend that it began in the middle of is after the line, and left out.
    began = sum(line.period == Period.BEFORE for line in found.lines)
    day = format_date(one.began, "d MMM yyyy")
    data = Compared(
        panels,
        [format_date(line.weekend.friday, "d MMM yyyy") for line in found.lines],
        began,
        _("began %(day)s", day=day),
    )
    words = _(
        "Bars: events of each weekend from %(first)s to %(last)s, above where it was done, below "
        "the comparison; a line marks %(day)s. The tables have the figures.",
        first=data.labels[0],
        last=data.labels[-1],
        day=day,
    )
    return {
        "wide": charts.draw("weekends", data, width=charts.WIDE),
        "narrow": charts.draw("weekends", data, width=charts.NARROW),
        "words": words,
        "hatched": not all(line.used for line in found.lines),
    }


def _panel(found: Evaluation, side: int, title: str) -> Panel:
    means, expected = [], []
    for line in found.lines:
        weight = line.weight(side, brought=found.brought) if line.used else None
        means.append(_level(found, side, line, weight))
        foreseen = found.estimate and found.four and side == 0 and line.period == Period.AFTER
        expected.append(
            found.four.expected * weight if foreseen and found.four and weight else None
        )
    return Panel(
        title, [line.events[side] if line.used else None for line in found.lines], means, expected
    )


def _level(found: Evaluation, side: int, line: Line, weight: float | None) -> float | None:
    """The mean of a weekend's period at what the weekend weighs."""
    if found.four is None or weight is None:
        return None
    return found.four.cells[2 * side + (line.period == Period.AFTER)].rate * weight
