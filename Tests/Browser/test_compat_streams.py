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
    """R24: Muting and stopping somebody else needs their privilege, or the moderator's role; who refuses hears of it, as in the old library."""
    owner, guest = pair
    guest.run(f"{REMOTE}.mute({{video: true}});")
    assert owner.wait_state("mute-request-denied")["userid"] == "guest"
    guest.run(f"{REMOTE}.stop();")
    owner.wait_state("stop-request-denied")
    assert not [name for name in guest.states() if name.endswith("-denied")]
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


def test_a_file_of_sound_and_picture_is_shared(pair):
    """`shareMediaFile`: what the file shows and says goes to the others as a stream of its own."""
    owner, guest = pair
    owner.run(
        """const recorder = new MediaRecorder(Object.values(connection.localStreams)[0], {mimeType: 'video/webm;codecs=vp8,opus'});
        const parts = [];
        recorder.ondataavailable = ({data}) => parts.push(data);
        recorder.start();
        await new Promise(resolve => setTimeout(resolve, 4000));
        await new Promise(resolve => { recorder.onstop = resolve; recorder.stop(); });
        window.player = Object.assign(document.createElement('video'), {loop: true});
        await connection.shareMediaFile(new File(parts, 'film.webm', {type: 'video/webm'}), player);"""
    )
    shared = guest.wait_event("onstream", count=3, timeout=20)
    assert shared["userid"] == "owner" and shared["type"] == "remote"
    element = f"connection.streams['{shared['streamid']}'].mediaElement"
    wait_until(lambda: guest.colours(f"[{element.replace('connection', 'window.connection')}]") == ["red"], 15, "the film is seen")


def test_speech_and_silence(rows):
    """`onspeaking` and `onsilence` follow what a stream says; one that is muted says nothing."""
    owner = open_room(rows, code="connection.open('room');")
    owner.wait_event("onMediaCaptured")
    listens = "connection.onspeaking = connection.onsilence = () => {}; connection.dontCaptureUserMedia = true;"
    guest = open_room(rows, "guest", f"{listens} connection.join({{sessionid: 'room', userid: 'owner'}});")
    guest.wait_event("onspeaking", userid="owner", timeout=20)
    for turn in (1, 2):
        owner.run("connection.streams.selectFirst({local: true}).mute({audio: true});")
        guest.wait_event("onsilence", userid="owner", count=turn)
        owner.run("connection.streams.selectFirst({local: true}).unmute({audio: true});")
        guest.wait_event("onspeaking", userid="owner", count=turn + 1)
    assert guest.count("onsilence") == 2 and guest.count("onspeaking") == 3


def test_participants_are_shared_with_all_but_one(rows):
    """`shareParticipants` with `dontShareWith`: the others receive everybody, that one is left as it was."""
    alone = "connection.onNewParticipant = (userid) => connection.acceptParticipationRequest(userid, {dontAttachLocalStream: true});"
    owner = open_room(rows, code=f"{alone} connection.open('room');")
    owner.wait_event("onMediaCaptured")
    join = "connection.dontCaptureUserMedia = true; connection.join({sessionid: 'room', userid: 'owner'});"
    anna, bob = [open_room(rows, name, join) for name in ("anna", "bob")]
    wait_until(lambda: owner.value("connection.numberOfConnectedUsers") == 2, 15, lambda: owner.summary())
    stays(lambda: not anna.count("onstream") and not bob.count("onstream"), 1, "nothing is received")
    owner.run("connection.shareParticipants({dontShareWith: 'bob'});")
    anna.wait_event("onstream", userid="owner")
    stays(lambda: not bob.count("onstream"), 1, "not by that one")
    owner.run("connection.shareParticipants();")
    bob.wait_event("onstream", userid="owner")
