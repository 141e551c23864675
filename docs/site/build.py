"""Builds the documentation: a site of plain files, which opens from a disk and asks for nothing from outside.

    python -m docs.site.build [FOLDER]        # build/site; `make docs` does it

The pages are the Markdown files of the repository, as one reads them there. `stage` copies them beside each other, adds
the reference (from the docstrings) and the sources that pages link to, and makes every link one between pages; Zensical
makes HTML of that, once for each language. A link that leads nowhere stops it.
"""

from __future__ import annotations

import os
import posixpath
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tinygrad_lr import files

from . import reference

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
LANGUAGES = ("en", "zh")
LINK = re.compile(r"(?<!`)(!?\[(?:[^\[\]]|\[[^\[\]]*\])*\]\()([^()\s]+)(\))")
LIST = re.compile(r"(?m)^((?!- |\d+\. )\S.*)\n(?=- |\d+\. )")  # which Python's Markdown sees after an empty line alone
EXPLORER = re.compile(r"<!-- explorer: (.*?) -->")  # where the site has pages of the explorer, made with it
FENCE = re.compile(r"(?ms)^ *```.*?^ *```$")
PAGES = {  # of the repository: where it stands in the site
    "README.md": "index.md",
    "README.zh-CN.md": "zh/index.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "benchmarks/README.md": "benchmarks.md",
}
WORKER = "https://unpkg.com/iframe-worker/shim"  # which the theme would load, for the search
ALTERNATES = re.compile(r'\s*<link rel="alternate"[^>]*hreflang[^>]*>')  # for which it would ask for a map of the site


def main(site: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        stage(Path(folder))
        shutil.rmtree(site, ignore_errors=True)
        for language in LANGUAGES:
            made = made_by_zensical(Path(folder), language)
            shutil.copytree(made, site / ("" if language == "en" else language), dirs_exist_ok=True)
    shutil.copyfile(HERE / "iframe-worker.js", site / "iframe-worker.js")
    for page in site.rglob("*.html"):
        text = ALTERNATES.sub("", page.read_text(encoding="utf-8"))
        worker = posixpath.relpath("iframe-worker.js", page.parent.relative_to(site).as_posix())
        files.write(page, text.replace(WORKER, worker))
    for needless in (*site.rglob("404.html"), *site.rglob("sitemap.xml*")):
        needless.unlink()


def made_by_zensical(folder: Path, language: str) -> Path:
    """The folder in which Zensical has put the pages of a language. SystemExit, with what it said, for a warning."""
    shutil.copyfile(HERE / f"zensical.{language}.toml", folder / "zensical.toml")
    sources = folder / "docs"
    sources.unlink(missing_ok=True)
    sources.symlink_to(folder / language, target_is_directory=True)
    command = [sys.executable, "-m", "zensical", "build", "--strict", "--clean"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env={**os.environ, "NO_COLOR": "1"})
    if done.returncode or "warning" in (done.stdout + done.stderr).lower():
        raise SystemExit(f"the site was not built ({language}):\n{done.stdout}{done.stderr}")
    return folder / "site"


# -- the pages, beside each other ----------------------------------------------------------------------------------------


def stage(folder: Path) -> None:
    """Write the pages of each language into a folder of its own, with the files that they show."""
    linked: dict[str, str] = {}  # files of the repository that pages lead to: where they stand in the site
    written = {place: (ROOT / path).read_text(encoding="utf-8") for path, place in pages().items()}
    homes = {place: path for path, place in pages().items()}
    for place, text in written.items():
        language, name = split(place)
        put(folder / language / name, relinked(text, homes[place], place, linked))
    for place, text in reference.pages().items():
        put(folder / "en" / place, relinked(text, f"docs/{place}", place, linked))
    for path, place in linked.items():
        if place.startswith("source/"):
            put(folder / "en" / place, source_page(place.removeprefix("source/").removesuffix(".md")))
        else:
            for language in LANGUAGES:
                target = folder / language / place
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(ROOT / path, target)
    for name in {name for text in written.values() for name in explored(text)}:
        put(folder / "en" / "explorer" / f"{name}.html", "")
        run = [
            sys.executable,
            "-m",
            "tinygrad_lr",
            "explore",
            name,
            "-o",
            str(folder / "en" / "explorer" / f"{name}.html"),
        ]
        subprocess.run(run, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
    for language in LANGUAGES:
        shutil.copyfile(HERE / "style.css", folder / language / "style.css")


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    files.write(path, text)


def pages() -> dict[str, str]:
    """Every page of the repository, and where it stands in the site."""
    docs = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md"))
    return {**PAGES, **{path: path.removeprefix("docs/") for path in docs}}


def split(place: str) -> tuple[str, str]:
    """A page's language, and its place among the pages of that language."""
    return ("zh", place.removeprefix("zh/")) if place.startswith("zh/") else ("en", place)


def relinked(text: str, home: str, place: str, linked: dict[str, str]) -> str:
    """A page's text with its links as they are in the site; `home` is where it stands in the repository."""
    known = pages()

    def link(match: re.Match[str]) -> str:
        before, target, after = match.groups()
        if "://" in target or target.startswith(("#", "mailto:")):
            return match[0]
        path, _, anchor = target.partition("#")
        path = posixpath.normpath(posixpath.join(posixpath.dirname(home), path))
        to = known.get(path) or path.removeprefix("docs/") * path.startswith("docs/reference/")
        if not to:
            to = linked.setdefault(path, in_site(path))
            anchor = re.sub(r"^L(\d+)$", r"__codelineno-0-\1", anchor)
        return f"{before}{between(place, to)}{'#' * bool(anchor)}{anchor}{after}"

    def prose(part: str) -> str:
        return EXPLORER.sub(opened, LINK.sub(link, LIST.sub(r"\1\n\n", part)))

    parts, last = [], 0
    for code in FENCE.finditer(text):
        parts += [prose(text[last : code.start()]), code[0]]
        last = code.end()
    return "".join([*parts, prose(text[last:])])


def explored(text: str) -> list[str]:
    """The loops and lessons of which a page wants to show the explorer."""
    return [name for names in EXPLORER.findall(text) for name in names.split()]


def opened(match: re.Match[str]) -> str:
    links = ", ".join(f"[{name}](explorer/{name}.html)" for name in match[1].split())
    return f"Open one: {links}."


def in_site(path: str) -> str:
    """Where a file of the repository stands in the site: text as a page with numbered lines, all else as it is."""
    if (ROOT / path / "__init__.py").is_file():
        path = f"{path}/__init__.py"
    if not (ROOT / path).is_file():
        raise SystemExit(f"a link leads to {path}, which is no file")
    return f"source/{path}.md" if path.endswith((".py", ".txt", ".toml")) else f"files/{path}"


def between(place: str, to: str) -> str:
    """The link from one page to another; between languages, which are built apart, it is one to HTML."""
    here, there = split(place)[0], split(to)[0]
    of_all = to.startswith("files/")
    if of_all or here == there:
        return posixpath.relpath(split(to)[1] if not of_all else to, posixpath.dirname(split(place)[1]) or ".")
    return re.sub(r"\.md$", ".html", posixpath.relpath(to, posixpath.dirname(place) or "."))


def source_page(path: str) -> str:
    text = (ROOT / path).read_text(encoding="utf-8")
    language = {".py": "python", ".toml": "toml"}.get(Path(path).suffix, "text")
    return f'---\nsearch:\n  exclude: true\n---\n\n# {path}\n\n````` {{ .{language} linenums="1" }}\n{text.rstrip()}\n`````\n'


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "site")
