"""What a warning may be about; each with what its writer should and should not put in."""

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class AlertKind:
    """One kind of warning; of a person's it asks for looks and clothes, never for a name."""

    label: LazyString
    hint: LazyString
    person: bool = False


KINDS: dict[str, AlertKind] = {
    "notes": AlertKind(
        _l("Counterfeit notes"), _l("Which notes, how to tell, where they were passed.")
    ),
    "spiking": AlertKind(
        _l("Spiking reports"), _l("What to look out for and what to keep. Nobody’s story.")
    ),
    "missing": AlertKind(
        _l("Missing person"),
        _l("Age band, clothes, where last seen. Never a name: police have it."),
        person=True,
    ),
    "drugs": AlertKind(_l("Dangerous drugs"), _l("What it looks like and what it does.")),
    "travel": AlertKind(
        _l("Transport or roads"), _l("What is closed or does not run, until when.")
    ),
    "other": AlertKind(_l("Something else"), _l("What members are to look out for, in short.")),
}
