"""What the pages of reports share: markup that cannot be broken by what it shows, and colours that can be told apart."""

import pytest

from pages import drawing, markup


def test_what_was_not_measured_is_shown_as_such():
    text = markup.table(["a", "n"], [["x", 0.0], ["y", None], ["z", float("inf")]])
    assert ">0<" in text
    assert "data-v=''>–</td>" in text
    assert "data-v='Infinity'" in text
    assert text.count("<button") == 2
    assert "<button" not in markup.table(["a"], [["x"]], sortable=False)


def test_texts_are_escaped():
    text = markup.page("<b>", [markup.table(["<i>"], [["</td>", markup.Code("<u>"), markup.Cell("<s>", 1.0, "good")]]),
                               markup.facts({"<k>": "<v>"}), markup.words({"<w>": "&"})])  # fmt: skip
    for tag in ("<b>", "<i>", "<u>", "<s>", "<k>", "<v>", "<w>"):
        assert tag not in text


@pytest.mark.parametrize("name", drawing.COLOURS)
def test_every_colour_can_be_seen_on_both_grounds(name):
    assert min(drawing.contrast(drawing.COLOURS[name], ground) for ground in drawing.GROUNDS) >= 3


def test_contrast_is_wcags():
    assert drawing.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert drawing.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_the_grounds_are_those_of_the_style():
    style = (markup.HERE / "style.css").read_text(encoding="utf-8")
    assert all(f"--ground: {ground}" in style for ground in drawing.GROUNDS)


def test_a_drawing_takes_the_pages_colour_and_keeps_its_numbers():
    pytest.importorskip("matplotlib")
    with drawing.canvas(3, 2) as figure:
        axes = figure.subplots()
        axes.plot([1, 2], [0.001, 0.002])
        axes.set_title("a < b")
        axes.set_yticks([0.00125], ["0.00125"])
        text = drawing.svg(figure, "a < b", "one")
    assert text.startswith("<svg viewBox=")
    assert "<title>a &lt; b</title>" in text
    assert "currentColor" in text
    assert drawing.INK not in text
    assert ">0.00125<" in text
    assert 'id="one-' in text
    assert "currentColor" not in drawing.standing_alone(text)
