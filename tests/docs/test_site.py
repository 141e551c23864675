"""The site is built without a warning; no link in it is broken, and no page asks for anything from outside."""

import pytest

from tests.helpers import site
from tests.helpers.browser import PATIENCE, chromium

pytest.importorskip("zensical")
from docs.site import build

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("documentation") / "site"
    build.main(made)
    return made.resolve()


def test_the_pages_are_there(folder):
    made = {path.relative_to(folder).as_posix() for path in folder.rglob("*.html")}
    assert {
        "index.html",
        "zh/index.html",
        "tour/walk.html",
        "zh/tour/walk.html",
        "coverage.html",
        "reference/torch.html",
    } <= made
    assert "source/tinygrad_lr/core/graph.py.html" in made


def test_no_link_is_broken(folder):
    assert site.broken(folder) == []


def test_nothing_comes_from_outside(folder):
    assert site.from_outside(folder) == []


def test_a_broken_link_and_a_foreign_file_are_noticed(tmp_path):
    page = '<p id="here"></p><a href="#here">a</a><a href="#there">b</a><a href="gone.html">c</a><img src="https://example.org/a.png">'
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    (tmp_path / "style.css").write_text("p { background: url(https://example.org/b.png) }", encoding="utf-8")
    assert [link for _, link in site.broken(tmp_path)] == ["#there", "gone.html"]
    assert len(site.from_outside(tmp_path)) == 2


def test_a_link_that_leads_nowhere_stops_the_build(monkeypatch):
    with pytest.raises(SystemExit, match=r"docs/gone\.md, which is no file"):
        build.relinked("[a](gone.md)", "docs/page.md", "page.md", {})


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_a_browser(folder, scheme):
    """Every page of both languages opens from the disk, asks for nothing, reports no error, and fits a telephone."""
    asked, errors, wide = [], [], []
    pages = [p for p in folder.rglob("*.html") if not {"source", "files"} & set(p.relative_to(folder).parts)]
    with chromium() as browser:
        page = browser.new_context(color_scheme=scheme, viewport={"width": 360, "height": 740}).new_page()
        page.set_default_timeout(PATIENCE)
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        for each in pages:
            page.goto(each.as_uri())
            wide += [each.name] * page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    assert len(pages) > 30
    assert [url for url in asked if not url.startswith("file://")] == []
    assert errors == []
    assert wide == []
