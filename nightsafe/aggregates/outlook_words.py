"""What members are told of a row of the weekly table: no more than its figure can bear."""

from flask_babel import gettext as _

# It rose beyond doubt, it may have, nothing can be seen; the history is too short; its figure is
# too small to say anything.
UNUSUAL, LOOK, NONE, SHORT, HIDDEN = "unusual", "look", "none", "short", "hidden"


def change_words(verdict: str) -> str:
    """A verdict as a sentence; what is not seen is never called normal."""
    return {
        UNUSUAL: _("unusual: chance alone brings so much in fewer than one weekend of a hundred."),
        LOOK: _("worth a look: chance alone brings so much in fewer than one weekend of twenty."),
        NONE: _("no change that figures this small could show."),
        SHORT: _("too few weekends so far to say what is usual."),
        HIDDEN: _("too few to say more."),
    }[verdict]
