"""What is typed to look a receipt up."""

from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from app.foundation.i18n import _l
from app.web.forms import ActionForm

LONGEST = 300


class ReceiptForm(FlaskForm):  # type: ignore[misc]
    """The number of a ballot; looking it up changes nothing, so it stands in the address."""

    class Meta(ActionForm.Meta):
        """No token: the form reads only."""

        csrf = False

    leaf = StringField(
        _l("Number on the receipt"),
        validators=[DataRequired(_l("Type the number of the receipt.")), Length(max=LONGEST)],
    )


class OpeningForm(ActionForm):
    """The number and the secret of a ballot; sent so that the secret stands in no address."""

    leaf = StringField(
        _l("Number on the receipt"),
        validators=[DataRequired(_l("Type the number of the receipt.")), Length(max=LONGEST)],
    )
    nonce = StringField(
        _l("Secret on the receipt"),
        validators=[DataRequired(_l("Type the secret of the receipt.")), Length(max=LONGEST)],
    )
