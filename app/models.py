"""Every table, imported in one place for migrations."""

from app.features.accounts import models as accounts
from app.features.authenticators import models as authenticators
from app.features.ballots import models as ballots
from app.features.collectivities import models as collectivities
from app.features.consultations import models as consultations
from app.features.council import models as council
from app.features.discussion import models as discussion
from app.features.helping import models as helping
from app.features.hints import models as hints
from app.features.media import models as media
from app.features.moderation import models as moderation
from app.features.notifications import models as notifications
from app.features.plans import models as plans
from app.features.practice import models as practice
from app.features.privacy import models as privacy
from app.features.projects import models as projects
from app.features.proposals import models as proposals
from app.features.supports import models as supports
from app.features.synthesis import models as synthesis
from app.features.voters import models as voters
from app.features.workshops import models as workshops
from app.foundation import history, kept_input, outbox, search, submissions
from app.foundation.ledger import models as ledger

__all__ = [
    "accounts",
    "authenticators",
    "ballots",
    "collectivities",
    "consultations",
    "council",
    "discussion",
    "helping",
    "hints",
    "history",
    "kept_input",
    "ledger",
    "media",
    "moderation",
    "notifications",
    "outbox",
    "plans",
    "practice",
    "privacy",
    "projects",
    "proposals",
    "search",
    "submissions",
    "supports",
    "synthesis",
    "voters",
    "workshops",
]
