"""What moderation hid or removed, and what its author took back, is nowhere but with its author and its moderators.

Contributions that are supported, followed, commented, grouped, answered and quoted are given one word found nowhere
else, in titles, texts, file names and comments; then they end, and everything is looked through. Drafts and what waits
are looked for in test_secrets.py. (trust.md, test 24)
"""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from app.features.accounts.models import RoleGrant, User
from app.features.accounts.types import Role
from app.features.consultations.queries import get_by_id
from app.features.discussion import commands as discussion
from app.features.discussion.models import Comment
from app.features.discussion.types import About, CommentState
from app.features.media.models import StoredFile
from app.features.moderation import commands as moderation
from app.features.moderation.types import Decision, Ground
from app.features.notifications import commands as notifications
from app.features.proposals import commands as proposals
from app.features.proposals import writing
from app.features.proposals.models import Proposal, ProposalVersion
from app.features.proposals.types import Signature
from app.foundation.database import Base, db, transaction
from tests.support.applications import Client, Workplace
from tests.support.crawling import words_of
from tests.support.mailbox import Mailbox
from tests.support.visits import pages
from tests.support.world import SECRETS, World
from tests.support.world_people import Cast

WORD = "xilodisparu"
COMMENT = "xilosouscommentaire"
# What the world keeps from everybody but its people, in every state: staff who do not moderate read none of it either.
UNSEEN = [
    word
    for what, word in SECRETS.items()
    if what.endswith(("proposal", "comment", "author", "moderator", "read"))
]
NAMES = (
    "published", "changed", "amendment", "idea", "proposal_first_1", "proposal_review_1", "proposal_review_3",
    "proposal_answered_1", "proposal_answered_3", "proposal_archived_1",
)  # fmt: skip
# Whoever works for the commune without moderating: every one of these roles at once.
STAFF = (
    Role.FACILITATOR, Role.COMMITTEE_MEMBER, Role.COUNCIL_MEMBER, Role.PROJECT_OWNER, Role.MONITORING_BODY,
)  # fmt: skip
WHY: dict[str, Any] = {"ground": Ground.CHARTER_RULE, "charter_rule": 1, "reason": "Contraire à la règle 1."}
ILLEGAL: dict[str, Any] = {"ground": Ground.ILLEGAL, "reason": "Contraire à la loi."}
# Where the word stays: the texts themselves, for their authors and for those who look again.
KEPT_IN = {"proposal", "proposal_version", "comment", "stored_file"}


@pytest.fixture
def marked(app: Flask, world: World) -> Iterator[World]:
    """The world, in which contributions and what is under them bear words, and others wait to hear of them."""
    with app.app_context():
        with transaction() as now:
            _talk_about(world, now)
            _employ(world, now)
        with transaction():
            _mark(world)
        yield world


def _talk_about(world: World, now: Any) -> None:
    """Let somebody else comment and follow: mails about it wait, and it stands among her things."""
    people = Cast(world.people)
    proposal = db.session.get_one(Proposal, world.a["published"])
    comment = discussion.post_comment(
        actor=people["citizen_a"], consultation=get_by_id(proposal.consultation_id), about=About(proposal.id),
        body="Oui.", signature=Signature(), now=now,
    )  # fmt: skip
    discussion.publish(actor=people["everybody"], comment=comment, now=now)
    notifications.follow(actor=people["citizen_a"], subject=proposal, now=now)


def _employ(world: World, now: Any) -> None:
    """Let one person hold every role that does not moderate, and have written down a contribution with its file."""
    user_id = world.people["committee_a"]
    held = set(db.session.scalars(sa.select(RoleGrant.role).where(RoleGrant.user_id == user_id)))
    for role in set(STAFF) - held:
        db.session.add(
            RoleGrant(user_id=user_id, collectivity_id=world.a.collectivity_id, role=role, granted_at=now)
        )
    sheet = db.session.get_one(Proposal, world.a["changed"])
    sheet.author_id, sheet.entered_by_id = None, user_id


def _ids(world: World) -> list[int]:
    return [world.a[name] for name in NAMES]


def _mark(world: World) -> None:
    ids, words = (
        _ids(world),
        {"title": f"Titre {WORD}", "problem": f"Car {WORD}.", "solution": f"Faire {WORD}."},
    )
    of_ids = ProposalVersion.proposal_id.in_(ids)
    db.session.execute(sa.update(ProposalVersion).where(of_ids).values(**words))
    db.session.execute(sa.update(Proposal).where(Proposal.id.in_(ids)).values(title=words["title"]))
    under = Comment.proposal_id.in_(ids), Comment.state == CommentState.PUBLISHED
    others = Comment.author_id != world.people["citizen_a"]
    db.session.execute(sa.update(Comment).where(*under, others).values(body=f"Dire {COMMENT}"))
    db.session.get_one(StoredFile, world.a["file_of_published"]).title = f"{WORD}.png"
    for proposal_id in ids:
        writing.index(db.session.get_one(Proposal, proposal_id))


def end_all(world: World, how: str) -> None:
    """Hide, remove or withdraw every marked contribution, or show it again."""
    people = Cast(world.people)
    with transaction() as now:
        for proposal_id in _ids(world):
            proposal = db.session.get_one(Proposal, proposal_id)
            if how == "withdraw":
                proposal.outcome, proposal.author_id = None, world.people["author_a"]
                proposals.withdraw(actor=people["author_a"], proposal=proposal, now=now)
                continue
            said = {"hide": WHY, "remove": ILLEGAL}.get(how, {})
            moderation.decide(
                actor=people["moderator_a"], subject=proposal, decision=Decision(how), now=now, **said
            )


def said_in(response: TestResponse) -> str:
    """Return everything that an answer says, inside archives too."""
    body = response.get_data()
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body = b"".join(archive.read(name) for name in archive.namelist())
    return words_of(response) + body.decode(errors="replace")


def told_to(client: Client, app: Flask, world: World) -> set[str]:
    """Return the addresses of all pages that tell one of the words."""
    addresses = dict.fromkeys(visit.path(world.a) for visit in pages(app))
    answers = {address: said_in(client.get(address)) for address in addresses}
    return {
        address for address, said in answers.items() if any(word in said for word in (WORD, COMMENT, *UNSEEN))
    }


@pytest.mark.sqlite_only
def test_the_words_are_everywhere_before(app: Flask, client: Client, marked: World) -> None:
    """The search for them can fail."""
    found = told_to(client, app, marked)
    assert len(found) > 10
    assert f"/fr/c/{marked.a.slug}/proposals/{marked.a['published']}" in found


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("how", "role"),
    [
        ("hide", "visitor"),
        ("hide", "citizen_a"),
        ("hide", "committee_a"),
        ("remove", "committee_a"),
        ("withdraw", "citizen_a"),
    ],
)
def test_no_page_tells_what_is_gone(how: str, role: str, app: Flask, client: Client, marked: World) -> None:
    """Neither to visitors, nor to who commented and follows, nor to staff who do not moderate."""
    end_all(marked, how)
    if role != "visitor":
        client.sign_in(marked.people[role])
    assert told_to(client, app, marked) - own_views(marked, how, role) == set()


def own_views(world: World, how: str, role: str) -> set[str]:
    """Return where whoever wrote a hidden sheet down reads it still; a removed one is hers no more."""
    if (how, role) != ("hide", "committee_a"):
        return set()
    commune, sheet = f"/fr/c/{world.a.slug}", world.a["changed"]
    own = {f"{commune}/proposals/{sheet}", f"{commune}/proposals/{sheet}/versions"}
    return own | {f"{commune}/manage/consultations/{world.a['open']}/enter"}


@pytest.mark.sqlite_only
def test_its_author_and_its_moderators_still_read_it(app: Flask, client: Client, marked: World) -> None:
    end_all(marked, "hide")
    page = f"/fr/c/{marked.a.slug}/proposals/{marked.a['published']}"
    for role in ("author_a", "moderator_a", "focal_point_a"):
        client.sign_in(marked.people[role])
        assert WORD in client.get(page).text


def test_nothing_else_keeps_the_words_and_no_search_finds_them(client: Client, marked: World) -> None:
    """Not the index, not the notices, not the messages that wait: they hold no text, it is read when they leave."""
    end_all(marked, "hide")
    holding = set()
    for table in Base.metadata.sorted_tables:
        rows = db.session.execute(sa.select(table)).all()
        if any(WORD in str(value) or COMMENT in str(value) for row in rows for value in row):
            holding.add(table.name)
    assert holding == KEPT_IN
    found: list[int] = []
    for name in ("open", "ideas", "review", "answered"):
        proposals_of = f"/fr/c/{marked.a.slug}/consultations/{marked.a[name]}/proposals"
        for asked in (f"?q={WORD}", f"/similar?q=Titre+{WORD}+{WORD}"):
            page = client.get(proposals_of + asked).text
            found += [each for each in _ids(marked) if f'/proposals/{each}"' in page]
    assert found == []


@pytest.mark.sqlite_only
def test_mails_that_waited_call_it_by_its_number(marked: World, outbox: Mailbox) -> None:
    """Whoever is told was told before and after; only its author reads its title in a mail."""
    end_all(marked, "hide")
    author = db.session.get_one(User, marked.people["author_a"]).email
    letters = outbox.letters()
    telling = {each.recipient for each in letters if WORD in f"{each.subject}{each.text}{each.html}"}
    assert telling <= {author}
    told = [each for each in letters if each.recipient == _address(marked, "citizen_a")]
    hidden = [each for each in told if "masquée par la modération" in each.text]
    assert len(hidden) == 1
    assert "numéro" in hidden[0].text


def _address(world: World, role: str) -> str | None:
    return db.session.get_one(User, world.people[role]).email


@pytest.mark.sqlite_only
def test_its_files_are_gone_at_once_even_for_who_has_a_copy(client: Client, marked: World) -> None:
    """Answers about files are asked for again each time; what was in a cache is not confirmed."""
    key = marked.a.keys["file_of_published"]
    addresses = [f"/files/{key}/{part}x.png" for part in ("", "small/")]
    before = [client.get(each) for each in addresses]
    assert [each.status_code for each in before] == [200, 200]
    assert {each.headers["Cache-Control"] for each in before} == {"private, no-cache"}
    end_all(marked, "hide")
    for address, seen in zip(addresses, before, strict=True):
        again = client.get(address, headers={"If-None-Match": seen.headers["ETag"]})
        assert again.status_code == 404


@pytest.mark.sqlite_only
def test_a_tombstone_stays_at_the_old_address(client: Client, marked: World) -> None:
    """410: it was there, it is gone on purpose, and search engines forget it; a page says why."""
    end_all(marked, "hide")
    response = client.get(f"/fr/c/{marked.a.slug}/proposals/{marked.a['published']}")
    assert response.status_code == 410
    assert WHY["reason"] in response.text


@pytest.mark.sqlite_only
def test_nothing_is_left_in_the_files_that_the_application_keeps(workplace: Workplace, marked: World) -> None:
    end_all(marked, "hide")
    holding = [
        file
        for folder in ("exports", "files", "keys")
        for file in Path(workplace.data_folder / folder).rglob("*")
        if file.is_file() and (WORD.encode() in file.read_bytes() or WORD in file.name)
    ]
    assert holding == []


@pytest.mark.sqlite_only
def test_what_is_shown_again_is_back_with_its_comments(client: Client, marked: World) -> None:
    end_all(marked, "hide")
    end_all(marked, "restore")
    page = client.get(f"/fr/c/{marked.a.slug}/proposals/{marked.a['published']}")
    assert page.status_code == 200
    assert WORD in page.text
    assert COMMENT in page.text
    listed = client.get(f"/fr/c/{marked.a.slug}/consultations/{marked.a['open']}/proposals?q={WORD}").text
    assert f'/proposals/{marked.a["published"]}"' in listed
