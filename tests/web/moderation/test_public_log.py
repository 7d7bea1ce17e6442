"""The public log as page, sheet and feed, its entries, its figures, and what the staff take out of reasons."""

import csv
import io
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from app.features.accounts.types import Role
from app.features.moderation.types import AppealOutcome, Decision, Ground
from app.features.proposals.types import PublicLabel
from app.foundation.policy import Actor
from tests.support.consulting import Consulting
from tests.support.moderating import appeal, decide, hide, make_moderated, report, rule
from tests.support.people import sign_in
from tests.web.consultations.counting import queries_of

pytestmark = pytest.mark.sqlite_only
PLACE = "/en/c/ain-essai"
LOG, SHEET, FEED = (f"{PLACE}/moderation-log{ending}" for ending in ("", ".csv", ".atom"))
ATOM = "{http://www.w3.org/2005/Atom}"
TITLE = "Un titre que personne ne doit lire"
PHONE = "0612-345-678"


@pytest.fixture
def place(db_session: object) -> Consulting:
    return make_moderated()


@pytest.fixture
def moderator(place: Consulting) -> Actor:
    return place.person(Role.MODERATOR, name="Nom Secret")


@pytest.fixture
def decision_id(place: Consulting, moderator: Actor) -> int:
    """A hidden text, confirmed on appeal by somebody else."""
    author = place.person(name="Autrice Cachée")
    decision_id = hide(place, moderator, place.published(author, TITLE))
    appeal(author, decision_id, "Mes mots à moi.")
    rule(place.person(Role.FOCAL_POINT), decision_id, AppealOutcome.UPHELD, reason="Le nom est bien là.")
    return decision_id


def rows_of(client: FlaskClient, address: str = SHEET) -> list[dict[str, str]]:
    text = client.get(address).text
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_the_log_says_rule_source_and_appeal_and_never_who_or_what(
    client: FlaskClient, decision_id: int
) -> None:
    page = client.get(LOG).text
    assert "/en/c/ain-essai/charter/2#rule-1" in page
    for words in ("Une personne est nommée.", "The decision stands", "Le nom est bien là.", "Moderator"):
        assert words in page
    entry = client.get(f"{LOG}/{decision_id}").text
    assert "Une personne est nommée." in entry
    for address in (LOG, SHEET, FEED, f"{LOG}/{decision_id}"):
        shown = client.get(address).text
        for secret in ("Nom Secret", "Autrice Cachée", TITLE, "Mes mots à moi."):
            assert secret not in shown, (address, secret)


def test_the_filters_are_an_allow_list_and_hold_for_page_sheet_and_feed(
    client: FlaskClient, decision_id: int
) -> None:
    for query, count in (
        ("decision=hide&source=own_initiative&appeal=upheld", 1),
        ("decision=publish", 0),
        ("decision=nonsense&appeal=%27%20OR%201&consultation=-1", 1),
    ):
        assert len(rows_of(client, f"{SHEET}?{query}")) == count, query
        assert client.get(f"{FEED}?{query}").text.count("<entry>") == count, query
        assert client.get(f"{LOG}?{query}").status_code == 200


def test_a_narrowed_feed_is_a_feed_of_its_own_that_leads_back_to_itself(
    client: FlaskClient, decision_id: int
) -> None:
    whole, narrowed = (
        ElementTree.fromstring(client.get(address).text) for address in (FEED, f"{FEED}?decision=hide&x=1")
    )
    led = {link.get("rel"): link.get("href") for link in narrowed.findall(f"{ATOM}link")}
    assert led == {
        "self": f"http://localhost{FEED}?decision=hide",
        "alternate": f"http://localhost{LOG}?decision=hide",
    }
    assert narrowed.findtext(f"{ATOM}id") == f"{whole.findtext(f'{ATOM}id')}?decision=hide"


def test_sheet_and_feed_say_which_label_was_put_beside_a_text(
    place: Consulting, client: FlaskClient, moderator: Actor
) -> None:
    said = {"label": PublicLabel.OFF_TOPIC, "reason": "Un autre sujet."}
    decide(place, moderator, place.published(place.person()), Decision.RELABEL, **said)
    assert rows_of(client)[0]["Label beside the text"] == "Off topic for this consultation"
    assert "Off topic for this consultation" in client.get(FEED).text


def test_the_sheet_holds_a_row_for_each_decision(client: FlaskClient, decision_id: int) -> None:
    (row,) = rows_of(client)
    assert (row["Number"], row["Decision"], row["Rule of the charter"], row["Version of the charter"]) == (
        str(decision_id), "Hidden", "1", "2",
    )  # fmt: skip
    assert row["Result of the appeal"] == "The decision stands"
    assert row["Address"] == f"http://localhost{LOG}/{decision_id}"


def test_a_reason_that_looks_like_a_formula_stays_words(
    place: Consulting, client: FlaskClient, moderator: Actor
) -> None:
    said = {"ground": Ground.CHARTER_RULE, "charter_rule": 2, "reason": "=HYPERLINK(1)"}
    decide(place, moderator, place.published(place.person()), Decision.HIDE, **said)
    assert rows_of(client)[0]["Reason"] == "'=HYPERLINK(1)"


def test_the_feed_is_stable_in_its_language_and_may_be_kept(
    place: Consulting, client: FlaskClient, decision_id: int
) -> None:
    answer = client.get(FEED)
    assert (answer.mimetype, answer.headers["Cache-Control"]) == (
        "application/atom+xml",
        "public, max-age=300",
    )
    assert "Set-Cookie" not in answer.headers
    feed = ElementTree.fromstring(answer.text)
    entry = feed.find(f"{ATOM}entry")
    assert entry is not None
    name = entry.findtext(f"{ATOM}id") or ""
    assert name == f"tag:localhost,2026-01-05:en/c/ain-essai/moderation-log/{decision_id}"
    assert entry.findtext(f"{ATOM}title") == "Hidden · Proposal number 1"
    assert "Against rule 1 of the charter" in (entry.findtext(f"{ATOM}content") or "")
    assert client.get(FEED).headers["ETag"] == answer.headers["ETag"]
    assert "tag:localhost,2026-01-05:ar/" in client.get(FEED.replace("/en/", "/ar/")).text


def test_twice_as_many_decisions_ask_no_more_questions(
    place: Consulting, client: FlaskClient, moderator: Actor, decision_id: int
) -> None:
    client.get(LOG)
    once = [queries_of(lambda address=address: client.get(address)) for address in (LOG, SHEET, FEED)]
    reader = place.person()
    for number in range(4):
        shown = place.published(place.person(), f"Texte {number}")
        report(place, reader, shown)
        decide(place, moderator, shown, Decision.KEEP, reason="Rien contre la charte.")
    assert [queries_of(lambda address=address: client.get(address)) for address in (LOG, SHEET, FEED)] == once


def test_the_figures_stand_in_a_table_with_their_definitions(client: FlaskClient, decision_id: int) -> None:
    page = client.get(f"{PLACE}/moderation-figures").text
    assert "Decisions of the month that hid a text, refused it or removed it as illegal." in page
    (row,) = rows_of(client, f"{PLACE}/moderation-figures.csv")
    assert (row["Received"], row["Hidden or refused"], row["Appealed"], row["Overturned"]) == (
        "1", "1", "1", "0",
    )  # fmt: skip


def test_a_moderator_takes_out_what_is_suggested_and_the_log_says_so(
    place: Consulting, client: FlaskClient, moderator: Actor
) -> None:
    said = {"ground": Ground.CHARTER_RULE, "charter_rule": 3, "reason": f"Le numéro {PHONE} de Salma."}
    decision_id = decide(place, moderator, place.published(place.person()), Decision.HIDE, **said)
    redaction = f"{PLACE}/manage/moderation/redactions/decision/{decision_id}"
    assert redaction not in client.get(LOG).text
    sign_in(client, moderator.user_id or 0)
    log = client.get(LOG).text
    assert redaction in log
    assert "Personal data seems to stand in a reason" in log
    assert f'value="{PHONE}" checked' in client.get(redaction).text
    assert client.post(redaction, data={}).status_code == 422
    refused = client.post(redaction, data={"passages": "Fatima"})
    assert refused.status_code == 422
    assert "Name at least one passage exactly as it stands in the reason." in refused.text
    answer = client.post(redaction, data={"suggested": [PHONE], "passages": "Salma\n"})
    assert answer.location == f"{LOG}/{decision_id}"
    visitor = client.application.test_client()
    for address in (LOG, SHEET, FEED, f"{LOG}/{decision_id}"):
        shown = visitor.get(address).text
        assert PHONE not in shown
        assert "Salma" not in shown
    assert "Personal data was taken out of this reason: 2 passages" in visitor.get(LOG).text
    assert rows_of(visitor)[0]["Passages taken out"] == "2"


def test_a_decision_of_another_collectivity_has_no_page_here(
    place: Consulting, client: FlaskClient, decision_id: int
) -> None:
    other = make_moderated(slug="dar-essai")
    sign_in(client, other.person(Role.MODERATOR).user_id or 0)
    elsewhere = "/en/c/dar-essai"
    assert client.get(f"{elsewhere}/moderation-log/{decision_id}").status_code == 404
    redaction = f"{elsewhere}/manage/moderation/redactions/decision/{decision_id}"
    assert client.get(redaction).status_code == 404
    assert client.post(redaction, data={"passages": "Une"}).status_code == 404


def test_what_stays_of_a_hidden_text_names_the_rule_and_leads_to_the_log(
    place: Consulting, client: FlaskClient, moderator: Actor
) -> None:
    hidden = place.published(place.person(), TITLE)
    decision_id = hide(place, moderator, hidden)
    page = client.get(f"{PLACE}/proposals/{hidden}")
    assert page.status_code == 410
    assert "/en/c/ain-essai/charter/2#rule-1" in page.text
    assert f"{LOG}/{decision_id}" in page.text
