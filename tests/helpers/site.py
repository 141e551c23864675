"""What the pages of a built site lead to, and what they would load."""

from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

LOADS = {
    "img": "src",
    "script": "src",
    "iframe": "src",
    "source": "src",
    "link": "href",
    "video": "src",
    "audio": "src",
}
NOTHING_LOADED = {"alternate", "canonical", "prev", "next", "author"}  # of <link rel=...>


class Page(HTMLParser):
    """Links, loaded files and anchors of a page."""

    def __init__(self, path):
        super().__init__()
        self.links, self.loads, self.anchors = [], [], {"", "__top"}
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.anchors.update(given[key] for key in ("id", "name") if given.get(key))
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        elif given.get(LOADS.get(tag)) and given.get("rel") not in NOTHING_LOADED:
            self.loads.append(given[LOADS[tag]])


def pages(folder):
    return {path: Page(path) for path in sorted(folder.rglob("*.html"))}


def broken(folder):
    """(page, link) of each link that leads to no file, or to no anchor of it."""
    known, found = pages(folder), []
    for path, page in known.items():
        for link in (*page.links, *page.loads):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            anchors = known[target].anchors if target in known else {""}
            if not target.is_file() or (parts.fragment and unquote(parts.fragment) not in anchors):
                found.append((path.relative_to(folder).as_posix(), link))
    return found


def from_outside(folder):
    """(page, address) of whatever a page would load that is no file of the site; addresses in style sheets too."""
    found = []
    for path, page in pages(folder).items():
        found += [
            (path.name, address) for address in page.loads if urlsplit(address).scheme or urlsplit(address).netloc
        ]
    for path in folder.rglob("*.css"):
        found += [
            (path.name, part[:60]) for part in path.read_text(encoding="utf-8").split("url(")[1:] if "//" in part[:9]
        ]
    return found
