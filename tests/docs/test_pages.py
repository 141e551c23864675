"""Are the pages true? Their Python prints what stands below it, and their numbers are those of the code."""

import re
from pathlib import Path

import pytest

from docs.site import coverage, languages, sizes
from tests.helpers.paths import ROOT
from tinygrad_lr.core.formulas import FORMULAS, OPS
from tinygrad_lr.core.operation import OPERATIONS
from tinygrad_lr.lessons import LESSONS

pytest.importorskip("sybil")
pytest.importorskip("nbformat")
from docs.site import examples, notebooks, pages

DOCS = ROOT / "docs"
EXECUTED = pytest.mark.parametrize("page", pages.executed(), ids=lambda page: page.stem)
NUMBERED = pytest.mark.parametrize("page", sizes.pages(), ids=lambda page: str(page.relative_to(ROOT)))
TRANSLATED = pytest.mark.parametrize(
    ("page", "original"), [pytest.param(*pair, id=pair[0].stem) for pair in languages.pairs().items()]
)


@pytest.fixture(autouse=True)
def _table_as_it_was():
    """Pages declare operations, which must not be there for other tests."""
    kept = [(registry, dict(registry)) for registry in (OPS, OPERATIONS, FORMULAS)]
    yield
    for registry, before in kept:
        registry.clear()
        registry.update(before)


@EXECUTED
def test_what_is_printed(page):
    for example in examples.parsed(page).examples():
        example.evaluate()  # raises where it prints another text


def test_something_is_executed():
    blocks = [examples.python(page.read_text(encoding="utf-8")).strip() for page in pages.executed()]
    assert sum(map(bool, blocks)) >= 9


def test_another_text_is_noticed(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("```python\nprint(1)\n```\n\n```text\n2\n```\n", encoding="utf-8")
    python, text = examples.parsed(page).examples()
    python.evaluate()
    with pytest.raises(Exception, match="printed was"):
        text.evaluate()
    assert examples.corrected(page) == "```python\nprint(1)\n```\n\n```text\n1\n```\n"


@NUMBERED
def test_sizes(page):
    text = page.read_text(encoding="utf-8")
    assert sizes.corrected(text) == text, "python -m docs.site.pages writes them anew"


def test_another_size_is_noticed(monkeypatch):
    counted = sizes.code_lines
    monkeypatch.setattr(sizes, "code_lines", lambda text: counted(text) + 10)
    for name in ("README.md", "README.zh-CN.md", "docs/tour/index.md", "docs/zh/tour/index.md", "docs/tour/walk.md", "docs/zh/tour/views.md"):  # fmt: skip
        text = (ROOT / name).read_text(encoding="utf-8")
        assert sizes.corrected(text) != text, name


@pytest.mark.parametrize("page", sorted((DOCS / "tour").glob("*.md")), ids=lambda page: page.stem)
def test_every_page_of_the_tour_tells_sizes(page):
    text = page.read_text(encoding="utf-8")
    assert sizes.SIZE.search(text) or sizes.ENTRY.search(text) or "lines of code" in text


def test_the_reading_list():
    text = sizes.READING_LIST.read_text(encoding="utf-8")
    assert len(sizes.entries(text)) == 8
    assert sizes.reading_list() <= 1000
    assert sizes.entries((DOCS / "zh" / "tour" / "index.md").read_text(encoding="utf-8")) == sizes.entries(text)


def test_a_file_is_counted_as_far_as_it_is_to_be_read():
    source = "class C:\n    def f(self):\n        return 1\n\n    def g(self):\n        return 2\n"
    assert sizes.up_to("C.f", source) == "class C:\n    def f(self):\n        return 1\n"
    with pytest.raises(AssertionError):
        sizes.up_to("C.h", source)


@TRANSLATED
def test_translations_are_in_step(page, original):
    assert languages.differences(page.read_text(encoding="utf-8"), original.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("english", sorted((DOCS / "tour").glob("*.md")), ids=lambda page: page.stem)
def test_the_whole_tour_is_translated(english):
    chinese = DOCS / "zh" / "tour" / english.name
    assert re.search("[\u4e00-\u9fff]", chinese.read_text(encoding="utf-8").partition("\n")[0])


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("# A\n\n## B\n", "# 甲\n"),
        ("```python\nx = 1\n```\n", "```python\nx = 2\n```\n"),
        ("```python\nx = 1\n```\n", "\n"),
        ("[a](b.md)\n", "甲\n"),
    ],
)
def test_a_translation_that_is_behind_is_noticed(english, chinese):
    assert len(languages.differences(chinese, english)) == 1
    assert languages.differences(english, english) == []


def test_the_picture_is_that_of_the_graph():
    assert pages.PICTURE.read_text(encoding="utf-8") == pages.picture()


def test_the_page_of_lessons_has_all_of_them():
    text = (DOCS / "lessons.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"(?m)^\| `([\w-]+)` \| (.+) \|$", text))
    assert rows == {name: lesson.module.QUESTION for name, lesson in LESSONS.items()}


def test_the_page_of_parity_has_all_lanes():
    lanes = pytest.importorskip("parity.suite").LANES
    text = (DOCS / "parity.md").read_text(encoding="utf-8")
    files = {path.stem for path in (ROOT / "parity" / "lanes").glob("*.py")} - {"__init__", "refusals_kept"}
    assert set(re.findall(r"(?m)^\| `([\w ]+)` \|", text)) == set(lanes)
    assert {lane.replace(" ", "_") for lane in lanes} == files


def test_the_page_of_lint_has_all_rules():
    source = (ROOT / "tinygrad_lr" / "tools" / "lint.py").read_text(encoding="utf-8")
    rules = set(re.findall(r"(?m)^    ([a-z]+(?:-[a-z]+)+) ", source.split('"""')[1]))
    text = (DOCS / "lint.md").read_text(encoding="utf-8")
    assert set(re.findall(r"(?m)^\| `([a-z-]+)` \|", text)) == rules


@pytest.mark.torch
def test_what_is_there():
    pytest.importorskip("torch")
    assert coverage.PAGE.read_text(encoding="utf-8") == coverage.page(), "python -m docs.site.coverage writes it anew"


def test_what_is_there_can_be_read_again():
    here = coverage.here(coverage.PAGE.read_text(encoding="utf-8"))
    assert {"Linear", "Sequential"} <= set(here["torch.nn: layers"])
    assert "Adam" in here["torch.optim: optimizers"]
    assert coverage.state("", "tanh") == (coverage.HERE, "")
    assert coverage.state("", "conv2d")[0] == coverage.REFUSED
    assert coverage.state("nn", "no_such_layer") == (coverage.ABSENT, "")


@pytest.mark.parametrize("page", notebooks.pages(), ids=lambda page: str(page.relative_to(DOCS)))
def test_notebooks_print_what_they_show(page):
    cells = [cell for cell in notebooks.made_of(page.read_text(encoding="utf-8")).cells if cell.cell_type == "code"]
    assert cells
    assert [cell.source for cell in cells] == re.findall(
        r"(?ms)^```python\n(.*?)\n```$", page.read_text(encoding="utf-8")
    )
    if "zh" not in page.parts:
        run_cells(cells, page)


def test_links_of_notebooks_lead_somewhere(tmp_path):
    notebooks.main(tmp_path)
    broken, followed = [], 0
    for place in sorted(tmp_path.rglob("*.ipynb")):
        for cell in notebooks.nbformat.read(place, 4).cells:
            for target in re.findall(r"\]\((?!\w+:|#)([^)#]+)", cell.source if cell.cell_type == "markdown" else ""):
                followed += target.endswith(".ipynb")
                broken += [(place.name, target)] * (not (place.parent / target).is_file())
    assert not broken
    assert followed > 5


def run_cells(cells, page):
    """Run them as a notebook does, each as a text of its own, and compare what they print."""
    import contextlib
    import io
    import linecache

    namespace = {"__name__": "__main__"}
    for i, cell in enumerate(cells):
        name = f"<{page.stem} {i}>"
        linecache.cache[name] = len(cell.source), None, cell.source.splitlines(keepends=True), name
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(cell.source, name, "exec"), namespace)
        shown = "".join(output.text for output in cell.outputs)
        if shown and ".md:" not in shown:  # which tells a line
            assert printed.getvalue().rstrip() == shown.rstrip()


def test_no_page_speaks_of_a_folder_that_is_not_there():
    for page in sizes.pages():
        for path in re.findall(
            r"`((?:tinygrad_lr|parity|tests|docs|benchmarks)/[\w/]+\.\w+)`", page.read_text(encoding="utf-8")
        ):
            assert Path(ROOT / path).is_file(), f"{page}: {path}"


@pytest.mark.parametrize(
    "page", [page for page in sizes.pages() if page != coverage.PAGE], ids=lambda page: str(page.relative_to(ROOT))
)
def test_no_page_says_a_thing_twice(page):
    said = re.findall(r"(?m)^- .{30,}$", prose(page.read_text(encoding="utf-8")))
    assert len(said) == len(set(said))


CHINESE = "[\u4e00-\u9fff]"
TIGHT = re.compile(rf"{CHINESE}(`|\[`|[A-Za-z0-9])|(`|[A-Za-z0-9%]){CHINESE}")


def prose(text):
    return re.sub(r"(?ms)^```.*?^```", "", text)


@pytest.mark.parametrize("page", [ROOT / "README.zh-CN.md", *sorted((DOCS / "zh").rglob("*.md"))], ids=lambda p: p.name)
def test_chinese_and_code_do_not_touch(page):
    assert TIGHT.findall(prose(page.read_text(encoding="utf-8"))) == []


def test_where_they_touch_is_seen():
    assert all(TIGHT.search(text) for text in ("变成0.1", "不保留`W`", "在[`a`](b)", "`a`和"))
    assert not TIGHT.search("不保留 `W`，因为 (4, 1)")
