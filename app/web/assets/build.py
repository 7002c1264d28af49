"""Builds what pages and PDFs are made with, from npm's packages and our own Sass and JavaScript.

Run by ``make``. Writes the git-ignored folder ``built/``::

    static/         what the browser may fetch, each file named by its content
    fonts/          what PDFs are set in; never served
    manifest.json   the name of each file in ``static/`` by its plain name

GOV.UK's own font and crown are licensed for GOV.UK alone and are not among them.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import typst

HERE = Path(__file__).parent
PACKAGES = HERE / "node_modules"
BUILT = HERE / "built"

SCRIPTS = {
    "govuk-frontend.js": PACKAGES / "govuk-frontend/dist/govuk/govuk-frontend.min.js",
    "htmx.js": PACKAGES / "htmx.org/dist/htmx.min.js",
    "tus.js": PACKAGES / "tus-js-client/dist/tus.min.js",
}
"""Other people's scripts by the names that ours know them by."""

ICONS = {
    "gatepost-192.png": ("gatepost.svg", 192),
    "gatepost-512.png": ("gatepost.svg", 512),
    "gatepost-full-180.png": ("gatepost-full.svg", 180),
    "gatepost-full-512.png": ("gatepost-full.svg", 512),
}
"""What home screens show: from which of our pictures, and how many pixels wide. The full ones
reach to every edge, for systems that cut them to a shape of their own.
"""

FONTS = [
    "@expo-google-fonts/noto-sans/400Regular/*.ttf",
    "@expo-google-fonts/noto-sans/400Regular_Italic/*.ttf",
    "@expo-google-fonts/noto-sans/700Bold/*.ttf",
    "@expo-google-fonts/noto-sans/700Bold_Italic/*.ttf",
    # Arabic, Hebrew, Armenian, Georgian, mathematics.
    "dejavu-fonts-ttf/ttf/DejaVuSans.ttf",
    "dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf",
    "@expo-google-fonts/noto-sans-bengali/[47]00*/*.ttf",
    "@expo-google-fonts/noto-sans-gujarati/[47]00*/*.ttf",
    "@expo-google-fonts/noto-sans-gurmukhi/[47]00*/*.ttf",
    "@expo-google-fonts/noto-sans-tamil/[47]00*/*.ttf",
    # Chinese and Japanese; Korean.
    "@expo-google-fonts/chocolate-classical-sans/400Regular/*.ttf",
    "@expo-google-fonts/gowun-dodum/400Regular/*.ttf",
    "@expo-google-fonts/noto-sans-symbols-2/400Regular/*.ttf",
    "@expo-google-fonts/noto-emoji/400Regular/*.ttf",
]
"""Wide, because a PDF/UA document refuses every character that none of its fonts can show."""

SOURCE_MAP = re.compile(rb"\s*//# sourceMappingURL=\S+\s*$")
IMPORT = re.compile(rb"""(\bfrom\s*|\bimport\s*\(?\s*)(["'])\./([\w.-]+)\2""")
ADDRESS = re.compile(rb"""url\((["']?)(?!data:|#)([^"')]+)\1\)""")
GOVUK_ADDRESS = b"/assets/"
"""Where GOV.UK's own style looks for its crown: there is none here."""


class Static:
    """The files of ``static/`` as they are added, each under a name that holds its hash."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names: dict[str, str] = {}

    def add(self, name: str, content: bytes) -> None:
        stem, dot, suffix = name.rpartition(".")
        digest = hashlib.sha256(content).hexdigest()[:12]
        self.names[name] = f"{stem}-{digest}{dot}{suffix}"
        (self.folder / self.names[name]).write_bytes(content)

    def add_scripts(self, scripts: dict[str, Path]) -> None:
        """Each script after those that it imports, because its text holds their hashed names."""
        waiting = {name: SOURCE_MAP.sub(b"", path.read_bytes()) for name, path in scripts.items()}
        while waiting:
            ready = [name for name in waiting if not self._imports(waiting[name]) & set(waiting)]
            if not ready:
                sys.exit(f"These scripts import each other in a circle: {', '.join(waiting)}.")
            for name in ready:
                self.add(name, IMPORT.sub(self._hashed_import, waiting.pop(name)))

    def add_style(self, name: str, css: bytes) -> None:
        self.add(name, ADDRESS.sub(self._hashed_address, css))

    @staticmethod
    def _imports(script: bytes) -> set[str]:
        return {match[3].decode() for match in IMPORT.finditer(script)}

    def _hashed_import(self, match: re.Match[bytes]) -> bytes:
        return match[1] + match[2] + b"./" + self._hashed(match[3]) + match[2]

    def _hashed_address(self, match: re.Match[bytes]) -> bytes:
        if match[2].startswith(GOVUK_ADDRESS):
            return b"none"
        return b"url(" + self._hashed(match[2]) + b")"

    def _hashed(self, name: bytes) -> bytes:
        try:
            return self.names[name.decode()].encode()
        except KeyError:
            sys.exit(f"{name.decode()} is asked for, and is not among the assets.")


def compiled_sass(source: Path) -> bytes:
    options = ["--style=compressed", "--no-source-map", "--quiet-deps", f"--load-path={PACKAGES}"]
    sass = subprocess.run(
        [str(PACKAGES / ".bin/sass"), *options, str(source)], stdout=subprocess.PIPE, check=False
    )
    if sass.returncode:
        sys.exit("The style sheet does not compile; Sass says why above.")
    return sass.stdout


def icon(source: Path, pixels: int) -> bytes:
    """A square picture as PNG."""
    side = f"{pixels}pt"
    page = f"#set page(width: {side}, height: {side}, margin: 0pt, fill: none)"
    shown = f'{page}\n#image("{source.name}", width: 100%)'
    made = typst.Compiler(root=source.parent).compile(shown.encode(), format="png", ppi=72)
    if not isinstance(made, bytes):
        sys.exit(f"{source.name} came out as something other than one picture.")
    return made


def copy_fonts(folder: Path) -> None:
    for pattern in FONTS:
        found = sorted(PACKAGES.glob(pattern))
        if not found:
            sys.exit(f"No font is at {pattern}.")
        for font in found:
            shutil.copy(font, folder)


def build() -> None:
    shutil.rmtree(BUILT, ignore_errors=True)
    (BUILT / "static").mkdir(parents=True)
    (BUILT / "fonts").mkdir()
    copy_fonts(BUILT / "fonts")
    static = Static(BUILT / "static")
    for image in sorted((HERE / "images").glob("*")):
        static.add(image.name, image.read_bytes())
    for name, (source, pixels) in ICONS.items():
        static.add(name, icon(HERE / "images" / source, pixels))
    static.add_scripts(SCRIPTS | {path.name: path for path in sorted((HERE / "js").glob("*.js"))})
    static.add_style("gatepost.css", compiled_sass(HERE / "scss/gatepost.scss"))
    # Last, because the presence of the manifest says that the build is whole.
    (BUILT / "manifest.json").write_text(json.dumps(static.names, indent=2, sort_keys=True) + "\n")


if __name__ == "__main__":
    build()
