"""Every macro draws its ordinary, empty, refused and wrong states, and says in words what it shows."""

import re
from pathlib import Path
from typing import Any

import pytest
from wtforms import (
    BooleanField,
    FileField,
    Form,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from app.foundation.pagination import Page
from tests.templates.environment import TEMPLATES, environment, page_context, render

OPTIONS = [
    {"value": "agree", "label": "Agree", "kind": "yes"},
    {"value": "mixed", "label": "Mixed", "kind": "mid"},
    {"value": "disagree", "label": "Disagree", "kind": "no"},
]
HOSTILE = '<script>alert(1)</script>" onmouseover=x'


class SampleForm(Form):
    """One field of each kind."""

    title = StringField("Title", [InputRequired("Write a title.")])
    body = TextAreaField("Text", [InputRequired("Write your text.")])
    axis = SelectField("Axis", choices=[SelectChoice("1", "Transparency")])
    kind = RadioField(
        "Kind",
        [InputRequired("Choose one.")],
        choices=[SelectChoice("idea", "Idea"), SelectChoice("change", "Change")],
    )
    themes = SelectMultipleField("Themes", choices=[SelectChoice("a", "A"), SelectChoice("b", "B")])
    agreed = BooleanField("I am at least 16", [InputRequired("Tick this.")])
    image = FileField("Image")

    def hidden_tag(self) -> str:
        return ""


def wrong_form() -> SampleForm:
    form = SampleForm(data={})
    form.validate()
    return form


def use(family: str, names: str, body: str, **values: Any) -> str:
    return render(f'{{% from "components/{family}.html" import {names} %}}{body}', **values)


@pytest.mark.parametrize(
    "path", sorted(TEMPLATES.glob("*/*.html")), ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_no_template_carries_style_or_script_in_itself(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\ssrc=)", text)


@pytest.mark.parametrize(
    "path", sorted((TEMPLATES / "components").glob("*.html")), ids=lambda path: path.name
)
def test_every_macro_stands_in_the_reference(path: Path) -> None:
    reference = (TEMPLATES.parents[1] / "docs" / "components.md").read_text()
    macros = [name for name in re.findall(r"{% macro (\w+)\(", path.read_text()) if not name.startswith("_")]
    assert macros
    assert [name for name in macros if f"`{name}(" not in reference] == []


def test_a_link_that_cannot_be_followed_says_why_and_has_no_address() -> None:
    html = use(
        "actions", "link_button", '{{ link_button("Propose", "/x", disabled_reason="Opens on 3 March.") }}'
    )
    assert "Opens on 3 March." in html
    assert "/x" not in html


def test_a_button_that_cannot_be_pressed_says_why() -> None:
    html = use(
        "actions",
        "submit, post_button",
        """{{ submit("Open", disabled_reason="A notice is missing.") }}
        {{ post_button("Open", "/o", disabled_reason="Closed.") }}""",
    )
    assert html.count(" disabled>") == 2
    assert "A notice is missing." in html
    assert "Closed." in html


def test_a_post_button_carries_the_token_and_its_values() -> None:
    html = use("actions", "post_button", '{{ post_button("Hide", "/h", values={"id": 4}, pressed=true) }}')
    assert 'name="csrf_token" value="a-token"' in html
    assert 'name="id" value="4"' in html
    assert 'aria-pressed="true"' in html


def test_what_people_wrote_is_escaped_in_every_component() -> None:
    html = use(
        "people",
        "byline, content, entry",
        "{{ byline(x, organisation=x) }}{{ content(x, lang='fr') }}{{ entry(x, '/u', summary=x) }}",
        x=HOSTILE,
    )
    html += use("discussion", "comment", "{{ comment('c1', x, x, x, removed=none) }}", x=HOSTILE)
    html += use(
        "changes",
        "diff, change",
        "{{ diff([{'kind': 'added', 'text': x}]) }}{{ change(x) }}",
        x=HOSTILE,
    )
    html += use("stages", "journey", "{{ journey([{'state': 'done', 'label': x, 'quote': x}]) }}", x=HOSTILE)
    html += use(
        "filters",
        "search_box, applied",
        "{{ search_box('Search', value=x) }}{{ applied('1', [{'label': x, 'url': '/'}]) }}",
        x=HOSTILE,
    )
    html += use(
        "panels",
        "empty, tombstone, attachments",
        "{{ empty(x) }}{{ tombstone(x, reason=x) }}{{ attachments([{'name': x, 'url': '/'}]) }}",
        x=HOSTILE,
    )
    assert "<script>" not in html
    assert '" onmouseover' not in html


def test_a_notice_is_announced_according_to_its_weight() -> None:
    html = use(
        "panels",
        "notice",
        '{{ notice("error", text="No.", announced=true) }}{{ notice("success", text="Yes.", announced=true) }}',
    )
    assert 'role="alert"' in html
    assert 'role="status"' in html


def test_the_current_stage_is_marked_for_everybody() -> None:
    steps = [
        {"label": "Ideas", "state": "done"},
        {"label": "Draft", "state": "now", "detail": "5 days left"},
        {"label": "Answers", "state": "next"},
    ]
    html = use("stages", "stages", "{{ stages(steps) }}", steps=steps)
    assert html.count('aria-current="step"') == 2  # the bar, and the list that unfolds on a phone
    assert "Finished" in html
    assert "5 days left" in html


def test_a_journey_shows_each_state_in_words() -> None:
    steps = [
        {"state": "done", "label": "Received", "at": "18 March"},
        {"state": "late", "label": "Activity", "percent": 60, "percent_label": "60 %"},
        {"state": "stopped", "label": "Stopped", "quote": "سبب", "quote_lang": "ar"},
        {"state": "next", "label": "Delivered"},
    ]
    html = use("stages", "journey", "{{ journey(steps) }}", steps=steps)
    assert "Late" in html
    assert "Not yet" in html
    assert 'width="60%"' in html
    assert '<blockquote dir="auto" lang="ar">' in html


def test_the_widths_of_an_opinion_bar_make_up_the_whole() -> None:
    parts = [
        {"kind": "yes", "count": 71, "words": "71 % agree"},
        {"kind": "mid", "count": 0, "words": "0 % mixed"},
        {"kind": "no", "count": 29, "words": "29 % disagree"},
    ]
    html = use("bars", "opinion_bar", "{{ opinion_bar(parts, '100 opinions') }}", parts=parts)
    assert sum(float(width) for width in re.findall(r' width="([\d.]+)%"', html)) == pytest.approx(100)
    assert html.count("<rect") == 2
    assert "0 % mixed" in html


def test_an_opinion_bar_without_opinions_says_so() -> None:
    html = use("bars", "opinion_bar", "{{ opinion_bar([{'kind': 'yes', 'count': 0, 'words': ''}]) }}")
    assert "Nobody has given an opinion yet." in html
    assert "<svg" not in html


@pytest.mark.parametrize(("percent", "width"), [(-3, "0%"), (0, "0%"), (60, "60%"), (140, "100%")])
def test_a_meter_never_leaves_its_track(percent: int, width: str) -> None:
    assert f'width="{width}"' in use(
        "bars", "meter, progress", "{{ meter(p) }}{{ progress(p, 'words') }}", p=percent
    )


def test_a_bar_table_without_rows_is_still_a_table() -> None:
    assert "<caption" in use(
        "bars", "bar_table", '{{ bar_table("Outcomes", ["Outcome", "Proposals", "Share"], []) }}'
    )
    rows = [
        {"label": "Retained", "count": 4, "words": "4", "kind": "yes"},
        {"label": "Not retained", "count": 2, "words": "2", "kind": "no"},
    ]
    html = use(
        "bars", "bar_table", '{{ bar_table("Outcomes", ["Outcome", "Proposals", "Share"], rows) }}', rows=rows
    )
    assert 'width="50.0%"' in html


def test_figures_facts_and_definitions_leave_out_what_is_empty() -> None:
    html = use(
        "figures",
        "figures, facts, definitions",
        """{{ figures([{'value': 612, 'label': 'people', 'definition': 'Distinct accounts.'}]) }}
        {{ facts(['a', none, {'words': 'b', 'url': '/b'}]) }}
        {{ definitions([('Budget', '40 000'), ('Partner', none), ('Inhabitants', 5 if false)]) }}""",
    )
    assert "Distinct accounts." in html
    assert 'href="/b"' in html
    assert "Partner" not in html
    assert "Inhabitants" not in html


def test_a_table_keeps_its_headings_when_it_is_stacked() -> None:
    html = use(
        "tables",
        "table, cell, pick",
        """{% call table("To do", ["What", {"label": "n", "kind": "n"}]) %}<tr>{{ pick("id", 3, "Choose 3") }}
        {{ cell("19 h", "Since") }}</tr>{% endcall %}""",
    )
    assert 'scope="col"' in html
    assert 'data-label="Since"' in html
    assert "Choose 3" in html


def test_the_page_itself_is_marked_in_breadcrumb_tabs_and_languages() -> None:
    html = use(
        "navigation",
        "breadcrumb, tabs, language_switcher, contents",
        """
        {{ breadcrumb([{"label": "Plans", "url": "/p"}, {"label": "This"}]) }}
        {{ tabs([{"label": "A", "url": "/a", "current": true, "count": 0}], "Views") }}
        {{ language_switcher(languages, "fr") }}
        {{ contents([{"label": "1", "url": "#a", "children": [{"label": "1.1", "url": "#b"}]}], "Contents") }}""",
        **page_context("fr"),
    )
    assert html.count('aria-current="page"') == 2
    assert html.count('aria-current="true"') == 1
    assert 'hreflang="zgh"' in html


def test_pages_are_offered_only_where_there_are_some() -> None:
    first: Page[object] = Page(items=[], number=1, size=20, total=45)
    only: Page[object] = Page(items=[], number=1, size=20, total=3)
    html = use("navigation", "pagination", "{{ pagination(page, '/0', '/2') }}", page=first)
    assert 'rel="next" href="/2"' in html
    assert 'rel="prev"' not in html
    assert "Page 1 of 3" in html
    assert use("navigation", "pagination", "{{ pagination(page) }}", page=only) == ""


def test_filters_work_by_get_and_can_be_removed() -> None:
    html = use(
        "filters",
        "filters, search_box, choice, more_filters, applied",
        """
        {% call filters("/proposals", "Filter the proposals", hidden={"order": "newest"}) %}
        {{ search_box("Search", value="ماء") }}
        {{ choice("Axis", "axis", [(1, "One"), (2, "Two")], value="2", any_label="All") }}
        {% call more_filters() %}x{% endcall %}{% endcall %}
        {{ applied("12 proposals", [{"label": "Axis 2", "url": "/proposals"}], "/proposals") }}""",
    )
    assert 'method="get"' in html
    assert '<option value="2" selected>' in html
    assert "Remove all filters" in html


def test_an_opinion_is_one_press_and_its_second_press_takes_it_back() -> None:
    html = use(
        "say",
        "say",
        "{{ say('/say', 'item-1', 'Budget', options, chosen='mixed', withdraw_value='none') }}",
        options=OPTIONS,
    )
    assert html.count('type="submit"') == 3
    assert 'value="none" aria-pressed="true"' in html
    assert 'value="agree" aria-pressed="false"' in html
    assert "Your opinion on: Budget" in html


def test_an_opinion_that_is_refused_says_why() -> None:
    html = use(
        "say",
        "say",
        "{{ say('/say', 'item-1', 'Budget', options, refused_reason='Closed on 21 June.') }}",
        options=OPTIONS,
    )
    assert html.count(" disabled") == 3
    assert 'aria-describedby="item-1-reason"' in html


def test_support_and_follow_show_what_pressing_does() -> None:
    html = use(
        "say",
        "support, follow",
        """{{ support('/s', '/w', 's1', true, '126 supports', 'Budget') }}
        {{ follow('/f', '/u', 'f1', false, 'Budget') }}""",
    )
    assert 'action="/w"' in html
    assert "You support it" in html
    assert 'action="/f"' in html


def test_every_field_has_its_label_hint_and_error_linked() -> None:
    html = use(
        "forms",
        "form, field, textarea, select, radios, checks, check, file_field, form_end, text_language, date_field, "
        "live_results, error_summary",
        """
        {% call form(f, "/send", keep="new") %}{{ field(f.title, hint="Short.") }}
        {{ textarea(f.body, limit=500) }}{{ select(f.axis) }}
        {{ radios(f.kind, hints={"idea": "Something new"}) }}
        {{ checks(f.themes) }}{{ check(f.agreed) }}{{ file_field(f.image, accept="image/*") }}
        {{ text_language(f.axis) }}{{ date_field(f.title) }}
        {% call form_end("It is read first.") %}x{% endcall %}{% endcall %}
        {{ live_results("similar", "title", "/similar", "Similar proposals") }}""",
        f=wrong_form(),
    )
    assert html.count("Write a title.") >= 2
    assert 'href="#title"' in html
    assert re.search(r'<input aria-describedby="title-hint title-why" aria-invalid="true"', html)
    assert 'maxlength="500"' in html
    assert 'aria-describedby="kind-0-hint"' in html
    assert html.count("(optional)") >= 3
    assert "What you typed is still in the form." in html


def test_a_correct_form_has_no_summary() -> None:
    assert use("forms", "error_summary", "{{ error_summary(f) }}", f=SampleForm(data={})) == ""


def test_a_change_is_read_aloud_as_one() -> None:
    segments = [
        {"kind": "same", "text": "Every "},
        {"kind": "removed", "text": "year"},
        {"kind": "added", "text": "semester"},
    ]
    html = use(
        "changes",
        "diff, change",
        "{{ diff(s, 'en') }}{{ change('Project 1.2', s) }}",
        s=segments,
    )
    assert html.count("[added:]") == 2


def test_a_removed_comment_leaves_a_tombstone_and_keeps_its_replies() -> None:
    html = use(
        "discussion",
        "comment, thread",
        """{% call thread('Comments') %}
        <li>{{ comment('c1', 'N', 'today', 'hidden words',
        removed='Hidden by moderation.', removed_reason='Rule 3', replies='kept') }}</li>
        {% endcall %}""",
    )
    assert "hidden words" not in html
    assert "Rule 3" in html
    assert "kept" in html


def test_an_official_comment_is_marked_in_words() -> None:
    html = use(
        "discussion",
        "comment",
        """{{ comment('c1', 'N', 'today', 'words', official_label='Answer of the commune',
        side={'kind': 'yes', 'label': 'For'}) }}""",
    )
    assert "Answer of the commune" in html
    assert "For" in html


def test_a_checklist_says_what_is_missing() -> None:
    items = [
        {"label": "Dates", "state": "done", "url": "/d"},
        {"label": "Notice", "state": "missing", "detail": "Needed by law.", "url": "/n"},
        {"label": "Image", "state": "optional"},
    ]
    html = use("panels", "checklist", "{{ checklist(items) }}", items=items)
    assert "Missing" in html
    assert "Needed by law." in html


def test_a_confirmation_names_what_will_happen_and_the_way_back() -> None:
    html = use(
        "panels",
        "confirm, panel",
        """{{ confirm('Withdraw?', ['It stays listed.'], '/w', 'Withdraw', '/back') }}
        {% call panel('Title', id='p') %}x{% endcall %}""",
    )
    assert "It stays listed." in html
    assert 'href="/back"' in html


def test_other_small_components_draw_themselves() -> None:
    html = use("tags", "tag", "{{ tag('Retained', 'yes', icon_name='check') }}")
    html += use("icons", "icon, mark", "{{ icon('forward') }}{{ icon('check', 'Done') }}{{ mark() }}")
    html += use(
        "people",
        "card, axis",
        "{{ card('T', '/t', tags=[{'label': 'x'}]) }}{% call axis(1, 'Openness') %}y{% endcall %}",
    )
    html += use("actions", "print_button", "{{ print_button() }}")
    assert 'class="icon points"' in html
    assert 'role="img" aria-label="Done"' in html


@pytest.mark.parametrize("layout", ["public", "manage", "account"])
@pytest.mark.parametrize("code", ["ar", "fr", "en", "zgh"])
def test_every_layout_says_its_language_and_direction(layout: str, code: str) -> None:
    page = environment(strict=True).from_string(
        '{% extends "layouts/'
        + layout
        + '.html" %}{% block title %}T{% endblock %}{% block content %}<h1>T</h1>{% endblock %}'
    )
    html = page.render(**page_context(code))
    assert f'<html lang="{code}" dir="{"rtl" if code == "ar" else "ltr"}">' in html
    assert html.count("<h1") == 1
    assert 'href="#main"' in html


def test_the_aside_is_drawn_once_and_only_when_there_is_one() -> None:
    source = '{% extends "layouts/public.html" %}{% block content %}<h1>T</h1>{% endblock %}'
    env = environment()
    assert "<aside" not in env.from_string(source).render(**page_context())
    html = env.from_string(source + "{% block aside %}beside{% endblock %}").render(**page_context())
    assert html.count("beside") == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 429, 500, 503])
def test_every_refusal_says_what_can_be_done(status: int) -> None:
    html = (
        environment()
        .get_template("errors/error.html")
        .render(status=status, title="Title", sentence="What happened.", **page_context())
    )
    assert "What happened." in html
    assert "What you can do" in html


def test_an_error_page_needs_nothing_from_the_application() -> None:
    assert "What happened." in environment(strict=True).get_template("errors/error.html").render(
        status=500, title="T", sentence="What happened."
    )


def test_mails_say_why_they_came_and_how_to_end_them() -> None:
    env = environment()
    for name in ("layouts/mail.html", "layouts/mail.txt"):
        mail = env.get_template(name).render(
            unsubscribe_url="https://example.org/u",
            demo=True,
            **{key: value for key, value in page_context("ar").items() if key != "demo"},
        )
        assert "https://example.org/u" in mail
        assert "demonstration" in mail


def test_stages_without_a_current_one_are_all_spelled_out_on_a_phone() -> None:
    steps = [{"label": "Ideas", "state": "next", "at": "from 3 March"}]
    assert "compact" not in use("stages", "stages", "{{ stages(steps) }}", steps=steps)
