"""WHEN second factors may be added, used and removed, and how often they may be tried."""

from datetime import timedelta

from app.features.accounts.throttling import Limit
from app.foundation.errors import Invalid, NotNow
from app.foundation.i18n import LazyText, _l, _n
from app.foundation.text.clean import clean_name, is_blank

CODES_MADE = 10
MOST_PASSKEYS = 10
LONGEST_NAME = 60
CHALLENGE_LASTS = timedelta(minutes=5)

TRY_FACTOR = Limit("try_factor", for_network=600, for_account=10)
# Nobody guesses a passkey: these limits spare the machine, and a whole hall may come in by one network.
ASK_PASSKEY = Limit("ask_passkey", for_network=600, for_account=600)
TRY_PASSKEY = Limit("try_passkey", for_network=600, for_account=600)
# The codes of an app are short, and networks are cheap. Only whoever passed the first factor comes to try one, and
# beyond this the owner's passkey and recovery codes still open: nobody is shut out.
TRY_APP_ANYWHERE = Limit("try_app_anywhere", for_network=10**9, for_account=60, window=timedelta(hours=1))


class AppAlreadyThere(NotNow):
    """An account has one authenticator app; another telephone takes the same secret, or the app is replaced."""

    message = _l("An authenticator app guards this account already. Remove it first to set up another one.")


class LastFactorOfStaff(NotNow):
    """Whoever holds a role keeps one factor at least."""

    message = _l(
        "Your role needs a second factor, and this is the only one of your account. Add another one first."
    )


class TooManyPasskeys(NotNow):
    """A handful of passkeys is enough."""

    message = _l("This account has ten passkeys already. Remove one before you add another.")


class PasskeyRefused(NotNow):
    """The answer of the passkey is not one that this site asked for, or is not this account's."""

    message = _l("This passkey was not accepted. Nothing was changed: try again, or use another way.")


class NoFactorToReset(NotNow):
    """There is nothing to remove."""

    message = _l("This account has no second factor. Nothing was changed.")


class NotOneself(NotNow):
    """Whoever lost her own factors asks somebody else."""

    message = _l("Nobody resets her own second factors: ask another person who may, or the operator.")


class WorksElsewhereToo(NotNow):
    """The person holds roles that somebody else answers for."""

    message = _l(
        "This person holds another role too, which you do not answer for. Ask the coordination or the operator."
    )


def require_name(name: str) -> str:
    """Return the name of a passkey, cleaned, or refuse what cannot be read."""
    cleaned = clean_name(name)
    why: LazyText | None = None
    if is_blank(cleaned):
        why = _l("Write a name by which you will know it again.")
    elif len(cleaned) > LONGEST_NAME:
        why = _n("Use at most %(num)s character.", "Use at most %(num)s characters.", LONGEST_NAME)
    if why is not None:
        raise Invalid(fields={"name": why})
    return cleaned
