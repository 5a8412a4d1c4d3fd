"""The kinds of messages: how sure each has to be, who may switch it off, what a notice of it says.

Nothing here is of a record: a mail or a push tells that something waits, never what was written.
"""

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

SAFETY, BRIEFING, WORK = "safety", "briefing", "work"


@dataclass(frozen=True)
class Kind:
    """A kind of message; `title` is the subject of its mail, `line` says what to do."""

    group: str
    title: LazyString
    line: LazyString

    @property
    def safety(self) -> bool:
        """Whether it is sent at least once, at any hour, and cannot be switched off."""
        return self.group == SAFETY


_OPEN = _l("Open nightsafe to read it.")
_RELEASE = _l("Open nightsafe to see the release.")

KINDS: dict[str, Kind] = {
    "urgent": Kind(SAFETY, _l("Something urgent waits for you"), _OPEN),
    "restricted": Kind(SAFETY, _l("A restricted record waits for you"), _OPEN),
    "referral": Kind(SAFETY, _l("A referral waits for you"), _OPEN),
    "referral-late": Kind(SAFETY, _l("A referral was not taken in hand"), _OPEN),
    "break-glass": Kind(SAFETY, _l("Restricted records were opened in an emergency"), _OPEN),
    "alert": Kind(SAFETY, _l("A warning to the network"), _OPEN),
    "alert-withdrawn": Kind(
        SAFETY, _l("A warning was withdrawn"), _l("It does not hold any more.")
    ),
    # To oneself, on a tap: it goes as an urgent one would, at any hour.
    "test": Kind(
        SAFETY, _l("A test of your messages"), _l("You asked for it. Urgent ones come like this.")
    ),
    "question": Kind(WORK, _l("Police ask about something you logged"), _OPEN),
    "answer": Kind(WORK, _l("Your question was answered"), _OPEN),
    "release-sent": Kind(WORK, _l("A release waits for your approval"), _RELEASE),
    "release-returned": Kind(WORK, _l("Your release was returned"), _RELEASE),
    "release-again": Kind(WORK, _l("Your release is checked again"), _RELEASE),
    "release-left": Kind(WORK, _l("Your release has left"), _RELEASE),
    "briefing-sent": Kind(WORK, _l("A briefing waits for your approval"), _OPEN),
    "briefing-returned": Kind(WORK, _l("Your briefing was returned"), _OPEN),
    "briefing-approved": Kind(WORK, _l("Your briefing was approved"), _OPEN),
    "briefing-drafted": Kind(WORK, _l("The draft of this week's briefing is there"), _OPEN),
    "briefing": Kind(BRIEFING, _l("This week's briefing"), _OPEN),
    "briefing-nudge": Kind(BRIEFING, _l("You have not read this week's briefing yet"), _OPEN),
}
