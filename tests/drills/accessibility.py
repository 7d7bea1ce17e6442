"""axe finds nothing on any page, in four languages, on a phone and on a desk, as it opens and unfolded."""

from collections.abc import Callable

import pytest
from flask import Flask

from app.foundation.i18n import LANGUAGES
from tests.support.applications import Workplace
from tests.support.axe_walk import AUDIENCES, AxeWalk
from tests.support.browser import DESK, PHONE, PageOpener
from tests.support.world import World


@pytest.mark.parametrize("width", [PHONE["width"], DESK["width"]])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("audience", AUDIENCES)
def test_axe_finds_nothing(
    audience: str,
    language: str,
    width: int,
    app: Flask,
    world: World,
    workplace: Workplace,
    open_page: PageOpener,
    figures: Callable[..., None],
) -> None:
    walk = AxeWalk(app, workplace, world, open_page, audience, language, width, also_folded=True)
    walk.run()
    figures(pages=walk.page_count, states=walk.state_count, problems=len(walk.found))
    assert "\n".join(walk.found) == ""
    assert walk.page_count > 12
