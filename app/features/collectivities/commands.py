"""What can be done with territories and collectivities."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.features.collectivities import policy, queries, rules
from app.features.collectivities.events import (
    CollectivityCreated,
    DeclarationRecorded,
    ProfileUpdated,
    PublicTextPublished,
    RegisterAuthorisationRecorded,
)
from app.features.collectivities.models import Collectivity, PublicTextVersion, Territory, TerritoryKind
from app.features.collectivities.policy import CollectivityPermission
from app.features.collectivities.types import (
    ImportCounts,
    Profile,
    PublicText,
    TerritoryData,
    TerritoryRecord,
)
from app.foundation.database import db, lock_row
from app.foundation.errors import Invalid
from app.foundation.events import announce
from app.foundation.i18n import _l
from app.foundation.policy import Actor
from app.foundation.text.clean import clean_line, clean_name, clean_text


def import_territories(*, actor: Actor, data: TerritoryData) -> ImportCounts:
    """Take the territories of a source in, in place of what an older version of the same source said."""
    policy.collectivities.require(actor, CollectivityPermission.IMPORT_TERRITORIES)
    _take_kinds(data)
    source = data.origin.partition(" ")[0]
    known = {
        place.code: place
        for place in db.session.scalars(sa.select(Territory).where(queries.from_source(source)))
    }
    left = len(known.keys() - {record.code for record in data.territories})
    ranks = {kind.code: kind.rank for kind in data.kinds}
    added = changed = 0
    for rank in sorted(set(ranks.values())):
        for record in data.territories:
            if ranks[record.kind] != rank:
                continue
            is_new = record.code not in known
            place = known.setdefault(record.code, Territory(code=record.code))
            differs = _describe(place, record, known, origin=data.origin)
            added, changed = added + is_new, changed + (differs and not is_new)
            db.session.add(place)
        db.session.flush()
    return ImportCounts(
        added=added, changed=changed, unchanged=len(data.territories) - added - changed, left=left
    )


def _take_kinds(data: TerritoryData) -> None:
    for kind in data.kinds:
        db.session.merge(
            TerritoryKind(
                code=kind.code, rank=kind.rank, names=dict(kind.names), has_council=kind.has_council
            )
        )
    db.session.flush()


def _describe(
    place: Territory, record: TerritoryRecord, known: Mapping[str, Territory], *, origin: str
) -> bool:
    """Make a territory what the record says; return whether anything but its origin changed."""
    said: dict[str, Any] = {
        "kind_code": record.kind,
        "parent_id": known[record.parent_code].id if record.parent_code else None,
        "names": dict(record.names),
        "search_keys": queries.search_keys(record.names.values()),
        "population": record.population,
        "is_fictional": record.is_fictional,
    }
    differs = any(getattr(place, name) != value for name, value in said.items())
    for name, value in said.items():
        setattr(place, name, value)
    place.origin = origin
    return differs


def create_collectivity(
    *,
    actor: Actor,
    territory: Territory,
    slug: str,
    profile: Profile,
    time_zone: str,
    now: datetime,
    joined_year: int | None = None,
    portal_member_id: int | None = None,
) -> Collectivity:
    """Give a territory its space on the platform; fictional when the territory is."""
    policy.collectivities.require(actor, CollectivityPermission.CREATE)
    profile = _clean(profile)
    rules.require_profile(profile)
    collectivity = Collectivity(
        slug=slug, territory_id=territory.id, time_zone=time_zone, created_at=now, joined_year=joined_year,
        portal_member_id=portal_member_id, is_fictional=territory.is_fictional, **_columns(profile),
    )  # fmt: skip
    db.session.add(collectivity)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise rules.SlugTaken from error
    announce(CollectivityCreated(collectivity_id=collectivity.id))
    return collectivity


def update_profile(*, actor: Actor, collectivity: Collectivity, profile: Profile) -> None:
    """Change what the collectivity says of itself: names, languages, colour, welcome, contact."""
    policy.collectivities.require(actor, CollectivityPermission.EDIT_PROFILE, collectivity)
    profile = _clean(profile)
    rules.require_profile(profile)
    for name, value in _columns(profile).items():
        setattr(collectivity, name, value)
    db.session.flush()
    announce(ProfileUpdated(collectivity_id=collectivity.id))


def publish_public_text(
    *,
    actor: Actor,
    collectivity: Collectivity,
    kind: PublicText,
    texts: Mapping[str, Mapping[str, str]],
    now: datetime,
) -> PublicTextVersion:
    """Publish a new version of the charter or of the legal notice; earlier ones stay readable."""
    policy.collectivities.require(actor, CollectivityPermission.PUBLISH_TEXT, collectivity)
    cleaned = {code: {**fields, "text": clean_text(fields.get("text", ""))} for code, fields in texts.items()}
    rules.require_text(cleaned)
    rules.require_citable(kind, cleaned)
    lock_row(Collectivity, collectivity.id)
    last = queries.find_public_text(collectivity_id=collectivity.id, kind=kind)
    version = PublicTextVersion(
        collectivity_id=collectivity.id, kind=kind, number=1 if last is None else last.number + 1, published_at=now,
        texts={code: fields for code, fields in cleaned.items() if fields["text"]},
    )  # fmt: skip
    db.session.add(version)
    db.session.flush()
    announce(PublicTextPublished(collectivity_id=collectivity.id, kind=kind, number=version.number))
    return version


def record_declaration(
    *, actor: Actor, collectivity: Collectivity, reference: str, declared_on: date | None
) -> None:
    """Record the reference under which the collectivity may process personal data."""
    policy.collectivities.require(actor, CollectivityPermission.RECORD_DECLARATION, collectivity)
    cleaned = clean_line(reference)[:120]
    if not cleaned:
        raise Invalid(fields={"reference": _l("Write the reference of the declaration or authorisation.")})
    collectivity.declaration_reference, collectivity.declared_on = cleaned, declared_on
    db.session.flush()
    announce(DeclarationRecorded(collectivity_id=collectivity.id))


def record_register_authorisation(
    *, actor: Actor, collectivity: Collectivity, reference: str, authorised_on: date | None
) -> None:
    """Record under which authorisation votes may be compared with the register; without one the register is off."""
    policy.collectivities.require(actor, CollectivityPermission.RECORD_DECLARATION, collectivity)
    cleaned = clean_line(reference)[:120]
    collectivity.register_authorisation_reference = cleaned or None
    collectivity.register_authorised_on = authorised_on if cleaned else None
    db.session.flush()
    announce(RegisterAuthorisationRecorded(collectivity_id=collectivity.id))


def _clean(profile: Profile) -> Profile:
    return Profile(
        names={code: clean_name(name) for code, name in profile.names.items() if clean_name(name)},
        languages=tuple(dict.fromkeys(profile.languages)),
        default_language=profile.default_language,
        accent=profile.accent.strip().lower(),
        amazigh_fallback=profile.amazigh_fallback,
        welcome={code: clean_text(text) for code, text in profile.welcome.items() if clean_text(text)},
        contact=clean_line(profile.contact or "")[:200] or None,
        website=clean_line(profile.website or "")[:300] or None,
    )


def _columns(profile: Profile) -> dict[str, Any]:
    return {
        "names": dict(profile.names), "languages": list(profile.languages), "accent": profile.accent,
        "default_language": profile.default_language, "amazigh_fallback": profile.amazigh_fallback,
        "welcome": dict(profile.welcome), "contact": profile.contact, "website": profile.website,
    }  # fmt: skip
