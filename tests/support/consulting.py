"""A fictional commune with people, a plan and an open consultation: what tests of taking part start from."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.features.accounts.models import RoleGrant, User
from app.features.accounts.types import Role
from app.features.collectivities.models import Collectivity, Territory, TerritoryKind
from app.features.consultations.models import Consultation
from app.features.consultations.types import ConsultationState, ModerationMode, Round
from app.features.plans.models import ItemRevision, Plan, PlanItem, PlanVersion
from app.features.plans.types import ItemKind, VersionKind
from app.features.proposals import commands
from app.features.proposals.models import Proposal
from app.features.proposals.types import Content, Place, Signature
from app.foundation import clock
from app.foundation.database import db, transaction
from app.foundation.policy import SYSTEM, Actor

QUEUES = "Trop de files\nPeu d'heures"
ITEMS = (
    ("axis-1", ItemKind.AXIS, None, "1", {"title": "Une commune qui écoute", "description": "Écouter mieux."}),
    ("project-1", ItemKind.PROJECT, "axis-1", "1.1", {"title": "Un guichet ouvert", "problem": QUEUES}),
    ("activity-1", ItemKind.ACTIVITY, "project-1", "1.1.1", {"title": "Ouvrir le samedi", "description": "Le matin."}),
    ("axis-2", ItemKind.AXIS, None, "2", {"title": "Le budget expliqué"}),
)  # fmt: skip
BEGAN = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


@dataclass
class Consulting:
    """Ids and actors; objects are read again by each test, as pages do."""

    collectivity_id: int
    slug: str
    plan_id: int
    version_id: int
    consultation_id: int
    items: dict[str, int] = field(default_factory=dict)

    @property
    def consultation(self) -> Consultation:
        return db.session.get_one(Consultation, self.consultation_id)

    @property
    def collectivity(self) -> Collectivity:
        return db.session.get_one(Collectivity, self.collectivity_id)

    def item(self, key: str) -> PlanItem:
        """Return an item of the consulted plan by its key."""
        return db.session.get_one(PlanItem, self.items[key])

    def proposal(self, proposal_id: int) -> Proposal:
        """Return a proposal as it is now."""
        return db.session.get_one(Proposal, proposal_id)

    def person(self, *roles: Role, name: str = "Amina Essai", confirmed: bool = True) -> Actor:
        """Return a new person as an actor, with roles in this commune."""
        with transaction() as now:
            user = make_user(name, confirmed=confirmed)
            for role in roles:
                db.session.add(
                    RoleGrant(
                        user_id=user.id, collectivity_id=self.collectivity_id, role=role, granted_at=now
                    )
                )
            return self._actor(user.id, roles, confirmed)

    def _actor(self, user_id: int, roles: tuple[Role, ...], confirmed: bool) -> Actor:
        held = frozenset((self.collectivity_id, role.value) for role in roles)
        return Actor(user_id=user_id, roles=held, is_confirmed=confirmed)

    def propose(
        self,
        author: Actor,
        title: str = "Ouvrir la bibliothèque le soir",
        place: Place | None = None,
        **texts: Any,
    ) -> int:
        """Submit a proposal; return its id."""
        with transaction() as now:
            content = Content(title=title, **({"solution": "Deux soirs par semaine."} | texts))
            return commands.submit(
                actor=author, consultation=self.consultation, place=place or Place(), content=content,
                signature=Signature(), now=now,
            ).id  # fmt: skip

    def published(self, author: Actor, title: str = "Ouvrir la bibliothèque le soir", **options: Any) -> int:
        """Submit a proposal and let everybody read it; return its id."""
        proposal_id = self.propose(author, title, **options)
        with transaction() as now:
            proposal = self.proposal(proposal_id)
            if proposal.published_at is None:
                commands.publish(actor=SYSTEM, proposal=proposal, now=now)
        return proposal_id

    def set(self, **values: Any) -> None:
        """Change the consultation directly."""
        with transaction():
            for name, value in values.items():
                setattr(self.consultation, name, value)

    def close(self) -> None:
        """Make the consultation one that closed a minute ago."""
        now = clock.now()
        self.set(ends_at=now - timedelta(minutes=1), closed_at=now, state=ConsultationState.UNDER_REVIEW)


def make_user(name: str, *, confirmed: bool = True) -> User:
    """Add a person; call inside a transaction."""
    number = db.session.query(User).count() + 1
    user = User(
        email=f"person{number}@example.org", active=True, fs_uniquifier=f"unique-{number}", create_datetime=BEGAN,
        confirmed_at=BEGAN if confirmed else None, language="fr", public_name=name, pseudonym=f"voisine-{number}",
    )  # fmt: skip
    db.session.add(user)
    db.session.flush()
    return user


def make_consulting(
    *, slug: str = "ain-essai", round: Round = Round.DRAFT, mode: ModerationMode = ModerationMode.AFTER
) -> Consulting:
    """Make a fictional commune whose consultation runs from yesterday until in ten days."""
    with transaction() as now:
        collectivity = _make_collectivity(slug)
        plan = Plan(
            collectivity_id=collectivity.id, titles={"fr": "Programme d'essai"}, language="fr", facts={},
            is_public=True, created_at=BEGAN,
        )  # fmt: skip
        db.session.add(plan)
        db.session.flush()
        version = PlanVersion(
            collectivity_id=collectivity.id,
            plan_id=plan.id,
            number=1,
            kind=VersionKind.CONSULTED,
            created_at=BEGAN,
        )
        db.session.add(version)
        db.session.flush()
        items = _make_items(collectivity.id, plan.id, version.id)
        version.published_at = BEGAN
        consultation = Consultation(
            collectivity_id=collectivity.id, plan_id=plan.id, version_id=version.id, round=int(round),
            state=ConsultationState.OPEN, texts={"fr": {"title": "Consultation d'essai", "origin": "original"}},
            starts_at=now - timedelta(days=1), ends_at=now + timedelta(days=10), opened_at=now, announced_at=now,
            answer_due_on=date(2099, 1, 1), moderation_mode=mode, created_at=BEGAN,
        )  # fmt: skip
        db.session.add(consultation)
        db.session.flush()
        return Consulting(collectivity.id, slug, plan.id, version.id, consultation.id, items)


def _make_collectivity(slug: str) -> Collectivity:
    if db.session.get(TerritoryKind, "commune") is None:
        db.session.add(TerritoryKind(code="commune", rank=3, names={"fr": "Commune"}, has_council=True))
    names = {"fr": f"Commune {slug}", "ar": "جماعة التجربة"}
    territory = Territory(
        origin="tests", code=slug, kind_code="commune", names=names, search_keys="", is_fictional=True
    )
    db.session.add(territory)
    db.session.flush()
    collectivity = Collectivity(
        slug=slug, territory_id=territory.id, names=names, is_fictional=True, languages=["ar", "fr", "en"],
        time_zone="Africa/Casablanca", created_at=BEGAN,
    )  # fmt: skip
    db.session.add(collectivity)
    db.session.flush()
    return collectivity


def _make_items(collectivity_id: int, plan_id: int, version_id: int) -> dict[str, int]:
    items: dict[str, int] = {}
    for position, (key, kind, parent, code, texts) in enumerate(ITEMS):
        item = PlanItem(
            collectivity_id=collectivity_id, plan_id=plan_id, kind=kind, key=key, created_at=BEGAN
        )
        db.session.add(item)
        db.session.flush()
        items[key] = item.id
        db.session.add(
            ItemRevision(
                collectivity_id=collectivity_id,
                version_id=version_id,
                item_id=item.id,
                kind=kind,
                code=code,
                parent_item_id=items[parent] if parent else None,
                position=position,
                texts={"fr": texts | {"origin": "original"}},
            )
        )
    db.session.flush()
    return items
