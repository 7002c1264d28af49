"""A hand-over pack from elsewhere: read, and refused whole where anything in it does not fit.

That its bytes are those of its manifest is looked at in ``bag_reader``; here, that what it
says fits together and with its files. What the standard says of it is asked where it lands.
"""

import uuid
from collections.abc import Iterator
from typing import NoReturn

from pydantic import ValidationError

from app.adapters.bag_reader import Bag
from app.adapters.portfolio_file import (
    ContentShape,
    DecisionShape,
    PieceShape,
    PortfolioFile,
    ReviewShape,
)
from app.adapters.portfolio_parts import NamedShape
from app.domain.content import Content, FileReference, Mapping, text_errors
from app.domain.declarations import as_text, statement_sha256
from app.domain.errors import FieldError, Invalid
from app.domain.evidence import EvidenceStatus
from app.domain.people import name_error
from app.domain.revisions import freeze
from app.domain.sign_off import Outcome

MAX_PORTFOLIO = 64_000_000
"""Bytes of ``portfolio.json``: a thousand pieces of the longest text and more."""

EVIDENCE = "evidence/"
CERTIFICATES = "certificates/"
DECLARATIONS = "declarations/"

_OUTCOMES: dict[EvidenceStatus, tuple[Outcome | None, ...]] = {
    EvidenceStatus.SUBMITTED: (None,),
    EvidenceStatus.SIGNED_OFF: (Outcome.SIGNED_OFF,),
    # Re-opened, a piece is returned, and no decision stands.
    EvidenceStatus.RETURNED: (Outcome.RETURNED, None),
}


def read_portfolio(bag: Bag) -> PortfolioFile:
    """What the pack says. Invalid, with the first thing that does not fit, in a sentence."""
    try:
        said = PortfolioFile.model_validate_json(bag.read("portfolio.json", MAX_PORTFOLIO))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        refuse(f"portfolio.json does not fit its shape, at “{place[:100]}”: {first['msg']}")
    _check_ids(said)
    for person in people_in(said):
        if name_error(person.name):
            refuse("somebody in it has a name that is none")
    for piece in said.pieces:
        _check_piece(piece)
    _check_files(bag, said)
    _check_declarations(bag, said)
    for review in said.reviews:
        _check_text(f"the review of {review.held_on}", *_texts_of(review))
    return said


def content_of(shape: ContentShape) -> Content:
    """The content that was submitted, with the ids that its files had."""
    return Content(
        title=shape.title,
        kind=shape.kind,
        happened_on=shape.happened_on,
        happened_to=shape.happened_to,
        narrative=shape.narrative,
        own_part=shape.own_part,
        practice_area=shape.practice_area,
        matter=shape.matter,
        client_details=shape.client_details,
        links=shape.links,
        mappings=tuple(Mapping(m.criterion, m.explanation, m.locator) for m in shape.mappings),
        files=tuple(
            FileReference(f.id, f.name, f.media_type, f.size, f.sha256) for f in shape.files
        ),
    )


def people_in(said: PortfolioFile) -> Iterator[NamedShape]:
    """Everybody that it names, as often as it does."""
    yield NamedShape(id=said.apprentice.id, name=said.apprentice.name)
    for spell in said.spells:
        if spell.person:
            yield spell.person
    for piece in said.pieces:
        yield piece.author
        if piece.decision:
            yield piece.decision.by
        if piece.confirmation:
            yield piece.confirmation.by
    for qualification in said.qualifications:
        yield qualification.by
        if qualification.checked_by:
            yield qualification.checked_by
    if said.english_and_maths:
        yield said.english_and_maths.by
    yield from (total.by for total in said.hours)
    yield from (declaration.by for declaration in said.declarations)
    yield from (declaration.by for declaration in said.declared_before)
    if said.passage:
        yield said.passage.passed_by
    for review in said.reviews:
        yield review.by
        yield from (action.owner for action in review.actions)
        yield from (answer.by for answer in review.answers)


def refuse(why: str) -> NoReturn:
    raise Invalid(FieldError("file", f"This pack cannot be taken: {why}."))


def _check_ids(said: PortfolioFile) -> None:
    """Each thing once, and each person under one name."""
    for ids in (
        [piece.id for piece in said.pieces],
        [file.id for piece in said.pieces for file in piece.content.files],
        [piece.decision.id for piece in said.pieces if piece.decision],
        [piece.confirmation.id for piece in said.pieces if piece.confirmation],
        [review.id for review in said.reviews],
        [declaration.id for declaration in said.declarations],
        [declaration.id for declaration in said.declared_before],
        [action.id for review in said.reviews for action in review.actions],
    ):
        if len(set(ids)) != len(ids):
            refuse("portfolio.json says the same thing twice")
    names: dict[uuid.UUID, str] = {}
    for person in people_in(said):
        if names.setdefault(person.id, person.name) != person.name:
            refuse("portfolio.json gives one person two names")


def _check_piece(piece: PieceShape) -> None:
    title = f"“{piece.content.title[:60]}”"
    if freeze(content_of(piece.content)).sha256 != piece.content_sha256:
        refuse(f"the content of {title} is not what its SHA-256 says")
    outcomes = _OUTCOMES.get(piece.status, ())
    if (piece.decision.outcome if piece.decision else None) not in outcomes:
        refuse(f"the decision on {title} does not fit its status")
    if piece.decision:
        _check_decision(title, piece, piece.decision)
    if piece.confirmation:
        _check_text(title, piece.confirmation.statement)


def _check_decision(title: str, piece: PieceShape, decision: DecisionShape) -> None:
    codes = [each.criterion for each in decision.criteria]
    mapped = {mapping.criterion for mapping in piece.content.mappings}
    added = {each.criterion for each in decision.criteria if each.added}
    if len(set(codes)) != len(codes) or mapped | added != set(codes) or mapped & added:
        refuse(f"the decision on {title} does not speak of what it is mapped to")
    if decision.outcome is Outcome.SIGNED_OFF and not any(c.met for c in decision.criteria):
        refuse(f"{title} is signed off, and meets nothing")
    _check_text(title, decision.feedback, *(each.feedback for each in decision.criteria))


def _check_files(bag: Bag, said: PortfolioFile) -> None:
    """Every file that is named lies there and is what it is said to be, and no other."""
    named: set[str] = set()
    for piece in said.pieces:
        files = {file.id: file for file in piece.content.files}
        if files.keys() != piece.paths.keys():
            refuse(f"the files of “{piece.content.title[:60]}” are not those that it lists")
        for file_id, path in piece.paths.items():
            if path is None:
                continue
            packed = bag.payload.get(path)
            if not path.startswith(EVIDENCE) or packed is None or path in named:
                refuse(f"“{path[:100]}” is not there, or is there for two files")
            if (packed.size, packed.sha256) != (files[file_id].size, files[file_id].sha256):
                refuse(f"“{path[:100]}” is not the file that was submitted")
            named.add(path)
    for qualification in said.qualifications:
        file = qualification.certificate
        if file is None or file.path is None:
            continue
        packed = bag.payload.get(file.path)
        if not file.path.startswith(CERTIFICATES) or packed is None or file.path in named:
            refuse(f"“{file.path[:100]}” is not there, or is there for two certificates")
        if (packed.size, packed.sha256) != (file.size, file.sha256):
            refuse(f"“{file.path[:100]}” is not the certificate that was added")
        named.add(file.path)
    for path in sorted(bag.payload.keys() - named):
        if path.startswith((EVIDENCE, CERTIFICATES)):
            refuse(f"nothing in portfolio.json names “{path[:100]}”")


def _check_declarations(bag: Bag, said: PortfolioFile) -> None:
    """Each lies there as a text, says the same there, and all are of one snapshot."""
    if len({each.snapshot_sha256 for each in said.declarations}) > 1:
        refuse("its declarations are of more than one snapshot")
    for before in said.declared_before:
        _check_text(f"the declaration of {before.by.name}", before.statement, before.organisation)
    for each in said.declarations:
        if statement_sha256(each.statement) != each.statement_sha256:
            refuse(f"the declaration of {each.by.name} is not what its SHA-256 says")
        _check_text(f"the declaration of {each.by.name}", each.statement)
        text = as_text(
            each.role,
            by=each.by.name,
            organisation=each.organisation.name,
            at=each.at,
            said=each.statement,
            snapshot_sha256=each.snapshot_sha256,
        ).encode()
        packed = bag.payload.get(each.path)
        if not each.path.startswith(DECLARATIONS) or packed is None or packed.size != len(text):
            refuse(f"“{each.path[:100]}” is not the declaration of {each.by.name}")
        if bag.read(each.path, len(text)) != text:
            refuse(f"“{each.path[:100]}” is not the declaration of {each.by.name}")
    named = {each.path for each in said.declarations}
    lying = {path for path in bag.payload if path.startswith(DECLARATIONS)}
    if len(named) != len(said.declarations) or lying != named:
        refuse("its declarations are not those that portfolio.json names")


def _check_text(where: str, *texts: str) -> None:
    if any(text_errors("file", where, text, len(text)) for text in texts):
        refuse(f"{where} holds a character that is not text")


def _texts_of(review: ReviewShape) -> tuple[str, ...]:
    """What was written in a review."""
    return (
        review.discussed,
        *(action.what for action in review.actions),
        *(answer.comment for answer in review.answers),
    )
