# SPDX-License-Identifier: Apache-2.0
"""What pages do with single streams: stills (R39), hold, wishes to others, bandwidth (R29)."""

import pytest

from waiting import stays, wait_until


def open_room(rows, name="owner", code="", colour="red"):
    page = rows.open("link.html", f"bench.tint('{colour}');")
    page.evaluate(f"() => {{ const connection = window.connection = new RTCMultiConnection('streams'); connection.userid = '{name}'; {code} }}")
    return page


@pytest.fixture
def pair(rows):
    owner = open_room(rows, code="connection.open('room');")
    owner.wait_event("onMediaCaptured")
    guest = open_room(rows, "guest", "connection.join({sessionid: 'room', userid: 'owner'});", "green")
    for page in (owner, guest):
        page.wait_playing(2)
    return owner, guest


REMOTE = "connection.streams.selectFirst({remote: true})"


def test_a_still_of_a_remote_stream(pair):
    owner, guest = pair
    shot = guest.run(
        f"""const {{mediaElement, userid}} = {REMOTE};
        const address = await new Promise(resolve => connection.takeSnapshot(userid, resolve));
        const image = new Image();
        image.src = address;
        await image.decode();
        return {{size: [image.width, image.height], of: [mediaElement.videoWidth, mediaElement.videoHeight],
            isPNG: address.startsWith('data:image/png'), kept: connection.snapshots.owner === address, centre: bench.colourOf(image)}};"""
    )
    assert shot["size"] == shot["of"] and shot["isPNG"] and shot["kept"]
    assert shot["centre"][0] > 150 and max(shot["centre"][1:]) < 100, shot
    error = guest.run("return new Promise(resolve => connection.takeSnapshot('nobody', (address, blob, error) => resolve(error.message)));")
    assert "nobody" in error


def test_hold(pair):
    owner, guest = pair
    owner.run("connection.hold('video');")
    for page in pair:
        assert page.wait_event("onhold")["kind"] == "video"
    wait_until(lambda: not grows(guest), 5, "no pictures come")
    owner.run("connection.unhold('video');")
    for page in pair:
        page.wait_event("onunhold")
    guest.page.wait_growth("video", "framesDecoded", by=5, timeout=5)


def grows(page):
    before = page.page.total("video", "framesDecoded")
    page.run("await new Promise(resolve => setTimeout(resolve, 500));")
    return page.page.total("video", "framesDecoded") > before


def test_wishes_to_others(pair):
    """Muting and stopping somebody else needs their privilege, or the moderator's role."""
    owner, guest = pair
    guest.run(f"{REMOTE}.mute({{video: true}});")
    guest.wait_state("mute-request-denied")
    guest.run(f"{REMOTE}.stop();")
    guest.wait_state("stop-request-denied")
    stays(lambda: not owner.count("onmute"), 1, "nothing is muted")
    owner.run("connection.privileges = {canMuteRemoteStream: true, canStopRemoteStream: true};")
    wait_until(lambda: guest.run(f"{REMOTE}.mute({{video: true}}); return true;") and owner.count("onmute") > 0, 10, "it is muted", interval=0.5)
    guest.wait_event("onmute")
    guest.run(f"{REMOTE}.stop();")
    guest.wait_event("onstreamended", userid="owner")
    owner.wait_event("onstreamended", type="local")
    owner.run(f"{REMOTE}.mute({{audio: true, force: true}});")
    muted = owner.wait_event("onmute", userid="guest")
    assert muted["session"]["audio"] and not muted["session"]["video"]


def test_bandwidth(pair):
    """R29's bound, without a new offer."""
    owner, guest = pair
    offers = owner.value("connection.pc.pub.localDescription.sdp")
    owner.run("connection.changeBandwidth({video: '100', audio: 20});")

    def bounds():
        return owner.value("connection.pc.pub.getSenders().map(sender => sender.getParameters().encodings[0]?.maxBitrate)")

    wait_until(lambda: sorted(bounds()) == [20000, 100000], 5, lambda: bounds())
    assert owner.value("connection.pc.pub.localDescription.sdp") == offers
