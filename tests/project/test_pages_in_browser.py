"""The committed pages of parity and of the benchmarks in a headless Chromium: no error, no request, sortable, on every screen."""

from pathlib import Path

import pytest

from tests.helpers.browser import Page, chromium

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ROOT = Path(__file__).parents[2]
PAGES = {path.parent.parent.parent.name if "benchmarks" in str(path) else "parity": path
         for path in sorted([*ROOT.glob("benchmarks/results/*/report.html"), *ROOT.glob("parity/results/report.html")])}  # fmt: skip
BENCHMARKS = next(iter(ROOT.glob("benchmarks/results/*/report.html")))


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


def opened(browser, path, **options):
    return Page(browser, path, ready="h1", **options)


def test_both_pages_are_there():
    assert set(PAGES) == {"parity", "benchmarks"}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [360, 1000, 1400])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_fits_its_screen(name, width, scheme, browser):
    with opened(browser, PAGES[name], width=width, color_scheme=scheme) as seen:
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
        ground, ink = (
            seen.page.evaluate(f"getComputedStyle(document.body).{what}") for what in ("backgroundColor", "color")
        )
        bright = [sum(int(part) for part in colour.strip("rgb()").split(",")) for colour in (ground, ink)]
        assert (bright[0] > bright[1]) == (scheme == "light")
        assert seen.page.evaluate("document.querySelector('h1').getBoundingClientRect().bottom") < 200
        assert seen.page.evaluate("document.querySelector('.verdict').getBoundingClientRect().bottom") < 450


@pytest.mark.parametrize("name", PAGES)
def test_a_click_sorts_and_another_one_turns_it_round(name, browser):
    with opened(browser, PAGES[name]) as seen:
        table = seen.page.locator("table.sortable:has(th.n)").first
        column = table.evaluate("t => [...t.tHead.rows[0].cells].findIndex(head => head.classList.contains('n'))")
        values = (
            f"t => [...t.tBodies[0].rows].map(row => row.cells[{column}].dataset.v).filter(v => v !== '').map(Number)"
        )
        before = table.evaluate(values)
        head = table.locator("th").nth(column)
        head.locator("button").click()
        assert head.get_attribute("aria-sort") == "descending"
        assert table.evaluate(values) == sorted(before, reverse=True)
        head.locator("button").click()
        assert head.get_attribute("aria-sort") == "ascending"
        assert table.evaluate(values) == sorted(before)


def test_all_contenders_are_seen_at_a_thousand_pixels(browser):
    with opened(browser, BENCHMARKS, width=1000) as seen:
        found = seen.page.evaluate("""() => {
            const heading = [...document.querySelectorAll('h2')].find(each => each.textContent.startsWith('At a glance'));
            const box = heading.nextElementSibling;
            return [box.scrollWidth, box.clientWidth, box.querySelectorAll('th').length];
        }""")
        assert found[0] <= found[1]
        assert found[2] > 6


def test_what_is_trained_stands_before_the_first_plot(browser):
    with opened(browser, BENCHMARKS) as seen:
        order = seen.page.evaluate(
            "[...document.querySelectorAll('table, svg')].map(each => each.tagName.toLowerCase())"
        )
        assert order[0] == "table"
        assert seen.page.evaluate("document.querySelector('h2').textContent") == "What is trained"


@pytest.mark.parametrize("name", PAGES)
def test_on_paper_everything_is_open_and_black(name, browser):
    with opened(browser, PAGES[name], color_scheme="dark") as seen:
        seen.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert seen.page.evaluate("[...document.querySelectorAll('details')].every(each => each.open)")
        seen.page.emulate_media(media="print")
        assert seen.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_plots_have_titles_and_numbers_units(browser):
    with opened(browser, BENCHMARKS) as seen:
        titles = seen.page.evaluate(
            "[...document.querySelectorAll('svg')].map(each => each.querySelector('title')?.textContent ?? '')"
        )
        assert all(titles)
        texts = seen.page.evaluate("[...document.querySelectorAll('svg text')].map(each => each.textContent)")
        assert any(text.endswith(" µs") for text in texts)
        assert any(text.endswith(" ms") for text in texts)


def test_parity_page_is_small():
    assert PAGES["parity"].stat().st_size < 1_000_000
