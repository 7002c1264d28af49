"""The hand-over pack: a portfolio, its files and what verifies them, in one ZIP file."""

from collections.abc import Callable, Iterator
from importlib.metadata import version
from typing import IO

from jinja2 import Environment, FileSystemLoader

from app.adapters.bag import BagWriter
from app.adapters.pack_snapshot import SNAPSHOT_PATH
from app.adapters.portfolio_file import PortfolioFile
from app.adapters.record_file import RecordFile
from app.adapters.schema_files import schema_text
from app.adapters.sheets import as_csv, as_xlsx
from app.adapters.storage import Storage, StorageFailed
from app.domain.calendar import moment_in_words
from app.domain.declarations import as_text
from app.reports import annex, portfolio_json, portfolio_page, result_sheet
from app.reports.pack_record import record_files
from app.reports.portfolio import Portfolio
from app.reports.readiness_pdf import as_pdf
from app.settings import ROOT

Progress = Callable[[int, int], None]
"""Told how many bytes of evidence are in the pack, and of how many."""


class ContentDiffers(StorageFailed):
    """A stored file is not what it was when it was added."""


def write_pack(
    portfolio: Portfolio,
    storage: Storage,
    target: IO[bytes],
    *,
    progress: Progress = lambda _done, _of: None,
) -> None:
    """Writes the ZIP file to ``target``. Files pass through in chunks, however large they are.

    ContentDiffers where a file is not what it was when it was added; StorageFailed where it is
    not to be had. Then what is in ``target`` is no pack.
    """
    report = portfolio.report
    with BagWriter(target, portfolio.base, portfolio.made_at) as bag:
        bag.add("README.txt", [_readme(portfolio)])
        bag.add("index.html", [portfolio_page.as_html(portfolio)])
        bag.add("index.css", [portfolio_page.STYLE.read_bytes()])
        bag.add("readiness.pdf", [as_pdf(report)])
        bag.add("mapping-annex.pdf", [annex.as_pdf(portfolio)])
        bag.add("mapping-annex.xlsx", [as_xlsx(annex.as_sheet(portfolio))])
        bag.add("mapping-annex.csv", [as_csv(annex.as_sheet(portfolio))])
        bag.add("portfolio.json", [portfolio_json.as_json(portfolio)])
        bag.add("portfolio.schema.json", [schema_text(PortfolioFile).encode()])
        bag.add("record/record.schema.json", [schema_text(RecordFile).encode()])
        for path, content in record_files(portfolio.record) if portfolio.record else ():
            bag.add(path, [content])
        if portfolio.result:
            bag.add("result.csv", [as_csv(result_sheet.as_sheet(portfolio.result))])
        if portfolio.snapshot:
            bag.add(SNAPSHOT_PATH, [portfolio.snapshot.encode()])
        for path, made in portfolio.declared.items():
            text = as_text(
                made.role,
                by=made.by,
                organisation=made.organisation,
                at=made.at,
                said=made.statement,
                snapshot_sha256=made.snapshot_sha256,
            )
            bag.add(path, [text.encode()])
        _add_certificates(bag, portfolio, storage)
        _add_evidence(bag, portfolio, storage, progress)
        bag.seal(
            {
                "Source-Organization": report.apprenticeship.provider,
                "External-Description": f"The portfolio of {report.apprenticeship.apprentice}",
                "External-Identifier": str(report.apprenticeship.id),
                "Bagging-Date": portfolio.made_at.date().isoformat(),
                "Bag-Software-Agent": f"Gatepost {version('gatepost')}",
            }
        )


def _add_certificates(bag: BagWriter, portfolio: Portfolio, storage: Storage) -> None:
    provider_id = portfolio.report.apprenticeship.provider_id
    for each in portfolio.facts.qualifications:
        path, sha256 = portfolio.certificates.get(each.row.id), each.row.sha256
        if path and sha256:
            packed = bag.add(path, storage.open(provider_id, sha256), squeezed=False)
            _check_same(each.row.file_name or "", packed.sha256, sha256)


def _add_evidence(
    bag: BagWriter, portfolio: Portfolio, storage: Storage, progress: Progress
) -> None:
    """As they are: most kinds are squeezed already, and so no honest pack looks like a bomb."""
    of, done = portfolio.size, 0
    progress(done, of)
    for piece in portfolio.pieces:
        for file in piece.files:
            if file.path is not None:
                chunks = storage.open(
                    portfolio.report.apprenticeship.provider_id, file.reference.sha256
                )
                packed = bag.add(file.path, _counted(chunks, done, of, progress), squeezed=False)
                done += packed.size
                _check_same(file.reference.name, packed.sha256, file.reference.sha256)


def _check_same(name: str, now: str, then: str) -> None:
    if now != then:
        raise ContentDiffers(
            f"“{name}” is not what it was when it was added, so no pack was made."
            " Tell your administrator: a backup has it as it was."
        )


def _counted(chunks: Iterator[bytes], done: int, of: int, progress: Progress) -> Iterator[bytes]:
    for chunk in chunks:
        yield chunk
        done += len(chunk)
        progress(done, of)


def _readme(portfolio: Portfolio) -> bytes:
    environment = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=False,  # noqa: S701  plain text, which no browser reads as anything else
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    report = portfolio.report
    text = environment.get_template("pack/README.txt").render(
        title=f"The portfolio of {report.apprenticeship.apprentice}",
        stood=moment_in_words(report.as_of),
        made=moment_in_words(portfolio.made_at),
        passed=portfolio.passage is not None,
        released=portfolio.result is not None,
        provider=report.apprenticeship.provider,
        file=f"{portfolio.base}.zip",
        blocked=portfolio.blocked,
        declared=bool(portfolio.declarations),
        declared_before=bool(portfolio.declared_before),
        counted=portfolio.record is not None and portfolio.record.inventory is not None,
        key=portfolio.record.keys[-1].text if portfolio.record and portfolio.record.keys else "",
    )
    return text.encode()
