"""The list, the page, the versions and the tombstone of proposals, as everybody reads them."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.features.accounts.types import Role
from app.features.consultations.types import ModerationMode
from app.features.discussion import commands as discussion
from app.features.discussion.types import About
from app.features.proposals import commands
from app.features.proposals.types import Content, Outcome, Place, ProposalKind, Signature
from app.features.supports import commands as supports
from app.foundation.database import transaction
from app.foundation.policy import Actor
from tests.support.consulting import Consulting, make_consulting
from tests.support.people import sign_in
from tests.web.consultations.counting import queries_of

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def place(app: Flask) -> Iterator[Consulting]:
    """An open second round, whose texts are shown at once."""
    with app.app_context():
        yield make_consulting()


def read(client: FlaskClient, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status, response.text
    return response.text


def page(place: Consulting, proposal_id: int, rest: str = "", language: str = "en") -> str:
    return f"/{language}/c/{place.slug}/proposals/{proposal_id}{rest}"


def listing(place: Consulting, query: str = "", language: str = "en") -> str:
    return f"/{language}/c/{place.slug}/consultations/{place.consultation_id}/proposals{query}"


def become(client: FlaskClient, actor: Actor) -> None:
    sign_in(client, actor.user_id or 0)


def support(place: Consulting, actor: Actor, proposal_id: int) -> None:
    with transaction() as now:
        supports.give_support(actor=actor, proposal=place.proposal(proposal_id), now=now)


def test_the_page_shows_the_words_the_author_and_what_one_can_do(
    place: Consulting, client: FlaskClient
) -> None:
    proposal_id = place.published(place.person(name="Amina"), problem="Elle ferme à midi.\n\nChaque jour.")
    text = read(client, page(place, proposal_id))
    for words in (
        "Ouvrir la bibliothèque le soir",
        "Amina",
        "Elle ferme à midi.",
        "0 supports",
        "Nobody is shown",
    ):
        assert words in text
    assert "A participant's text" in text
    assert text.count("<h1") == 1


def test_what_people_write_is_never_taken_for_markup(place: Consulting, client: FlaskClient) -> None:
    attack = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    proposal_id = place.published(place.person(name=attack[:60]), attack, problem=attack, solution=attack)
    for url in (page(place, proposal_id), listing(place), page(place, proposal_id, "/versions")):
        text = read(client, url)
        assert "<script>alert" not in text
        assert "<img src=x" not in text


def test_a_change_of_wording_is_shown_word_by_word(place: Consulting, client: FlaskClient) -> None:
    change = Place(kind=ProposalKind.AMEND, target_item_id=place.items["activity-1"])
    wording = {"description": "Le matin et le soir."}
    proposal_id = place.published(
        place.person(), "Le soir aussi", place=change, solution=None, wording=wording
    )
    text = read(client, page(place, proposal_id))
    assert "et le soir" in text
    assert "<ins>" in text
    assert "Ouvrir le samedi" in text


def test_each_reason_why_one_cannot_support_is_said(place: Consulting, client: FlaskClient) -> None:
    author = place.person()
    proposal_id = place.published(author)
    assert "disabled" not in read(client, page(place, proposal_id)).split('id="support"')[1][:900]
    become(client, author)
    assert "You wrote this proposal" in read(client, page(place, proposal_id))
    become(client, place.person(confirmed=False))
    assert "Confirm your e-mail address" in read(client, page(place, proposal_id))
    place.close()
    become(client, place.person())
    assert "This consultation closed on" in read(client, page(place, proposal_id))


def test_what_is_not_public_yet_exists_for_its_author_and_moderators_only(
    place: Consulting, client: FlaskClient
) -> None:
    author = place.person()
    place.set(moderation_mode=ModerationMode.BEFORE)
    proposal_id = place.propose(author)
    read(client, page(place, proposal_id), 404)
    become(client, place.person(Role.COMMITTEE_MEMBER))
    read(client, page(place, proposal_id), 404)
    become(client, author)
    assert "In review" in read(client, page(place, proposal_id))
    become(client, place.person(Role.MODERATOR))
    read(client, page(place, proposal_id))


def test_a_proposal_is_not_found_under_another_collectivity(place: Consulting, client: FlaskClient) -> None:
    proposal_id = place.published(place.person())
    other = make_consulting(slug="dar-essai")
    read(client, page(other, proposal_id), 404)
    read(client, page(other, proposal_id, "/versions"), 404)


def test_a_tombstone_says_what_happened_and_keeps_no_words(place: Consulting, client: FlaskClient) -> None:
    author, moderator = place.person(name="Xenia"), place.person(Role.MODERATOR)
    hidden, withdrawn = (
        place.published(author, f"Titre {word}", solution="Unwort") for word in ("un", "deux")
    )
    with transaction() as now:
        commands.hide(actor=moderator, proposal=place.proposal(hidden), reason="Injure", now=now)
        commands.withdraw(actor=author, proposal=place.proposal(withdrawn), now=now)
    text = read(client, page(place, hidden), 410)
    assert "hidden by a moderator" in text
    assert "Injure" in text
    assert "withdrawn by its author" in read(client, page(place, withdrawn), 410)
    for url, status in [
        (page(place, hidden), 410),
        (page(place, hidden, "/versions"), 410),
        (listing(place), 200),
    ]:
        for word in ("Titre", "Unwort", "Xenia"):
            assert word not in read(client, url, status)


def test_versions_show_what_changed(place: Consulting, client: FlaskClient) -> None:
    author = place.person()
    proposal_id = place.published(author)
    support(place, place.person(), proposal_id)
    with transaction() as now:
        content = Content(title="Ouvrir la bibliothèque le samedi", solution="Deux soirs par semaine.")
        commands.edit(actor=author, proposal=place.proposal(proposal_id), content=content, now=now)
    assert "Compare its 2 versions" in read(client, page(place, proposal_id))
    text = read(client, page(place, proposal_id, "/versions"))
    assert "Version 2" in text
    assert "<del>" in text


def test_the_list_is_narrowed_by_words_and_filters_and_says_so(
    place: Consulting, client: FlaskClient
) -> None:
    author = place.person()
    place.published(author, "Réparer les écoles", place=Place(axis_item_id=place.items["axis-2"]))
    place.published(author, "إحداث ملعب القرب", solution="ملعب في حينا")
    retained = place.published(author, "Éclairer la place")
    with transaction():
        place.proposal(retained).outcome = Outcome.RETAINED
    text = read(client, listing(place, "?q=ecole"))
    assert "Réparer les écoles" in text
    assert "Éclairer la place" not in text
    assert "1 proposal" in text
    assert "ملعب" in read(client, listing(place, "?q=الملاعب"))
    assert "Réparer" in read(client, listing(place, f"?axis={place.items['axis-2']}"))
    assert "Réparer" not in read(client, listing(place, "?outcome=retained"))
    assert "No proposal matches" in read(client, listing(place, "?q=introuvable"))
    for odd in (
        "?outcome=evil'--",
        "?axis=9x",
        "?order=user_id",
        "?page=-1",
        "?kind[]=a",
        "?q=%00*%22(",
        "?territory=1e9",
    ):
        read(client, listing(place, odd))


def test_the_fair_order_is_stable_while_paging_and_ones_own(
    place: Consulting, app: Flask, client: FlaskClient
) -> None:
    author = place.person()
    ids = {place.published(author, f"Proposition {number}") for number in range(25)}

    def shown(reader: FlaskClient) -> list[int]:
        pages = [read(reader, listing(place, f"?page={number}")) for number in (1, 2)]
        links = [
            part.split('"')[0] for text in pages for part in text.split(f"/en/c/{place.slug}/proposals/")[1:]
        ]
        return [int(link) for link in dict.fromkeys(links) if link.isdigit()]

    mine = shown(client)
    assert set(mine) == ids
    assert shown(client) == mine
    assert any(shown(app.test_client()) != mine for _ in range(3))


def test_pages_ask_the_database_as_often_for_few_as_for_many(place: Consulting, client: FlaskClient) -> None:
    author, reader = place.person(), place.person()
    place.set(minimum_age=None)
    first = place.published(author, place=Place(axis_item_id=place.items["axis-1"]))
    become(client, reader)

    def comment(body: str, parent_id: int | None = None) -> int:
        with transaction() as now:
            return discussion.post_comment(
                actor=author, consultation=place.consultation, about=About(first), body=body, signature=Signature(),
                parent_id=parent_id, now=now,
            ).id  # fmt: skip

    root = comment("Un")
    comment("Réponse", root)
    urls = (listing(place), page(place, first))
    for url in urls:
        read(client, url)
    few = [queries_of(lambda url=url: read(client, url)) for url in urls]
    for number in range(15):
        place.published(author, f"Autre {number}", place=Place(axis_item_id=place.items["axis-2"]))
        comment("Encore", comment("Plus"))
    many = [queries_of(lambda url=url: read(client, url)) for url in urls]
    assert many == few


def test_a_draft_leads_its_author_to_the_form(place: Consulting, client: FlaskClient) -> None:
    author = place.person()
    with transaction() as now:
        draft_id = commands.save_draft(
            actor=author, consultation=place.consultation, place=Place(), content=Content(title="À finir"),
            signature=Signature(), now=now,
        ).id  # fmt: skip
    read(client, page(place, draft_id), 404)
    become(client, author)
    response = client.get(page(place, draft_id))
    assert response.status_code == 303
    assert "À finir" in read(client, response.headers["Location"])
