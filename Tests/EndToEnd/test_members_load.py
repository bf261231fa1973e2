# SPDX-License-Identifier: Apache-2.0
"""longwave-load's members in a room: the probes that other tests count with."""

import pytest

from load_generator import LoadGenerator
from member_client import MemberClient
from waiting import wait_until


@pytest.fixture
def moderator(relay, room):
    """Opens a room in a channel of the test's own."""
    client = MemberClient(relay, f"{room}-members-load", "moderator")
    client.channel = f"{room}-members-load"
    assert client.request("room.open", sessionid="load")["ok"]
    yield client
    client.request("room.close")
    client.close()


@pytest.fixture
def members(relay, tmp_path, moderator, attachments):
    """Starts `longwave-load members` in the moderator's room; it is ended with the test."""
    started = []

    def start(*arguments):
        made = LoadGenerator(relay, tmp_path, "members", *arguments, channel=moderator.channel)
        started.append(made)
        attachments["longwave-load"] = made.output
        return made

    yield start
    for made in started:
        made.stop()


def tracks(probe):
    return sorted((track["streamid"], track["isVideo"]) for track in probe["tracks"])


def test_members_get_every_stream_of_the_room(members):
    run = members("--publishers", 2, "--viewers", 5, "--streams", 2, "--seconds", 3)
    assert run.wait() == 0, run.output()
    both = [(f"probe-{number}", isVideo) for number in (0, 1) for isVideo in (False, True)]
    for number, probe in enumerate(run.report["probes"]):
        assert probe["isConnected"] and probe["unexpected"] == 0
        assert tracks(probe) == [track for track in both if track[0] != f"probe-{number}"]
        assert all(track["received"] > 0 for track in probe["tracks"])
    assert [track["probes"] for track in run.report["tracks"]] == [6] * 4


def test_a_rogue_gets_nothing_a_second_after_its_ejection(moderator, members):
    run = members("--publishers", 1, "--viewers", 3, "--streams", 1, "--seconds", 8, "--ignore-ejection")
    wait_until(lambda: "counting" in run.output(), 40, run.output)
    assert moderator.request("user.eject", userid="probe-2")["ok"]
    run.wait()
    probes = {probe["userid"]: probe for probe in run.report["probes"]}
    rogue = probes["probe-2"]
    assert rogue["isEjected"] and len(rogue["afterEjection"]) >= 3
    assert sum(rogue["afterEjection"][1:]) == 0
    for other in ("probe-1", "probe-3"):
        assert not probes[other]["isEjected"]
        assert all(packets > 0 for packets in probes[other]["perSecond"][:7])


def test_nobody_gets_what_an_ejected_publisher_goes_on_sending(moderator, members):
    run = members("--publishers", 1, "--viewers", 2, "--streams", 1, "--seconds", 8, "--ignore-ejection")
    wait_until(lambda: "counting" in run.output(), 40, run.output)
    assert moderator.request("user.eject", userid="probe-0")["ok"]
    run.wait()
    publisher, *viewers = run.report["probes"]
    assert publisher["isEjected"]
    for viewer in viewers:
        assert sum(viewer["perSecond"]) > 0
        assert sum(viewer["perSecond"][-3:]) == 0, viewer["perSecond"]


def test_viewers_of_a_run_get_what_broadcasters_publish_as_members(relay, tmp_path, attachments):
    run = LoadGenerator(
        relay, tmp_path, "run", "--peer", "members", "--viewers", 6, "--ramp", 20, "--seconds", 3,
        "--broadcasters", 2, "--bitrate", 300_000, "--room", "members-of-a-run",
    )  # fmt: skip
    attachments["longwave-load"] = run.output
    assert run.wait(100) == 0, run.output()
    assert run.report["viewers"]["connected"] == 6
    assert run.report["packets"]["corrupt"] == 0 and run.report["packets"]["verified"] > 0
