"""What a page says after a redirect: fixed sentences, so that no text travels in a cookie."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

DONE: dict[str, LazyString] = {
    "saved": _l("Saved."),
    "signed-out": _l("You are signed out."),
    "handed-over": _l("Locked. Your drafts wait here for you, unreadable for others."),
    "enrolled": _l("This is now the door's phone. You are signed out of it."),
    "device-removed": _l("The phone is removed. Whoever was signed in on it is out."),
    "unlocked": _l("Unlocked. They can use their PIN again."),
    "pin": _l("Your PIN is set."),
    "pin-dead": _l(
        "Wrong too often, so that PIN is gone. Sign in with your password, then choose a new one."
    ),
    "pin-removed": _l("Your PIN is removed."),
    "phone-removed": _l("Removed. What that phone still has waiting goes to the coordinator."),
    "sign-in-again": _l("For that role sign in again. Then choose it on your account page."),
    "switched": _l("You are now logging for this place."),
    "password": _l("Your password is changed. Your other sign-ins have ended."),
    "sessions-ended": _l("Your other sign-ins have ended."),
    "session-ended": _l("That sign-in has ended."),
    "invitation-withdrawn": _l("The invitation no longer works."),
    "welcome": _l(
        "Thank you. Now sign in with your e-mail and password. If the role is not there, ask "
        "whoever invited you for a new link."
    ),
    "reset": _l("Your password is set. Now sign in with it."),
    "back-in-use": _l("Back in use."),
    "suspended": _l("Suspended. All their sign-ins have ended."),
    "restored": _l("They can sign in again."),
    "membership-ended": _l("That role has ended."),
    "grant-proposed": _l("Proposed. Another supervisor has to confirm it."),
    "grant-confirmed": _l("Confirmed. It works from now on."),
    "grant-ended": _l("The grant has ended."),
    "duty-on": _l("You are on duty."),
    "duty-off": _l("You are off duty."),
    "acknowledged": _l("Thank you, noted."),
    "quiet": _l("Quiet night noted. You can still log."),
    "quiet-undone": _l("Taken back."),
    "undone": _l("Taken back. It will not be counted."),
    "withdrawn": _l("Withdrawn. It will not be counted."),
    "left": _l("They left. You can still fill in the rest."),
    "photo-added": _l("Photo added."),
    "photo-removed": _l("Photo taken away. Nobody sees it any more."),
    "removed": _l("Removed for good."),
    "taken-in": _l("Taken in. What does not fit yet waits for its author."),
    "thrown-away": _l("Thrown away, unread."),
    "shared": _l("Shared with police. They can see it now."),
    "answered": _l("Answer sent."),
    "seen": _l("Marked as seen. Previous leads back to it."),
    "asked": _l("Question sent to the reporter."),
    "recorded": _l("Recorded."),
    "closed": _l("Closed. Previous leads back to it."),
    "reopened": _l("Open again."),
    "referred": _l("Sent. You see here when it is taken in hand."),
    "in-hand": _l("Thank you. The clock has stopped."),
    "referral-closed": _l("The referral is closed. The reviewer sees what came of it."),
    "owners": _l("Saved. It counts for what is sent from now on."),
    "filter-saved": _l("Saved. You find it beside the queue."),
    "filter-removed": _l("The saved filter is removed."),
    "retired": _l("Taken out of use. What was logged there stays."),
}
