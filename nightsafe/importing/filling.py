"""Our own form, filled in from a row as somebody would have done, and what comes of it in words."""

import hashlib
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from nightsafe import nights
from nightsafe.importing.mapping import Mapping
from nightsafe.importing.problems import Problem, RowProblem
from nightsafe.importing.tally import Outcome, What
from nightsafe.importing.translating import Translated
from nightsafe.incidents.forms import IncidentForm, form_for
from nightsafe.incidents.report import Report
from nightsafe.incidents.rules import is_restricted, severity_of
from nightsafe.incidents.written import split_details
from nightsafe.ledger.crypto import canonical
from nightsafe.network.models import Premises
from nightsafe.network.queries import time_zone

_DIGEST_BYTES = 12


@dataclass
class Forms:
    """One form of each code, filled in anew for every row: making one takes longest of all."""

    mapping: Mapping
    premises: Premises | None = None
    made: dict[str, IncidentForm] = field(default_factory=dict)

    def of(self, meant: Translated) -> IncidentForm:
        """The form as a row fills it in; raises RowProblem for what it refuses."""
        assert meant.code is not None
        form = self.made.get(meant.code)
        if form is None:
            made = form_for(IncidentForm, meant.code)(formdata=None, meta={"csrf": False})
            assert isinstance(made, IncidentForm)
            made.place.choices = []
            form = self.made[meant.code] = made
        form.process(MultiDict([*meant.fields, *self._place(meant)]))
        form.asks_fold = False
        if not form.validate():
            raise RowProblem(
                *(
                    Problem(column_of(self.mapping, name), str(error))
                    for name, errors in form.errors.items()
                    for error in errors
                )
            )
        return form

    def _place(self, meant: Translated) -> list[tuple[str, str]]:
        """The place as the form asks for it; one that is yet to be made has no number."""
        spot = meant.spot
        if spot is not None:
            return [] if spot.place is None else [("place", str(spot.place.id))]
        return [] if self.premises is None else [("place", str(self.premises.place_id))]


def outcome_of(meant: Translated, report: Report, what: What) -> Outcome:
    """What a row comes to, in our words."""
    details, _ = split_details(report.details)
    spot, instant = meant.spot, report.when.claimed_at
    return Outcome(
        line=meant.line,
        what=what,
        source_code=meant.source_code,
        code=report.code,
        flags=report.flags,
        instant=instant,
        night=nights.night_of(instant, time_zone()),
        place=spot.name if spot else "",
        new_place=spot.new if spot else False,
        area=spot.area if spot else "",
        severity=report.severity or severity_of(report.code, report.flags, report.actions, details),
        restricted=is_restricted(report.code, report.flags, report.people.get("bands", ())),
    )


def digest_of(meant: Translated, report: Report) -> bytes:
    """What tells two rows of one number apart, whether their place is there yet or not."""
    where = [meant.spot.name, meant.spot.area] if meant.spot else None
    body = {**report.body(), "place_id": where}
    return hashlib.blake2b(canonical(body), digest_size=_DIGEST_BYTES).digest()


def column_of(mapping: Mapping, field_name: str | None) -> str:
    """The column of theirs that a field of our form was filled in from."""
    times, words = mapping.times, mapping.words
    known = {
        "when_date": times.column,
        "when_time": times.hour_column or times.column,
        "description": " + ".join(words.description),
        "police_reference": words.police_reference,
        "people_number": words.people_number,
        "place": " + ".join(mapping.places.columns),
        "place_words": " + ".join(mapping.places.columns),
    }
    return known.get(field_name or "", "")
