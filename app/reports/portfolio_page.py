"""The page `index.html` of a pack: the whole portfolio, by criterion or by piece, with no server.

It asks nothing of any network: its one style sheet lies beside it, and it has no script.
"""

from dataclasses import fields
from functools import cache
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader

from app.domain.apprenticeships import SpellKind
from app.domain.calendar import day_in_words, moment_in_words, span_in_words, today_in_london
from app.domain.coverage import STATUS_NAMES as CRITERION_STATUS_NAMES
from app.domain.evidence import CLIENT_DETAILS_NAMES, KIND_NAMES, STATUS_NAMES
from app.domain.people import ROLE_NAMES
from app.domain.plans import Label
from app.domain.sign_off import Outcome
from app.domain.standards import KIND_NAMES as CRITERIA_NAMES
from app.domain.standards import CriterionKind
from app.queries.gateway import Declaration
from app.queries.imports import ImportedDeclaration
from app.queries.readiness import PieceLine
from app.queries.reviews import Review, ReviewAnswer
from app.queries.sign_off import DecisionMade
from app.reports.portfolio import PackedPiece, Portfolio
from app.reports.portfolio_contexts import (
    Criterion,
    Declared,
    File,
    Group,
    IndexPage,
    Meeting,
    Piece,
    Shown,
    Use,
)
from app.settings import ROOT

TEMPLATE = "pack/index.html"
STYLE = ROOT / "templates" / "pack/index.css"

_SPELLS = {
    SpellKind.EMPLOYER: "Employer",
    SpellKind.LINE_MANAGER: "Line manager",
    SpellKind.ASSESSOR: "Assessor",
    SpellKind.BREAK: "Break in learning",
}


def as_html(portfolio: Portfolio) -> bytes:
    page = index_page(portfolio)
    shown = {field.name: getattr(page, field.name) for field in fields(page)}
    return _environment().get_template(TEMPLATE).render(shown).encode()


def index_page(portfolio: Portfolio) -> IndexPage:
    report, mine = portfolio.report, portfolio.report.apprenticeship
    started = day_in_words(mine.started_on)
    today = today_in_london(portfolio.made_at)
    return IndexPage(
        title=f"The portfolio of {mine.apprentice}",
        answer=f"Passed {report.plan.labels[Label.GATEWAY]}."
        if portfolio.passage
        else f"{report.answer}.",
        summary=report.summary,
        stood=_stood(portfolio),
        ksbs=report.plan.labels[Label.CRITERIA],
        drafts=portfolio.drafts,
        blocked=portfolio.blocked,
        facts=(
            ("Apprentice", mine.apprentice),
            ("Training provider", mine.provider),
            ("Employer", ", ".join(report.employers) or "None at present"),
            (
                "Standard",
                f"{mine.standard_title}, level {report.standard.level} ({report.standard.name})",
            ),
            ("Programme", f"{started} to {day_in_words(mine.planned_end_on)}"),
        ),
        around=tuple(
            (
                _SPELLS[spell.kind],
                spell.person or spell.organisation or spell.reason or "",
                span_in_words(spell.span, today),
            )
            for spell in portfolio.spells
        ),
        groups=_groups(portfolio),
        pieces=tuple(_piece(portfolio, each) for each in portfolio.pieces),
        reviews=tuple(_meeting(each) for each in portfolio.reviews),
        declarations=tuple(
            Declared(_declared(each), each.statement, quote(path))
            for path, each in portfolio.declared.items()
        ),
        declared_before=tuple(
            Declared(_declared(each), each.statement, "") for each in portfolio.declared_before
        ),
    )


def _declared(made: Declaration | ImportedDeclaration) -> str:
    return (
        f"{made.by}, {ROLE_NAMES[made.role].lower()}, for {made.organisation}, "
        f"on {moment_in_words(made.at)}"
    )


def _stood(portfolio: Portfolio) -> str:
    """Of which moment it speaks."""
    on = moment_in_words(portfolio.report.as_of)
    if portfolio.passage is None:
        return f"As things stood on {on}."
    gateway = portfolio.report.plan.labels[Label.GATEWAY]
    made = moment_in_words(portfolio.made_at)
    return f"As things stood on {on}, when {gateway} was passed. This pack was made on {made}."


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _groups(portfolio: Portfolio) -> tuple[Group, ...]:
    return tuple(
        Group(name, total.met, total.of, _criteria(portfolio, kind))
        for kind, name in CRITERIA_NAMES.items()
        if (total := portfolio.report.readiness.totals[kind]).of
    )


def _signed_off(piece: PieceLine) -> str:
    if piece.assessor is None or piece.decided_at is None:
        return ""
    return f"{piece.assessor}, {day_in_words(today_in_london(piece.decided_at))}"


def _criteria(portfolio: Portfolio, kind: CriterionKind) -> tuple[Criterion, ...]:
    packed = portfolio.by_id
    return tuple(
        Criterion(
            code=line.criterion.code,
            text=line.criterion.text,
            status=line.coverage.status.value,
            word=CRITERION_STATUS_NAMES[line.coverage.status],
            uses=tuple(
                Use(
                    title=row.piece.title,
                    href=f"#{_anchor(packed[row.piece.id])}",
                    state="Met" if row.met else STATUS_NAMES[row.piece.status],
                    locator=row.locator,
                    decided=_signed_off(row.piece),
                )
                for row in line.pieces
                if row.piece.id in packed
            ),
        )
        for line in portfolio.report.criteria
        if line.criterion.kind is kind
    )


def _piece(portfolio: Portfolio, packed: PackedPiece) -> Piece:
    full, piece = packed.full, packed.full.piece
    content, confirmed = piece.content, packed.full.confirmation
    area = portfolio.report.standard.practice_area(content.practice_area or "")
    facts = (
        ("Kind", KIND_NAMES[content.kind] if content.kind else ""),
        ("When", _when(packed)),
        ("Practice area", area.name if area else ""),
        ("Matter", content.matter),
        ("Employer then", piece.employer or ""),
        (
            "Client details",
            CLIENT_DETAILS_NAMES[content.client_details] if content.client_details else "",
        ),
    )
    return Piece(
        id=_anchor(packed),
        title=content.title,
        state=STATUS_NAMES[piece.status],
        facts=tuple((name, value) for name, value in facts if value),
        narrative=content.narrative,
        own_part=content.own_part,
        files=tuple(
            File(
                file.reference.name,
                quote(file.path) if file.path else "",
                f"{file.reference.size:,} bytes",
            )
            for file in packed.files
        ),
        links=content.links,
        shows=_shown(portfolio, packed),
        decided=_decided(full.decision) if full.decision else "",
        feedback=full.feedback,
        confirmed=(
            f"{confirmed.by}, {confirmed.organisation}, confirmed on "
            f"{day_in_words(today_in_london(confirmed.at))} that it is the apprentice’s own work."
            if confirmed
            else ""
        ),
        statement=confirmed.text if confirmed else "",
    )


def _shown(portfolio: Portfolio, packed: PackedPiece) -> tuple[Shown, ...]:
    made = packed.full.decision
    decided = made.by_code if made else {}
    mapped = {mapping.criterion: mapping for mapping in packed.full.piece.content.mappings}
    codes = [*mapped, *(code for code in decided if code not in mapped)]
    return tuple(
        Shown(
            code=code,
            text=portfolio.report.standard.criterion(code).text,
            explanation=mapped[code].explanation if code in mapped else "Seen by the assessor.",
            locator=mapped[code].locator if code in mapped else "",
            verdict=("Met" if decided[code].met else "Not met") if code in decided else "",
            feedback=decided[code].feedback if code in decided else "",
        )
        for code in codes
    )


def _decided(made: DecisionMade) -> str:
    words = "Signed off" if made.outcome is Outcome.SIGNED_OFF else "Returned"
    sentence = f"{words} by {made.by} on {day_in_words(today_in_london(made.at))}."
    if made.sighted:
        on, where = day_in_words(made.sighted.on), made.sighted.where
        sentence += f" The original was seen on {on}: {where}"
    return sentence


def _meeting(review: Review) -> Meeting:
    return Meeting(
        title=f"Progress review of {day_in_words(review.held_on)}",
        by=f"Recorded by {review.by}, {ROLE_NAMES[review.role].lower()}.",
        discussed=review.discussed,
        actions=tuple(
            f"{action.what} ({action.owner}, by {day_in_words(action.due_on)}"
            f"{'; done' if action.done_at else ''})"
            for action in review.actions
        ),
        answers=tuple(
            (
                _answered(answer),
                answer.comment,
            )
            for answer in review.answers
        ),
    )


def _answered(answer: ReviewAnswer) -> str:
    did = "agreed" if answer.agreed else "commented"
    on = day_in_words(today_in_london(answer.at))
    return f"{answer.by}, {ROLE_NAMES[answer.role].lower()}, {did} on {on}"


def _when(packed: PackedPiece) -> str:
    content = packed.full.piece.content
    if content.happened_on is None:
        return ""
    first = day_in_words(content.happened_on)
    return f"{first} to {day_in_words(content.happened_to)}" if content.happened_to else first


def _anchor(packed: PackedPiece) -> str:
    return f"piece-{packed.id}"
