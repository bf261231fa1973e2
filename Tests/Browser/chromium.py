# SPDX-License-Identifier: Apache-2.0
"""Headless Chromium with a fake camera and microphone, driven by chromedriver."""

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

from page import RECORDER, Page

# A camera and a microphone that are none.
FAKE_DEVICES = "--use-fake-device-for-media-stream=device-count=2,fps=20"

FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--window-size=1280,800",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--allow-loopback-in-peer-connection",
    # A page without the camera's permission hides its addresses behind multicast DNS, and waits for ever if
    # no interface has multicast.
    "--disable-features=WebRtcHideLocalIpsWithMdns",
    # Windows behind others go on at full pace, as if each were on a screen of its own.
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]

THREE_CAMERAS_AND_A_SCREEN = "--use-fake-device-for-media-stream=device-count=3,fps=10,display-media-type=browser"


class Chromium:
    def __init__(self, directory, flags=(), devices=FAKE_DEVICES):
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        for flag in [*FLAGS, *filter(None, [devices]), f"--user-data-dir={directory / 'profile'}", *flags]:
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        service = Service("/usr/bin/chromedriver", log_output=str(directory / "chromedriver.log"))
        self.driver = webdriver.Chrome(options=options, service=service)
        self.driver.set_script_timeout(60)
        self._first = self.driver.current_window_handle
        self.pages = []
        self._lines = []

    def open(self, url):
        """Opens a new window."""
        self.driver.switch_to.window(self._first)
        self.driver.switch_to.new_window("window")
        self.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": RECORDER})
        page = ChromiumPage(self, self.driver.current_window_handle)
        self.pages.append(page)
        page.go(url)
        return page

    def console(self):
        """The console lines of all its windows since `clear_console`."""
        self._lines += [f"{entry['level']} {entry['message']}" for entry in self.driver.get_log("browser")]
        return self._lines

    def clear_console(self):
        self.console()
        self._lines = []

    def close_pages(self):
        for page in list(self.pages):
            page.close()

    def stop(self):
        self.driver.quit()


class ChromiumPage(Page):
    def __init__(self, browser, handle):
        self._browser = browser
        self._handle = handle
        # A selector of the frame that functions are evaluated in; None: the page itself.
        self.frame = None

    @property
    def driver(self):
        self._browser.driver.switch_to.window(self._handle)
        return self._browser.driver

    def go(self, url):
        self.driver.get(url)

    def preload(self, source):
        """Runs a script before those of each page that the window shows from now on."""
        self.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": source})

    def reload(self):
        self.driver.refresh()

    def evaluate(self, function, *arguments):
        driver = self.driver
        if self.frame:
            driver.switch_to.frame(driver.find_element(By.CSS_SELECTOR, self.frame))
        return driver.execute_script(f"return ({function})(...arguments)", *arguments)

    def memory(self):
        """Bytes in use once the garbage is collected: by scripts, and by what the browser holds for them."""
        driver = self.driver
        # What one round lets go of may have held more.
        for _ in range(3):
            driver.execute_cdp_cmd("HeapProfiler.collectGarbage", {})
        usage = driver.execute_cdp_cmd("Runtime.getHeapUsage", {})
        return usage["usedSize"], usage["embedderHeapUsedSize"]

    def screenshot(self, path):
        self.driver.save_screenshot(str(path))

    def close(self):
        self.driver.close()
        self._browser.pages.remove(self)
        self._browser.driver.switch_to.window(self._browser._first)
