# SPDX-License-Identifier: Apache-2.0
"""Members publish and receive, each on one connection a direction."""

import uuid

import numpy
import pytest

from media_member import members
from patterns import PictureTrack, ToneTrack, camera
from waiting import wait_until

RED, GREEN, BLUE = (200, 40, 40), (40, 180, 40), (40, 40, 200)


@pytest.fixture
def member(runner, relay, room):
    """Makes members of the test's own channel, or of another one."""
    channel = f"{room}-{uuid.uuid4()}"
    with members(runner, relay) as make:
        yield lambda userid, other="", **hello: make(channel + other, userid, **hello)


def enter(first, *others):
    assert first.request("room.open", sessionid="talk")["ok"]
    for other in others:
        assert other.request("room.join", sessionid="talk")["ok"]


def wait_colour(member, stream, colour):
    """Waits until the stream's picture is of the colour, as far as a codec keeps it."""

    def close():
        seen = member.colour(stream)
        return seen is not None and numpy.abs(seen - numpy.array(colour)).max() < 40

    wait_until(close, 20, lambda: f"{stream} is {colour}, is {member.colour(stream)}")


def test_two_members_see_each_other_and_a_third_sees_both(member):
    alice, bob, carol = member("alice", extra={"name": "Alice"}), member("bob"), member("carol")
    enter(alice, bob)
    reply = alice.publish({"red": camera(RED)})
    assert reply["streams"] == [{"streamid": "red", "accepted": ["audio", "video"], "refused": []}]
    told = bob.wait_event("stream.announced", streamid="red")
    assert told["userid"] == "alice" and told["extra"] == {"name": "Alice"}
    assert told["isAudio"] and told["isVideo"] and not told["isScreen"]
    assert bob.publish({"green": camera(GREEN)})["ok"]
    for receiver, stream, colour in ((bob, "red", RED), (alice, "green", GREEN)):
        receiver.wait_frames(stream)
        receiver.wait_frames(stream, "audio")
        wait_colour(receiver, stream, colour)
    offer = bob.of("sub.offer")[0]
    assert offer["rev"] == 1 and offer["streams"][0]["userid"] == "alice"
    assert "a=msid:red " in offer["sdp"]

    joined = carol.request("room.join", sessionid="talk")
    assert sorted(stream["streamid"] for stream in joined["streams"]) == ["green", "red"]
    for stream, colour in (("red", RED), ("green", GREEN)):
        carol.wait_frames(stream)
        wait_colour(carol, stream, colour)
    assert carol.connections == 1 and not carol.of("stream.announced")


def test_a_muted_picture_is_not_sent_on_and_the_sound_is(member):
    alice, bob = member("alice"), member("bob")
    enter(alice, bob)
    alice.publish({"red": camera(RED)})
    bob.wait_frames("red")
    offers = bob.offers
    assert alice.request("stream.state", streamid="red", muted={"video": True})["ok"]
    assert bob.wait_event("stream.updated", streamid="red")["muted"] == {"audio": False, "video": True}
    bob.wait_silent("red")
    bob.wait_frames("red", "audio", 50)
    bob.stays_silent("red")
    assert alice.request("stream.state", streamid="red", muted={})["ok"]
    bob.wait_frames("red", timeout=5)
    assert bob.offers == offers, "no renegotiation"
    assert alice.request("stream.block", streamid="red", kinds={"audio": True}, on=True)["ok"]
    bob.wait_silent("red", "audio")
    assert alice.request("sub.hold", kind="video", on=True)["ok"]
    assert bob.wait_event("sub.held", userid="alice")["kind"] == "video"
    bob.wait_silent("red")


def test_of_two_streams_on_one_connection_one_ends(member):
    alice, bob, carol = member("alice"), member("bob"), member("carol")
    enter(alice, bob)
    red = camera(RED)
    assert alice.publish({"red": red, "green": [PictureTrack(GREEN)]})["ok"]
    for stream, colour in (("red", RED), ("green", GREEN)):
        bob.wait_frames(stream)
        wait_colour(bob, stream, colour)
    assert alice.publish({"red": red})["ok"]
    assert bob.wait_event("stream.removed", streamid="green")["reason"] == "ended"
    bob.wait_frames("red")
    assert alice.publish({"red": red, "blue": [PictureTrack(BLUE)]})["ok"]
    bob.wait_frames("red")
    assert bob.connections == 1
    assert carol.request("room.join", sessionid="talk")["ok"]
    for stream, colour in (("red", RED), ("blue", BLUE)):
        carol.wait_frames(stream)
        wait_colour(carol, stream, colour)


def test_what_comes_later_takes_the_place_of_what_ended(member):
    # One picture at a time: aiortc can't tell two apart when one comes in a place that was used before.
    alice, bob = member("alice"), member("bob")
    enter(alice, bob)
    sound = [ToneTrack(440)]
    for name, colour in (("green", GREEN), ("blue", BLUE)):
        assert alice.publish({"sound": sound, name: [PictureTrack(colour)]})["ok"]
        bob.wait_event("stream.announced", streamid=name)
        bob.wait_frames(name)
        wait_colour(bob, name, colour)
        bob.wait_frames("sound", "audio")
        assert alice.publish({"sound": sound})["ok"]
        bob.wait_event("stream.removed", streamid=name)
    mids = [stream["mids"] for offer in bob.of("sub.offer") for stream in offer["streams"]]
    assert len({mid for part in mids for mid in part}) == 2, "places are used again"
    assert bob.connections == 1


def test_who_is_ejected_is_heard_no_more_whatever_it_does(member):
    alice, rogue, carol = member("alice"), member("rogue"), member("carol")
    enter(alice, rogue, carol)
    rogue.publish({"green": camera(GREEN)})
    alice.publish({"red": camera(RED)})
    for receiver, stream in ((alice, "green"), (carol, "green"), (rogue, "red")):
        receiver.wait_frames(stream)
    # It does nothing of what a client does that is ejected: tracks, connections and answers go on as before.
    assert alice.request("user.eject", userid="rogue")["ok"]
    assert carol.wait_event("stream.removed", streamid="green")["reason"] == "revoked"
    for receiver, stream in ((alice, "green"), (carol, "green"), (rogue, "red")):
        receiver.wait_silent(stream)
    carol.wait_frames("red")
    carol.stays_silent("green")
    rogue.stays_silent("red")
    refused = rogue.publish({"again": camera(BLUE)}, fresh=True)
    assert refused["error"]["code"] == "not-in-room"


def test_a_stream_is_passed_on_into_another_room_without_an_upload(member):
    alice, bob = member("alice"), member("bob")
    enter(alice, bob)
    alice.publish({"red": camera(RED)})
    bob.wait_frames("red")
    second, carol = member("bob", "-2"), member("carol", "-2")
    enter(second, carol)
    ticket = bob.request("stream.ticket", streamid="red")["ticket"]
    reply = second.request("stream.forward", ticket=ticket, streamid="again")
    assert reply["ok"] and reply["streamid"] == "again"
    assert carol.wait_event("stream.announced", streamid="again")["userid"] == "bob"
    carol.wait_frames("again")
    wait_colour(carol, "again", RED)
    alice.request("pub.end", streamid="red")
    carol.wait_event("stream.removed", streamid="again")
    carol.wait_silent("again")


def test_a_demoted_broadcaster_stops_and_a_promoted_one_is_seen(member):
    alice, bob, carol = member("alice"), member("bob"), member("carol")
    session = {"audio": True, "video": True, "oneway": True}
    assert alice.request("room.open", sessionid="talk", session=session)["ok"]
    for other in (bob, carol):
        assert other.request("room.join", sessionid="talk")["ok"]
    assert bob.publish({"green": camera(GREEN)})["error"]["code"] == "not-allowed"
    assert alice.request("user.role", userid="bob", role="broadcaster")["ok"]
    assert bob.publish({"green": camera(GREEN)}, fresh=True)["ok"]
    carol.wait_frames("green")
    assert alice.request("user.role", userid="bob", role="viewer")["ok"]
    for one in (bob, carol):
        assert one.wait_event("stream.removed", streamid="green")["reason"] == "revoked"
    carol.wait_silent("green")


def test_a_lost_socket_leaves_media_alone_and_a_reload_starts_anew(member):
    alice, bob = member("alice"), member("bob")
    enter(alice, bob)
    alice.publish({"red": camera(RED)})
    bob.wait_frames("red")
    alice.lose()
    bob.wait_event("user.state", userid="alice", state="away")
    bob.wait_frames("red")
    again = member("alice", resume=alice.welcome["resume"], media="fresh")
    bob.wait_event("stream.removed", streamid="red")
    again.publish({"blue": camera(BLUE)})
    bob.wait_frames("blue")
    wait_colour(bob, "blue", BLUE)
    assert not bob.of("user.left")
