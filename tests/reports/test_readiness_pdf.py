"""The readiness report on paper: the same as the value, accessible, and safe from what is in it."""

import io
from dataclasses import replace
from datetime import date
from functools import cache

import pikepdf
import pypdf
import pytest

from app.domain.coverage import STATUS_NAMES
from app.domain.evidence import EvidenceStatus
from app.domain.people import Person
from app.domain.standards import KIND_NAMES
from app.reports.readiness import ReadinessReport, as_json, readiness_report
from app.reports.readiness_pdf import WHY_WITHHELD, as_pdf
from tests.make import COMPLETE, Maker, mapped_to

pytestmark = pytest.mark.one_engine


def report_for(make: Maker, person: Person) -> ReadinessReport:
    with make.database.read() as session:
        return readiness_report(session, person, make.cast.amaras, now=make.now)


@cache
def pages(document: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(document)).pages]


def without_spaces(text: str) -> str:
    """Lines wrap where they must, so words are compared without what is between them."""
    return "".join(text.replace("\u200b", "").split())


def holds(document: bytes, sentence: str) -> bool:
    return without_spaces(sentence) in without_spaces(" ".join(pages(document)))


@pytest.fixture
def document(make: Maker) -> bytes:
    """Of an apprentice with a piece in every status."""
    for status in EvidenceStatus:
        make.evidence(status)
    codes = [f"K{number}" for number in range(6, 26)] + ["D1", "B1"]
    make.evidence(EvidenceStatus.SIGNED_OFF, replace(COMPLETE, mappings=mapped_to(codes)))
    return as_pdf(report_for(make, make.cast.sam))


def test_the_document_and_the_json_say_the_same(make: Maker, document: bytes) -> None:
    report = report_for(make, make.cast.sam)
    value = as_json(report)
    assert holds(document, f"{report.answer}. {report.summary}")
    assert report.summary == "23 of 67 KSBs met, 1 of 21 duties shown. Month 38 of 60."
    totals = report.readiness.totals
    assert value["totals"] == {k: {"met": t.met, "of": t.of} for k, t in totals.items()}
    for kind, name in KIND_NAMES.items():
        assert holds(document, f"{name} {totals[kind].met} of {totals[kind].of}")
    for line in report.criteria:
        said = f"{line.criterion.code} {line.criterion.text} {STATUS_NAMES[line.coverage.status]}"
        assert holds(document, said)
    for asked in report.requirements:
        assert holds(document, asked.found.why)
        assert holds(document, report.who_acts(asked))
    assert report.readiness.uncovered == ()
    assert not holds(document, "Not covered by this report yet")
    assert holds(document, report.plan.sha256)
    assert holds(document, report.rule_sets_sha256)


def test_the_annex_names_evidence_page_assessor_and_date(document: bytes) -> None:
    assert holds(document, "K5 Lease review memo p. 2 Sam Rowe 3 November 2026")
    assert holds(document, "D1 Lease review memo None given Sam Rowe 3 November 2026")


def test_the_annex_repeats_its_head_on_every_page(make: Maker) -> None:
    for _ in range(4):
        codes = [f"{letter}{number}" for letter in "KS" for number in range(1, 26)]
        make.evidence(EvidenceStatus.SIGNED_OFF, replace(COMPLETE, mappings=mapped_to(codes)))
    head = without_spaces("Code Evidence Page or time Assessor Signed off on")
    found = [without_spaces(page) for page in pages(as_pdf(report_for(make, make.cast.sam)))]
    rows = [page for page in found if "Leasereviewmemo" in page]
    assert len(rows) > 3
    assert all(head in page for page in rows)


def test_it_is_tagged_titled_in_english_and_has_bookmarks(document: bytes) -> None:
    with pikepdf.open(io.BytesIO(document)) as pdf:
        root = pdf.Root
        assert root.MarkInfo.Marked
        assert str(root.Lang) == "en-GB"
        assert root.ViewerPreferences.DisplayDocTitle
        metadata = pdf.open_metadata()
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "Gateway readiness report for Amara Okafor"
        tags = [str(each.S) for each in pdf.objects if is_tag(each)]
        assert {"/Title", "/H1", "/H2", "/Table", "/TH", "/TD", "/Figure"} <= {*tags}
        fonts = [each for each in pdf.objects if is_font(each)]
        assert fonts
        assert all("/FontFile2" in f or "/FontFile3" in f for f in fonts), "a font is left out"
    reader = pypdf.PdfReader(io.BytesIO(document))
    top = [entry.title for entry in reader.outline if not isinstance(entry, list)]
    assert top == [
        "What stands in the way",
        "How far the apprentice has come",
        "What the plan asks",
        "At a glance",
        "The duties and the KSBs published for them",
        "Every KSB and duty, and where it stands",
        "Mapping annex",
        "What this report rests on",
    ]
    assert "Page 1 of" in pages(document)[0]


def is_tag(each: pikepdf.Object) -> bool:
    return isinstance(each, pikepdf.Dictionary) and "/S" in each and "/P" in each


def is_font(each: pikepdf.Object) -> bool:
    return isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor"


def test_the_marks_say_in_words_what_they_show(make: Maker) -> None:
    make.evidence(EvidenceStatus.SIGNED_OFF)
    with pikepdf.open(io.BytesIO(as_pdf(report_for(make, make.cast.sam)))) as pdf:
        said = [str(each.Alt) for each in pdf.objects if is_tag(each) and "/Alt" in each]
    assert said[0].startswith("Knowledge. Met: K5. Not started: K1, K2, K3, K4, K6")


@pytest.mark.parametrize(
    "title",
    [
        '#eval("1 + 1") #panic() #read("/etc/passwd")',
        "*bold* _it_ $x^2$ `raw` @ref <label> // comment /* too",
        "</script><b>&amp; \\ #[ ] { } \\u{41} \" ' ~ -- ---",
        "שלום العربية",
        "漢字 かな 한국어 ελληνικά русский বাংলা தமிழ்",
        "Tick ✓ half ½ section § pound £ “quoted” – dash",
    ],
)
def test_what_people_wrote_is_text_and_never_markup(make: Maker, title: str) -> None:
    make.evidence(EvidenceStatus.SIGNED_OFF, replace(COMPLETE, title=title))
    document = as_pdf(report_for(make, make.cast.sam))
    with pikepdf.open(io.BytesIO(document)) as pdf:
        assert pdf.open_metadata()["pdfuaid:part"] == "1"
    if title.isascii():
        assert holds(document, title)


def test_emoji_are_shown_and_an_unknown_script_is_owned_up_to_on_the_last_line(
    make: Maker,
) -> None:
    last_line = "does not carry the mark of accessible PDFs (PDF/UA)."
    make.evidence(EvidenceStatus.SIGNED_OFF, replace(COMPLETE, title="Well done 😀 ❤️"))
    assert not holds(as_pdf(report_for(make, make.cast.sam)), last_line)
    make.evidence(EvidenceStatus.SIGNED_OFF, replace(COMPLETE, title="Thai: ไทย"))
    document = as_pdf(report_for(make, make.cast.sam))
    above_the_foot = pages(document)[-1].partition("Gateway readiness of")[0]
    assert without_spaces(above_the_foot).endswith(without_spaces(last_line))
    with pikepdf.open(io.BytesIO(document)) as pdf:
        assert "pdfuaid:part" not in pdf.open_metadata()
        assert pdf.Root.MarkInfo.Marked


def test_words_without_a_break_stay_on_the_page(make: Maker) -> None:
    long = replace(COMPLETE, title="W" * 200)
    mapping = replace(long.mappings[0], locator="9" * 100)
    make.evidence(EvidenceStatus.SIGNED_OFF, replace(long, mappings=(mapping,)))
    document = as_pdf(report_for(make, make.cast.sam))
    assert holds(document, "K5" + "W" * 20)
    assert without_spaces(" ".join(pages(document))).count("W") >= 200
    right = max(right_ends(document))
    assert right < 595 - 50


def right_ends(document: bytes) -> list[float]:
    """How far to the right each piece of text begins, in points; a page is 595 wide."""
    found: list[float] = []

    def visit(text: str, _cm: object, tm: list[float], _font: object, _size: object) -> None:
        if text.strip():
            found.append(tm[4])

    for page in pypdf.PdfReader(io.BytesIO(document)).pages:
        page.extract_text(visitor_text=visit)
    return found


def test_work_for_an_earlier_employer_is_listed_without_its_page(make: Maker) -> None:
    earlier = replace(COMPLETE, title="Old lease", happened_on=date(2024, 2, 1))
    make.evidence(EvidenceStatus.SIGNED_OFF, earlier)
    document = as_pdf(report_for(make, make.cast.marcus))
    assert holds(document, "K5 Old lease Not shown Sam Rowe")
    assert holds(document, WHY_WITHHELD)
    assert not holds(as_pdf(report_for(make, make.cast.sam)), WHY_WITHHELD)


def test_titles_of_drafts_are_on_no_paper(make: Maker) -> None:
    make.evidence(EvidenceStatus.DRAFT, replace(COMPLETE, title="Secret draft"))
    for person in (make.cast.amara, make.cast.sam):
        assert not holds(as_pdf(report_for(make, person)), "Secret draft")


def test_the_same_report_is_the_same_document(make: Maker) -> None:
    report = report_for(make, make.cast.sam)
    assert as_pdf(report) == as_pdf(report)
