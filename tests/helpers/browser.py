"""A headless Chromium, and the explorer's pages in it. Without playwright or a Chromium, tests say why they are skipped."""

import contextlib
import functools
import os
import shutil

import pytest

PATIENCE = 120_000  # milliseconds: for what takes one, where other work keeps all cores busy
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@functools.cache
def why_not():
    """Why there is no browser; "" if there is one."""
    try:
        import playwright.sync_api  # noqa: F401
    except ImportError:
        return "playwright is not installed: make browser"
    return "" if executable() else "there is no Chromium: make browser"


def executable():
    found = [os.environ.get("CHROMIUM", ""), *map(shutil.which, NAMES)]
    return next((path for path in found if path), None)


@contextlib.contextmanager
def chromium():
    """The browser, for as many pages as one likes."""
    if why_not():
        pytest.skip(why_not())
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=["--no-sandbox"])
        yield browser
        browser.close()


class Page:
    """One page, and all that it complained of or asked the network for."""

    def __init__(self, browser, path, address="", width=1400, height=900, ready="html[data-ready]", **context):
        self.context = browser.new_context(
            viewport={"width": width, "height": height}, reduced_motion="reduce", accept_downloads=True, **context
        )
        self.context.set_default_timeout(PATIENCE)
        self.page = self.context.new_page()
        self.complaints, self.requests = [], []
        self.page.on("console", lambda m: self.complaints.append(m.text))
        self.page.on("pageerror", lambda e: self.complaints.append(str(e)))
        self.page.on("request", lambda r: self.requests.append(r.url))
        self.url = path.resolve().as_uri()
        self.page.goto(self.url + address)
        self.page.wait_for_selector(ready)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.context.close()
        assert not self.complaints
        assert [r for r in self.requests if not r.startswith(("file:", "blob:", "data:"))] == []

    @property
    def position(self):
        return self.page.evaluate("explorer.position")

    def go(self, position):
        self.page.evaluate("n => explorer.go(n)", position)

    def until(self, true):
        """Wait for something; the page itself forbids what playwright would have it evaluate."""
        for _ in range(PATIENCE // 50):
            if true():
                return
            self.page.wait_for_timeout(50)
        raise AssertionError("it has not come")

    def text(self, selector):
        return self.page.inner_text(selector)

    def seen(self):
        """All that a moment looks like: what stands there, and how it is classed."""
        return self.page.evaluate(
            """() => ["sentence", "graph", "equation", "panel", "moment", "phase"].map((id) => {
                const copy = document.getElementById(id).cloneNode(true);
                copy.querySelectorAll(".root").forEach((root) => root.removeAttribute("transform"));
                return copy.outerHTML;
            }).concat(document.body.dataset.phase, document.querySelector("#source li.current")?.dataset.line ?? "")"""
        )
