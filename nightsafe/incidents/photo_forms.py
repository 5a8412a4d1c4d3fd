"""The form that adds photos to an entry."""

from uuid import UUID, uuid4, uuid5

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import HiddenField, MultipleFileField

from nightsafe.forms import NightForm
from nightsafe.incidents.photo_rules import MOST
from nightsafe.submissions.forms import read_record

# What is written anew; a phone that keeps another format makes one of these when asked so.
ACCEPT = "image/jpeg,image/png,image/webp"
BACK = {"receipt": "incidents.receipt", "story": "home.story"}


class PhotosForm(NightForm):
    """Up to four files, under an id that the page minted: sent twice is sent once."""

    submission = HiddenField()
    back = HiddenField()
    photos = MultipleFileField(
        _l("Add a photo"), description=_l("A photo of the thing, never of a person.")
    )

    @classmethod
    def fresh(cls, back: str = "") -> "PhotosForm":
        """An empty form for a page; `back` is a key of BACK."""
        form = cls(formdata=None)
        form.submission.data, form.back.data = str(uuid4()), back
        return form

    def validate(self, extra_validators: object = None) -> bool:
        """Whether there is something to add, and not more than an entry holds."""
        good = super().validate(extra_validators)
        if not self.files:
            self.photos.errors = [_l("Choose a photo first.")]
        elif len(self.files) > MOST:
            self.photos.errors = [_l("Choose at most %(most)d photos.", most=MOST)]
        return good and not self.photos.errors

    @property
    def files(self) -> list[FileStorage]:
        """The files that were chosen."""
        given = self.photos.data or []
        return [one for one in given if isinstance(one, FileStorage) and one.filename]

    def photo_id(self, index: int) -> UUID:
        """The id of each file of this sending."""
        submission = read_record(self.submission.data) or uuid4()
        return uuid5(submission, f"photo {index}")
