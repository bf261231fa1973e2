# SPDX-License-Identifier: Apache-2.0
"""Start and stop as an operator meets them."""

import os
import time

import pytest

from child import Child
from patterns import PictureTrack
from relay import Relay
from waiting import wait_live, wait_until
from whip_client import Publisher


def meaningful(output):
    return [line for line in output.splitlines() if line.strip()]


def test_a_busy_port_is_named_and_ends_the_start(relay, tmp_path):
    second = Relay(tmp_path, http_port=relay.port, log_level="notice").launch()
    assert second.wait(15) != 0
    told = [line for line in meaningful(second.output()) if str(relay.port) in line]
    assert len(told) == 1, second.output()
    assert "use" in told[0].lower() or "busy" in told[0].lower(), told[0]
    assert "Fatal error" not in second.output()
    assert relay.get("/healthz").status == 200


def test_a_busy_media_port_is_named_and_ends_the_start(relay, tmp_path):
    second = Relay(tmp_path, log_level="notice")
    second.media_ports = relay.media_ports
    child = second.launch()
    assert child.wait(15) == 1
    [told] = meaningful(child.output())
    assert f"UDP port {relay.media_ports[0]} on 127.0.0.1 is in use" in told, told


def test_SIGTERM_ends_the_relay_soon_and_cleanly(new_relay, runner):
    relay = new_relay().start()
    session = Publisher(runner, relay.url("/whip/room/studio"), [PictureTrack((200, 40, 40))])
    session.start().wait_connected()
    wait_live(relay, "room", "studio")
    started = time.monotonic()
    code = relay.stop()
    assert code == 0, relay.log()
    assert time.monotonic() - started < 6
    wait_until(lambda: session.state == "closed", 5, lambda: f"the publisher is told, is {session.state}")
    session.abandon()


def test_a_relay_starts_again_on_the_same_ports(new_relay, runner):
    relay = new_relay().start()
    relay.kill()
    relay.start()
    assert relay.get("/readyz").status == 200


WRONG = [
    ("--workers 100000", "workers"),
    ("--workers many", "workers"),
    ("--media-ports 5000-4000", "media-ports"),
    ("--media-port 8189 --media-ports 5000-6000", "media-port and --media-ports"),
    ("--media-port 65535 --workers 2", "media-port"),
    ("--http-port 70000", "http-port"),
    ("--announce nowhere", "announce"),
    ("--log-level loud", "log-level"),
    ("--no-such-setting 1", "no-such-setting"),
    ("LONGWAVE_WORKERS=many", "LONGWAVE_WORKERS"),
    ("LONGWAVE_NO_SUCH_SETTING=1", "LONGWAVE_NO_SUCH_SETTING"),
]


@pytest.mark.parametrize(("setting", "named"), WRONG, ids=[setting for setting, _ in WRONG])
def test_a_wrong_setting_ends_the_start_with_one_clear_line(tmp_path, setting, named):
    from_environment = setting.startswith("LONGWAVE_")
    arguments = [] if from_environment else setting.split()
    environment = dict([setting.split("=")]) if from_environment else {}
    child = Child([os.environ["LONGWAVE_BIN"], "serve", *arguments], tmp_path / "relay.log", environment)
    try:
        assert child.wait(15) != 0
    finally:
        child.kill()
    lines = meaningful(child.output())
    assert len(lines) == 1, child.output()
    assert named in lines[0], lines[0]
