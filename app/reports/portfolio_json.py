"""The portfolio as `portfolio.json`: what programs read, and what another provider imports."""

import json
import uuid
from typing import TypeVar

from app.adapters.gateway_shapes import DeclarationShape, DeclaredBeforeShape, PassageShape
from app.adapters.portfolio_file import (
    FORMAT,
    ActionShape,
    AnswerShape,
    ApprenticeShape,
    ConfirmationShape,
    ContentShape,
    CriterionDecisionShape,
    DecisionShape,
    FileShape,
    MappingShape,
    PieceShape,
    PortfolioFile,
    ReviewShape,
    SightedShape,
    SpellShape,
    StandardShape,
)
from app.adapters.portfolio_parts import NamedShape, TotalShape
from app.adapters.readiness_file import ReadinessShape
from app.domain.content import Content
from app.queries.apprenticeships import Spell
from app.queries.gateway import Declaration
from app.queries.imports import ImportedDeclaration
from app.queries.passages import Passage
from app.queries.reviews import Review
from app.queries.sign_off import DecisionMade, Remark
from app.reports.portfolio import PackedPiece, Portfolio
from app.reports.portfolio_facts_json import (
    hours_shapes,
    qualification_shapes,
    settled_shape,
)
from app.reports.readiness import as_json as readiness_as_json

T = TypeVar("T")


def as_json(portfolio: Portfolio) -> bytes:
    """Indented, so that a person finds their way in it too."""
    return portfolio_file(portfolio).model_dump_json(indent=1).encode() + b"\n"


def portfolio_file(portfolio: Portfolio) -> PortfolioFile:
    report, mine = portfolio.report, portfolio.report.apprenticeship
    return PortfolioFile(
        format=FORMAT,
        made_at=portfolio.made_at,
        apprenticeship=mine.id,
        provider=NamedShape(id=mine.provider_id, name=mine.provider),
        apprentice=ApprenticeShape(id=mine.apprentice_id, name=mine.apprentice, uln=mine.uln),
        standard=StandardShape(
            reference=report.standard.reference,
            version=report.standard.version,
            title=report.standard.title,
            sha256=report.standard.sha256,
        ),
        status=mine.status,
        started_on=mine.started_on,
        planned_end_on=mine.planned_end_on,
        specialism=mine.specialism,
        weekly_hours=mine.weekly_hours,
        drafts=portfolio.drafts,
        spells=tuple(_spell(each) for each in portfolio.spells),
        pieces=tuple(_piece(each) for each in portfolio.pieces),
        reviews=tuple(_review(each) for each in portfolio.reviews),
        qualifications=qualification_shapes(portfolio),
        english_and_maths=settled_shape(portfolio),
        hours=hours_shapes(portfolio),
        declarations=tuple(_declaration(path, each) for path, each in portfolio.declared.items()),
        declared_before=tuple(_declared_before(each) for each in portfolio.declared_before),
        passage=_passage(portfolio.passage) if portfolio.passage else None,
        readiness=ReadinessShape.model_validate_json(json.dumps(readiness_as_json(report))),
    )


def _spell(spell: Spell) -> SpellShape:
    return SpellShape(
        kind=spell.kind,
        person=_named(spell.person_id, spell.person),
        organisation=_named(spell.organisation_id, spell.organisation),
        starts_on=spell.starts_on,
        ends_on=spell.ends_on,
        reason=spell.reason,
    )


def _piece(packed: PackedPiece) -> PieceShape:
    full, piece = packed.full, packed.full.piece
    return PieceShape(
        id=piece.id,
        status=piece.status,
        revision=piece.revision,
        submitted_at=_known(piece.submitted_at),
        author=NamedShape(id=piece.author_id, name=piece.author),
        author_role=piece.author_role,
        employer=_named(piece.employer_id, piece.employer),
        content=_content(piece.content),
        content_sha256=_known(piece.content_sha256),
        paths={file.reference.id: file.path for file in packed.files},
        decision=_decision(full.decision) if full.decision else None,
        confirmation=_confirmation(full.confirmation) if full.confirmation else None,
    )


def _content(content: Content) -> ContentShape:
    return ContentShape(
        title=content.title,
        kind=_known(content.kind),
        happened_on=_known(content.happened_on),
        happened_to=content.happened_to,
        narrative=content.narrative,
        own_part=content.own_part,
        practice_area=content.practice_area,
        matter=content.matter,
        client_details=_known(content.client_details),
        links=content.links,
        mappings=tuple(
            MappingShape(criterion=m.criterion, explanation=m.explanation, locator=m.locator)
            for m in content.mappings
        ),
        files=tuple(
            FileShape(id=f.id, name=f.name, media_type=f.media_type, size=f.size, sha256=f.sha256)
            for f in content.files
        ),
    )


def _decision(made: DecisionMade) -> DecisionShape:
    sighted = made.sighted
    return DecisionShape(
        id=made.id,
        outcome=made.outcome,
        feedback=made.feedback,
        by=NamedShape(id=made.by_id, name=made.by),
        at=made.at,
        sighted=SightedShape(on=sighted.on, where=sighted.where) if sighted else None,
        criteria=tuple(
            CriterionDecisionShape(
                criterion=each.criterion,
                met=each.met,
                feedback=each.feedback,
                added=each.criterion in made.added,
            )
            for each in made.criteria
        ),
    )


def _confirmation(remark: Remark) -> ConfirmationShape:
    return ConfirmationShape(
        id=remark.id,
        revision=_known(remark.revision),
        work_sha256=_known(remark.work_sha256),
        by=NamedShape(id=remark.by_id, name=remark.by),
        organisation=NamedShape(
            id=_known(remark.organisation_id), name=_known(remark.organisation)
        ),
        at=remark.at,
        statement=remark.text,
    )


def _review(review: Review) -> ReviewShape:
    return ReviewShape(
        id=review.id,
        held_on=review.held_on,
        discussed=review.discussed,
        totals={kind: TotalShape(**total) for kind, total in review.totals.items()},
        next_due_on=review.next_due_on,
        rule_sets_sha256=review.rule_sets_sha256,
        by=NamedShape(id=review.by_id, name=review.by),
        role=review.role,
        at=review.at,
        actions=tuple(
            ActionShape(
                id=action.id,
                what=action.what,
                owner=NamedShape(id=action.owner_id, name=action.owner),
                due_on=action.due_on,
                done_at=action.done_at,
            )
            for action in review.actions
        ),
        answers=tuple(
            AnswerShape(
                id=answer.id,
                by=NamedShape(id=answer.by_id, name=answer.by),
                role=answer.role,
                agreed=answer.agreed,
                comment=answer.comment,
                at=answer.at,
            )
            for answer in review.answers
        ),
    )


def _declaration(path: str, made: Declaration) -> DeclarationShape:
    return DeclarationShape(
        id=made.id,
        role=made.role,
        by=NamedShape(id=made.by_id, name=made.by),
        organisation=NamedShape(id=made.organisation_id, name=made.organisation),
        at=made.at,
        statement=made.statement,
        statement_sha256=made.statement_sha256,
        snapshot_sha256=made.snapshot_sha256,
        permission_to_claim=made.permission_to_claim,
        path=path,
    )


def _declared_before(made: ImportedDeclaration) -> DeclaredBeforeShape:
    return DeclaredBeforeShape(
        id=made.id,
        role=made.role,
        by=NamedShape(id=made.by_id, name=made.by),
        organisation=made.organisation,
        at=made.at,
        statement=made.statement,
        snapshot_sha256=made.snapshot_sha256,
        permission_to_claim=made.permission_to_claim,
    )


def _passage(passage: Passage) -> PassageShape:
    return PassageShape(
        id=passage.id,
        snapshot_sha256=passage.snapshot_sha256,
        passed_at=passage.passed_at,
        passed_by=NamedShape(id=passage.passed_by_id, name=passage.passed_by),
    )


def _named(id_: uuid.UUID | None, name: str | None) -> NamedShape | None:
    return NamedShape(id=id_, name=name) if id_ and name else None


def _known(value: T | None) -> T:
    """What every submission has."""
    if value is None:
        raise ValueError("A submission lacks what every submission has.")
    return value
