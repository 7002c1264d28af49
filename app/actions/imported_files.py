"""Part of an import: the files of a portfolio, stored before their rows as all files are."""

import uuid
from collections.abc import Iterator
from contextlib import suppress
from tempfile import TemporaryFile

from app.adapters.bag_reader import Bag
from app.adapters.file_types import media_type_of
from app.adapters.pack_reader import refuse
from app.adapters.portfolio_file import CertificateShape, FileShape, PortfolioFile
from app.adapters.storage import Storage, StorageFailed
from app.domain.errors import RefusedType
from app.domain.files import file_name


def store_files(
    bag: Bag, said: PortfolioFile, storage: Storage, provider_id: uuid.UUID
) -> list[str]:
    """The SHA-256s of those that were not there yet.

    Invalid where one is of no kind that is kept, or of another than it is said to be.
    """
    stored: list[str] = []
    try:
        for path, file in _files_in(said):
            with TemporaryFile() as kept:
                kept.writelines(bag.chunks(path))
                kind = media_type_of(kept, file.name)
                if kind != file.media_type or file_name(file.name, kind) != file.name:
                    refuse(f"“{file.name[:60]}” is not of the kind that it is said to be")
                if not storage.exists(provider_id, file.sha256):
                    storage.put(provider_id, file.sha256, kept)
                    stored.append(file.sha256)
    except BaseException as error:
        for sha256 in stored:
            with suppress(StorageFailed):
                storage.delete(provider_id, sha256)
        if isinstance(error, RefusedType):
            refuse(error.sentence.partition(", so")[0])
        raise
    return stored


def store_again(bag: Bag, said: PortfolioFile, storage: Storage, provider_id: uuid.UUID) -> None:
    """What a sweep took because no piece held it at that moment. The portfolio is in already."""
    with suppress(StorageFailed):
        for path, file in _files_in(said):
            if not storage.exists(provider_id, file.sha256):
                with TemporaryFile() as kept:
                    kept.writelines(bag.chunks(path))
                    storage.put(provider_id, file.sha256, kept)


def _files_in(said: PortfolioFile) -> Iterator[tuple[str, FileShape | CertificateShape]]:
    for piece in said.pieces:
        for file in piece.content.files:
            if (path := piece.paths[file.id]) is not None:
                yield path, file
    for qualification in said.qualifications:
        certificate = qualification.certificate
        if certificate and certificate.path is not None:
            yield certificate.path, certificate
