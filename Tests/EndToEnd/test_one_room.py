# SPDX-License-Identifier: Apache-2.0
"""Members, WHIP and WHEP in one room: what one side publishes the other receives, and what a moderator says holds for both."""

import pytest

from http_client import request
from load_generator import LoadGenerator
from media_member import MediaMember, members
from patterns import camera
from waiting import stays, wait_until
from whip_client import Viewer

RED, GREEN = (200, 40, 40), (40, 180, 40)


@pytest.fixture
def member(runner, relay):
    """Makes members of the channel that WHIP and WHEP share."""
    with members(runner, relay) as make:
        yield lambda userid, **hello: make("*", userid, **hello)


@pytest.fixture
def stage(member, room):
    """A room with its moderator and a member who publishes `cam`."""
    moderator, alice = member(f"moderator-{room}"[:100]), member(f"alice-{room}"[:100])
    assert moderator.request("room.open", sessionid=room)["ok"]
    assert alice.request("room.join", sessionid=room)["ok"]
    assert alice.publish({"cam": camera(GREEN)})["ok"]
    return moderator, alice


def is_over(session):
    """Whether the relay has no such session; asking ends none."""
    return request("GET", session.resource).status == 404


def wait_listed(relay, room, name):
    wait_until(lambda: relay.is_live(room, name), 15, lambda: f"{name} is listed: {relay.room(room)}")


def test_members_receive_a_whip_publisher(relay, room, publisher, member):
    early = member("one-room-early")
    assert early.request("room.open", sessionid=room)["ok"]
    studio = publisher(camera(RED)).start().wait_connected()
    told = early.wait_event("stream.announced", streamid="studio")
    assert told["userid"] == "whip:studio" and told["isAudio"] and told["isVideo"] and told["extra"] == {}
    early.wait_frames("studio")
    early.wait_frames("studio", "audio")

    late = member("one-room-late")
    joined = late.request("room.join", sessionid=room)
    assert [stream["streamid"] for stream in joined["streams"]] == ["studio"]
    assert "whip:studio" not in [each["userid"] for each in joined["members"]]
    late.wait_frames("studio")

    assert early.request("sub.hold", userid="whip:studio", kind="video", on=True)["ok"]
    early.wait_silent("studio")
    late.wait_frames("studio")
    assert late.request("user.eject", userid="whip:studio")["error"]["code"] == "not-allowed"
    assert early.request("user.eject", userid="whip:studio")["ok"]
    for one in (early, late):
        assert one.wait_event("stream.removed", streamid="studio")["reason"] == "revoked"
    wait_until(lambda: relay.room(room) is None, 10, lambda: f"the publisher is closed: {relay.room(room)}")
    assert is_over(studio)


def test_a_whip_publisher_that_comes_back_is_received_again(relay, room, publisher, member):
    one = member("one-room-back")
    assert one.request("room.open", sessionid=room)["ok"]
    first = publisher(camera(RED)).start().wait_connected()
    one.wait_frames("studio")
    first.close()
    assert one.wait_event("stream.removed", streamid="studio")["reason"] == "ended"
    second = publisher(camera(RED)).start().wait_connected()
    one.wait_frames("studio")
    # The next one takes over: for members it is the same stream.
    publisher(camera(GREEN)).start().wait_connected()
    wait_until(lambda: is_over(second), 10, "the one before is replaced")
    one.wait_frames("studio")
    wait_until(lambda: is_green(one.colour("studio")), 15, lambda: f"it is green: {one.colour('studio')}")
    assert len(one.of("stream.removed")) == 1


def is_green(colour):
    return colour is not None and colour[1] > max(colour[0], colour[2])


def test_ffmpeg_is_received_by_headless_members(relay, room, ffmpeg_publisher, member, tmp_path, attachments):
    ffmpeg_publisher()
    wait_listed(relay, room, "studio")
    assert [each["streamid"] for each in member("one-room-host").request("room.open", sessionid=room)["streams"]] == ["studio"]
    # Who came last may get a whole picture from the relay's memory within these seconds, so has more than the others.
    run = LoadGenerator(relay, tmp_path, "members", "--room", room, "--viewers", 3, "--seconds", 5, "--least", 75, channel="*")
    attachments["longwave-load"] = run.output
    assert run.wait() == 0, run.output()
    for probe in run.report["probes"]:
        assert [track["streamid"] for track in probe["tracks"]] == ["studio"] * 2
        assert all(track["received"] > 0 for track in probe["tracks"]), run.report


def test_a_member_is_played_and_listed(relay, room, stage, viewer):
    wait_listed(relay, room, "cam")
    assert room in [entry["name"] for entry in relay.get("/v1/rooms").json["rooms"]]
    watching = [viewer("cam").start().wait_connected(), viewer(None).start().wait_connected()]
    for each in watching:
        each.wait_video()
        each.wait_audio()
    listed = relay.broadcast(room, "cam")
    assert listed["viewers"] == 2
    assert [track["kind"] for track in listed["tracks"]] == ["audio", "video"]
    assert len(relay.room(room)["broadcasts"]) == 1


def test_the_headless_viewers_play_a_member(relay, room, stage, tmp_path, attachments):
    wait_listed(relay, room, "cam")
    run = LoadGenerator(
        relay, tmp_path, "run", "--room", room, "--whep", "/whep/{room}/cam", "--broadcasters", 0, "--viewers", 4, "--ramp", 20, "--seconds", 3
    )  # fmt: skip
    attachments["longwave-load"] = run.output
    assert run.wait() == 0, run.output()
    assert run.report["viewers"]["connected"] == 4


def test_whip_cannot_take_a_members_name_nor_a_member_that_of_whip(relay, room, stage, publisher):
    _, alice = stage
    wait_listed(relay, room, "cam")
    with pytest.raises(AssertionError, match="already-publishing"):
        publisher(camera(RED), "cam").start()
    publisher(camera(RED)).start().wait_connected()
    alice.wait_event("stream.announced", streamid="studio")
    refused = alice.publish({"cam": camera(GREEN), "studio": camera(GREEN)})
    assert refused["error"]["code"] == "limit-exceeded" and refused["error"]["suggest"]


def test_a_moderators_mute_holds_for_whep_too(relay, room, stage, viewer):
    moderator, alice = stage
    wait_listed(relay, room, "cam")
    watching = viewer("cam").start().wait_connected()
    watching.wait_video()
    assert moderator.request("stream.block", streamid="cam", kinds={"video": True}, on=True)["ok"]
    wait_still(lambda: watching.video_frames)
    late = viewer("cam").start().wait_connected()
    for each in (watching, late):
        each.wait_audio()
    assert late.video_frames == 0
    assert moderator.request("stream.block", streamid="cam", kinds={"video": True}, on=False)["ok"]
    for each in (watching, late):
        each.wait_video()
    assert alice.request("stream.state", streamid="cam", muted={"audio": True})["ok"]
    wait_still(lambda: watching.audio_frames)
    watching.wait_video()


def wait_still(count, timeout=10):
    """Waits until nothing more came for a second."""
    before = None

    def same():
        nonlocal before
        now = count()
        before, is_same = now, now == before
        return is_same

    wait_until(same, timeout, "nothing comes any more", interval=1)


@pytest.mark.parametrize("end", ["leave", "eject"])
def test_who_leaves_is_played_no_more(relay, room, stage, viewer, end):
    moderator, alice = stage
    wait_listed(relay, room, "cam")
    watching = viewer("cam").start().wait_connected()
    watching.wait_video()
    if end == "leave":
        assert alice.request("room.leave")["ok"]
    else:
        assert moderator.request("user.eject", userid=alice.welcome["userid"])["ok"]
    wait_until(lambda: relay.room(room) is None, 10, lambda: f"nothing is listed: {relay.room(room)}")
    wait_until(lambda: is_over(watching), 5, "the session is over")
    refused = Viewer(watching.runner, watching.url)
    with pytest.raises(AssertionError, match="not-live"):
        refused.start()
    refused.abandon()


@pytest.mark.parametrize("protection", [{"password": "secret"}, {"knock": True}, {"locked": True}], ids=lambda each: next(iter(each)))
def test_a_protected_room_is_neither_listed_nor_played(relay, room, stage, viewer, protection):
    moderator, alice = stage
    wait_listed(relay, room, "cam")
    watching = viewer("cam").start().wait_connected()
    watching.wait_video()
    assert moderator.request("room.set", **protection)["ok"]
    wait_until(lambda: relay.room(room) is None, 10, lambda: f"nothing is listed: {relay.room(room)}")
    wait_until(lambda: is_over(watching), 5, "who watched watches no more")
    wait_still(lambda: watching.video_frames)
    for broadcast in ("cam", None):
        with pytest.raises(AssertionError, match="not-public"):
            viewer(broadcast).start()
    stays(lambda: relay.room(room) is None, 1, "it stays unlisted")
    moderator.wait_frames("cam")


def test_tokens_hold_for_members_streams_too(runner, new_relay):
    relay = new_relay("--publish-token", "may-publish", "--play-token", "may-play").start()
    alice = MediaMember(runner, relay, "*", "alice", auth="may-publish")
    try:
        assert alice.request("room.open", sessionid="guarded")["ok"]
        assert alice.publish({"cam": camera(GREEN)})["ok"]
        for path in ("/v1/rooms/guarded",):
            assert relay.get(path).status == 401
        refused = Viewer(runner, relay.url("/whep/guarded/cam"))
        with pytest.raises(AssertionError, match="401"):
            refused.start()
        refused.abandon()
    finally:
        alice.close()
