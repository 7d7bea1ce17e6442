"""WHEN somebody is known well enough to vote, and as which person her ballot counts."""

from collections.abc import Callable
from datetime import date, datetime

import sqlalchemy as sa

from app.features.accounts.models import User
from app.features.collectivities.models import Collectivity
from app.features.collectivities.queries import is_inside
from app.features.voters import digests, normalising
from app.features.voters.models import (
    DeskVerification,
    ProviderIdentity,
    RegisterClaim,
    RegisterImport,
    RegisterNumber,
    ResidenceDeclaration,
)
from app.features.voters.types import Identity, KnownAs, ProviderSubject, Script, VoterLevel
from app.foundation.database import db
from app.foundation.errors import Invalid, NotAllowed, NotFound, NotNow, SignInNeeded
from app.foundation.i18n import LazyText, _l
from app.foundation.identity_provider import IdentityProvider, provider
from app.foundation.policy import Actor

OLDEST_BIRTH = date(1900, 1, 1)


class NotEligible(NotAllowed):
    """She is not, or not yet, known as this vote asks; the sentence says what to do."""

    message = _l("You cannot vote here.")


class RegisterNotAuthorised(NotNow):
    """The collectivity may not compare numbers with its register."""

    message = _l(
        "The register cannot be used: the collectivity has not recorded the number of its authorisation."
    )


class NumberNotAccepted(Invalid):
    """The number is not in the register or is another account's; which of the two is not told."""

    message = _l(
        "This number is not in the register, or another account gave it. "
        "Check it, or ask at a desk of the collectivity."
    )


class NumberAlreadyGiven(NotNow):
    """The account gave another number before."""

    message = _l("Your account gave another number before. Take that one back first.")


class AlreadyVerified(NotNow):
    """The account is verified as somebody else."""

    message = _l("This account is verified as another person. Revoke that verification first.")


class NotOneself(NotNow):
    """Nobody verifies her own account."""

    message = _l("You cannot verify your own account: ask a colleague.")


class IdentityNotFree(NotNow):
    """The person proved the same identity with another account before."""

    message = _l(
        "You proved who you are with another account before. Each person votes once, with any of her accounts: "
        "sign in with that one, or take the link back in its settings first. A ballot that you cast stays yours."
    )


class AccountNotFree(IdentityNotFree):
    """The account is linked to another identity."""

    message = _l(
        "Your account is linked to another person of the identity service. "
        "Take the link back in your settings first."
    )


class ProviderOff(NotNow):
    """This installation uses no identity service, or not this one."""

    message = _l("No identity service is in use on this platform.")


def require_eligible(
    *, actor: Actor, collectivity_id: int, consultation_id: int, level: VoterLevel, now: datetime
) -> str:
    """Return the person that the actor counts as at this level, or refuse with what she has to do first."""
    if not actor.is_signed_in:
        raise SignInNeeded
    if not actor.is_confirmed:
        raise NotEligible(_l("Confirm your e-mail address or phone first: then you can vote."))
    user = db.session.get_one(User, actor.user_id)
    collectivity = _collectivity(collectivity_id)
    person_of: dict[VoterLevel, Callable[[], str]] = {
        VoterLevel.CONFIRMED: lambda: account_of(user.id),
        VoterLevel.DECLARED_RESIDENT: lambda: _resident(user, collectivity, consultation_id),
        VoterLevel.VERIFIED_AT_DESK: lambda: _seen_at_desk(user, collectivity),
        VoterLevel.REGISTER: lambda: _registered(user, collectivity),
        VoterLevel.OIDC: lambda: _known_to_provider(user),
    }
    return person_of[level]()


def refusal_to_vote(
    *, actor: Actor, collectivity_id: int, consultation_id: int, level: VoterLevel, now: datetime
) -> str | None:
    """Return the sentence that says why the actor may not vote yet, or None when she may."""
    try:
        require_eligible(
            actor=actor,
            collectivity_id=collectivity_id,
            consultation_id=consultation_id,
            level=level,
            now=now,
        )
    except (NotAllowed, NotNow) as refusal:
        return str(refusal)
    return None


def account_of(user_id: int) -> str:
    """Return the person that an account counts as where persons are not told apart from accounts."""
    return f"account:{user_id}"


def problem_with_level(level: VoterLevel, collectivity: Collectivity) -> LazyText | None:
    """Return what keeps a collectivity from asking for a level, or None."""
    if level is VoterLevel.REGISTER and not is_register_authorised(collectivity):
        return RegisterNotAuthorised.message
    if level is VoterLevel.OIDC and provider() is None:
        return ProviderOff.message
    return None


def is_register_authorised(collectivity: Collectivity) -> bool:
    """Say whether the collectivity recorded its authorisation to use its register; fictional ones record one too."""
    return bool(collectivity.register_authorisation_reference)


def require_register_authorised(collectivity: Collectivity) -> None:
    """Refuse to touch the register of a collectivity without authorisation."""
    if not is_register_authorised(collectivity):
        raise RegisterNotAuthorised


def require_provider(subject: ProviderSubject) -> IdentityProvider:
    """Return the identity service in use; refuse what another one says."""
    found = provider()
    if found is None or found.issuer != subject.issuer:
        raise ProviderOff
    return found


def require_identity(identity: Identity, *, today: date) -> KnownAs:
    """Return the identity in its one spelling; refuse what no card says."""
    name = normalising.full_name(identity.full_name)
    problems = {
        "full_name": None
        if name
        else _l("Write the full name in Latin letters or in Arabic letters, as the identity card gives it."),
        "born_on": None
        if OLDEST_BIRTH <= identity.born_on < today
        else _l("Write the birth date that the identity card gives."),
    }
    found = {field: sentence for field, sentence in problems.items() if sentence is not None}
    if name is None or found:
        raise Invalid(fields=found)
    return KnownAs(full_name=name.spelling, born_on=identity.born_on, script=name.script)


def require_script(script: Script, *, used: Script | None) -> None:
    """Refuse a name in other letters than those that the desks of a collectivity copy names in."""
    if used not in {None, script}:
        raise Invalid(fields={"full_name": used.sentence})


def require_number(text: str) -> str:
    """Return a register's number in its one spelling."""
    number = normalising.number(text)
    if number is None:
        raise NumberNotAccepted
    return number


def require_somebody_else(actor: Actor, user_id: int) -> None:
    """Refuse staff who would verify themselves."""
    if actor.user_id == user_id:
        raise NotOneself


def is_on_register(*, collectivity_id: int, digest: str) -> bool:
    """Say whether a number is in the register in force."""
    statement = (
        sa.select(RegisterNumber.digest)
        .join(RegisterImport, RegisterImport.id == RegisterNumber.import_id)
        .where(
            RegisterImport.collectivity_id == collectivity_id,
            RegisterImport.confirmed_at.is_not(None),
            RegisterImport.replaced_at.is_(None),
            RegisterNumber.digest == digest,
        )
    )
    return db.session.scalar(statement) is not None


def _collectivity(collectivity_id: int) -> Collectivity:
    found = db.session.get(Collectivity, collectivity_id)
    if found is None:
        raise NotFound
    return found


def _resident(user: User, collectivity: Collectivity, consultation_id: int) -> str:
    if user.territory_id is None:
        raise NotEligible(
            _l("This vote is for those who live in the territory: choose your commune in your account first.")
        )
    if not is_inside(user.territory_id, container_id=collectivity.territory_id):
        raise NotEligible(
            _l("This vote is for those who live in the territory, and your account names a place outside it.")
        )
    if db.session.get(ResidenceDeclaration, (consultation_id, user.id)) is None:
        raise NotEligible(_l("Declare that you live in the territory: then you can vote."))
    return account_of(user.id)


def _seen_at_desk(user: User, collectivity: Collectivity) -> str:
    statement = sa.select(DeskVerification.person_digest).where(
        DeskVerification.collectivity_id == collectivity.id,
        DeskVerification.user_id == user.id,
        DeskVerification.revoked_at.is_(None),
    )
    digest = db.session.scalar(statement)
    if digest is None:
        raise NotEligible(
            _l(
                "This vote is for those whose identity was checked in person: "
                "come to a desk of the collectivity with your identity card and the code of your account."
            )
        )
    return f"desk:{digest}"


def _registered(user: User, collectivity: Collectivity) -> str:
    require_register_authorised(collectivity)
    statement = sa.select(RegisterClaim.digest).where(
        RegisterClaim.collectivity_id == collectivity.id, RegisterClaim.user_id == user.id
    )
    digest = db.session.scalar(statement)
    if digest is None:
        raise NotEligible(_l("Type your number in the register of the collectivity once: then you can vote."))
    if not is_on_register(collectivity_id=collectivity.id, digest=digest):
        raise NotEligible(
            _l("The number of your account is no longer in the register: ask at a desk of the collectivity.")
        )
    return f"register:{digest}"


def _known_to_provider(user: User) -> str:
    found = provider()
    if found is None:
        raise ProviderOff
    statement = sa.select(ProviderIdentity.issuer, ProviderIdentity.subject).where(
        ProviderIdentity.user_id == user.id, ProviderIdentity.issuer == found.issuer
    )
    identity = db.session.execute(statement).one_or_none()
    if identity is None:
        raise NotEligible(_l("Prove once who you are with the identity service: then you can vote."))
    return f"oidc:{digests.of_subject(ProviderSubject(*identity))}"
