"""After a link set the password: what its maker could have opened by signing in stays closed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from nightsafe.accounts import actions, inviting
from nightsafe.database import db
from nightsafe.incidents import queries as incidents
from nightsafe.incidents.models import Entry
from nightsafe.visits import queries as visits
from nightsafe.visits.models import Visit
from nightsafe.visits.seen import seen
from tests.accounts.ways import give_password
from tests.factories import log
from tests.offline.parcels import a_log, phone_of
from tests.page import PageClient
from tests.people import PASSWORD, SATURDAY, actor, person
from tests.visits.making import RESTRICTED, stay

pytestmark = pytest.mark.usefixtures("city")
RESET = SATURDAY + timedelta(hours=1)
AFTER = SATURDAY + timedelta(hours=2)
NEW = "another fine window"
TOLD = "restricted entries and visits that you logged before then do not open here any more"
SignIn = Callable[..., PageClient]
Freeze = Callable[[datetime], Any]


def reset(key: str, by: str) -> None:
    """A password set by a link that somebody made."""
    token = inviting.make_password_link(actor(by), person(key), now=RESET)
    inviting.use_invitation(token, "", NEW, now=RESET)
    db.session.commit()


def entries(who: str) -> set[UUID]:
    return {one.id for one in db.session.scalars(incidents.visible(actor(who)))}


def test_own_restricted_entries_from_before_stay_closed() -> None:
    plain, before = log("dora", "V1"), log("dora", "S1")
    ids: list[Entry] = [plain, before]
    assert entries("dora") == {one.id for one in ids}
    reset("dora", by="mo")
    after = log("dora", "S1", at=AFTER)
    assert entries("dora") == {plain.id, after.id}
    assert incidents.own_entry(actor("dora"), before.id) is None


def test_own_restricted_visits_from_before_stay_closed() -> None:
    plain, before = stay("dora"), stay("dora", RESTRICTED)
    reset("dora", by="mo")
    after = stay("dora", RESTRICTED, at=AFTER)
    found = {one.id for one in db.session.scalars(visits.visible(actor("dora")))}
    assert found == {plain.id, after.id}
    assert visits.own_visit(actor("dora"), before.id) is None
    assert visits.how_many_here(actor("dora")) == 2


def test_a_manager_sees_of_their_own_restricted_visit_that_somebody_came() -> None:
    before = stay("mo", RESTRICTED)
    reset("mo", by="coral")
    assert visits.own_visit(actor("mo"), before.id) is None
    known: Visit | None = visits.visit_of(actor("mo"), before.id)
    assert known is not None
    assert not seen(known, actor("mo"), AFTER).full


def test_the_account_page_says_so_and_the_entry_answers_404(
    signed_in: SignIn, freeze: Freeze
) -> None:
    before = log("dora", "S1")
    client = signed_in(person("dora"))
    assert TOLD not in client.page("/account").text
    client.page(f"/entries/{before.id}/amend", 200)
    reset("dora", by="mo")
    freeze(AFTER)
    client = signed_in(person("dora"))
    assert TOLD in client.page("/account").text
    client.page(f"/entries/{before.id}/amend", 404)


def test_ones_own_change_of_password_closes_nothing() -> None:
    give_password("dora")
    before = log("dora", "S1")
    actions.change_password(actor("dora"), PASSWORD, NEW, now=RESET)
    db.session.commit()
    assert person("dora").reset_at is None
    assert entries("dora") == {before.id}


def test_phones_that_were_signed_in_before_bring_what_nobody_reads(
    signed_in: SignIn, freeze: Freeze
) -> None:
    phone = phone_of(signed_in(person("dora")))
    reset("dora", by="mo")
    freeze(AFTER)
    assert phone.send("/log/V1", a_log()).get_json()["state"] == "quarantined"
    again = phone_of(signed_in(person("dora")), phone.known["device"])
    assert again.send("/log/V1", a_log()).get_json()["state"] == "received"
