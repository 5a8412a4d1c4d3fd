"""The forms that load a file of police or hospital figures."""

from typing import BinaryIO, cast

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import FileField, RadioField, StringField
from wtforms.validators import Length

from nightsafe.forms import NightForm

NEAR, LSOA = "near", "lsoa"


class _FileForm(NightForm):
    """One file, which is read and not kept."""

    file = FileField(_l("File"))

    def validate(self, extra_validators: object = None) -> bool:
        """Whether a file was chosen."""
        good = super().validate(extra_validators)
        if not self.chosen:
            self.file.errors = [_l("Choose the file first.")]
        return good and self.chosen

    @property
    def chosen(self) -> bool:
        """Whether there is a file."""
        return isinstance(self.file.data, FileStorage) and bool(self.file.data.filename)

    @property
    def name(self) -> str:
        """The name of the file, as it was sent."""
        return cast(FileStorage, self.file.data).filename or ""

    @property
    def stream(self) -> BinaryIO:
        """What is in it."""
        return cast(BinaryIO, cast(FileStorage, self.file.data).stream)


class HospitalForm(_FileForm):
    """A file of assaults known to a hospital."""


class PoliceForm(_FileForm):
    """A street-level file, and which part of it counts."""

    where = RadioField(
        _l("Which part of it"),
        choices=[
            (NEAR, _l("Near the places of this network")),
            (LSOA, _l("Areas (LSOA) by their name")),
        ],
        default=NEAR,
    )
    lsoa = StringField(
        _l("The names begin with"),
        description=_l("As in the column “LSOA name”: the town's name, or “Testford 00”."),
        validators=[Length(max=60, message=_l("Use at most 60 characters."))],
    )

    def validate(self, extra_validators: object = None) -> bool:
        """Whether the words are there when areas are chosen by them."""
        good = super().validate(extra_validators)
        if self.where.data == LSOA and not self.lsoa.data:
            self.lsoa.errors = [_l("Write how the names of the areas begin.")]
            return False
        return good
