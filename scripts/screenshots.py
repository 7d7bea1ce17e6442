"""Take the pictures of the README from a demo started for them alone.

Usage: python -m scripts.screenshots [FOLDER]    (docs/screenshots by default)
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from scripts.system_packages import chromium

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 300
PHONE = (360, 740)
DESK = (1280, 800)


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its name, the page, the size of the screen, a link to follow first, who is looking."""

    name: str
    path: str
    size: tuple[int, int]
    follow: str | None = None
    account: str | None = None


REGION = "c/demo-region-wadi-tachawor"
COMMUNE = "c/demo-commune-ain-tachawor"
PROVINCE = "c/demo-province-tilal-erray"
TO_CONSULTATION = 'main a[href*="/consultations/"]'

SHOTS = (
    Shot("home-ar-phone", "/ar/", PHONE),
    Shot("home-fr-desk", "/fr/", DESK),
    Shot("consultation-ar-phone", f"/ar/{COMMUNE}", PHONE, follow=TO_CONSULTATION),
    Shot("consultation-fr-desk", f"/fr/{COMMUNE}", DESK, follow=TO_CONSULTATION),
    Shot("vote-ar-phone", f"/ar/{COMMUNE}", PHONE, follow='main a[href$="/vote"]'),
    Shot("vote-results-fr-desk", f"/fr/{REGION}", DESK, follow='main a[href$="/vote/results"]'),
    Shot("projects-ar-desk", f"/ar/{REGION}/projects", DESK),
    Shot("answers-fr-desk", f"/fr/{REGION}/answers", DESK),
    Shot("today-fr-desk", f"/fr/{COMMUNE}/manage/today", DESK, account="ain-focal-point"),
    Shot("moderation-ar-desk", f"/ar/{COMMUNE}/manage/moderation", DESK, account="ain-moderator"),
    Shot("synthesis-fr-desk", f"/fr/{PROVINCE}/manage/synthesis", DESK, account="tilal-committee-member"),
)


def main() -> None:
    """Start a demo, take every picture, stop the demo."""
    program = chromium()
    if program is None:
        sys.exit("No Chromium on this machine. Type: sudo apt-get install chromium fonts-noto-core")
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    with running_demo() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=options)
        for shot in SHOTS:
            take(browser, address, shot, folder)
        browser.close()


def take(browser: Browser, address: str, shot: Shot, folder: Path) -> None:
    """Take one picture of the first screen of a page; a page that does not answer 200 ends the run."""
    width, height = shot.size
    context = browser.new_context(viewport={"width": width, "height": height}, base_url=address)
    page = context.new_page()
    if shot.account:
        sign_in(page, shot.account, near=shot.path.partition("/manage")[0])
    open_page(page, shot.path)
    if shot.follow:
        open_page(page, page.locator(shot.follow).first.get_attribute("href") or "")
    page.screenshot(path=folder / f"{shot.name}.png")
    context.close()
    print(f"  {shot.name}.png", flush=True)


def open_page(page: Page, path: str) -> None:
    """Open a page that must answer 200."""
    answer = page.goto(path)
    if answer is None or answer.status != 200:
        sys.exit(f"{path} answered {answer.status if answer else 'nothing'}.")


def sign_in(page: Page, account: str, *, near: str) -> None:
    """Sign in as an account that the demo's banner offers on the page of its collectivity."""
    open_page(page, near)
    with page.expect_navigation():
        page.locator(f'form[action*="/demo/sign-in/{account}"]').first.evaluate("form => form.submit()")


@contextmanager
def running_demo() -> Iterator[str]:
    """Run the whole platform with a new demo on a free port; yield its address."""
    with tempfile.TemporaryDirectory(prefix="tachawor-demo-") as folder:
        port = free_port()
        environment = dict(os.environ, TACHAWOR_DATA_FOLDER=folder, TACHAWOR_DEMO="1", PORT=str(port))
        command = [sys.executable, str(ROOT / "scripts" / "serve.py")]
        launcher = subprocess.Popen(command, cwd=ROOT, env=environment)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(address, launcher)
            yield address
        finally:
            launcher.send_signal(signal.SIGINT)
            launcher.wait()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(address: str, launcher: "subprocess.Popen[bytes]") -> None:
    """Wait until the platform answers; end here when it ended instead."""
    give_up = time.monotonic() + START_SECONDS
    while launcher.poll() is None and time.monotonic() < give_up:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    sys.exit("The demo did not start.")


if __name__ == "__main__":
    main()
