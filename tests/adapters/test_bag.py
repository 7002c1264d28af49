"""A bag holds what was put into it, and a bag that was tampered with is refused whole."""

import hashlib
import io
import stat
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from app.adapters import bag_reader
from app.adapters.bag import BagWriter
from app.adapters.bag_reader import open_bag
from app.domain.errors import Invalid

AT = datetime(2026, 11, 3, 10, 0, tzinfo=UTC)
BASE = "gatepost-amara-okafor-2026-11-03"
FILES = {
    "portfolio.json": b"{}",
    "evidence/2026-06-01 Lease 100%/K03 – Lease 100%.pdf": b"%PDF-" + b"lease" * 1000,
}

Members = dict[str, bytes]


def packed() -> io.BytesIO:
    target = io.BytesIO()
    with BagWriter(target, BASE, AT) as writer:
        for path, content in FILES.items():
            writer.add(path, [content[:3], content[3:]], squeezed=path.endswith("json"))
        writer.seal({"Source-Organization": "Northgate Training"})
    return target


def members() -> Members:
    with zipfile.ZipFile(packed()) as archive:
        return {info.filename.partition("/")[2]: archive.read(info) for info in archive.infolist()}


def zipped(files: Members, change: Callable[[zipfile.ZipInfo], None] | None = None) -> io.BytesIO:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(f"{BASE}/{name}")
            if change and name == "data/portfolio.json":
                change(info)
            archive.writestr(info, content)
    return target


def sealed(files: Members) -> Members:
    """The same with manifests that are right for it."""

    def manifest(names: list[str]) -> bytes:
        lines = [f"{hashlib.sha256(files[n]).hexdigest()}  {n.replace('%', '%25')}" for n in names]
        return "\n".join([*lines, ""]).encode()

    files = dict(files)
    files["manifest-sha256.txt"] = manifest([n for n in files if n.startswith("data/")])
    tags = [n for n in files if "/" not in n and n != "tagmanifest-sha256.txt"]
    files["tagmanifest-sha256.txt"] = manifest(tags)
    return files


def refusal(content: io.BytesIO) -> str:
    with pytest.raises(Invalid) as refused, open_bag(content) as bag:
        bag.check_contents()
    return refused.value.sentence


def test_a_bag_holds_what_was_put_into_it() -> None:
    with open_bag(packed()) as bag:
        assert {path: bag.read(path, 10_000) for path in bag.payload} == FILES
        assert f"Payload-Oxum: {sum(map(len, FILES.values()))}.2" in bag.info
        assert "Source-Organization: Northgate Training" in bag.info


def test_the_manifests_are_those_of_rfc_8493() -> None:
    files = members()
    assert files["bagit.txt"] == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    for name, manifest in (("data/", "manifest-sha256.txt"), ("bagit", "tagmanifest-sha256.txt")):
        lines = dict(line.split("  ")[::-1] for line in files[manifest].decode().splitlines())
        for path, content in files.items():
            if path.startswith(name):
                encoded = path.replace("%", "%25")
                assert lines[encoded] == hashlib.sha256(content).hexdigest()
    assert sealed(files) == files


def test_nothing_goes_into_a_bag_twice_or_outside_it() -> None:
    with BagWriter(io.BytesIO(), BASE, AT) as writer:
        writer.add("a.txt", [b"a"])
        for path in ("A.TXT", "../a.txt", "/a.txt"):
            with pytest.raises(ValueError, match="cannot be a file"):
                writer.add(path, [b"b"])


def with_changed(name: str, content: bytes | None) -> Members:
    files = members()
    if content is None:
        del files[name]
    else:
        files[name] = content
    return files


def named(name: str) -> io.BytesIO:
    return zipped(sealed({**members(), name: b"x"}))


def twice() -> io.BytesIO:
    target = zipped(members())
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(target, "a") as archive:
        archive.writestr(f"{BASE}/data/portfolio.json", b"{}")
    return target


def over_one_another() -> io.BytesIO:
    """Two entries of the list that point at the same bytes, as in a bomb."""
    content = zipped(members()).getvalue()
    first = content.index(b"PK\x01\x02")
    second = content.index(b"PK\x01\x02", first + 4)
    offset = slice(second + 42, second + 46)
    mended = bytearray(content)
    mended[offset] = content[first + 42 : first + 46]
    return io.BytesIO(bytes(mended))


def flipped() -> io.BytesIO:
    content = bytearray(packed().getvalue())
    content[content.index(b"leaselease")] ^= 1
    return io.BytesIO(bytes(content))


def of_kind(kind: int) -> Callable[[zipfile.ZipInfo], None]:
    def change(info: zipfile.ZipInfo) -> None:
        info.external_attr = (kind | 0o777) << 16

    return change


def encrypted() -> io.BytesIO:
    content = bytearray(zipped(members()).getvalue())
    flags = content.index(b"PK\x01\x02") + 8
    content[flags] |= 1
    return io.BytesIO(bytes(content))


def behind_something() -> io.BytesIO:
    return io.BytesIO(b"#!/bin/sh\n" + zipped(members()).getvalue())


def bomb() -> io.BytesIO:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sealed({**members(), "data/zeros": bytes(90_000_000)}).items():
            archive.writestr(f"{BASE}/{name}", content)
    return target


HOSTILE: dict[str, tuple[Callable[[], io.BytesIO], str]] = {
    "nothing": (lambda: io.BytesIO(b""), "not a ZIP file"),
    "no archive": (lambda: io.BytesIO(b"%PDF-1.7 not an archive"), "not a ZIP file"),
    "cut short": (lambda: io.BytesIO(packed().getvalue()[:-30]), "not a ZIP file"),
    "climbing": (lambda: named("data/../../../etc/passwd"), "not the name of a file"),
    "absolute": (lambda: named("/etc/passwd"), "not the name of a file"),
    "backslash": (lambda: named("data/..\\..\\x"), "not the name of a file"),
    "device": (lambda: named("data/NUL"), "not the name of a file"),
    "turned": (lambda: named("data/in\u202efdp.exe"), "not the name of a file"),
    "folder": (lambda: named("data/folder/"), "not the name of a file"),
    "same but for capitals": (lambda: named("data/Portfolio.JSON"), "is in it twice"),
    "twice": (twice, "is in it twice"),
    "symbolic link": (lambda: zipped(members(), of_kind(stat.S_IFLNK)), "is a link"),
    "device file": (lambda: zipped(members(), of_kind(stat.S_IFCHR)), "is a link"),
    "encrypted": (encrypted, "is encrypted"),
    "over one another": (over_one_another, "over one another"),
    "behind something": (behind_something, "behind something else"),
    "bomb": (bomb, "unpack to far more"),
    "outside": (lambda: named("README.txt"), "is no part of it"),
    "to be fetched": (lambda: named("fetch.txt"), "is no part of it"),
    "no manifest": (lambda: zipped(with_changed("manifest-sha256.txt", None)), "it has no"),
    "no bag": (lambda: zipped(sealed(with_changed("bagit.txt", b"x"))), "BagIt"),
    "unlisted": (lambda: zipped({**members(), "data/x": b"x"}), "in no manifest"),
    "missing": (lambda: zipped(with_changed("data/portfolio.json", None)), "and not there"),
    "other content": (lambda: zipped(with_changed("data/portfolio.json", b"[]")), "differs"),
    "other manifest": (lambda: zipped(with_changed("bag-info.txt", b"X: y\n")), "differs"),
    "flipped bit": (flipped, "damaged"),
    "not text": (lambda: zipped(sealed(with_changed("bag-info.txt", b"\xff"))), "is not text"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_bag_is_refused_whole(what: str) -> None:
    made, why = HOSTILE[what]
    sentence = refusal(made())
    assert why in sentence
    assert sentence.startswith("This pack cannot be taken: ")


def test_a_bag_of_countless_files_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bag_reader, "MAX_ENTRIES", 3)
    assert "more than 3 files" in refusal(packed())
