"""What the tests of plans start from."""

from dataclasses import dataclass

from app.features.accounts.types import Role
from app.features.collectivities import commands as collectivities
from app.features.collectivities import queries as collectivity_queries
from app.features.collectivities.models import Collectivity
from app.features.collectivities.types import KindRecord, Profile, TerritoryData, TerritoryRecord
from app.features.plans import commands, queries
from app.features.plans.models import ItemRevision, Plan, PlanVersion
from app.features.plans.types import ItemKind, VersionKind
from app.foundation.database import db, transaction
from app.foundation.policy import SYSTEM, Actor

KINDS = (
    KindRecord("region", 1, {"fr": "Région", "ar": "جهة"}, has_council=True),
    KindRecord("commune", 2, {"fr": "Commune", "ar": "جماعة"}, has_council=True),
)
PLACES = (
    TerritoryRecord("R1", "region", {"fr": "Région d'essai", "ar": "جهة التجربة"}, is_fictional=True),
    TerritoryRecord("C1", "commune", {"fr": "Aïn Essai", "ar": "عين التجربة"}, "R1", 1000, is_fictional=True),
    TerritoryRecord("C2", "commune", {"fr": "Dar Essai", "ar": "دار التجربة"}, "R1", 2000, is_fictional=True),
)


@dataclass
class Workshop:
    """Ids only: objects are read again by each test, as pages do."""

    collectivity_id: int
    other_id: int
    plan_id: int
    version_id: int

    def actor(self, role: Role = Role.FOCAL_POINT) -> Actor:
        """Return somebody who holds a role here."""
        return Actor(user_id=1, roles=frozenset({(self.collectivity_id, role.value)}), is_confirmed=True)

    @property
    def collectivity(self) -> Collectivity:
        return db.session.get_one(Collectivity, self.collectivity_id)

    @property
    def plan(self) -> Plan:
        return db.session.get_one(Plan, self.plan_id)

    @property
    def version(self) -> PlanVersion:
        return db.session.get_one(PlanVersion, self.version_id)

    def revision(self, key: str, version_id: int | None = None) -> ItemRevision:
        """Return what the item with this key is in a version (the first by default)."""
        found = queries.list_revisions(version_id or self.version_id)
        return next(each for each in found if each.item.key == key)

    def outline(self, version_id: int | None = None) -> list[tuple[str, str]]:
        """Return (code, key) of every item of a version, in reading order."""
        return [(each.code, each.item.key) for each in queries.list_revisions(version_id or self.version_id)]

    def publish(self) -> None:
        """Publish the first version."""
        with transaction() as now:
            commands.publish_version(actor=SYSTEM, version=self.version, now=now)


def make_collectivity(*, code: str, slug: str) -> int:
    """Give a fictional territory its space; return the collectivity's id."""
    with transaction() as now:
        collectivities.import_territories(actor=SYSTEM, data=TerritoryData("tests 1", KINDS, PLACES))
        territory = collectivity_queries.find_territory(code=code)
        assert territory is not None
        profile = Profile(names=territory.names, languages=("ar", "fr", "en"), default_language="ar")
        return collectivities.create_collectivity(
            actor=SYSTEM,
            territory=territory,
            slug=slug,
            profile=profile,
            time_zone="Africa/Casablanca",
            now=now,
        ).id


def texts(title: str, **fields: str) -> dict[str, dict[str, str]]:
    """Return the texts of an item in French only."""
    return {"fr": {"origin": "original", "title": title, **fields}}


def make_workshop() -> Workshop:
    """Return a collectivity with a plan: axes a1 and a2, projects a1p1 and a1p2, activity a1p1t1."""
    collectivity_id = make_collectivity(code="C1", slug="ain-essai")
    other_id = make_collectivity(code="C2", slug="dar-essai")
    with transaction() as now:
        collectivity = db.session.get_one(Collectivity, collectivity_id)
        plan = commands.create_plan(
            actor=SYSTEM,
            collectivity=collectivity,
            titles={"fr": "Programme d'essai"},
            language="fr",
            now=now,
        )
        version = commands.create_version(actor=SYSTEM, plan=plan, kind=VersionKind.DRAFT, now=now)
        shared = {"actor": SYSTEM, "version": version, "now": now}
        axis = commands.add_item(**shared, kind=ItemKind.AXIS, texts=texts("Transparence"))
        project = commands.add_item(
            **shared, kind=ItemKind.PROJECT, parent=axis, texts=texts("Budget citoyen")
        )
        commands.add_item(**shared, kind=ItemKind.PROJECT, parent=axis, texts=texts("Portail des données"))
        commands.add_item(**shared, kind=ItemKind.ACTIVITY, parent=project, texts=texts("Publier le budget"))
        commands.add_item(**shared, kind=ItemKind.AXIS, texts=texts("Participation"))
        return Workshop(collectivity_id, other_id, plan.id, version.id)
