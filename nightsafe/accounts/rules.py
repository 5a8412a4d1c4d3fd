"""Who looks after whom: pure answers, used by the pages and by the actions alike."""

import re
from collections.abc import Iterable
from typing import Protocol
from urllib.parse import urlsplit

from nightsafe.accounts.roles import AT_PREMISES, INVITES, Role
from nightsafe.gate import Actor

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}")
_POLICE = frozenset({Role.PR, Role.PS})
# Teams whose lead reads and invites; premises have a manager for that.
HAVE_LEADS = frozenset({Role.SP})


class Post(Protocol):
    """A role at an organisation, perhaps at premises: a membership or an invitation to one."""

    role: str
    organisation_id: int
    premises_id: int | None


def tidy_email(text: str) -> str:
    """An e-mail address as it is stored and compared."""
    return text.strip().lower()


def is_email(text: str) -> bool:
    """Whether a text has the shape of an e-mail address."""
    return _EMAIL.fullmatch(text) is not None


def invitable(actor: Actor) -> list[Role]:
    """The roles that somebody may invite people to, in the table's order."""
    if actor.role == Role.SP and not actor.lead:
        return []
    return [role for role in Role if role in INVITES.get(Role(actor.role), frozenset())]


def looks_after(actor: Actor, post: Post) -> bool:
    """Whether a post lies with somebody: all for a coordinator, else one's own people."""
    if Role(post.role) not in invitable(actor):
        return False
    if actor.role == Role.VM:
        return actor.premises_id is not None and post.premises_id == actor.premises_id
    if actor.role == Role.SP:
        return post.organisation_id == actor.organisation_id
    return actor.role in {Role.CO, Role.PS}


def may_suspend(actor: Actor, person_id: int, posts: Iterable[Post]) -> bool:
    """Whether somebody may suspend a person: never oneself, and only with all of their posts."""
    if actor.person_id == person_id:
        return False
    held = list(posts)
    return actor.role == Role.CO or (bool(held) and all(looks_after(actor, one) for one in held))


def may_restore(
    actor: Actor, person_id: int, suspended_by: int | None, posts: Iterable[Post]
) -> bool:
    """Whether somebody may lift a suspension: a coordinator any, others their own."""
    if not may_suspend(actor, person_id, posts):
        return False
    return actor.role == Role.CO or suspended_by == actor.person_id


def may_make_link(
    actor: Actor,
    person_id: int,
    posts: Iterable[Post],
    *,
    other_supervisors: bool,
    granted: bool,
) -> bool:
    """Whether somebody may make a link that sets a person's password.

    The link opens the account, so whoever makes it must look after all that the account opens.
    Police look after their own accounts as long as they have somebody who can. What a grant
    opens a coordinator never opens: a supervisor ends the grant first, or makes the link.
    """
    held = list(posts)
    if not may_suspend(actor, person_id, held):
        return False
    if actor.role != Role.CO:
        return True
    police = any(one.role in _POLICE for one in held)
    return not granted and not (police and other_supervisors)


def needs_premises(role: Role) -> bool | None:
    """Whether a role works at premises: always, never, or as it comes (None)."""
    return AT_PREMISES.get(role)


def local_path(wanted: str | None) -> str | None:
    """Where to go next, if it is a path on this site; None for anything else (R17)."""
    text = wanted or ""
    if not text.startswith("/") or text.startswith(("//", "/\\")) or "\\" in text:
        return None
    if any(ord(letter) < 0x21 or ord(letter) == 0x7F for letter in text):
        return None
    parts = urlsplit(text)
    return None if parts.scheme or parts.netloc else text
