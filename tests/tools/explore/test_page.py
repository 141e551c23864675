"""The page in a headless Chromium: keys, buttons, numbers, languages, contrast; no complaint, and no request."""

import json
import re

import numpy as np
import pytest

import tinygrad_lr
from tests.helpers.browser import Page, chromium
from tests.helpers.explored import recorded
from tinygrad_lr.core.operation import OPERATIONS
from tinygrad_lr.tools.explore.page import html
from tinygrad_lr.tools.explore.session import explored, of_loss
from tinygrad_lr.tools.explore.text import words

pytestmark = pytest.mark.browser
LOOPS = ("quickstart", "manual", "crops", "regression", "module")


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """The loops' pages, and one that ends with an error, by name."""
    folder, written = tmp_path_factory.mktemp("pages"), {}

    def page(name):
        if name not in written:
            written[name] = folder / f"{name}.html"
            written[name].write_text(recorded(name, 20).html(), encoding="utf-8")
        return written[name]

    return page


@pytest.fixture
def write(tmp_path):
    def page(found):
        path = tmp_path / "page.html"
        path.write_text(found if isinstance(found, str) else found.html(), encoding="utf-8")
        return path

    return page


def used_twice():
    a = tinygrad_lr.tensor(3.0, requires_grad=True)
    b = a + a
    c = b + b
    c.backward()


# -- stepping ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LOOPS)
def test_stepping_back_gives_the_same_state(name, browser, pages):
    with Page(browser, pages(name)) as page:
        count = page.page.evaluate("explorer.recording.events.length")
        there = []
        for i in range(count + 1):
            page.go(i)
            there.append(page.seen())
        for i in reversed(range(count + 1)):
            page.go(i)
            assert page.seen() == there[i]
        assert len({json.dumps(seen) for seen in there}) == count + 1  # each moment looks different


def test_keys(browser, pages):
    with Page(browser, pages("quickstart")) as page:
        press, count = page.page.keyboard.press, page.page.evaluate("explorer.recording.events.length")
        leaves = [i for i, e in enumerate(page.page.evaluate("explorer.recording.events"), 1) if e["kind"] == "leaf"]
        seen = []
        for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "l", "L", "End", "ArrowRight", "Home", "ArrowLeft"):
            press(key)
            seen.append(page.position)
        assert seen == [1, 2, 1, leaves[0], leaves[1], count, count, 0, 0]
        press(" ")
        page.until(lambda: page.position >= 1)
        press(" ")
        stopped = page.position
        page.page.wait_for_timeout(1800)
        assert page.position == stopped
        press("?")
        assert page.text("#keys") == words()["en"]["keys"]
        press("?")
        assert not page.page.is_visible("#keys")
        theme = page.page.evaluate("getComputedStyle(document.body).backgroundColor")
        press("t")
        assert page.page.evaluate("getComputedStyle(document.body).backgroundColor") != theme
        size = page.page.evaluate("document.querySelector('.root').getAttribute('transform')")
        press("+")
        larger = page.page.evaluate("document.querySelector('.root').getAttribute('transform')")
        press("-")
        press("0")
        assert len({size, larger}) == 2


def test_buttons(browser, pages):
    with Page(browser, pages("quickstart")) as page:
        seen = []
        for name in ("next", "next", "previous", "leaf", "last", "first"):
            page.page.click(f"#{name}")
            seen.append(page.position)
        assert seen == [1, 2, 1, 14, 17, 0]
        assert page.page.is_disabled("#previous")
        page.page.click("#play")
        page.until(lambda: page.position >= 1)
        page.page.click("#play")
        page.page.focus("#position")
        page.page.keyboard.press("End")
        assert page.position == 17
        for name in ("zoom-in", "zoom-out", "zoom-fit", "theme", "help", "help"):
            page.page.click(f"#{name}")
        page.page.click("#source li.runs >> nth=0")
        assert page.position == 1


def test_the_address_leads_to_a_moment(browser, pages):
    with Page(browser, pages("quickstart"), "#event=12") as page:
        assert page.position == 12
        page.page.keyboard.press("ArrowRight")
        assert page.page.evaluate("location.hash") == "#event=13"
        page.page.evaluate("location.hash = '#event=3'")
        page.until(lambda: page.position == 3)


def test_in_a_notebook_the_page_works_too(browser, tmp_path):
    path = tmp_path / "notebook.html"
    path.write_text(f"<!doctype html><meta charset=utf-8>{recorded('quickstart', 20)._repr_html_()}", encoding="utf-8")
    with Page(browser, path, ready="iframe") as page:
        frame = page.page.frames[1]
        frame.wait_for_selector("html[data-ready]")
        frame.click("#next")
        frame.click("#tab-outline")
        frame.click("#panel a >> nth=6")
        assert frame.inner_text("#moment") == "7 / 17"
        assert frame.evaluate("document.activeElement.getAttribute('aria-current')") == "step"


def test_exports(browser, pages):
    with Page(browser, pages("quickstart"), "#event=12") as page:
        with page.page.expect_download() as download:
            page.page.click("#export-json")
        assert json.loads(download.value.path().read_text()) == recorded("quickstart", 20).recording
        with page.page.expect_download() as download:
            page.page.click("#export-svg")
        drawing = download.value.path().read_text()
        assert drawing.startswith("<svg")
        assert "MseLossBackward0" in drawing
        assert "url(http" not in drawing
        with page.page.expect_download() as download:
            page.page.click("#export-png")
        assert download.value.path().read_bytes().startswith(b"\x89PNG")
        assert download.value.path().stat().st_size > 10_000
        with page.page.expect_download() as download:
            page.page.click("#export-dot")
        dot = download.value.path().read_text()
        assert dot.startswith("digraph {")
        assert dot.count(" -> ") == sum(len(n["inputs"]) for n in recorded("quickstart", 20).recording["nodes"])
        assert "MseLossBackward0" in dot
        assert dot.count("∂") == 4  # the input has none


# -- what is shown -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LOOPS)
def test_the_cards_show_the_engines_numbers(name, browser, pages):
    recording = recorded(name, 20).recording
    with Page(browser, pages(name)) as page:
        page.go(len(recording["events"]))
        for node in recording["nodes"]:
            if not page.page.query_selector(f"[data-node='{node['id']}']"):
                continue
            page.page.evaluate("id => explorer.select(id)", node["id"])
            card = page.text("#panel")
            if node["grad"] is None:
                continue
            gradient = recording["values"][node["grad"]]
            for number in gradient.get("data", [])[:10]:
                assert as_shown(number) in card
            check = node["check"]
            assert words()["en"]["check_right"] in card
            assert check["share"] <= 1
            for a, b in zip(check["ours"], check["difference"]):
                assert as_shown(a, 6) in card
                assert as_shown(b, 6) in card
                assert abs(a - b) <= check["bound"] * 1.001 + 1e-6 * abs(a)  # six digits are written


def as_shown(x, digits=4):
    """The number as the page writes it."""
    if x == 0:
        return "0"
    if abs(x) >= 1e6 or abs(x) < 1e-4:
        return re.sub(r"\.?0+$", "", f"{abs(x):.{digits - 2}e}".partition("e")[0])
    text = np.format_float_positional(float(f"{x:.{digits + 1}g}"), trim="-")
    return text.replace("-", "−")


def test_a_gradient_that_has_not_come_is_no_zero(browser, pages):
    with Page(browser, pages("quickstart"), "#event=2") as page:
        page.page.evaluate("explorer.select(0)")
        assert words()["en"]["not_yet"] in page.text("#panel")
        assert page.page.locator(".box.come").count() == 0
        assert page.page.locator(".box .grad").all_text_contents().count("∂ 0") == 0


def test_waiting_counts_and_folds(browser, write, pages):
    with Page(browser, write(explored(used_twice)), "#event=5") as page:
        assert page.page.locator(".badge.shown").all_text_contents() == ["1 of 2 arrived"]
        assert page.page.locator(".box.waits").count() == 1
        page.go(6)
        assert page.page.locator(".badge.shown").all_text_contents() == ["all 2 arrived"]
    with Page(browser, pages("quickstart"), "#event=10") as page:
        assert page.page.locator(".edge.repeated.now").count() == 1
        assert "(4, 1)" in page.text("#equation")
        page.go(17)
        assert page.page.locator(".box.freed").count() == 2


def test_what_if(browser, write):
    with Page(browser, write(explored(used_twice)), "#event=10") as page:
        page.page.click("#tab-what_if")
        assert page.page.locator(".choices button").count() >= 3
        rows = page.page.locator("#panel tr.differs").all_inner_texts()
        assert rows[0].split() == ["a", "4", "1"]
        page.page.click("#overlay")
        assert page.page.locator(".box.wrong").count() >= 1
        page.page.click(".choices button >> nth=1")
        assert page.page.locator("#panel tr.differs").first.inner_text().split() == ["a", "4", "6"]
        assert page.page.locator(".box.wrong").count() == 0
        page.page.click(".choices button >> nth=2")
        assert page.page.locator("#panel .curve").count() == 2


@pytest.mark.torch
def test_side_by_side_with_torch(browser, write):
    pytest.importorskip("torch")
    with Page(browser, write(recorded("quickstart", 20, "torch")), "#event=17") as page:
        page.page.click("#tab-compare")
        assert page.page.locator("#panel tbody").count() == 10  # six values, four gradients
        assert page.page.locator("#panel tbody.differs").count() == 0
        fits = "(() => { const w = document.querySelector('#panel .wide'); return w.scrollWidth <= w.clientWidth; })()"
        assert page.page.evaluate(fits)  # no column hides behind a scrollbar


@pytest.mark.parametrize("wrong", ["mse_mean", "linear"])
def test_a_wrong_derivative_turns_its_card_red(wrong, browser, write, monkeypatch):
    def step():
        x = tinygrad_lr.tensor([[1.0], [2.0], [3.0]])
        w, b = tinygrad_lr.tensor([[0.5]], requires_grad=True), tinygrad_lr.tensor([0.25], requires_grad=True)
        loss = tinygrad_lr.nn.functional.mse_loss(tinygrad_lr.nn.functional.linear(x, w, b), 2 * x)
        loss.backward()

    right = OPERATIONS[wrong].node_class.visit
    monkeypatch.setattr(
        OPERATIONS[wrong].node_class,
        "visit",
        lambda self, g, keep: [x if x is None else x * 1.01 for x in right(self, g, keep)],
    )
    found = explored(step)
    node = next(n["id"] for n in found.recording["nodes"] if n["op"] == wrong)
    with Page(browser, write(found), f"#event={len(found.recording['events'])}") as page:
        page.page.evaluate("id => explorer.select(id)", node)
        assert page.page.locator("#panel .check.wrong").count() >= 1
        assert page.page.locator(f"[data-node='{node}'].check-wrong").count() == 1
        red = page.page.evaluate(
            "getComputedStyle(document.querySelector('#panel .check.wrong .pill')).backgroundColor"
        )
        assert red == "rgb(179, 25, 44)"


def test_the_page_ends_at_the_error(browser, write):
    def step():
        w = tinygrad_lr.tensor([1.0, 2.0], requires_grad=True)
        y = w.exp()
        loss = (y * y).sum()
        y.add_(1)
        loss.backward()

    found = explored(step)
    with Page(browser, write(found), "#event=999") as page:
        assert "modified by an inplace operation" in page.text("#equation")
        assert page.page.locator(".box.failed").count() == 1
        assert page.page.locator("#source li.current.raise").count() == 1


def test_a_loss_alone_says_that_the_forward_was_not_seen(browser, write):
    w = tinygrad_lr.tensor([[2.0]], requires_grad=True)
    with Page(browser, write(of_loss((w * w).mean()))) as page:
        assert page.text("#notes") == words()["en"]["note_forward-not-seen"]
        page.page.keyboard.press("End")
        assert "4" in page.page.text_content("#graph")


# -- whoever reads it ------------------------------------------------------------------------------------------------------


def test_both_languages(browser, pages):
    with Page(browser, pages("crops"), "#event=10") as page:
        english = page.text("main")
        page.page.click("#language")
        chinese = page.text("main")
        assert page.page.evaluate("document.documentElement.lang") == "zh-CN"
        for key in ("source", "graph", "equation", "training", "what_if", "outline"):
            assert words()["zh"][key] in chinese.lower()
            assert words()["en"][key].lower() not in chinese.lower().replace("quickstart", "")
        page.page.click("#language")
        assert page.text("main") == english


def test_the_languages_say_the_same():
    english, chinese = words()["en"], words()["zh"]
    assert english.keys() == chinese.keys()
    for key in english:
        assert set(re.findall(r"\{\w+\}", english[key])) == set(re.findall(r"\{\w+\}", chinese[key])), key


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("tab", ["node", "what_if", "compare", "outline"])
def test_accessible(scheme, language, tab, browser, pages):
    from axe_playwright_python.sync_playwright import Axe

    with Page(browser, pages("crops"), "#event=18", color_scheme=scheme) as page:
        if language == "zh":
            page.page.click("#language")
        page.page.click(f"#tab-{tab}")
        results = Axe().run(page.page)
        told = [(v["id"], [n["html"][:120] for n in v["nodes"][:3]]) for v in results.response["violations"]]
        assert told == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_with_notes_are_accessible(scheme, browser, write):
    from axe_playwright_python.sync_playwright import Axe

    def step():
        y = x = tinygrad_lr.ones(3, requires_grad=True)
        for _ in range(50):
            y = y * 1.001 + 0.001
        y.register_hook(lambda g: g * 2)
        y.sum().backward()
        raise ValueError(f"at {x.grad}")

    with Page(browser, write(explored(step)), "#event=999", color_scheme=scheme) as page:
        assert page.page.locator("#notes .note").count() == 2  # in groups, and ended
        page.page.click("#help")
        results = Axe().run(page.page)
        assert [(v["id"], [n["html"][:120] for n in v["nodes"][:3]]) for v in results.response["violations"]] == []


def test_the_keyboard_alone_reaches_everything(browser, pages):
    with Page(browser, pages("quickstart"), "#event=12") as page:
        reached = set()
        for _ in range(80):
            page.page.keyboard.press("Tab")
            reached.add(page.page.evaluate("document.activeElement.id || document.activeElement.dataset?.node || ''"))
        assert reached >= {"first", "previous", "play", "next", "leaf", "last", "position", "language", "theme", "help", "export-svg",
                           "export-png", "export-dot", "export-json", "zoom-in", "source", "equation", "panel", "tab-node", "epoch", "0", "3"}  # fmt: skip
        page.page.focus("[data-node='3']")
        page.page.keyboard.press("Enter")
        assert "outputs" in page.text("#panel")
        page.page.focus("#tab-node")
        page.page.keyboard.press("ArrowRight")
        assert page.page.evaluate("document.activeElement.id") == "tab-what_if"
        assert page.position == 12


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_sticks_out(width, browser, pages):
    with Page(browser, pages("crops"), "#event=18", width=width, height=740) as page:
        assert page.page.evaluate("document.documentElement.scrollWidth") <= width
        for tab in ("node", "what_if", "compare", "outline"):
            page.page.click(f"#tab-{tab}")
            assert page.page.evaluate("document.documentElement.scrollWidth") <= width


def test_markup_in_names_stays_text(browser, write, tmp_path):
    source = tmp_path / "<img src=x onerror=alert(1)>.py"
    source.write_text(
        "import tinygrad_lr as torch\n"
        "# </script><script>alert(2)</script>\n"
        "names = {'<b>bold</b></script><script>alert(3)</script>': torch.ones(2, requires_grad=True)}\n"
        "(*names.values(),)[0].sum().backward()  # <script>alert(4)</script>\n",
        encoding="utf-8",
    )
    from tinygrad_lr.explore_command import script

    found = script(source, None, "tinygrad_lr")
    found.recording["title"] = "</title><script>alert(5)</script>"
    with Page(browser, write(found), "#event=3") as page:
        dialogs = []
        page.page.on("dialog", lambda d: dialogs.append(d))
        page.page.keyboard.press("End")
        assert "<b>bold</b></script>" in page.text("#panel") + page.text("#sentence")
        assert "<script>alert(4)</script>" in page.text("#source")
        assert page.page.locator("b, img").count() == 0
        assert dialogs == []


# -- how large, how soon ---------------------------------------------------------------------------------------------------


def test_sizes():
    assert len(recorded("quickstart", 20).html().encode()) < 400_000
    assert html(recorded("quickstart", 20).recording, "zh").count('lang="zh-CN"') == 1


def test_a_thousand_nodes_open_soon(browser, write):
    def step():
        x = tinygrad_lr.ones(3, requires_grad=True)
        y = x
        for _ in range(500):
            y = y * 1.001 + 0.001
        y.sum().backward()

    found = explored(step)
    path = write(found)
    assert path.stat().st_size < 4_000_000
    with Page(browser, path) as page:
        ready = page.page.evaluate("performance.timing.domContentLoadedEventEnd - performance.timing.navigationStart")
        print(f"ready after {ready} ms")
        assert page.page.locator(".box.group").count() > 10
        page.page.locator(".box.group").nth(3).focus()
        page.page.keyboard.press("Enter")
        assert page.page.locator(".box.op").count() > 10
        page.page.keyboard.press("End")


def test_very_many_steps_have_their_curve(browser, write):
    found = recorded("quickstart", 20)
    recording = json.loads(found.json())
    recording["training"]["losses"] = [1 / (1 + i) for i in range(150_000)]
    with Page(browser, write(html(recording)), "#event=3") as page:
        assert page.page.locator("#training .curve.loss").count() == 1


def test_on_paper_no_line_is_cut(browser, pages):
    with Page(browser, pages("quickstart"), "#event=12") as page:
        page.page.emulate_media(media="print")
        cut = "[...document.querySelectorAll('.code li')].filter((x) => x.scrollWidth > x.closest('.source').clientWidth).length"
        assert page.page.evaluate(cut) == 0
        assert not page.page.is_visible("#epoch")
