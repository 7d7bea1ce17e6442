"""What a person can do with what is kept of her: accept a notice, take a copy, have it erased."""

import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.features.accounts.models import User
from app.features.collectivities.models import PublicTextVersion
from app.features.collectivities.types import PublicText
from app.features.privacy import contributions, files, policy, rules, shell, traces
from app.features.privacy.events import AccountErased
from app.features.privacy.models import Erasure, NoticeAcceptance, PersonalExport
from app.features.privacy.policy import PrivacyPermission
from app.features.privacy.selecting import person_of
from app.features.privacy.types import Texts
from app.features.proposals.models import Proposal
from app.foundation.database import db, insert_into, lock_row
from app.foundation.errors import Invalid, NotFound
from app.foundation.events import announce
from app.foundation.i18n import _l
from app.foundation.policy import Actor


def accept_notice(*, actor: Actor, version: PublicTextVersion, now: datetime) -> None:
    """Record that the actor accepts one version of a legal notice; doing it again changes nothing."""
    policy.privacy.require(actor, PrivacyPermission.ACCEPT_NOTICE, version)
    if version.kind is not PublicText.LEGAL_NOTICE:
        raise NotFound
    statement = insert_into(NoticeAcceptance).values(
        collectivity_id=version.collectivity_id, user_id=actor.user_id, version_id=version.id, accepted_at=now
    )
    db.session.execute(statement.on_conflict_do_nothing())


def ask_for_export(*, actor: Actor, language: str, hours: int, now: datetime) -> PersonalExport:
    """Ask for a file with everything that is kept of the actor; what she asked for before is replaced."""
    user: User = lock_row(User, actor.user_id or 0)
    policy.privacy.require(actor, PrivacyPermission.EXPORT, user.id)
    db.session.execute(
        sa.update(PersonalExport)
        .where(PersonalExport.user_id == user.id, PersonalExport.expires_at > now)
        .values(expires_at=now)
    )
    asked = PersonalExport(
        user_id=user.id, key=secrets.token_hex(24), language=language, asked_at=now,
        expires_at=now + timedelta(hours=hours),
    )  # fmt: skip
    db.session.add(asked)
    db.session.flush()
    return asked


def fetch_export(*, actor: Actor, export_id: int, now: datetime) -> PersonalExport:
    """Hand a file over, once; NotFound when it is not the actor's, not ready, fetched before or too old."""
    asked: PersonalExport | None = lock_row(PersonalExport, export_id)
    if asked is None or not policy.privacy.allows(actor, PrivacyPermission.EXPORT, asked.user_id):
        raise NotFound
    if asked.ready_at is None or asked.fetched_at is not None or asked.expires_at <= now:
        raise NotFound
    asked.fetched_at = now
    db.session.flush()
    return asked


def erase_account(*, actor: Actor, user_id: int, texts: Texts, language: str, now: datetime) -> Erasure:
    """Leave nothing of a person but an empty account, to which what is counted still points; files go after it."""
    policy.privacy.require(actor, PrivacyPermission.ERASE, user_id)
    user: User | None = lock_row(User, user_id)
    if user is None:
        raise NotFound
    rules.require_erasable(user)
    person, words, fingerprint = person_of(user), traces.naming_of(user), rules.fingerprint_of(user)
    traces.erase_from_reasons(person, words, now=now)
    stored = files.handed_in_by(user.id)
    contributions.erase_texts(user_id=user.id, texts=texts, now=now)
    doomed = [*files.forget_stored(stored), *files.forget_exports(user.id)]
    shell.end_roles(user.id, now=now)
    traces.erase_attempts(person)
    traces.erase_typed(words)
    doomed += traces.erase_messages(person)
    traces.erase_from_messages(words)
    shell.erase_rows(person)
    shell.empty_account(user, language=language, now=now)
    erasure = Erasure(user_id=user.id, fingerprint=fingerprint, texts=texts, erased_at=now, files=doomed)
    db.session.add(erasure)
    db.session.flush()
    announce(AccountErased(user_id=user.id))
    return erasure


def erase_sheet(*, actor: Actor, proposal: Proposal, texts: Texts, now: datetime) -> list[str]:
    """Take the name, and the words where asked, out of what was written down for somebody without account.

    Returns the files whose bytes have to go after the commit.
    """
    policy.privacy.require(actor, PrivacyPermission.ERASE, 0)
    if proposal.author_id is not None:
        raise Invalid(_l("This proposal has an account: erase the account."))
    stored = files.attached_to([proposal.id])
    contributions.erase_sheet(proposal, texts=texts, now=now)
    return files.forget_stored(stored)
