"""Each flaw that the field's leaders published is a test that this product passes.

A docstring names the advisory, and says in our words what went wrong there. Sources: the advisories of Decidim and its
modules (GitHub Security Advisories, as listed in rubysec/ruby-advisory-db under gems/decidim*), and pull requests and
issues of Decidim, CONSUL Democracy and Loomio by their numbers.
"""

import ast
from urllib.parse import quote, urlencode

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.features.accounts.models import RoleGrant
from app.features.media.models import StoredFile
from app.features.supports.models import Support
from app.foundation.database import db
from app.foundation.text.markup import rich
from app.foundation.web_addresses import is_public_page
from config import ROOT
from tests.support.applications import Client, Workplace
from tests.support.clock import FixedClock
from tests.support.databases import SqliteDatabase
from tests.support.documents import Document
from tests.support.hostile import MARK
from tests.support.inspecting import faults_of_answer, faults_of_markup
from tests.support.mailbox import Mailbox
from tests.support.parameters import parameters
from tests.support.poisoning import poison
from tests.support.visits import Visit, every_visit, pages, unsafe
from tests.support.world import SECRETS, UNSEEN_EMAIL, World

RUN = f'"><svg {MARK} onload={MARK}()><script {MARK}>{MARK}()</script>'
REGISTER = (
    "manage_voters.authorise",
    "manage_voters.hand_in",
    "manage_voters.confirm",
)
once = pytest.mark.sqlite_only


@pytest.fixture
def place(world: World) -> str:
    """The start of the addresses of commune A."""
    return f"/fr/c/{world.a.slug}"


@pytest.fixture
def attacked(client: Client, workplace: Workplace, world: World) -> Client:
    """The world whose every name, title, text and file name is hostile; a visitor."""
    workplace.close()
    assert isinstance(workplace.database, SqliteDatabase)
    poison(workplace.database)
    return client


def read(client: Client, path: str, *, shows: bool = True) -> Document:
    """Return a page, after looking for markup in it that no template wrote."""
    response = client.get(path)
    assert response.status_code == 200, path
    assert faults_of_answer(response) == [], path
    text = response.get_data(as_text=True)
    assert (MARK in text) or not shows, f"{path} does not show what was written"
    return Document(text)


def act(client: Client, visit: Visit, world: World) -> int:
    """Press the button of an act with its form filled in; return the status."""
    return client.open(visit.path(world.a), method=visit.method, data=visit.form(world.a)).status_code


def visits(app: Flask, *endpoints: str) -> list[Visit]:
    found = [visit for visit in every_visit(app) if visit.endpoint.startswith(endpoints)]
    assert found
    return found


# ── what people write, run by the browsers of others ────────────────────────────────────────────────────────────


@once
def test_trust_45_a_name_runs_nothing_beside_comments(attacked: Client, place: str, world: World) -> None:
    """CVE-2026-23891 (Decidim): a user's name became markup wherever she had commented."""
    read(attacked, f"{place}/proposals/{world.a['published']}")


@once
def test_trust_45_a_file_name_runs_nothing(attacked: Client, place: str, world: World) -> None:
    """CVE-2023-51447 (Decidim): the name of an uploaded file became markup on the page for changing a proposal."""
    attacked.sign_in(world.people["author_a"])
    read(attacked, f"{place}/proposals/{world.a['published']}")
    read(attacked, f"{place}/proposals/{world.a['returned']}/edit")


@once
def test_trust_45_a_file_name_runs_nothing_for_the_staff(attacked: Client, place: str, world: World) -> None:
    """CVE-2024-27095 (Decidim): the same name, on pages of the administration."""
    attacked.sign_in(world.people["everybody"])
    read(attacked, f"{place}/manage/moderation/proposal/{world.a['published']}")


@once
def test_trust_45_a_log_of_what_was_done_runs_nothing(attacked: Client, place: str, world: World) -> None:
    """CVE-2024-32034 (Decidim): a title became markup in the log of what the staff did."""
    attacked.sign_in(world.people["everybody"])
    read(attacked, f"{place}/moderation-log")
    read(attacked, f"{place}/manage/today")
    read(attacked, f"{place}/manage/team")


@once
def test_trust_45_a_rich_text_of_the_staff_runs_nothing(attacked: Client, place: str, world: World) -> None:
    """CVE-2024-39910 (Decidim): markup sent past the editor was kept as it came."""
    read(attacked, f"{place}/consultations/{world.a['open']}")
    read(attacked, f"{place}/plans/{world.a['plan_open']}")


@once
def test_trust_45_the_words_of_a_front_page_run_nothing(attacked: Client, place: str) -> None:
    """CVE-2026-45572 (Decidim): blocks of a landing page were shown without being escaped."""
    read(attacked, "/fr/")
    read(attacked, place)
    read(attacked, f"{place}/charter")


@once
def test_trust_45_titles_in_notices_run_nothing(attacked: Client, world: World) -> None:
    """Loomio, pull request 12668: titles and names in the headline of a notice became markup."""
    for person in ("author_a", "everybody", "citizen_a"):
        attacked.sign_in(world.people[person])
        read(attacked, "/fr/me/notices", shows=False)
        read(attacked, "/fr/me", shows=False)


@once
@pytest.mark.parametrize(
    "scheme", ["javascript", "JaVaScRiPt", "data", "vbscript", "\x01javascript", "java\tscript"]
)
def test_trust_45_a_link_in_markdown_leads_to_the_web_alone(scheme: str) -> None:
    """Loomio, pull request 12668: links of Markdown kept schemes that run."""
    for text in (
        f"[a]({scheme}:go())",
        f"![a]({scheme}:go())",
        f"<{scheme}:go()>",
        f"[a][b]\n\n[b]: {scheme}:go()",
    ):
        assert Document(str(rich(text))).links == []
        assert faults_of_markup(str(rich(text))) == []


@pytest.mark.parametrize(
    "text", ['<a href="&#1;javascript:go()">a</a>', "<svg><style>*{}</style></svg>", "<math><b x>"]
)
def test_trust_45_what_cleans_markup_knows_the_tricks_with_it(text: str) -> None:
    """CONSUL Democracy, pull request 2568 (CVE-2018-3741): attributes slipped through the cleaner of its library."""
    cleaned = str(rich(text))
    assert Document(cleaned).links == Document(cleaned).inline == []
    assert "<svg" not in cleaned
    assert "<math" not in cleaned


# ── what stands in an address ───────────────────────────────────────────────────────────────────────────────────


@once
def test_trust_45_no_number_of_a_page_is_shown_as_markup(client: Client, place: str, world: World) -> None:
    """CVE-2024-32469 (Decidim): the number of rows asked for stood in the links to the other pages."""
    query = urlencode(dict.fromkeys(("page", "per_page", "comments", "size", "limit"), RUN))
    for path in (f"/consultations/{world.a['open']}/proposals", "/moderation-log", "/projects"):
        read(client, f"{place}{path}?{query}", shows=False)


@once
def test_trust_45_no_filter_is_shown_as_markup(client: Client, app: Flask, world: World) -> None:
    """CVE-2023-34089 (Decidim): a filter of the list of processes was written into the page."""
    query = urlencode(dict.fromkeys(parameters(), RUN))
    listing = visits(
        app, "proposals.all_of", "projects.overview", "moderation_log", "collectivities.directory", "home."
    )
    for visit in listing:
        if visit.is_safe:
            response = client.get(f"{visit.path(world.a)}?{query}")
            assert faults_of_answer(response) == [], visit.shown


@once
@pytest.mark.parametrize(
    "target", ["javascript:go()", "data:text/html,x", "//evil.example", "https://evil.example"]
)
def test_trust_45_no_page_passes_an_outer_link_on(target: str, client: Client, place: str) -> None:
    """CVE-2023-32693 (Decidim): the page that warns of outer links led on to links that run."""
    assert client.get(f"/link?{urlencode({'external_url': target})}").status_code == 404
    for path in ("/fr/", place, "/fr/account/sign-in"):
        query = urlencode(dict.fromkeys(("external_url", "url", "next", "redirect", "return_to"), target))
        response = client.get(f"{path}?{query}")
        links = Document(response.get_data(as_text=True)).links
        assert [link for link in links if link.startswith(target)] == []
        assert target not in response.headers.get("Location", "")


@once
def test_trust_45_the_history_of_a_text_shows_no_address_as_markup(
    client: Client, place: str, world: World
) -> None:
    """CVE-2024-41673 (Decidim): the page of versions wrote what stood in its address."""
    path = f"{place}/proposals/{world.a['changed']}/versions"
    read(client, f"{path}?{urlencode({'version': RUN, 'from': RUN, 'to': RUN})}", shows=False)
    assert faults_of_answer(client.get(f"{path}/{quote(RUN, safe='')}")) == []


@once
def test_trust_45_no_page_holds_a_frame(client: Client, app: Flask, world: World) -> None:
    """CVE-2024-45594 (Decidim): a meeting's address was framed in its page, whatever its scheme."""
    for visit in pages(app):
        if not visit.endpoint.startswith(("files.", "ledger.")) and "/manage" not in visit.rule:
            body = client.get(visit.path(world.a)).get_data()
            assert not any(tag in body for tag in (b"<iframe", b"<embed", b"<object", b"<frame")), visit.shown


def test_trust_45_no_filter_asks_for_what_is_not_shown(client: Client, place: str, world: World) -> None:
    """CVE-2023-34090 (Decidim): filters took any column of any table, so that secrets could be guessed by letters."""
    path = f"{place}/consultations/{world.a['open']}/proposals"
    plainly = Document(client.get(path).get_data(as_text=True)).text
    for letter in (UNSEEN_EMAIL[0], "zzz"):
        for name in (
            "q[author_email_start]",
            "author_email",
            "filter[user.email_cont]",
            "sort",
            "s",
            "order_by",
            "state",
        ):
            asked = client.get(f"{path}?{urlencode({name: letter})}")
            assert Document(asked.get_data(as_text=True)).text == plainly, name


def test_trust_45_no_order_of_a_list_is_a_statement(
    client: Client, app: Flask, place: str, world: World
) -> None:
    """CVE-2026-45376 (Decidim): what was searched for was written into the order of a statement."""
    client.sign_in(world.people["everybody"])
    path = f"{place}/consultations/{world.a['open']}/proposals"
    usual = Document(client.get(path).get_data(as_text=True)).text
    for order in (
        "(CASE WHEN 1=1 THEN id ELSE title END)",
        "id; SELECT pg_sleep(5)",
        "(SELECT 1)",
        "support_count DESC",
    ):
        assert (
            Document(client.get(f"{path}?{urlencode({'order': order})}").get_data(as_text=True)).text == usual
        )
        assert client.get(f"{path}?{urlencode({'q': order})}").status_code == 200
        for visit in visits(
            app, "manage_synthesis.desk", "manage_synthesis.choose", "manage_synthesis.overview"
        ):
            if visit.is_safe:
                assert client.get(f"{visit.path(world.a)}?{urlencode({'q': order})}").status_code == 200


def test_trust_45_no_filter_of_the_staff_is_a_statement(client: Client, app: Flask, world: World) -> None:
    """CVE-2024-43415 (Decidim Awesome): a choice on a page of the administration was written into a statement."""
    client.sign_in(world.people["everybody"])
    query = urlencode(dict.fromkeys(parameters(), '1\') OR 1=1; DROP TABLE "proposal" --'))
    listing = visits(app, "queue.", "manage_moderation.queue", "manage_projects.overview", "manage_team.")
    for visit in listing:
        if visit.is_safe:
            assert client.get(f"{visit.path(world.a)}?{query}").status_code in {200, 404}, visit.shown


# ── what is counted ─────────────────────────────────────────────────────────────────────────────────────────────


def test_trust_45_the_database_itself_refuses_a_second_support(app: Flask, world: World) -> None:
    """CVE-2023-47634 and issue 17642 (Decidim), issue 2415 (CONSUL): requests at once counted one person twice."""
    with app.app_context():
        (held,) = db.session.scalars(sa.select(Support).where(Support.proposal_id == world.a["published"]))
        values = {
            column.key: getattr(held, column.key)
            for column in sa.inspect(Support).columns
            if column.key != "id"
        }
        with pytest.raises(IntegrityError):
            db.session.execute(sa.insert(Support).values(**values))
        db.session.rollback()


# ── who may ─────────────────────────────────────────────────────────────────────────────────────────────────────


@once
def test_trust_45_a_new_password_revives_no_old_invitation(
    client: Client, app: Flask, world: World, outbox: Mailbox, clock: FixedClock
) -> None:
    """CVE-2023-48220 (Decidim): an invitation that had expired was accepted by choosing a new password."""
    address, team = "citizen-b@example.org", f"/fr/c/{world.a.slug}/manage/team/invitations"
    client.sign_in(world.people["everybody"])
    paths = [visit.path(world.a) for visit in unsafe(app) if visit.endpoint == "manage_team.invite"]
    sent = client.post(paths[0], data={"email": address, "role": "moderator", "language": "fr"})
    assert sent.status_code == 303, team
    invitation = outbox.last_letter(address).link("/invitations/")
    clock.advance(days=60)
    invited = Client(app, use_cookies=True)
    invited.post("/fr/account/forgotten", data={"address": address})
    changed = invited.post(
        outbox.last_letter(address).link("/new-password/"), data={"password": "une phrase bien longue"}
    )
    assert changed.status_code == 303
    invited.sign_in(world.people["citizen_b"])
    assert invited.post(f"{invitation}/accept").status_code == 410
    with app.app_context():
        held = sa.select(sa.func.count()).where(RoleGrant.user_id == world.people["citizen_b"])
        assert db.session.scalar(held) == 0


@once
@pytest.mark.parametrize(
    "ending", ["/embed", "/embed.html", ".json", ".html", ".xml", ".atom", "/export", "/print", ".csv"]
)
def test_trust_45_no_other_form_of_an_address_shows_what_is_not_public(
    ending: str, client: Client, place: str, world: World
) -> None:
    """CVE-2024-27090 (Decidim): the page for embedding showed what was not published yet."""
    for path in (
        f"/proposals/{world.a['hidden']}", f"/proposals/{world.a['pending']}", f"/consultations/{world.a['preparing']}",
        f"/plans/{world.a['plan_secret']}",
    ):  # fmt: skip
        response = client.get(f"{place}{path}{ending}")
        assert response.status_code in {404, 410}
        assert not any(word in response.get_data(as_text=True).casefold() for word in SECRETS.values())


@once
@pytest.mark.parametrize(
    "path", ["/api", "/api/graphql", "/graphql", "/api/v1/comments", "/api/docs", "/admin", "/system"]
)
def test_trust_45_nothing_answers_beside_the_pages(path: str, client: Client) -> None:
    """CVE-2026-40870 (Decidim): the root of the interface for programs gave every comment without asking who reads."""
    for query in ("", "?query={commentable(id:1){comments{body}}}", "?introspection"):
        assert client.get(f"{path}{query}").status_code == 404
        assert client.post(f"{path}{query}", json={"query": "{users{email}}"}).status_code in {400, 404, 405}


@once
def test_trust_45_nobody_but_the_commune_decides_on_proposals(
    client: Client, app: Flask, world: World
) -> None:
    """CVE-2026-40869 (Decidim): whoever was signed in could accept or reject an amendment to another's proposal."""
    deciding = [
        visit
        for visit in visits(
            app, "manage_council.", "manage_adoption.", "manage_moderation.decide", "manage_synthesis."
        )
        if not visit.is_safe
    ]
    for person in ("citizen_a", "author_a", "citizen_b", "focal_point_b", "monitoring_body_a"):
        client.sign_in(world.people[person])
        assert {act(client, visit, world) for visit in deciding} <= {403, 404}, person


@once
def test_trust_45_no_page_of_the_staff_opens_to_who_is_only_signed_in(
    client: Client, app: Flask, world: World
) -> None:
    """CVE-2023-36465 and CVE-2026-45086 (Decidim): editors of templates and questions asked only for an account."""
    client.sign_in(world.people["citizen_a"])
    behind = [
        visit
        for visit in every_visit(app)
        if "/manage" in visit.rule or visit.endpoint.startswith("network_")
    ]
    opened = [visit.key for visit in behind if act(client, visit, world) not in {403, 404}]
    assert opened == []
    assert len(behind) > 100


@once
def test_trust_45_a_right_in_one_commune_is_none_in_another(client: Client, app: Flask, world: World) -> None:
    """CVE-2026-45414 and CVE-2026-45330 (Decidim): a token, and a right, of one organisation worked in another."""
    client.sign_in(world.people["focal_point_b"])
    behind = [visit for visit in every_visit(app) if "/manage" in visit.rule]
    assert [visit.key for visit in behind if act(client, visit, world) not in {403, 404}] == []
    under_b = [visit.path(world.a, slug=world.b.slug) for visit in visits(app, "manage_voters.preview")]
    assert [client.get(path).status_code for path in under_b] == [404] * len(under_b)


@once
def test_trust_45_a_register_of_voters_is_not_for_every_role(
    client: Client, app: Flask, world: World
) -> None:
    """CVE-2026-45415 (Decidim): who managed participants could change the census by which they are verified."""
    changing = [visit for visit in visits(app, *REGISTER) if not visit.is_safe]
    for person in ("moderator_a", "facilitator_a", "committee_a", "council_a", "project_owner_a", "mentor"):
        client.sign_in(world.people[person])
        assert {act(client, visit, world) for visit in changing} <= {403, 404}, person


@once
def test_trust_45_what_is_one_s_own_is_fetched_by_nobody_else(
    client: Client, app: Flask, world: World
) -> None:
    """CVE-2026-45377 (Decidim): the address of an export of one's data worked for whoever had it."""
    own = [
        visit for visit in every_visit(app) if "/me/" in visit.rule or visit.endpoint.startswith("own_data.")
    ]
    shut = [visit for visit in own if not visit.endpoint.endswith("erased")]
    for visit in shut:
        response = client.open(visit.path(world.a), method=visit.method, data=visit.form(world.a))
        assert response.status_code in {303, 403, 404}, visit.key
        assert "/account/sign-in" in response.headers.get("Location", "/account/sign-in"), visit.key


@once
def test_trust_45_the_address_of_a_file_is_no_key_to_it(client: Client, world: World) -> None:
    """CVE-2026-45378 (Decidim): scans of identity papers were served to whoever had their signed address."""
    for small in ("", "small/"):
        path = f"/files/{world.a.keys['file_of_hidden']}/{small}plan.png"
        assert client.get(path).status_code == 404
        client.sign_in(world.people["citizen_a"])
        assert client.get(path).status_code == 404


def test_trust_45_two_files_never_share_an_address(app: Flask, world: World) -> None:
    """CVE-2025-65017 (Decidim): identifiers cut down to numbers made two people's exports one."""
    with app.app_context():
        keys = list(db.session.scalars(sa.select(StoredFile.public_key)))
        assert len(set(keys)) == len(keys) > 1
        assert min(len(key) for key in keys) * 6 >= 128
        held = {column.name for column in StoredFile.__table__.columns if column.unique}
        named = {
            column.name
            for each in StoredFile.__table__.constraints
            for column in getattr(each, "columns", ())
        }
        assert "public_key" in held | named


@once
def test_trust_45_a_link_that_ends_mails_opens_nothing_else(client: Client, app: Flask, world: World) -> None:
    """Loomio, pull request 12668: the token of the link that ends mails let its holder change the whole account."""
    with app.app_context():
        sender = app.extensions["message_values"]
        assert sender is not None
    for token in ("no-such-token", "1", "a.b.c"):
        client.get(f"/unsubscribe/{token}")
        client.post(f"/unsubscribe/{token}")
        for path in ("/fr/me/settings", "/fr/me", "/fr/account/password"):
            assert client.get(f"{path}?token={token}&unsubscribe_token={token}").status_code == 303


# ── what the server asks for ────────────────────────────────────────────────────────────────────────────────────


def test_trust_45_one_file_alone_asks_other_machines() -> None:
    """CVE-2026-45573 (Decidim): notices were sent to whatever address a browser had given for them."""
    asking = []
    for path in sorted((ROOT / "app").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {
            alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
        }
        names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        if names & {
            "requests",
            "httpx",
            "urllib3",
            "urllib.request",
            "http.client",
            "socket",
            "aiohttp",
            "ftplib",
        }:
            asking.append(path.relative_to(ROOT).as_posix())
    assert asking == ["app/foundation/identity_provider.py"]


@pytest.mark.parametrize(
    "host", ["[::ffff:10.0.0.1]", "[64:ff9b::a00:1]", "[2002:a00:1::]", "[::10.0.0.1]", "[fec0::1]"]
)
def test_trust_45_no_address_of_the_newer_kind_hides_an_older_one(host: str) -> None:
    """Loomio, pull requests 12668 and 12725: forms of IPv6 that hold a private IPv4 address were let through."""
    assert not is_public_page(f"https://{host}/")


# ── forms of other sites ────────────────────────────────────────────────────────────────────────────────────────


@once
def test_trust_45_a_preview_needs_its_token_too(strict_client: Client, app: Flask, world: World) -> None:
    """CVE-2023-47635 (Decidim): the preview of a questionnaire was the one form without a token."""
    strict_client.sign_in(world.people["everybody"])
    looking = [
        visit
        for visit in unsafe(app)
        if any(part in visit.key for part in ("preview", "review", "similar", "choose"))
    ]
    assert looking
    assert {act(strict_client, visit, world) for visit in looking} == {400}


@once
def test_trust_45_no_way_in_begins_by_a_link(client: Client, app: Flask, world: World) -> None:
    """CVE-2015-9284 (Decidim, pull request 5287): following a link began a sign-in with an outside account."""
    begins = visits(app, "identity.begin", "security.ask_to_sign_in", "security.logout")
    assert {visit.method for visit in begins} == {"POST"}
    client.sign_in(world.people["citizen_a"])
    assert client.get("/fr/account/sign-out").status_code == 405
    assert client.get("/fr/me/settings").status_code == 200


def test_every_published_flaw_is_named_with_its_source() -> None:
    tree = ast.parse((ROOT / "tests/web/security/test_published_flaws.py").read_text(encoding="utf-8"))
    tests = [
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_trust_45_")
    ]
    unnamed = [
        test.name for test in tests if not any(part in (ast.get_docstring(test) or "") for part in SOURCES)
    ]
    assert unnamed == []
    assert len(tests) > 30


SOURCES = ("CVE-", "pull request", "issue ")
