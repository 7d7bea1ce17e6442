"""A small invented country."""

import pytest

from app.features.collectivities import commands
from app.features.collectivities.types import KindRecord, TerritoryData, TerritoryRecord
from app.foundation.database import transaction
from app.foundation.policy import SYSTEM

KINDS = (
    KindRecord("region", 1, {"fr": "Région", "ar": "جهة"}, has_council=True),
    KindRecord("province", 2, {"fr": "Province", "ar": "إقليم"}, has_council=True),
    KindRecord("commune", 3, {"fr": "Commune", "ar": "جماعة"}, has_council=True),
    KindRecord("district", 4, {"fr": "Quartier", "ar": "حي"}, has_council=False),
)
PLACES = (
    TerritoryRecord("R1", "region", {"fr": "Béni Région", "ar": "جهة البداية"}),
    TerritoryRecord("P1", "province", {"fr": "Tétouan", "ar": "تطوان"}, "R1", 500),
    TerritoryRecord("P2", "province", {"fr": "L'Oued", "ar": "الواد"}, "R1", 400),
    TerritoryRecord("C1", "commune", {"fr": "Tétouan", "ar": "تطوان"}, "P1", 300),
    TerritoryRecord("C2", "commune", {"fr": "Sidi Ali", "ar": "سيدي علي"}, "P1", 200),
    TerritoryRecord("C3", "commune", {"fr": "Sidi Ali", "ar": "سيدي علي"}, "P2", 100),
    TerritoryRecord("C4", "commune", {"fr": "Aïn Fiction", "ar": "عين الخيال"}, "P2", 50, is_fictional=True),
    TerritoryRecord("D1", "district", {"fr": "Le Souk", "ar": "السوق"}, "C4"),
)


@pytest.fixture
def country(db_session: object) -> TerritoryData:
    """One region, two provinces, four communes of which one is fictional, one district."""
    data = TerritoryData("country 1", KINDS, PLACES)
    with transaction():
        commands.import_territories(actor=SYSTEM, data=data)
    return data
