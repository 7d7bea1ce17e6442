"""WHEN accounts, invitations and codes may be used, and what a name may be."""

from datetime import datetime, timedelta

from app.features.accounts.models import AccountCode, AddressChange, Invitation, RoleGrant, User
from app.features.accounts.types import Address, CodePurpose, InvitationState, Post, Profile
from app.foundation.errors import DomainError, Invalid, NotNow
from app.foundation.i18n import LANGUAGES, LazyText, _l, _n
from app.foundation.text.clean import clean_name, is_blank, mixes_scripts

INVITATION_LASTS = timedelta(days=14)
CODE_LASTS = {
    CodePurpose.SIGN_UP: timedelta(hours=1),
    CodePurpose.SIGN_IN: timedelta(minutes=15),
    CodePurpose.RECOVERY: timedelta(hours=1),
}
MOST_TRIES = 5
CHANGE_LASTS = timedelta(hours=1)
CHANGE_CAN_BE_UNDONE = timedelta(days=3)
TYPED_IS_KEPT = timedelta(days=1)
LONGEST_NAME = 80
LONGEST_ASSOCIATION = 160
MOST_ASSOCIATIONS = 10


class TooManyAttempts(DomainError):
    """The same act was tried too often lately from the same network."""

    status = 429
    message = _l("Too many attempts in a short time. Wait a few minutes, then try again.")


class LinkNoLongerWorks(DomainError):
    """The link was used, taken back, has expired, or never existed: the answer is the same."""

    status = 410
    message = _l(
        "This link no longer works: it was used already, taken back, or is too old. Ask for a new one."
    )


class InvitedUnderAnotherAddress(NotNow):
    """The invitation is for another e-mail address than the account's."""

    message = _l(
        "This invitation was sent to another e-mail address. Sign in with the account of that address."
    )


class NotToOneself(NotNow):
    """Nobody gives a role to herself."""

    message = _l("You cannot give a role to yourself: ask another person who may.")


class RoleHasEnded(NotNow):
    """The role was ended before."""

    message = _l("This role has already ended.")


class RoleOutOfPlace(Invalid):
    """Network roles belong to the network, all others to a collectivity."""

    message = _l("This role cannot be held there.")


class TooManyAssociations(NotNow):
    """A person speaks for a handful of associations at most."""

    message = _l("You speak for ten associations already. Leave one before you add another.")


class SameAddress(Invalid):
    """The account has this address already."""

    def __init__(self) -> None:
        super().__init__(fields={"address": _l("Your account has this address already.")})


def require_another_address(address: Address, user: User) -> None:
    """Refuse an address that the account has."""
    if address.text in {user.email, user.us_phone_number}:
        raise SameAddress


def takes_codes(change: AddressChange, *, now: datetime) -> bool:
    """Say whether the two codes of a change can still be typed."""
    is_waiting = change.done_at is None and change.stopped_at is None
    return is_waiting and now < change.asked_at + CHANGE_LASTS and change.try_count < MOST_TRIES


def can_be_stopped(change: AddressChange, *, now: datetime) -> bool:
    """Say whether whoever owned the old address can still stop the change, or undo it."""
    return change.stopped_at is None and now < (change.done_at or change.asked_at) + CHANGE_CAN_BE_UNDONE


def state_of(invitation: Invitation, *, now: datetime) -> InvitationState:
    """Return what became of an invitation by this instant."""
    if invitation.accepted_at is not None:
        return InvitationState.ACCEPTED
    if invitation.revoked_at is not None:
        return InvitationState.REVOKED
    return InvitationState.WAITING if now < invitation.expires_at else InvitationState.EXPIRED


def require_waiting(invitation: Invitation | None, *, now: datetime) -> Invitation:
    """Return the invitation, or refuse when it cannot be accepted any more."""
    if invitation is None or state_of(invitation, now=now) is not InvitationState.WAITING:
        raise LinkNoLongerWorks
    return invitation


def require_fitting(post: Post) -> None:
    """Refuse a network role in a collectivity, and the reverse."""
    if post.role.is_of_network != (post.collectivity_id is None):
        raise RoleOutOfPlace


def require_held(grant: RoleGrant) -> None:
    """Refuse when the role ended before."""
    if grant.ended_at is not None:
        raise RoleHasEnded


def is_usable(code: AccountCode, *, now: datetime) -> bool:
    """Say whether a code or link still works."""
    return code.used_at is None and now < code.expires_at and code.try_count < MOST_TRIES


def is_recent(code: AccountCode, *, now: datetime) -> bool:
    """Say whether what was typed with a code is recent enough to send another one for it."""
    return now < code.created_at + TYPED_IS_KEPT


def require_profile(profile: Profile) -> Profile:
    """Return the profile with its names cleaned, or refuse what cannot be shown as a name."""
    names = {"public_name": _clean(profile.public_name), "pseudonym": _clean(profile.pseudonym)}
    reasons = {name: _why_not_a_name(text, LONGEST_NAME) for name, text in names.items() if text is not None}
    wrong = {name: reason for name, reason in reasons.items() if reason is not None}
    if wrong:
        raise Invalid(fields=wrong)
    language = profile.language if profile.language in LANGUAGES else "ar"
    return Profile(language=language, territory_id=profile.territory_id, **names)


def require_association_name(name: str) -> str:
    """Return the name of an association, cleaned, or refuse what cannot be shown as a name."""
    cleaned = clean_name(name)
    why = _why_not_a_name(cleaned, LONGEST_ASSOCIATION)
    if why is not None:
        raise Invalid(fields={"name": why})
    return cleaned


def _clean(name: str | None) -> str | None:
    return clean_name(name) or None if name else None


def _why_not_a_name(name: str, longest: int) -> LazyText | None:
    if is_blank(name):
        return _l("Write a name that can be read.")
    if len(name) > longest:
        return _n("Use at most %(num)s character.", "Use at most %(num)s characters.", longest)
    if mixes_scripts(name):
        return _l("Write each word of the name in one alphabet only.")
    return None
