"""Plots as SVG: text that can be selected, in the page's own colour, on no ground of their own.

COLOURS are of Okabe and Ito's palette, those that are too pale or too dark for one of the two grounds moved until they
can be told from both (3 to 1, as for the parts of a drawing); INK stands for the colour of the page's text.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

INK = "#010203"
COLOURS = {
    "vermilion": "#D55E00",
    "blue": "#2F7FBF",
    "green": "#1B8E6B",
    "purple": "#B5649B",
    "amber": "#A8791A",
    "sky": "#3A93C2",
    "grey": "#7C858E",
    "brown": "#A0695B",
    "violet": "#8068C8",
    "olive": "#7E8B2E",
    "rose": "#D0577A",
}
GROUNDS = ("#ffffff", "#14181d")  # of style.css
SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "plots",
    "font.family": "sans-serif",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 10.5,
    "axes.titleweight": "bold",
    "path.simplify_threshold": 1.0,
    **dict.fromkeys(("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color"), INK),
    "grid.color": COLOURS["grey"],
    "grid.alpha": 0.25,
    "legend.frameon": False,
}


@contextmanager
def canvas(width: float, height: float) -> Iterator[Any]:
    """A figure of so many inches to draw on, without a window."""
    import matplotlib
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with matplotlib.rc_context(SETTINGS):
        figure = Figure(figsize=(width, height), layout="constrained")
        figure.patch.set_alpha(0)
        FigureCanvasSVG(figure)
        yield figure


def svg(figure: Any, title: str, name: str) -> str:
    """The figure as an svg element with a title; `name` keeps its identifiers apart from those of others."""
    target = io.StringIO()
    figure.savefig(
        target, format="svg", transparent=True, metadata={"Date": None, "Creator": None, "Format": None, "Type": None}
    )
    text = target.getvalue()
    return _titled(_slim(text[text.index("<svg") :], name), title)


def _slim(text: str, name: str) -> str:
    """Without what nobody sees: metadata, names of groups, digits beyond a tenth of a point, fonts (the page has its own)."""
    text = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>|<!--.*?-->", "", text, flags=re.DOTALL)
    text = re.sub(r'<g id="[^"]*"', "<g", text)
    before = ""
    while text != before:  # groups of nothing
        before, text = text, re.sub(r"<g>((?:(?!</?g\b).)*)</g>", r"\1", text, flags=re.DOTALL)
    text = re.sub(r'(id="|xlink:href="#|url\(#)', lambda m: f"{m[1]}{name}-", text).replace('xlink:href="', 'href="')
    text = re.sub(r"<[^>]*>", lambda tag: re.sub(r"(\d+\.\d)\d+", r"\1", tag[0]), text)
    text = re.sub(r"font-family: [^;\"]*;? ?", "", text).replace(' transform="rotate(-0 ', ' data-t="')
    text = re.sub(r' data-t="[^"]*"', "", text)
    text = re.sub(r' d="[^"]*"', lambda path: " " + " ".join(path[0].split()), text)
    text = re.sub(r' style="[^"]*"', lambda style: re.sub(r"([;:]) ", r"\1", style[0]), text)
    return re.sub(r">\s+<", "><", text).replace(INK, "currentColor")


def _titled(text: str, title: str) -> str:
    said = title.replace("&", "&amp;").replace("<", "&lt;")
    return re.sub(r"^<svg [^>]*viewBox=\"([^\"]*)\"[^>]*>", lambda m: f'<svg viewBox="{m[1]}" width="{_width(m[1])}" role="img" '
                  f'xmlns="http://www.w3.org/2000/svg"><title>{said}</title>', text).strip()  # fmt: skip


def _width(view: str) -> str:
    return f"{float(view.split()[2]) * 4 / 3:.0f}"


def standing_alone(text: str) -> str:
    """An svg element as a file: on white, with black text."""
    return (
        text.replace("<title>", '<rect width="100%" height="100%" fill="white"/><title>', 1).replace(
            "currentColor", "#1c2530"
        )
        + "\n"
    )


def contrast(a: str, b: str) -> float:
    """The ratio of two colours' luminances as WCAG 2 defines it."""
    light, dark = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
