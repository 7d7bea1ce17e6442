"""WHO may create collectivities and change what is theirs."""

from enum import StrEnum

from app.foundation.i18n import _l
from app.foundation.policy import Policy, either, holds, holds_in_network, nobody

# Roles are spelled here because accounts know collectivities, never the other way round.
FOCAL_POINT = "focal_point"
NETWORK_COORDINATOR = "network_coordinator"


class CollectivityPermission(StrEnum):
    """What can be done with territories and collectivities."""

    IMPORT_TERRITORIES = "import_territories"
    CREATE = "create"
    EDIT_PROFILE = "edit_profile"
    PUBLISH_TEXT = "publish_text"
    RECORD_DECLARATION = "record_declaration"


collectivities = Policy(
    {
        CollectivityPermission.IMPORT_TERRITORIES: nobody,
        CollectivityPermission.CREATE: holds_in_network(NETWORK_COORDINATOR),
        CollectivityPermission.EDIT_PROFILE: holds(FOCAL_POINT),
        CollectivityPermission.PUBLISH_TEXT: holds(FOCAL_POINT),
        CollectivityPermission.RECORD_DECLARATION: either(
            holds(FOCAL_POINT), holds_in_network(NETWORK_COORDINATOR)
        ),
    },
    refusals={
        CollectivityPermission.CREATE: _l("Only the network's coordination opens a space for a new member."),
        CollectivityPermission.EDIT_PROFILE: _l(
            "Only the focal point changes the profile of the collectivity."
        ),
        CollectivityPermission.PUBLISH_TEXT: _l(
            "Only the focal point publishes the charter and the legal notice."
        ),
    },
)
