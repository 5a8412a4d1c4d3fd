"""The kinds of ledger rows: what each is called, and whether it holds a version of a record."""

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class Kind:
    """A kind of row; a version is sealed under its record's key, all else under the log's."""

    label: LazyString
    version: bool = False


KINDS: dict[str, Kind] = {
    "entry": Kind(_l("Entry saved"), version=True),
    "photos": Kind(_l("Photos of an entry changed"), version=True),
    "visit": Kind(_l("Safe Places visit saved"), version=True),
    "quiet": Kind(_l("Quiet night said"), version=True),
    "finding": Kind(_l("Review finding"), version=True),
    "moved": Kind(_l("Entry moved to another event"), version=True),
    "apart": Kind(_l("Found to be two events")),
    "referral": Kind(_l("Referral"), version=True),
    "question": Kind(_l("Question or answer"), version=True),
    "set-aside": Kind(_l("Submission kept aside"), version=True),
    "held": Kind(_l("Sent by a phone, and held")),
    "phone": Kind(_l("Phone made known")),
    "read": Kind(_l("Record opened")),
    "refused": Kind(_l("Refused")),
    "erased": Kind(_l("Record erased")),
    "signed-in": Kind(_l("Signed in")),
    "sign-in-failed": Kind(_l("Sign-in failed")),
    "signed-out": Kind(_l("Signed out")),
    "password": Kind(_l("Password changed")),
    "pin-set": Kind(_l("PIN set")),
    "pin-removed": Kind(_l("PIN removed")),
    "pin-wrong": Kind(_l("Wrong PIN")),
    "pin-locked": Kind(_l("PIN locked on a phone")),
    "pin-unlocked": Kind(_l("PIN unlocked on a phone")),
    "device-enrolled": Kind(_l("Shared phone enrolled")),
    "device-removed": Kind(_l("Shared phone removed")),
    "phone-removed": Kind(_l("Own phone removed")),
    "place-switched": Kind(_l("Switched to another place")),
    "session-ended": Kind(_l("Session ended")),
    "invited": Kind(_l("Invitation made")),
    "invitation-used": Kind(_l("Invitation used")),
    "invitation-withdrawn": Kind(_l("Invitation withdrawn")),
    "person": Kind(_l("Person changed")),
    "suspended": Kind(_l("Person suspended")),
    "restored": Kind(_l("Person restored")),
    "membership": Kind(_l("Membership changed")),
    "grant": Kind(_l("Grant changed")),
    "duty": Kind(_l("Duty switched")),
    "network": Kind(_l("Network changed")),
    "import": Kind(_l("Past records brought in, or taken out again")),
    "release": Kind(_l("Release of figures")),
    "consumer": Kind(_l("Consumer of figures changed")),
    "figures-read": Kind(_l("Figures read by a consumer")),
    "context": Kind(_l("Figures of others loaded, or taken out")),
    "intervention": Kind(_l("Intervention noted")),
    "briefing": Kind(_l("Briefing")),
    "alert": Kind(_l("Warning to the network"), version=True),
    "calendar": Kind(_l("Calendar of events changed")),
    "sent-again": Kind(_l("A message was sent again by hand")),
    "arrived-by-hand": Kind(_l("A message was said to have arrived")),
    "searched": Kind(_l("Searched")),
    "exported": Kind(_l("Exported")),
    "confirmed": Kind(_l("Password given again")),
    "break-glass": Kind(_l("Restricted records opened in an emergency")),
    "owner": Kind(_l("Owner of a referral route named")),
    "passed-on": Kind(_l("Notice passed on")),
    "acknowledged": Kind(_l("Notice acknowledged")),
}
