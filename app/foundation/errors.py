"""Refusals: each is a translated sentence that every surface shows in its own way."""

from collections.abc import Mapping

from app.foundation.i18n import LazyText, _l


class DomainError(Exception):
    """Something asked for is refused; `message` says why in the reader's language."""

    status = 400
    message: LazyText = _l("This cannot be done.")

    def __init__(self, message: LazyText | str | None = None, **values: object) -> None:
        self.chosen_message = message if message is not None else self.message
        self.values = values
        super().__init__(type(self).__name__)

    def __str__(self) -> str:
        text = str(self.chosen_message)
        return text % self.values if self.values else text


class NotFound(DomainError):
    """The object does not exist, or not for this reader."""

    status = 404
    message = _l("This page does not exist, or is no longer here.")


class NotAllowed(DomainError):
    """The actor may not do this: who she is does not permit it."""

    status = 403
    message = _l("Your account does not have the right to do this.")


class SignInNeeded(NotAllowed):
    """The act needs an account and nobody is signed in."""

    status = 401
    message = _l("Sign in to continue.")


class SecondFactorNeeded(NotAllowed):
    """The act is for roles, which a session of one factor holds back."""

    message = _l("Confirm that it is you by your second factor: what your role opens needs it.")


class ProofNeeded(NotAllowed):
    """The act changes what guards the account, and the person did not prove lately who she is."""

    message = _l("Confirm once more that it is you before you change what guards your account.")


class NotNow(DomainError):
    """The act is refused at this moment: its time or state does not permit it."""

    status = 409
    message = _l("This is not possible at the moment.")


class ChangedMeanwhile(NotNow):
    """Somebody else changed the same thing between its reading and its writing."""

    message = _l("Somebody changed this at the same moment. Look at it again, then decide once more.")


class Invalid(DomainError):
    """What was given cannot be taken; `fields` names the sentence for each field."""

    status = 422
    message = _l("Some answers need to be corrected.")

    def __init__(
        self,
        message: LazyText | str | None = None,
        *,
        fields: Mapping[str, LazyText | str] | None = None,
        **values: object,
    ) -> None:
        super().__init__(message, **values)
        self.fields = dict(fields or {})


class TooBusy(DomainError):
    """The database could not take the write lock in time; the same request may be sent again."""

    status = 503
    message = _l("Many people are writing at the same time. Nothing was lost: send it again in a moment.")


class NoRoomLeft(DomainError):
    """The disk is full: what was sent is not recorded; reading goes on, and writing once there is room again."""

    status = 503
    message = _l(
        "The platform has no room left to record anything. What you sent was not recorded: send it again later."
    )


class DatabaseAway(DomainError):
    """The database does not answer: whether the act was recorded is not known, and it may be sent again."""

    status = 503
    message = _l(
        "The database does not answer. Send it again in a moment: what was recorded already is not counted twice."
    )
