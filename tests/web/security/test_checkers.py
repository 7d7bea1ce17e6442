"""The checkers of this folder fed with broken code: one that finds nothing there would prove nothing anywhere.

Those of forgery, headers, caches, budgets and outbound requests stand beside what they check.
"""

import json
from email.message import EmailMessage

import pytest
from flask import Flask, Response, request
from markupsafe import Markup

from app.web.guards import open_to_all
from tests.support import fuzzing
from tests.support.documents import Document
from tests.support.hostile import HOSTILE, MARK, packs
from tests.support.inspecting import INSPECTORS, faults_of_answer, faults_of_log, faults_of_mail
from tests.support.parameters import READ
from tests.support.poisoning import has_unseen
from tests.support.visit_objects import SEVERAL
from tests.support.visits import Visit, arguments_of, every_visit, mixed
from tests.support.walking import ROLES
from tests.support.world import World
from tests.web.security.test_every_answer import unguarded

ASKED = (
    "visitor", "citizen_a", "citizen_b", "facilitator_a", "moderator_a", "focal_point_a", "focal_point_b",
    "committee_a", "council_a", "project_owner_a", "monitoring_body_a", "mentor", "network_coordinator",
)  # fmt: skip

# Nobody but an author takes a file off; test_matrix tries it as one.
TRIED_BY_ITS_OWNER = {"proposals.detach"}


@pytest.fixture
def careless() -> Flask:
    """An application that makes every mistake once."""
    app = Flask("careless")

    @app.get("/echo")
    def echo() -> Response:
        return Response(f"<p>{request.args['q']}</p>", mimetype="text/html")

    @app.get("/title")
    def title() -> Response:
        return Response(f'<input value="{request.args["q"]}">', mimetype="text/html")

    @app.get("/safe")
    def safe() -> Response:
        return Response(Markup('<p title="{0}">{0}</p>').format(request.args["q"]), mimetype="text/html")

    @app.get("/fault")
    def fault() -> Response:
        return Response(str(1 // 0))

    @app.get("/numbers/<int:number>")
    @open_to_all
    def guarded(number: int) -> Response:
        return Response(str(number))

    return app


def test_a_route_without_a_guard_is_found(careless: Flask) -> None:
    assert unguarded(careless) == [
        "GET /echo",
        "GET /fault",
        "GET /safe",
        "GET /static/<no-such-object>",
        "GET /title",
    ]


def test_text_that_became_markup_is_found_in_every_place(careless: Flask) -> None:
    client = careless.test_client()
    pack = next(packs(100_000))
    for path, is_broken in (("/echo", True), ("/title", True), ("/safe", False)):
        answer = client.get(path, query_string={"q": pack})
        assert bool(faults_of_answer(answer)) is is_broken, path
    run = [text for text in HOSTILE if text.startswith("<") and f"<{MARK}" not in text]
    missed = [text for text in run if not faults_of_answer(client.get("/echo", query_string={"q": text}))]
    assert missed == [f'<https://{MARK}.example/" {MARK} onclick="{MARK}()>'] or missed == []


@pytest.mark.parametrize(
    ("kind", "broken", "sound"),
    [
        ("text/csv", "a;b\n=1+1;2\n", "a;b\n'=1+1;-2,5\n"),
        ("text/csv", "a,b\n1,2\n3\n", 'a,b\n1,"2\n3"\n'),
        ("application/json", json.dumps({"a": [{MARK: 1}]}), json.dumps({"a": [MARK, f'"{MARK}":']})),
        ("application/json", '{"a": "', "[]"),
        ("application/atom+xml", f"<feed><{MARK}-x/></feed>", f"<feed><a>&lt;{MARK}&gt;</a></feed>"),
        ("application/atom+xml", "<feed>\x01</feed>", "<feed/>"),
        ("text/calendar", f"BEGIN:VEVENT\r\n{MARK.upper()}-P:1\r\n", f"SUMMARY:{MARK}\r\n more of it\r\n"),
        ("text/calendar", "SUMMARY:a\r\nb\r\n", "SUMMARY:a\\nb\r\n"),
        ("text/plain", f"title\n{MARK}-header: 1\n", f"title {MARK}-header: 1\n"),
        ("text/html", f"<p {MARK}>", f"<p>{MARK}</p>"),
        ("text/html", f"<p>49{MARK}</p>", f"<p>{{{{ 7*7 }}}}{MARK}</p>"),
    ],
)
def test_each_kind_of_file_has_an_inspector_that_can_fail(kind: str, broken: str, sound: str) -> None:
    assert INSPECTORS[kind](broken) != []
    assert INSPECTORS[kind](sound) == []


def test_a_mail_with_a_smuggled_header_or_markup_is_found() -> None:
    mail = EmailMessage()
    mail["Subject"], mail["To"] = "a", "a@example.org"
    mail.set_content("a")
    mail.add_alternative("<p>a</p>", subtype="html")
    assert faults_of_mail(mail.as_bytes()) == []
    assert faults_of_mail(b"Bcc: x@example.org\n" + mail.as_bytes()) == ["header Bcc"]
    assert faults_of_mail(mail.as_bytes().replace(b"<p>a", f"<p {MARK}>a".encode())) == [f"<p> holds {MARK}"]


def test_a_line_of_a_log_that_a_string_made_is_found() -> None:
    assert faults_of_log('{"event": "request"}\n') == []
    assert faults_of_log(f'{{"event": "request"}}\n{{"event": "{MARK}"}}\nplain\n') != []


@pytest.mark.parametrize(
    "text", ["a\u202eb", "a\x00b", "a\x1bb", {"fr": {"title": "a\u2066b"}}, [["a\ue000"]], "\ud800"]
)
def test_unseen_characters_are_found_however_deep(text: object) -> None:
    assert has_unseen(text)
    assert not has_unseen({"fr": ["a\nb", "👩\u200d👧", 3, None]})


def test_a_fault_is_found_by_requests_at_random(careless: Flask) -> None:
    assert fuzzing.faults_of(fuzzing.ask(careless, "/fault")) == ["status 500"]
    assert fuzzing.faults_of(fuzzing.ask(careless, "/numbers/1")) == []
    assert fuzzing.faults_of(Response(b"a" * (fuzzing.LARGEST_ANSWER + 1))) == ["a huge answer"]


def test_forms_tell_which_of_their_fields_take_words() -> None:
    (form,) = Document(
        '<form method="post"><input name="a"><input type="hidden" name="b"><textarea name="c"></textarea>'
        '<select name="d"><option>1</option></select><input type="file" name="e"></form>'
    ).forms
    assert form.texts == {"a": "text", "c": "area"}


def test_the_ways_of_reading_an_address_are_known() -> None:
    for code, name in (
        ('request.args.get("page")', "page"),
        ("request.args['next']", "next"),
        ('request.values.get("theme")', "theme"),
        ('request.args.getlist("kind")', "kind"),
    ):
        assert READ.findall(code) == [name]


@pytest.mark.sqlite_only
def test_trust_21_the_table_asks_for_every_kind_of_person() -> None:
    assert set(ASKED) <= set(ROLES)


@pytest.mark.sqlite_only
def test_trust_22_every_address_of_two_objects_is_tried_with_objects_that_do_not_belong_together(
    app: Flask, world: World
) -> None:
    nested = [
        visit
        for visit in every_visit(app)
        if len(ids_in(visit)) > 1 and visit.is_of_a_commune and visit.endpoint not in TRIED_BY_ITS_OWNER
    ]
    untried = [
        visit.key for visit in nested if not any("another parent" in what for what, _ in mixed(visit, world))
    ]
    assert untried == []
    assert len(nested) > 20


def ids_in(visit: Visit) -> list[str]:
    return [name for name in arguments_of(visit.rule) if name.endswith("_id")]


def test_the_objects_to_mix_are_named() -> None:
    assert {"consultation_id", "proposal_id", "theme_id", "item_id"} <= set(SEVERAL)
