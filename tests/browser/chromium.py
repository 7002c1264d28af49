"""The Chromium that the browser tests drive.

One that is installed, else one that can be had: ``python -m tests.browser.chromium`` makes sure
that there is one, or says how to get one.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")

HOW_TO_GET_ONE = """\
The browser tests need Chromium, and none could be found or installed.
Install it with the system's packages (apt install chromium, dnf install chromium,
brew install --cask chromium), or say where one is: CHROMIUM=/path/to/chrome make test."""


def find_chromium() -> Path | None:
    """One named by the variable CHROMIUM, on the PATH, or fetched by Playwright earlier."""
    if named := os.environ.get("CHROMIUM"):
        return Path(named)
    for name in NAMES:
        if path := shutil.which(name):
            return Path(path)
    with sync_playwright() as playwright:
        fetched = Path(playwright.chromium.executable_path)
    return fetched if fetched.exists() else None


def launch_chromium(playwright: Playwright) -> Browser:
    """A browser without a window. Root has no sandbox for it, and containers little /dev/shm."""
    path = find_chromium()
    if path is None:
        raise RuntimeError(HOW_TO_GET_ONE)
    arguments = ["--disable-dev-shm-usage"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    return playwright.chromium.launch(executable_path=path, args=arguments)


def ensure_chromium() -> None:
    """Finds one that starts, or gets one: as root from the system's packages, or Playwright's."""
    for command in ([], *_ways_to_get_one()):
        if command and subprocess.run(command, stdout=sys.stderr, check=False).returncode:
            continue
        if _starts():
            return
    sys.exit(HOW_TO_GET_ONE)


def _ways_to_get_one() -> list[list[str]]:
    ways = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        ways.insert(0, ["sh", "-c", "apt-get update -qq && apt-get install -y -qq chromium"])
    return ways


def _starts() -> bool:
    path = find_chromium()
    return path is not None and (
        subprocess.run([path, "--version"], stdout=subprocess.DEVNULL, check=False).returncode == 0
    )


if __name__ == "__main__":
    ensure_chromium()
