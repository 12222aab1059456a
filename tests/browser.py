"""A headless Chromium that opens pages from disk, without a network."""

import shutil
from contextlib import contextmanager

import pytest

SWITCHES = (
    *("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1200,2000"),
    *("--host-resolver-rules=MAP * ~NOTFOUND", "--enable-unsafe-swiftshader"),
)


@contextmanager
def chromium():
    """A selenium driver; skips the test where there is none, and says what is missing."""
    webdriver = pytest.importorskip("selenium.webdriver")
    program = shutil.which("chromium") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    if not (program and driver):
        pytest.skip("needs chromium and chromedriver (apt-get install chromium chromium-driver)")
    options = webdriver.ChromeOptions()
    options.binary_location = program
    for switch in SWITCHES:
        options.add_argument(switch)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    browser = webdriver.Chrome(options, webdriver.ChromeService(driver))
    try:
        yield browser
    finally:
        browser.quit()


def errors(browser):
    """What the console has of errors, and of warnings by Bokeh."""
    entries = [entry for entry in browser.get_log("browser") if entry["level"] != "INFO"]
    return [e["message"] for e in entries if e["level"] == "SEVERE" or "bokeh" in e["message"]]


def loaded(browser):
    """The addresses that the page has fetched; those that it holds itself do not count."""
    names = browser.execute_script(
        "return performance.getEntriesByType('resource').map(entry => entry.name)"
    )
    return [name for name in names if not name.startswith(("data:", "blob:"))]
