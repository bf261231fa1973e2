# SPDX-License-Identifier: Apache-2.0
"""What every end-to-end test may ask for: relays, clients, and a report with their logs when it fails."""

import re

import pytest

import ffmpeg
from gstreamer import GStreamerViewer
from relay import Relay
from whip_client import AsyncRunner, Publisher, Viewer

LOG_TAIL = 20_000  # bytes of a log that a failure's report carries


@pytest.fixture(scope="session")
def work_directory(tmp_path_factory):
    return tmp_path_factory.mktemp("longwave")


@pytest.fixture(scope="session")
def _shared_relays(work_directory):
    relays = {}

    def get(own_ports):
        if own_ports not in relays:
            relays[own_ports] = Relay(work_directory, own_ports=own_ports).start()
        return relays[own_ports]

    yield get
    for relay in relays.values():
        relay.stop()


@pytest.fixture
def own_ports():
    """How many ports of their own the peers of the test's relay have; 0: they share one a worker.

    `@BOTH_MODES` runs a test with either.
    """
    return 0


BOTH_MODES = pytest.mark.parametrize("own_ports", [0, 500], ids=["one-port", "own-ports"])


@pytest.fixture
def _shared_relay(_shared_relays, own_ports):
    return _shared_relays(own_ports)


@pytest.fixture
def attachments(request):
    """Name → function that gives text; `pytest_runtest_makereport` calls them when the test fails."""
    request.node.attachments = {}
    return request.node.attachments


@pytest.fixture
def relay(_shared_relay, attachments):
    """The relay that most tests share, each in a room of its own; one that died is started anew."""
    if not _shared_relay.running:
        _shared_relay.start()
    start = _shared_relay.log_size()
    attachments["relay log"] = lambda: _shared_relay.log(start)
    yield _shared_relay
    code = _shared_relay.exit_code
    assert code is None, f"the relay ended with {code} during this test"
    complaints = re.findall(r"^\S+ +(?:error|critical) .*$", _shared_relay.log(start), re.MULTILINE)
    assert not complaints, complaints


@pytest.fixture
def new_relay(tmp_path, attachments):
    """Makes relays of the test's own, with further arguments; they are ended with the test."""
    made = []

    def make(*arguments, **options):
        relay = Relay(tmp_path, *arguments, **options)
        made.append(relay)
        attachments[f"relay log {len(made)}"] = relay.log
        return relay

    yield make
    for relay in made:
        if relay.running:
            relay.stop()


@pytest.fixture
def room(request):
    """A room name of the test's own."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", request.node.name)[:100].strip("-")


@pytest.fixture(scope="session")
def runner():
    runner = AsyncRunner()
    yield runner
    runner.stop()


@pytest.fixture
def _sessions():
    made = []
    yield made
    for session in reversed(made):
        session.close()


@pytest.fixture
def publisher(runner, relay, room, _sessions):
    """Makes an aiortc publisher into the test's room; not started."""

    def make(tracks, broadcast="studio", **options):
        made = Publisher(runner, relay.url(f"/whip/{room}/{broadcast}"), tracks, **options)
        _sessions.append(made)
        return made

    return make


@pytest.fixture
def viewer(runner, relay, room, _sessions):
    """Makes an aiortc viewer of the test's room; not started."""

    def make(broadcast="studio", **options):
        path = f"/whep/{room}/{broadcast}" if broadcast else f"/whep/{room}"
        made = Viewer(runner, relay.url(path), **options)
        _sessions.append(made)
        return made

    return make


@pytest.fixture(scope="session")
def clip(work_directory):
    """A file with H.264 and Opus, as FFmpeg publishes it."""
    return ffmpeg.make_clip(work_directory / "clip.mkv")


@pytest.fixture
def ffmpeg_publisher(clip, relay, room, tmp_path, attachments):
    """Starts FFmpeg's WHIP muxer into the test's room."""
    started = []

    def start(broadcast="studio", *options):
        log = tmp_path / f"ffmpeg-{len(started)}.log"
        child = ffmpeg.publish(clip, relay.url(f"/whip/{room}/{broadcast}"), log, *options)
        attachments[f"FFmpeg's log {len(started)}"] = child.output
        started.append(child)
        return child

    yield start
    for child in started:
        child.stop()


@pytest.fixture
def gstreamer_viewer(relay, room, tmp_path, attachments):
    """Starts a webrtcbin viewer of the test's room."""
    started = []

    def start(video_codec, broadcast="studio"):
        log = tmp_path / f"gstreamer-{len(started)}.log"
        made = GStreamerViewer(relay.url(f"/whep/{room}/{broadcast}"), video_codec, log)
        attachments[f"GStreamer's log {len(started)}"] = lambda: log.read_text(errors="replace")
        started.append(made)
        return made

    yield start
    for made in started:
        made.stop()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    if not report.failed:
        return
    for name, text in getattr(item, "attachments", {}).items():
        try:
            content = text()
        except Exception as error:  # a page or process that is gone must not hide the failure itself
            content = f"not to be had: {error!r}"
        report.sections.append((name, content[-LOG_TAIL:]))


def pytest_terminal_summary(terminalreporter):
    """Figures that tests recorded by `record_property`, whether they passed or not."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, [])]
    for report in reports:
        for name, value in report.user_properties:
            terminalreporter.write_line(f"{report.nodeid.split('::')[-1]}: {name}: {value}")
