"""Loading the demo: places and people first, then everything that happened, in its order."""

from collections.abc import Callable

from app.demo import mail, people, places, programmes
from app.demo.afterwards import schedule_afterwards
from app.demo.contributions import schedule_contributions
from app.demo.crowd import schedule_crowd
from app.demo.decisions import schedule_decisions
from app.demo.follow_up import schedule_follow_up
from app.demo.morocco import moroccan_territories
from app.demo.reading import Calendar, read
from app.demo.rounds import schedule_rounds
from app.demo.votes import schedule_votes
from app.demo.world import World
from app.features.accounts.queries import list_demo_accounts
from app.features.collectivities.queries import find_by_slug
from app.features.transparency import beginning
from app.foundation import clock
from app.foundation.database import db, transaction

Tell = Callable[[str], None]


def is_loaded() -> bool:
    """Say whether the demo is there, whole."""
    return bool(list_demo_accounts())


def is_begun() -> bool:
    """Say whether a loading was cut short: a part is there."""
    return not is_loaded() and find_by_slug(read("members")[0]["slug"]) is not None


def load(*, time_zone: str, tell: Tell) -> None:
    """Fill an empty database with the demo, its days counted from today."""
    world = World(Calendar(clock.now(), time_zone))
    tell("Territories, members and their programmes ...")
    with transaction():
        places.import_territories(moroccan_territories())
    with transaction():
        places.create_members(world)
        programmes.import_real_plans(world)
    with transaction():
        places.create_fictional(world)
        people.create_staff(world)
        people.create_participants(world)
    tell("A fictional region, province and communes: what happened there ...")
    _schedule(world)
    world.timeline.replay()
    tell("The ledger of what was done ...")
    enter_crowd()
    with transaction():
        mail.settle(world)
        people.offer_accounts()
    db.session.remove()


def enter_crowd() -> None:
    """Enter in the ledger what was written at once, without a command for each act."""
    consultations, collectivities = (
        beginning.list_consultations(is_thorough=True),
        beginning.list_collectivities(),
    )
    db.session.rollback()
    for consultation_id in consultations:
        beginning.begin(consultation_id)
    for collectivity_id in collectivities:
        beginning.begin_plans(collectivity_id)


def _schedule(world: World) -> None:
    schedule_rounds(world)
    schedule_contributions(world)
    schedule_afterwards(world)
    schedule_crowd(world)
    schedule_votes(world)
    schedule_decisions(world)
    schedule_follow_up(world)
