"""What a browser would send of a form as a page shows it."""

from collections import defaultdict
from html.parser import HTMLParser

Fields = dict[str, list[str]]


def fields_of(html: str, action: str) -> Fields:
    """The fields of the form that goes to ``action``, with what stands in them; no buttons."""
    reader = _Reader(action)
    reader.feed(html)
    assert reader.found, f"There is no form that goes to {action}."
    return dict(reader.fields)


class _Reader(HTMLParser):
    def __init__(self, action: str) -> None:
        super().__init__()
        self.action = action
        self.found = False
        self.fields: Fields = defaultdict(list)
        self._inside = False
        self._text: str | None = None
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = given.get("action", "").partition("?")[0] == self.action
            self.found |= self._inside
        if not self._inside or "disabled" in given:
            return
        name = given.get("name", "")
        if tag == "input" and given.get("type") not in ("submit", "button", "file"):
            if given.get("type") not in ("checkbox", "radio") or "checked" in given:
                self.fields[name].append(given.get("value", ""))
        elif tag == "textarea":
            self._text = name
            self.fields[name].append("")
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in given:
            self.fields[self._select].append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "textarea":
            self._text = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self.fields[self._text][-1] += data
