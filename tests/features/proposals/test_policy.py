"""Who may do what with a proposal: every actor in every situation."""

import pytest

from app.features.accounts.types import STAFF_ROLES, Role
from app.features.proposals.models import Proposal
from app.features.proposals.policy import ProposalPermission as May
from app.features.proposals.policy import moderating_role, proposals
from app.features.proposals.types import ProposalState
from app.foundation.policy import SYSTEM, VISITOR, Actor

HERE, ELSEWHERE = 1, 2
AUTHOR = Actor(user_id=1, is_confirmed=True)
CITIZEN = Actor(user_id=2, is_confirmed=True)
UNCONFIRMED = Actor(user_id=3)
MODERATING = {Role.MODERATOR, Role.FOCAL_POINT}
HIDDEN_FROM_ALL = (ProposalState.PENDING, ProposalState.RETURNED)
TOMBSTONES = (ProposalState.HIDDEN, ProposalState.REMOVED, ProposalState.REFUSED, ProposalState.WITHDRAWN)


def staff(role: Role, collectivity_id: int = HERE, user_id: int = 9) -> Actor:
    return Actor(user_id=user_id, is_confirmed=True, roles=frozenset({(collectivity_id, role.value)}))


def proposal(state: ProposalState = ProposalState.PUBLISHED, **values: int | None) -> Proposal:
    return Proposal(collectivity_id=HERE, state=state, **({"author_id": 1} | values))


def test_whoever_has_a_confirmed_account_proposes() -> None:
    assert [proposals.allows(each, May.SUBMIT) for each in (VISITOR, UNCONFIRMED, CITIZEN)] == [
        False,
        False,
        True,
    ]


@pytest.mark.parametrize("role", sorted(STAFF_ROLES))
def test_only_facilitators_and_the_focal_point_write_down_for_others(role: Role) -> None:
    assert proposals.allows(staff(role), May.ENTER, proposal()) is (
        role in {Role.FACILITATOR, Role.FOCAL_POINT}
    )
    assert not proposals.allows(staff(role, ELSEWHERE), May.ENTER, proposal())


@pytest.mark.parametrize("state", ProposalState)
def test_what_everybody_reads_is_what_is_published(state: ProposalState) -> None:
    subject = proposal(state)
    for reader in (VISITOR, CITIZEN, staff(Role.COMMITTEE_MEMBER), staff(Role.MODERATOR, ELSEWHERE)):
        assert proposals.allows(reader, May.READ_WORDS, subject) is (state is ProposalState.PUBLISHED)
        knows = state is ProposalState.PUBLISHED or state in TOMBSTONES
        assert proposals.allows(reader, May.READ, subject) is knows
    assert proposals.allows(AUTHOR, May.READ_WORDS, subject)
    for role in MODERATING:
        assert proposals.allows(staff(role), May.READ_WORDS, subject) is (state is not ProposalState.DRAFT)


def test_whoever_wrote_a_sheet_down_reads_it_no_more_once_it_is_removed() -> None:
    facilitator, sheet = staff(Role.FACILITATOR), {"author_id": None, "entered_by_id": 9}
    assert proposals.allows(facilitator, May.READ_WORDS, proposal(ProposalState.HIDDEN, **sheet))
    assert not proposals.allows(facilitator, May.READ_WORDS, proposal(ProposalState.REMOVED, **sheet))


@pytest.mark.parametrize("permission", [May.EDIT, May.WITHDRAW])
def test_the_author_alone_changes_and_withdraws_her_words(permission: May) -> None:
    assert proposals.allows(AUTHOR, permission, proposal())
    for actor in (VISITOR, CITIZEN, *(staff(role) for role in STAFF_ROLES)):
        assert not proposals.allows(actor, permission, proposal())


def test_who_wrote_a_sheet_down_corrects_it_while_it_belongs_to_no_account() -> None:
    facilitator = staff(Role.FACILITATOR)
    assert proposals.allows(facilitator, May.EDIT, proposal(author_id=None, entered_by_id=9))
    assert not proposals.allows(facilitator, May.EDIT, proposal(author_id=1, entered_by_id=9))
    assert not proposals.allows(VISITOR, May.EDIT, proposal(author_id=None, entered_by_id=9))


@pytest.mark.parametrize("role", sorted(STAFF_ROLES))
def test_moderators_decide_here_and_on_the_texts_of_others(role: Role) -> None:
    assert proposals.allows(staff(role), May.MODERATE, proposal()) is (role in MODERATING)
    assert not proposals.allows(staff(role, ELSEWHERE), May.MODERATE, proposal())
    assert not proposals.allows(staff(role, user_id=1), May.MODERATE, proposal())


def test_the_role_in_which_somebody_decides_is_known() -> None:
    assert moderating_role(staff(Role.FOCAL_POINT), HERE) is Role.FOCAL_POINT
    assert moderating_role(staff(Role.FOCAL_POINT), ELSEWHERE) is None
    assert moderating_role(SYSTEM, HERE) is None
