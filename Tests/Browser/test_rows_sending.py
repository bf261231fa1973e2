# SPDX-License-Identifier: Apache-2.0
"""Rows about what one person sends: R9 an audio file, R18 two streams, R29 bandwidth, R35 a screen, R40 a call and a screen, recorded."""

from waiting import stays, wait_until

NEW = "(name, code) => { const connection = window.connection = new RTCMultiConnection('sending'); connection.userid = name; new Function('connection', code)(connection); }"
OPEN = "connection.open('room');"
JOIN = "connection.onNewSession = () => {}; connection.join({sessionid: 'room', userid: 'owner'});"


def member(rows, name, code, preamble="", browser=None):
    page = rows.open("link.html", preamble, browser=browser)
    if code:
        page.evaluate(NEW, name, code)
    return page


def press(page, code):
    """Does it as a click does: browsers lend a screen after one only."""
    page.page.driver.execute_cdp_cmd(
        "Runtime.evaluate", {"expression": f"(async () => {{ {code} }})()", "userGesture": True, "awaitPromise": True}
    )


def press_open(page, session):
    page.evaluate(NEW, "owner", f"connection.session = {session};")
    press(page, OPEN)


def test_r35_a_screen(rows, demo_browser):
    """R35: one shares a screen, stops it by the browser's bar, and shares again."""
    presenter = member(rows, "owner", None, browser=demo_browser)
    press_open(presenter, "{screen: true, oneway: true}")
    viewer = member(rows, "viewer", JOIN, browser=demo_browser)
    shared = viewer.wait_event("onstream", type="remote")
    assert shared["isScreen"] and not shared["isVideo"] and not shared["isAudio"]
    assert viewer.wait_event("onstreamid")["isScreen"]
    viewer.wait_playing(1)

    stopped = presenter.now()
    presenter.run("Object.values(connection.localStreams)[0].getVideoTracks()[0].stop();")
    assert viewer.told_after(stopped, "onstreamended", streamid=shared["streamid"]) <= 1
    presenter.wait_event("onstreamended", type="local")
    viewer.wait_playing(0)

    press(presenter, "connection.addStream({screen: true, oneway: true});")
    again = viewer.wait_event("onstream", type="remote", count=2)
    assert again["isScreen"] and again["streamid"] != shared["streamid"]
    viewer.wait_playing(1)
    assert viewer.count("onstreamended") == presenter.count("onstreamended") == 1


def test_r35_a_track_in_the_place_of_a_stopped_one(rows):
    """R35, R13: a stream isn't over when the page stops a track that it has replaced."""
    owner = member(rows, "owner", "connection.session = {video: true, oneway: true}; connection.open('room');", "bench.tint('red');")
    viewer = member(rows, "viewer", JOIN)
    viewer.wait_playing(1)
    owner.run(
        """const [old] = connection.attachStreams[0].getVideoTracks();
        bench.tint('blue');
        await connection.replaceTrack((await navigator.mediaDevices.getUserMedia({video: true})).getVideoTracks()[0]);
        old.stop();"""
    )
    wait_until(lambda: viewer.colours() == ["blue"], 10, lambda: f"the other track is seen: {viewer.summary()}")
    stays(lambda: not viewer.count("onstreamended") and not owner.count("onstreamended"), 1, "the stream goes on")


def test_r18_camera_and_screen_in_one_session(rows, demo_browser):
    """R18: both arrive, each known for what it is; the screen ends and the camera goes on."""
    sender = member(rows, "owner", None, "bench.tint('red');", demo_browser)
    press_open(sender, "{audio: true, video: true, screen: true, oneway: true}")
    viewer = member(rows, "viewer", JOIN, browser=demo_browser)
    viewer.wait_event("onstream", count=2, timeout=20)
    streams = [event["details"][0] for event in viewer.events("onstream")]
    [screen] = [stream for stream in streams if stream["isScreen"]]
    [camera] = [stream for stream in streams if stream["isVideo"]]
    assert screen["streamid"] != camera["streamid"]
    viewer.wait_playing(2)
    assert viewer.colours(f"[connection.streams['{camera['streamid']}'].mediaElement]") == ["red"]

    sender.run("connection.streams.selectFirst({local: true, isScreen: true}).stop();")
    viewer.wait_event("onstreamended", streamid=screen["streamid"])
    viewer.wait_playing(1)
    viewer.page.wait_growth("video", "framesDecoded", by=5)
    assert viewer.count("onstreamended") == 1 and viewer.count("onstream") == 2


# A picture that any encoder needs as many bits for as it may have; and how many offers there were.
NOISE = """
window.noise = (width, height) => {
    const canvas = Object.assign(document.createElement('canvas'), {width, height});
    const context = canvas.getContext('2d');
    const image = context.createImageData(width, height);
    const pixels = new Uint32Array(image.data.buffer);
    setInterval(() => {
        for (let at = 0; at < pixels.length; at++) pixels[at] = 0xff000000 | (Math.random() * 0xffffff);
        context.putImageData(image, 0, 0);
    }, 66);
    return canvas.captureStream(15);
};
window.offers = 0;
const { createOffer } = RTCPeerConnection.prototype;
RTCPeerConnection.prototype.createOffer = function (...options) {
    offers += 1;
    return createOffer.apply(this, options);
};
"""


def sent(page):
    """Bytes of video that a page has sent, and when that was, in ms."""
    streams = page.page.outbound("video")
    return sum(s["bytesSent"] + s["headerBytesSent"] for s in streams), max(s["timestamp"] for s in streams)


def rate(page, seconds, timeout):
    """How many kbit/s of video a page sends in so many seconds."""
    bytes_before, before = sent(page)
    wait_until(lambda: sent(page)[1] - before >= seconds * 1000, timeout, "time passes")
    bytes_after, after = sent(page)
    return (bytes_after - bytes_before) * 8 / (after - before)


def test_r29_bandwidth(rows):
    """R29: 256 kbit/s are kept on average; more is used when it is allowed, without an offer."""
    code = "connection.session = {video: true, oneway: true}; connection.dontCaptureUserMedia = true; connection.bandwidth = {video: '256'};"
    sender = member(rows, "owner", f"{code} connection.attachStreams.push(noise(240, 180)); {OPEN}", NOISE)
    viewer = member(rows, "viewer", JOIN)
    viewer.page.wait_growth("video", "framesDecoded", by=5)
    assert 100 < (kbps := rate(sender, 10, 30)) <= 290, kbps
    offers = sender.evaluate("() => offers")
    allowed = sender.now()
    sender.run("connection.changeBandwidth({video: 1000});")
    wait_until(lambda: rate(sender, 2, 10) > 600, 20, lambda: f"the rate rises: {sender.page.outbound('video')}")
    assert (sender.now() - allowed) / 1000 <= 10
    assert sender.evaluate("() => offers") == offers == 1


def test_r29_the_moderator_bounds_one_member(rows):
    """R29: `peers[userid].changeBandwidth` is what that member may send, and nobody else is bounded by it."""
    owner = member(rows, "owner", OPEN, "bench.tint('red');")
    guest = member(rows, "guest", JOIN, "bench.tint('green');")
    for page in (owner, guest):
        page.wait_playing(2)
    owner.run("connection.peers.guest.changeBandwidth({video: 150});")

    def bounds(page):
        return page.value("connection.pc.pub.getSenders().map(sender => [sender.track?.kind, sender.getParameters().encodings[0]?.maxBitrate])")

    wait_until(lambda: ["video", 150_000] in bounds(guest), 5, lambda: bounds(guest))
    assert ["video", 150_000] not in bounds(owner)


# A page on which nobody sets a bound: what its script is told doesn't reach the encoders.
IGNORE_BOUNDS = "RTCRtpSender.prototype.setParameters = async () => {};"


def test_r29_a_bound_is_kept_by_who_ignores_the_message(rows):
    """R29: the relay bounds what the browser sends by RTCP, at once, without an offer, and lifts that again."""
    owner = member(rows, "owner", f"connection.session = {{video: true}}; {OPEN}", "bench.tint('red');")
    code = "connection.session = {video: true}; connection.dontCaptureUserMedia = true;"
    guest = member(rows, "guest", f"{code} connection.attachStreams.push(noise(480, 360)); {JOIN}", NOISE + IGNORE_BOUNDS)
    owner.wait_event("onstream", type="remote")
    wait_until(lambda: rate(guest, 2, 10) > 600, 30, lambda: f"it sends much: {guest.page.outbound('video')}")
    offers = guest.evaluate("() => offers")

    owner.run("connection.peers.guest.changeBandwidth({video: 256});")
    wait_until(lambda: rate(guest, 1, 10) <= 1.15 * 256, 10, lambda: f"it is bounded: {guest.page.outbound('video')}")
    assert 100 < (kbps := rate(guest, 10, 30)) <= 1.15 * 256, kbps

    owner.run("connection.peers.guest.changeBandwidth({video: 1000});")
    wait_until(lambda: rate(guest, 2, 10) > 600, 20, lambda: f"the rate rises: {guest.page.outbound('video')}")
    assert guest.evaluate("() => offers") == offers
    assert not guest.value("connection.pc.pub.getSenders().some(sender => sender.getParameters().encodings[0]?.maxBitrate)")


# Keeps what the relay answers to the page's offers.
KEEP_ANSWERS = """
window.answers = [];
const { parse } = JSON;
JSON.parse = (...given) => {
    const message = parse(...given);
    if (message?.re && message.sdp) answers.push(message);
    return message;
};
"""


def test_r29_the_next_answer_says_the_bound(rows):
    """R29: `b=` lines of what a member may send, from its next offer on."""
    owner = member(rows, "owner", f"connection.session = {{video: true}}; {OPEN}", "bench.tint('red');")
    guest = member(rows, "guest", JOIN, "bench.tint('green');" + KEEP_ANSWERS)
    owner.wait_event("onstream", type="remote")
    owner.run("connection.peers.guest.changeBandwidth({video: 256});")
    guest.run("connection.addStream({audio: true, oneway: true});")
    lines = "({sdp}) => sdp.split('\\r\\n').filter(line => line.startsWith('b='))"
    wait_until(lambda: guest.value(f"answers.map({lines})") == [[], ["b=AS:256", "b=TIAS:256000"]], 10, lambda: guest.value("answers"))
    # The client follows the messages: lines that hold until the next answer would keep it from that.
    assert guest.value(f"({lines})(connection.pc.pub.currentRemoteDescription)") == []


# What a page does with the file that somebody chose: here it makes it, two minutes of 440 Hz.
STREAM_A_FILE = """
const rate = 8000, count = 120 * rate, wav = new DataView(new ArrayBuffer(44 + 2 * count));
const text = (at, word) => [...word].forEach((letter, index) => wav.setUint8(at + index, letter.charCodeAt(0)));
text(0, 'RIFF'); wav.setUint32(4, 36 + 2 * count, true); text(8, 'WAVEfmt '); wav.setUint32(16, 16, true);
wav.setUint16(20, 1, true); wav.setUint16(22, 1, true); wav.setUint32(24, rate, true); wav.setUint32(28, 2 * rate, true);
wav.setUint16(32, 2, true); wav.setUint16(34, 16, true); text(36, 'data'); wav.setUint32(40, 2 * count, true);
for (let at = 0; at < count; at++) wav.setInt16(44 + 2 * at, 12000 * Math.sin(2 * Math.PI * 440 * at / rate), true);
const context = new AudioContext();
context.decodeAudioData(wav.buffer, (buffer) => {
    const source = context.createBufferSource();
    const destination = context.createMediaStreamDestination();
    source.buffer = buffer;
    source.connect(destination);
    source.start();
    connection.session = {audio: true, oneway: true};
    connection.dontCaptureUserMedia = true;
    connection.attachStreams.push(destination.stream);
    connection.open('room');
});
"""


def test_r9_an_audio_file_live(rows):
    """R9: a decoded file is broadcast; nobody is asked for a microphone, and who comes later hears it too."""
    sender = member(rows, "owner", STREAM_A_FILE)
    sender.wait_event("onMediaCaptured")

    def hears(page):
        page.wait_event("onstream", type="remote")
        page.page.wait_growth("audio", "totalAudioEnergy", by=1e-4)
        pitch = page.run("return bench.pitchOf(connection.streams.selectFirst({remote: true}).stream);")
        assert pitch and abs(pitch[0] - 440) <= 5, pitch

    listeners = [member(rows, name, JOIN) for name in ("anna", "bob")]
    for page in listeners:
        hears(page)
    hears(member(rows, "late", JOIN))
    assert sender.value("bench.captures") == 0
    assert not any(page.value("bench.captures") or page.page.outbound("audio") for page in listeners)


RECORD_BOTH = """
const find = (filter) => connection.streams.selectFirst({remote: true, ...filter});
const streams = [find({video: true}), find({screen: true})];
for (const stream of streams) stream.startRecording({video: true});
const begin = streams.map(({mediaElement}) => mediaElement.currentTime);
const isLong = () => streams.every(({mediaElement}, index) => mediaElement.currentTime - begin[index] >= 2);
while (!isLong()) await new Promise(requestAnimationFrame);
const sizes = [];
for (const stream of streams) {
    const {video} = await new Promise((resolve) => stream.stopRecording(resolve, {video: true}));
    const element = Object.assign(document.createElement('video'), {muted: true, src: URL.createObjectURL(video)});
    await element.play();
    sizes.push([element.videoWidth, element.videoHeight]);
}
return sizes;
"""


def test_r40_a_call_with_a_screen_recorded(rows, demo_browser):
    """R40: a screen is added one-way to a call, found by its kind, and recorded beside the camera."""
    owner = member(rows, "owner", OPEN, "bench.tint('red');", demo_browser)
    guest = member(rows, "guest", JOIN, "bench.tint('green');", demo_browser)
    for page in (owner, guest):
        page.wait_playing(2)
    press(owner, "connection.addStream({screen: true, oneway: true});")
    guest.wait_event("onstream", type="remote", isScreen=True)
    guest.wait_playing(3)
    assert owner.value("connection.streams.selectFirst({screen: true, local: true}).isScreen")
    assert guest.value("connection.streams.selectFirst({screen: true}).isScreen")
    camera, screen = guest.run(RECORD_BOTH)
    assert min(camera + screen) > 0 and camera != screen, (camera, screen)
    stays(lambda: len(guest.streams("local")) == 1, 1, "a one-way screen asks nobody for one of theirs")
