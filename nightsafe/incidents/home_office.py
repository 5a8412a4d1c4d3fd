"""The Home Office and NSIR groups that a reviewer confirms; a member never chooses one."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

HOME_OFFICE_GROUPS = {
    "violence": _l("Violence"),
    "sexual": _l("Sexual"),
    "robbery": _l("Robbery"),
    "weapons": _l("Weapons"),
    "public_order": _l("Public order"),
    "drugs": _l("Drugs"),
    "theft": _l("Theft"),
    "criminal_damage": _l("Criminal damage"),
    "asb": _l("ASB"),
    "public_safety": _l("Public safety and welfare"),
    "transport": _l("Transport"),
}


def in_words(groups: Sequence[str], with_flag: bool) -> str | None:
    """A suggestion as the reviewer reads it: "Violence or Sexual", "Public order + flag"."""
    text = str(_(" or ")).join(str(HOME_OFFICE_GROUPS[each]) for each in groups)
    if not with_flag:
        return text or None
    return str(_("%(group)s + flag", group=text) if text else _("flag"))
