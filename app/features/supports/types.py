"""Words of supports and opinions."""

from enum import StrEnum

from app.foundation.i18n import LazyText, _l


class Stance(StrEnum):
    """What a participant thinks of one item of the draft."""

    AGREE = "agree"
    MIXED = "mixed"
    DISAGREE = "disagree"

    @property
    def label(self) -> LazyText:
        return {self.AGREE: _l("I agree"), self.MIXED: _l("Mixed opinion"), self.DISAGREE: _l("I disagree")}[
            self
        ]
