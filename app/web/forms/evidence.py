"""The form in which a piece of evidence is written: its fields as they stand, and what they say."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.domain.content import Content, Mapping
from app.domain.errors import FieldError
from app.domain.evidence import ClientDetails, EvidenceKind
from app.domain.standards import Standard, code_order
from app.web.bodies import Form
from app.web.forms.days import NO_DAY, TypedDay, day_errors, read_day, typed_day


@dataclass(frozen=True, slots=True)
class Writing:
    """What stands in the fields, right or wrong.

    ``shared`` is one explanation for every chosen KSB that has none of its own; ``find`` are
    codes or words of KSBs that are looked for.
    """

    title: str = ""
    narrative: str = ""
    own_part: str = ""
    happened_on: TypedDay = NO_DAY
    happened_to: TypedDay = NO_DAY
    kind: str = ""
    practice_area: str = ""
    matter: str = ""
    links: str = ""
    client_details: str = ""
    mappings: tuple[Mapping, ...] = ()
    shared: str = ""
    find: str = ""

    @property
    def content(self) -> Content:
        """What it says, without the files. What does not fit is left out: see ``errors``."""
        return Content(
            title=self.title,
            kind=EvidenceKind(self.kind) if self.kind in set(EvidenceKind) else None,
            happened_on=self.happened_on.value,
            happened_to=self.happened_to.value,
            narrative=self.narrative,
            own_part=self.own_part,
            practice_area=self.practice_area or None,
            matter=self.matter,
            client_details=(
                ClientDetails(self.client_details)
                if self.client_details in set(ClientDetails)
                else None
            ),
            links=tuple(link.strip() for link in self.links.split("\n") if link.strip()),
            mappings=self.mappings,
        )

    @property
    def errors(self) -> tuple[FieldError, ...]:
        """What cannot even be read."""
        errors = [
            *day_errors(self.happened_on, "happened_on"),
            *day_errors(self.happened_to, "happened_to"),
        ]
        if self.kind and self.kind not in set(EvidenceKind):
            errors.append(FieldError("kind", "Choose a kind from the list."))
        if self.client_details and self.client_details not in set(ClientDetails):
            errors.append(FieldError("client_details", "Choose one of the three."))
        return tuple(errors)

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(mapping.criterion for mapping in self.mappings)

    def with_codes(self, codes: Iterable[str]) -> "Writing":
        """With these KSBs chosen as well, each once, in the order in which people read them."""
        added = (Mapping(code) for code in dict.fromkeys(codes) if code not in self.codes)
        together = sorted((*self.mappings, *added), key=lambda each: code_order(each.criterion))
        return replace(self, mappings=tuple(together))

    def without_code(self, code: str) -> "Writing":
        return replace(self, mappings=tuple(m for m in self.mappings if m.criterion != code))

    def shared_out(self) -> "Writing":
        """With the one explanation in the place of each that is empty."""
        if not self.shared:
            return self
        filled = (
            mapping if mapping.explanation else replace(mapping, explanation=self.shared)
            for mapping in self.mappings
        )
        return replace(self, mappings=tuple(filled), shared="")


@dataclass(frozen=True, slots=True)
class Rearranged:
    """``focus`` is the field that comes next; ``searched`` shows what was found, ``suggested``
    what the text seems to show."""

    writing: Writing
    focus: str
    searched: bool = False
    suggested: bool = False
    errors: tuple[FieldError, ...] = ()


def read_writing(form: Form) -> Writing:
    """What was sent. KSBs come as ``criterion``, each with ``mappings.K5`` and its locator;
    whatever their order there, they stand in that in which people read them.
    """
    return Writing(
        title=form.text("title"),
        narrative=form.text("narrative"),
        own_part=form.text("own_part"),
        happened_on=read_day(form, "happened_on"),
        happened_to=read_day(form, "happened_to"),
        kind=form.text("kind"),
        practice_area=form.text("practice_area"),
        matter=form.text("matter"),
        links=form.text("links"),
        client_details=form.text("client_details"),
        mappings=tuple(
            Mapping(code, form.text(f"mappings.{code}"), form.text(f"mappings.{code}.locator"))
            for code in sorted(filter(_is_code, set(form.texts("criterion"))), key=code_order)
        ),
        shared=form.text("shared"),
        find=form.text("find"),
    )


def read_version(form: Form) -> int:
    """The version of the piece that the form was made for; 0, which is none, where it says none."""
    text = form.text("version")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def written(content: Content) -> Writing:
    """The fields as a kept piece fills them."""
    return Writing(
        title=content.title,
        narrative=content.narrative,
        own_part=content.own_part,
        happened_on=typed_day(content.happened_on),
        happened_to=typed_day(content.happened_to),
        kind=content.kind or "",
        practice_area=content.practice_area or "",
        matter=content.matter,
        links="\n".join(content.links),
        client_details=content.client_details or "",
        mappings=content.mappings,
    )


def rearranged(form: Form, writing: Writing, standard: Standard) -> Rearranged | None:
    """What a button inside the form makes of the fields; None where the form is to be kept.

    Nothing is kept by these buttons, so they work on whatever has been typed so far.
    """
    act, _, code = form.text("intent").partition(":")
    if act == "find" or (act == "enter" and writing.find):
        return Rearranged(writing, focus="mappings", searched=True)
    if act == "suggest":
        return Rearranged(writing, focus="suggest", suggested=True)
    if act == "add" and code and standard.has(code):
        return Rearranged(writing.with_codes([code]), focus=f"mappings.{code}", suggested=True)
    if act == "add":
        ticked = [each for each in form.texts("add") if standard.has(each)]
        if not ticked:
            nothing = FieldError("mappings", "Tick the KSBs that this shows, then add them.")
            return Rearranged(writing, focus="mappings", searched=True, errors=(nothing,))
        more = replace(writing.with_codes(ticked), find="")
        return Rearranged(more, focus=f"mappings.{ticked[0]}")
    if act == "remove":
        return Rearranged(writing.without_code(code), focus="mappings")
    if act == "share":
        return Rearranged(writing.shared_out(), focus="mappings")
    return None


def _is_code(text: str) -> bool:
    try:
        code_order(text)
    except ValueError:
        return False
    return True
