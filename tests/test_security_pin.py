"""A PIN on a shared phone is the weaker way in: on every route it opens what it should, no more."""

from nightsafe.accounts.models import SignedInSession
from nightsafe.accounts.roles import BY_PIN
from nightsafe.database import db
from nightsafe.gate import declaration_of
from tests.cases import Case, address, body, cases, read_matrix
from tests.people import person
from tests.routes import COLUMNS, Night
from tests.sign_in import cookie_for
from tests.test_routes import cell

MO_BY_PIN = "mo by pin"


def let_mo_in_by_pin(night: Night) -> None:
    """A session of Mo, who manages The Lantern, on the phone of its door."""
    with night.app.app_context():
        night.cookies[MO_BY_PIN] = cookie_for(night.app, person("mo"))
        row = db.session.scalars(db.select(SignedInSession).order_by(SignedInSession.id)).all()[-1]
        row.by_pin, row.device_id = True, night.world.ids["door's phone"]
        db.session.commit()
    night.keep()


def wanted(night: Night, case: Case, row: list[str]) -> str:
    """What the matrix says of Bea, who has nothing of her own at Mo's bar; else a refusal."""
    declaration = declaration_of(night.app, case.endpoint)
    assert declaration is not None
    if not declaration.signed_in:
        return row[COLUMNS.index("mo")]
    enough = declaration.even_by_pin if declaration.can is None else declaration.can in BY_PIN
    return row[COLUMNS.index("bea")] if enough else "no"


def test_a_managers_pin_opens_what_a_colleague_may_and_refuses_the_rest(night: Night) -> None:
    let_mo_in_by_pin(night)
    said = read_matrix()
    wrong, refused = [], set()
    for case in cases(night.app):
        there = address(night.app, night.world, case)
        data = None
        if case.method == "POST":
            with night.app.app_context():
                data = body(night.world, case, "mo")
        came = night.attempt(MO_BY_PIN, case.method, there, data)
        if cell(came.response) != wanted(night, case, said[case.name]):
            wrong.append(f"{case.name}: {cell(came.response)}")
        if cell(came.response) == "no":
            refused.add(case.endpoint)
            assert len(came.refused) == 1, case.name
        if case.method == "POST" and came.response.status_code < 400:
            night.restore()
    assert wrong == []
    assert {"home.register", "accounts.people", "accounts.password", "accounts.pin"} <= refused
    assert not {"home.index", "home.mine", "incidents.new", "visits.new", "shifts.quiet"} & refused
