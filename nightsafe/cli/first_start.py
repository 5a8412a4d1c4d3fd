"""What happens once: the network's row, and a link for the person who will set it up."""

from datetime import timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import Flask, url_for
from sqlalchemy import exists, select, update

from nightsafe import clock
from nightsafe.accounts.models import Invitation, Person
from nightsafe.accounts.roles import Role
from nightsafe.accounts.tokens import new_token, token_hash
from nightsafe.cli.problems import CannotRun
from nightsafe.database import db
from nightsafe.ledger.actions import stage
from nightsafe.network.actions import add_organisation, set_up_network
from nightsafe.network.models import Network, Organisation

LINK_LASTS = timedelta(hours=72)


def check_time_zone(name: str) -> str:
    """The name of a time zone as it was given; raises CannotRun for one that does not exist."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as why:
        raise CannotRun(
            f"There is no time zone {name!r}. Write it as area and city, such as Europe/London "
            "or Europe/Dublin."
        ) from why
    return name


def has_network(app: Flask) -> bool:
    """Whether the app's database has its network yet."""
    with app.app_context():
        return db.session.get(Network, 1) is not None


def network_of(app: Flask) -> Network:
    """The network of the app's database; raises NoResultFound before it is set up."""
    with app.app_context():
        return db.session.get_one(Network, 1)


def make_network(app: Flask, name: str, time_zone: str) -> None:
    """Make the network and an organisation that its coordinator belongs to; commits."""
    with app.app_context():
        now = clock.now()
        network = set_up_network(name, time_zone, actor_id=None, now=now)
        add_organisation(network.name, "council", actor_id=None, now=now)
        db.session.commit()


def has_people(app: Flask) -> bool:
    """Whether anybody can sign in yet."""
    with app.app_context():
        return bool(db.session.scalar(select(exists().where(Person.id.is_not(None)))))


def coordinator_link(app: Flask, address: str, email: str) -> str:
    """A fresh one-time link with which the first coordinator signs in; commits.

    `address` is where the server is reached. Links made earlier for nobody's use stop working.
    """
    with app.test_request_context(base_url=address):
        now = clock.now()
        organisation = db.session.scalars(select(Organisation).order_by(Organisation.id)).first()
        if organisation is None:
            raise CannotRun("The network has no organisation yet, so nobody can coordinate it.")
        open_ones = (Invitation.used_at.is_(None), Invitation.withdrawn_at.is_(None))
        earlier = update(Invitation).where(*open_ones, Invitation.invited_by.is_(None))
        db.session.execute(earlier.values(withdrawn_at=now))
        token = new_token()
        db.session.add(
            Invitation(
                token_hash=token_hash(token),
                email=email,
                role=Role.CO,
                organisation_id=organisation.id,
                created_at=now,
                expires_at=now + LINK_LASTS,
            )
        )
        stage("invited", None, None, {"role": Role.CO, "by": "command"}, now=now)
        db.session.commit()
        link: str = url_for("accounts.invitation", token=token, _external=True)
        return link
