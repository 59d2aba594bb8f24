"""A real browser without a window (浏览器), for tests of what a page does."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def _program(names: tuple[str, ...]) -> str:
    return next(filter(None, map(shutil.which, names)), "")


def installed() -> bool:
    """Whether there is a browser with its driver; where CI runs, there must be."""
    there = bool(_program(BROWSERS) and shutil.which("chromedriver"))
    return there or bool(os.environ.get("CI"))


needs_browser = pytest.mark.skipif(not installed(), reason="needs Chromium and its driver")


@contextmanager
def browser() -> Iterator[Any]:
    """A browser with an empty profile, closed at the end."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        options = Options()
        options.binary_location = _program(BROWSERS)
        for flag in (*FLAGS, f"--user-data-dir={profile}", "--window-size=1280,1000"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        service = Service(shutil.which("chromedriver"))
        driver = webdriver.Chrome(options=options, service=service)
        try:
            yield driver
        finally:
            driver.quit()


def resized(driver: Any, width: int, height: int) -> None:
    """The window as wide as a phone's, or any other."""
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < height}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)


def opened(driver: Any, page: Path, fragment: str = "") -> None:
    """The page opened anew from the disk."""
    driver.get("about:blank")
    driver.get(page.as_uri() + fragment)
