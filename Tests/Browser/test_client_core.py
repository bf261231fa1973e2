# SPDX-License-Identifier: Apache-2.0
"""The client's modules in pages of another origin: media both ways, what changes while it flows, and what is lost."""

import time

import pytest

from member import Member
from waiting import wait_until

RED, GREEN, BLUE = 0, 1, 2


@pytest.fixture
def member(static_server, relay, room, broadcaster_browser):
    """Opens a page with a member in the test's own channel."""
    return lambda userid, channel=room, **options: Member(
        broadcaster_browser, static_server, relay, channel, userid, **options
    )


@pytest.fixture
def couple(member):
    """Two members of one room."""
    ada, bob = member("ada"), member("bob")
    assert ada.join("room") == {"opened": True, "role": "moderator"}
    assert bob.join("room") == {"opened": False, "role": "participant"}
    return ada, bob


def test_media_goes_both_ways_and_to_who_comes_late(couple, member):
    ada, bob = couple
    red = ada.call("publish", {"color": "red", "tone": 440})
    green = bob.call("publish", {"color": "lime", "tone": 880})
    for receiver, streamid, color in ((bob, red, RED), (ada, green, GREEN)):
        assert receiver.wait_event("stream")["streamid"] == streamid
        receiver.wait_color(streamid, color)
        receiver.wait_decoding(streamid)
    late = member("cleo")
    late.join("room", "join")
    for streamid, color in ((red, RED), (green, GREEN)):
        late.wait_event("stream", streamid=streamid)
        late.wait_color(streamid, color)
        assert late.run(f"connection.streams.get('{streamid}').stream.id") == streamid
    assert not ada.events("streamended") and not bob.events("streamended")
    assert len(ada.events("stream")) == 1 and len(bob.events("stream")) == 1


def test_muting_stops_what_is_forwarded(couple):
    ada, bob = couple
    red = ada.call("publish", {"color": "red", "tone": 440})
    bob.wait_event("stream", streamid=red)
    bob.wait_decoding(red)
    ada.run(f"connection.publications.get('{red}').mute({{ video: true }})")
    assert bob.wait_event("stream.updated")["muted"] == {"audio": False, "video": True}
    time.sleep(1)  # what was under way has arrived
    before = bob.decoded(red)["video"]
    bob.wait_decoding(red, ("audio",), by=50)
    assert bob.decoded(red)["video"] == before
    ada.run(f"connection.publications.get('{red}').unmute({{ video: true }})")
    bob.wait_decoding(red)


def test_a_stream_that_ends_leaves_its_line_to_the_next(couple):
    ada, bob = couple
    kept = ada.call("publish", {"color": "blue"})
    first = ada.call("publish", {"color": "red", "tone": 440})
    bob.wait_event("stream", streamid=first)
    bob.wait_event("stream", streamid=kept)
    sent, received = ada.call("lines", "pub"), bob.call("lines", "sub")
    for color, strongest in (("lime", GREEN), ("red", RED)):
        ada.run(f"connection.publications.get('{first}').end()")
        bob.wait_event("streamended", streamid=first, reason="ended")
        first = ada.call("publish", {"color": color, "tone": 440})
        bob.wait_event("stream", streamid=first)
        bob.wait_color(first, strongest)
        bob.wait_decoding(first)
    assert (ada.call("lines", "pub"), bob.call("lines", "sub")) == (sent, received)
    bob.wait_color(kept, BLUE)
    assert not bob.events("streamended", streamid=kept)


def test_a_name_that_somebody_has_is_changed(couple):
    ada, bob = couple
    assert ada.run("member.publish({ color: 'red' }, { streamid: 'same' })") == "same"
    bob.wait_event("stream", streamid="same")
    other = bob.run("member.publish({ color: 'blue' }, { streamid: 'same' })")
    assert other != "same"
    ada.wait_event("stream", streamid=other)
    ada.wait_color(other, BLUE)


def test_media_flows_on_while_the_socket_is_lost(couple):
    ada, bob = couple
    red = ada.call("publish", {"color": "red", "tone": 440})
    bob.wait_event("stream", streamid=red)
    before = bob.decoded(red)
    began = time.monotonic()
    bob.call("loseSocket", 8000)
    bob.wait_event("state", state="reconnecting")
    bob.run("connection.request('msg.send', { scope: 'room', message: 'back' })")
    ada.wait_event("msg", message="back")
    after = bob.decoded(red)
    assert after["video"] - before["video"] > 15 * 8 * 0.8, f"{before} → {after} in {time.monotonic() - began} s"
    assert not bob.events("streamended") and not bob.events("room", change="left")
    assert not ada.events("user.left")
    assert len(bob.events("stream")) == 1
    ada.run(f"connection.publications.get('{red}').end()")
    bob.wait_event("streamended", streamid=red)


def test_a_publisher_without_a_socket_is_seen_on(couple):
    ada, bob = couple
    red = ada.call("publish", {"color": "red", "tone": 440})
    bob.wait_event("stream", streamid=red)
    ada.call("loseSocket", 3000)
    wait_until(lambda: ada.run("connection.state") == "open", 10, "the socket is back")
    bob.wait_decoding(red)
    assert not bob.events("streamended")
    green = ada.call("publish", {"color": "lime"})
    bob.wait_event("stream", streamid=green)


def test_a_reload_takes_the_session_up_again(couple):
    ada, bob = couple
    ada.call("publish", {"color": "red", "tone": 440})
    green = bob.call("publish", {"color": "lime", "tone": 880})
    bob.wait_event("stream")
    ada.reload()
    assert ada.run("connection.room?.sessionid") == "room"
    assert ada.run("connection.isModerator")
    assert ada.join("room") == {"opened": False, "role": "moderator"}
    ada.wait_event("stream", streamid=green)
    ada.wait_decoding(green)
    blue = ada.call("publish", {"color": "blue", "tone": 440})
    bob.wait_event("stream", streamid=blue)
    bob.wait_color(blue, BLUE)
    assert not bob.events("user.left") and not bob.events("user.joined")
    assert not bob.events("moderation.shifted")
    assert len(bob.events("streamended")) == 1


def test_a_page_that_closes_has_left(member):
    ada, bob = member("ada"), member("bob", byeOnPageHide=True)
    ada.join("room")
    bob.join("room")
    bob.page.close()
    assert ada.wait_event("user.state", timeout=2)["state"] == "away"
    # It might have been a reload.
    assert ada.wait_event("user.left", timeout=8)["reason"] == "left"


def test_a_fresh_peer_connection_in_both_directions(couple):
    ada, bob = couple
    red = ada.call("publish", {"color": "red", "tone": 440})
    bob.wait_event("stream", streamid=red)
    for page in (ada, bob):
        for how in ("{}", "{ fresh: true }"):
            page.run(f"connection.restart({how})")
            time.sleep(1)
            bob.wait_decoding(red)
            bob.wait_color(red, RED)
    assert not bob.events("streamended")
    assert len(bob.events("stream")) == 1


def test_limits_reach_the_encoders(couple):
    ada, bob = couple
    bob.call("publish", {"color": "red"})
    bob.run("member.publish({ color: 'lime' }, { isScreen: true, bandwidth: { screen: 300 } })")
    ada.run("connection.setLimits({ video: 200, screen: 900 }, 'bob')")
    rates = "[...connection.publications.values()].map(({ transceivers: { video } }) => video.sender.getParameters().encodings[0].maxBitrate)"
    wait_until(lambda: bob.run(rates) == [200_000, 300_000], 5, lambda: f"the encoders' limits: {bob.run(rates)}")


def test_a_stream_is_forwarded_into_another_room(couple, member):
    ada, bob = couple
    red = bob.call("publish", {"color": "red", "tone": 440})
    ada.wait_event("stream", streamid=red)
    ada.run(
        "(async () => {"
        "  const elsewhere = new connection.constructor({ relay: connection.relay, channel: 'elsewhere', userid: 'ada' });"
        "  await elsewhere.open('other');"
        f"  await elsewhere.forward(connection.streams.get('{red}'), connection);"
        "})()"
    )
    eve = member("eve", channel="elsewhere")
    eve.join("other")
    eve.wait_color(eve.wait_event("stream", userid="ada")["streamid"], RED)


def test_rights_end_streams_and_rooms_are_entered_again(couple):
    ada, bob = couple
    red = bob.call("publish", {"color": "red"})
    ada.wait_event("stream", streamid=red)
    bob.run("connection.leave()")
    assert bob.wait_event("publicationended", streamid=red)["reason"] == "left"
    ada.wait_event("streamended", streamid=red)
    bob.join("room")
    blue, green = bob.call("publish", {"color": "blue"}), ada.call("publish", {"color": "lime"})
    ada.wait_event("stream", streamid=blue)
    bob.wait_event("stream", streamid=green)
    bob.wait_color(green, GREEN)
    ada.run("connection.request('user.role', { userid: 'bob', role: 'viewer' })")
    assert bob.wait_event("publicationended", streamid=blue)["reason"] == "revoked"
    assert bob.run("member.publish({ color: 'red' }).catch(({ code }) => code)") == "not-allowed"
    ada.run("connection.request('user.eject', { userid: 'bob' })")
    assert bob.wait_event("room", change="left", reason="ejected")
    assert bob.events("streamended", streamid=green, reason="left")


LEAVE_EARLY = """async (delay) => {
    await connection.join('room');
    const early = connection.publish(kept).ready.then(() => 'ready', ({ code }) => code);
    await new Promise((done) => setTimeout(done, delay));
    await connection.leave();
    return early;
}"""


@pytest.mark.timeout(180)
def test_whoever_leaves_at_any_moment_has_media_when_it_comes_back(couple):
    """Also amid a negotiation, whose steps browsers never finish once the peer connection is closed."""
    ada, bob = couple
    red = ada.call("publish", {"color": "red"})
    green = bob.run("navigator.mediaDevices.getUserMedia({ video: true }).then((stream) => (window.kept = stream).id)")
    for delay in (0, 2, 5, 10, 20, 30, 45, 60, 75, 90, 110, 130, 150):
        bob.run("connection.leave()")
        assert bob.page.evaluate(LEAVE_EARLY, delay) in ("ready", "closed")
        bob.join("room", "join")
        assert bob.run("connection.publish(kept).ready.then(({ streamid }) => streamid)") == green
        bob.wait_decoding(red, ("video",), by=3)
        ada.wait_decoding(green, ("video",), by=3)


def test_a_join_is_given_up_by_leaving_before_its_reply(couple):
    ada, bob = couple
    bob.run("connection.leave()")
    join = "connection.join('room').then(() => 'in', ({ code }) => code)"
    assert bob.run(f"Promise.all([{join}, connection.leave()]).then(([code]) => code)") == "closed"
    assert bob.run("connection.room") is None
    wait_until(lambda: not ada.run("connection.members.size"), 5, "Ada is alone")
    bob.join("room", "join")
    wait_until(lambda: ada.run("connection.members.size") == 1, 5, "Bob is there")


def test_a_publication_that_waits_for_a_room_ends_with_the_connection(member):
    ada = member("ada")
    ready = "connection.publish(new MediaStream()).ready.catch(({ code }) => code)"
    assert ada.run(f"Promise.all([{ready}, connection.end()]).then(([code]) => code)") == "closed"


def test_firefox_and_chromium_see_each_other(firefox, broadcaster_browser, static_server, relay, room):
    fox = Member(firefox, static_server, relay, room, "fox")
    cat = Member(broadcaster_browser, static_server, relay, room, "cat")
    fox.join("room")
    cat.join("room")
    for colors, strongest in ((("red", "lime"), (RED, GREEN)), (("blue", "red"), (BLUE, RED))):
        mine = fox.call("publish", {"color": colors[0], "tone": 440})
        theirs = cat.call("publish", {"color": colors[1], "tone": 880})
        cat.wait_event("stream", streamid=mine)
        fox.wait_event("stream", streamid=theirs)
        cat.wait_color(mine, strongest[0])
        fox.wait_color(theirs, strongest[1])
        fox.run("connection.restart({ fresh: true })")
        cat.wait_decoding(mine)
        fox.wait_decoding(theirs)
        fox.run(f"connection.publications.get('{mine}').end()")
        cat.run(f"connection.publications.get('{theirs}').end()")
        cat.wait_event("streamended", streamid=mine)
        fox.wait_event("streamended", streamid=theirs)
    assert (fox.call("lines", "pub"), fox.call("lines", "sub")) == (2, 2)
    fox.reload()
    assert fox.run("connection.room?.sessionid") == "room"
    assert not cat.events("user.left")


def test_data_arrives_in_order_and_is_retained(couple, member):
    ada, bob = couple
    ada.run("(async () => { for (let i = 0; i < 150; i++) connection.send({ number: i }); })()")
    wait_until(lambda: len(bob.events("data")) >= 150, 15, "all messages arrive")
    assert [event["data"]["number"] for event in bob.events("data")] == list(range(150))
    assert all(event["from"] == "ada" for event in bob.events("data"))
    ada.run("connection.send({ board: 7 }, { retain: 'board' })")
    ada.run("connection.sendBinary(new Uint8Array(1000))")
    bob.wait_event("data", data={"bytes": 1000})
    late = member("cleo")
    late.join("room")
    assert late.wait_event("data", key="board")["data"] == {"board": 7}
    ada.run("connection.send('to cleo only', { to: 'cleo' })")
    late.wait_event("data", data="to cleo only")
    assert not bob.events("data", data="to cleo only")


def test_a_file_reaches_everybody_who_wants_it(couple, member):
    ada, bob = couple
    cleo = member("cleo")
    cleo.join("room")
    ada.call("sendFile", "one", 1 << 20)
    for receiver in (bob, cleo):
        assert receiver.wait_event("file", filename="one")["size"] == 1 << 20
        assert receiver.call("fetchFile", "one") == {"size": 1 << 20, "wrong": 0, "type": "application/x-test"}
    wait_until(
        lambda: ada.run("[...[...connection.outgoingFiles.values()][0].receivedBy].sort()") == ["bob", "cleo"],
        10,
        "the sender hears who has it",
    )


def test_a_file_goes_on_after_a_lost_socket(couple):
    ada, bob = couple
    ada.call("sendFile", "big", 8 << 20)
    bob.wait_event("file", filename="big")
    bob.page.evaluate("() => { window.fetching = member.fetchFile('big'); }")
    wait_until(lambda: bob.run("[...connection.incomingFiles.values()][0].received > 0"), 10, "the first chunk")
    bob.call("loseSocket", 500)
    fetched = bob.page.evaluate("() => window.fetching")
    assert fetched == {"size": 8 << 20, "wrong": 0, "type": "application/x-test"}


def test_the_programme_is_followed(couple, member):
    """A member who subscribes to the programme gets one stream, whatever the moderator puts on air."""
    ada, bob = couple
    red = ada.call("publish", {"color": "red", "tone": 440})
    blue = bob.call("publish", {"color": "blue", "tone": 880})
    cleo = member("cleo")
    cleo.run("connection.subscribe({ default: 'programme' })")
    cleo.join("room", "join")
    assert cleo.run("connection.programme") is None
    ada.run(f"connection.setProgramme('{red}')")
    assert cleo.wait_event("programme", streamid=red)["standby"] == []
    assert cleo.wait_event("stream")["streamid"] == "programme"
    cleo.wait_color("programme", RED)
    cleo.wait_decoding("programme")
    ada.run(f"connection.setProgramme('{blue}', ['{red}'])")
    cleo.wait_color("programme", BLUE)
    expected = {"streamid": blue, "standby": [red]}
    assert cleo.run("connection.programme") == ada.run("connection.programme") == expected
    assert len(cleo.events("stream")) == 1

    late = member("dora")
    late.join("room", "join")
    assert late.run("connection.programme") == expected
    error = bob.run(f"connection.setProgramme('{red}').catch(({{ code }}) => code)")
    assert error == "not-allowed"

    bob.run(f"connection.publications.get('{blue}').end()")
    cleo.wait_event("programme", streamid=red)
    cleo.wait_color("programme", RED)
    ada.run("connection.setProgramme(null)")
    cleo.wait_event("programme", streamid=None)
    cleo.wait_event("streamended", streamid="programme")
    assert cleo.run("connection.programme") is None


def test_latency_is_right_with_clocks_that_differ(couple):
    """An hour's difference between two pages' clocks is no latency."""
    ada, bob = couple
    bob.page.evaluate("() => { const now = Date.now; Date.now = () => now() + 3600000; }")
    bob.call("loseSocket", 100)
    wait_until(lambda: bob.run("connection.state") == "open", 10, "the socket is back")
    assert abs(bob.run("connection.clockOffset") + 3600000) < 2000
    assert abs(ada.run("connection.clockOffset")) < 2000
    ada.run("connection.send('to bob')")
    bob.run("connection.send('to ada')")
    assert bob.wait_event("data", data="to bob")["latency"] < 2000
    assert ada.wait_event("data", data="to ada")["latency"] < 2000
