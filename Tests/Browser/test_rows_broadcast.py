# SPDX-License-Identifier: Apache-2.0
"""One-way rooms: many broadcasters and many viewers (R6), one chosen at run time (R7), streams that go on to other rooms (R42, R31), scalable broadcast (R43)."""

import os

import pytest

from load_generator import LoadGenerator
from member_client import MemberClient
from row_media import longest_freeze, sends_nothing, sent_bytes, wait_shown, watch_pictures
from waiting import stays, wait_until

# As the rows say; a relay that was built without optimisation carries fewer beside the browsers.
IS_OPTIMISED = "/release/" in os.environ["LONGWAVE_BIN"]
VIEWERS, AUDIENCE = (300, 1000) if IS_OPTIMISED else (60, 60)
# How much longer than in the rows a picture may stand still beside a relay that takes all of the machine.
SLACK = 1 if IS_OPTIMISED else 4


def enter_as(rows, role, colour=None):
    page = rows.open("multi-broadcasters.html", f"bench.tint('{colour}');" if colour else "")
    page.evaluate("(role) => { document.querySelector('select').value = role; }", role)
    page.click("button")
    return page


@pytest.mark.timeout(400)
def test_r6_many_broadcasters_and_many_viewers(rows, tmp_path, attachments):
    """Three who see each other, viewers in pages and without, who see them and send nothing."""
    moderator = enter_as(rows, "Room Moderator", "red")
    moderator.wait_event("onstream")
    green, blue = [enter_as(rows, "Broadcaster", colour) for colour in ("green", "blue")]
    viewers = [enter_as(rows, "Anonymous Viewer") for _ in range(2)]
    for page in (moderator, green, blue, *viewers):
        wait_shown(page, ["red", "green", "blue"])

    channel = moderator.value("connection.channel")
    probes = LoadGenerator(
        rows.relay, tmp_path, "members", "--room", channel, "--viewers", VIEWERS, "--streams", 3,
        "--seconds", 20, "--patience", 90, "--least", 0, channel=channel,
    )  # fmt: skip
    attachments["longwave-load"] = probes.output
    assert probes.wait(240) == 0, probes.output()
    assert len(probes.report["probes"]) == VIEWERS
    for probe in probes.report["probes"]:
        assert len({track["streamid"] for track in probe["tracks"]}) == 3, probe
        assert all(track["received"] >= 0.95 * track["expected"] > 0 for track in probe["tracks"]), probe

    sneak = MemberClient(rows.relay, channel, "sneak")
    assert sneak.request("room.join", sessionid=channel, **{"as": {"oneway": True}})["ok"]
    streams = [{"streamid": "sneaked", "mids": ["0"], "isAudio": True, "isVideo": False}]
    refused = sneak.request("pub.offer", rev=1, sdp=green.value("connection.pc.pub.localDescription.sdp"), fresh=True, streams=streams)
    assert refused["error"]["code"] == "not-allowed", refused
    sneak.close()
    for viewer in viewers:
        assert viewer.evaluate("() => bench.captures") == 0 and sent_bytes(viewer) == 0
        wait_shown(viewer, ["red", "green", "blue"])

    watchers = [moderator, green, *viewers]
    for page in watchers:
        watch_pictures(page)
    gone = blue.value("connection.userid")
    left = blue.now()
    blue.run("connection.leave();")
    for page in watchers:
        assert page.told_after(left, "onstreamended", userid=gone) <= 2
    stays(lambda: all(page.count("onstreamended") == 1 for page in watchers), 3, "nobody else's stream ends")
    for page in watchers:
        assert longest_freeze(page) < 1 * SLACK
    for viewer in viewers:
        wait_shown(viewer, ["red", "green"])


def test_r7_a_broadcaster_is_chosen(rows):
    """A viewer may send when the moderator's message says so, not before, and not after."""

    def open_page(name, colour):
        return rows.open("select-broadcaster.html", f"window.prompt = () => '{name}'; bench.tint('{colour}');", "#live")

    moderator = open_page("moderator", "red")
    moderator.click("#openNewSessionButton")
    moderator.wait_event("onstream")
    chosen, *others = [open_page(name, colour) for name, colour in [("chosen", "green"), ("anna", "blue"), ("bob", "blue")]]
    for page in (chosen, *others):
        wait_shown(page, ["red"])
    chosen.run("connection.dontCaptureUserMedia = false; connection.addStream({audio: true, video: true});")
    chosen.wait_state("not-allowed")
    # Another viewer's message grants nothing.
    others[0].run("connection.sendCustomMessage({messageFor: 'chosen', broadcast: true});")
    chosen.wait_event("onCustomMessage")
    wait_until(lambda: chosen.states().count("not-allowed") == 2, 15, lambda: chosen.summary())
    for page in others:
        wait_shown(page, ["red"])

    moderator.evaluate("() => { window.prompt = () => 'chosen'; }")
    moderator.click("#select-broadcaster-id")
    for page in (moderator, chosen, *others):
        wait_shown(page, ["red", "green"])
    late = open_page("late", "blue")
    wait_shown(late, ["red", "green"])

    removed = moderator.now()
    moderator.run("connection.removeFromBroadcastersList('chosen');")
    for page in (moderator, *others, late):
        assert page.told_after(removed, "onstreamended", userid="chosen") <= 2
        wait_shown(page, ["red"])
    wait_until(lambda: sends_nothing(chosen), 5, "its uplink is silent")


# Notes a digest of each encoded picture that arrives, before the browser decodes it.
NOTE_ENCODED = """(() => {
    const code = `onrtctransform = ({transformer: {readable, writable}}) => readable.pipeThrough(new TransformStream({
        async transform(frame, controller) {
            const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', frame.data));
            postMessage([...bytes.slice(0, 8)].join(' '));
            controller.enqueue(frame);
        }})).pipeTo(writable);`;
    window.encoded = [];
    window.RTCPeerConnection = class RTCPeerConnection extends window.RTCPeerConnection {
        constructor(...options) {
            super(...options);
            this.addEventListener('track', ({receiver}) => {
                if (receiver.track.kind !== 'video' || receiver.transform) return;
                const worker = new Worker(URL.createObjectURL(new Blob([code], {type: 'text/javascript'})));
                worker.onmessage = ({data}) => encoded.push(data);
                receiver.transform = new RTCRtpScriptTransform(worker);
            });
        }
    };
})();"""


def test_r42_a_stream_is_forwarded_to_another_room(rows):
    """The forwarder's page as it was; nothing leaves it, and what arrives is what was sent."""
    source = rows.open("link.html", "bench.tint('green');")
    source.evaluate("() => { const c = new RTCMultiConnection('main'); c.direction = 'one-way'; c.open(); }")
    source.wait_event("onstream")
    forwarder = rows.open("link.html", NOTE_ENCODED)
    forwarder.evaluate(
        """() => {
            const main = new RTCMultiConnection('main');
            const dummy = new RTCMultiConnection('dummy-connection');
            dummy.direction = 'one-way';
            dummy.dontCaptureUserMedia = true;
            main.onstream = (e) => { document.body.appendChild(e.mediaElement); dummy.attachStreams.push(e.stream); dummy.open(); };
            main.connect();
        }"""
    )
    wait_shown(forwarder, ["green"])
    watcher = rows.open("link.html", NOTE_ENCODED)
    watcher.evaluate("() => { new RTCMultiConnection('dummy-connection').connect(); }")
    wait_shown(watcher, ["green"])
    assert sent_bytes(forwarder) == 0 and forwarder.evaluate("() => bench.captures") == 0

    def noted():
        return [set(page.evaluate("() => encoded")) for page in (forwarder, watcher)]

    def alike():
        return set.intersection(*noted())

    wait_until(lambda: len(alike()) >= 100, 40, lambda: f"a hundred encoded pictures are alike: {[len(page) for page in noted()]}, {len(alike())}")
    assert sent_bytes(forwarder) == 0
    forwarder.close()
    watcher.wait_event("onstreamended", timeout=15)


def test_r42_a_forwarded_stream_outlives_its_forwarder(rows):
    """With `persist`, by the client's own modules."""
    source = rows.open("link.html", "bench.tint('green');")
    source.evaluate("() => { const c = new RTCMultiConnection('main'); c.session = {video: true}; c.open('one'); }")
    source.wait_event("onMediaCaptured")
    forwarder = rows.open("link.html")
    forwarder.evaluate(
        """async (relay) => {
            const {Connection} = await import(`${relay}/longwave.mjs`);
            const main = new Connection({channel: 'main'});
            window.other = new Connection({channel: 'other'});
            await other.open('two', {session: {video: true}});
            const arrived = new Promise((resolve) => main.on('stream', resolve));
            await main.join('one');
            await other.forward(await arrived, main, {persist: true});
        }""",
        rows.relay.origin,
    )
    watcher = rows.open("link.html")
    watcher.evaluate("() => { const c = new RTCMultiConnection('other'); c.dontCaptureUserMedia = true; c.connect(); }")
    wait_shown(watcher, ["green"])
    forwarder.evaluate("() => other.leave()")
    watcher.wait_event("onleave")
    forwarder.close()
    watcher.page.wait_growth("video", "framesDecoded", by=20)
    assert not watcher.count("onstreamended")
    source.close()
    watcher.wait_event("onstreamended", timeout=20)


def outbound_videos(page):
    """The videos that leave the page at this time."""

    def sent():
        return {stream["id"]: stream.get("bytesSent", 0) for stream in page.page.outbound("video")}

    before = sent()
    page.evaluate("() => new Promise((resolve) => setTimeout(resolve, 1000))")
    return [name for name, count in sent().items() if count > before.get(name, 0)]


@pytest.mark.timeout(240)
def test_r31_one_capture_serves_four_rooms(rows):
    """One upload of the picture for all rooms; when the first room is closed, the others go on."""
    owner = rows.open("link.html", "bench.tint('red');")
    owner.evaluate(
        """() => {
            const [first, second, third, fourth] = ['av', 'av-oneway', 'audio', 'audio-oneway'].map((name) => new RTCMultiConnection(name));
            first.session = {audio: true, video: true};
            second.session = {audio: true, video: true, oneway: true};
            third.session = {audio: true};
            fourth.session = {audio: true, oneway: true};
            first.open({captureUserMediaOnDemand: false, onMediaCaptured() {
                const [camera] = first.attachStreams;
                const context = new AudioContext();
                const sound = context.createMediaStreamDestination();
                context.createMediaStreamSource(camera).connect(sound);
                for (const [connection, stream] of [[second, camera], [third, sound.stream], [fourth, sound.stream]]) {
                    connection.dontAttachStream = true;
                    connection.attachStreams.push(stream);
                    connection.open({captureUserMediaOnDemand: false});
                }
            }});
        }"""
    )
    visitors = []
    for channel in ("av", "av-oneway", "audio", "audio-oneway"):
        visitor = rows.open("link.html")
        visitor.evaluate(
            "(channel) => { const c = new RTCMultiConnection(channel); c.dontCaptureUserMedia = true; c.connect(); }", channel
        )
        visitors.append(visitor)
    for visitor in visitors[:2]:
        wait_shown(visitor, ["red"])
    for visitor in visitors[2:]:
        visitor.wait_playing(1, timeout=30)
        assert not visitor.page.inbound("video")
    assert len(outbound_videos(owner)) == 1

    owner.run("connection.close();")
    visitors[0].wait_event("onSessionClosed", isSessionClosed=True)
    wait_until(lambda: outbound_videos(owner), 20, "the picture is uploaded for the second room")
    visitors[1].page.wait_growth("video", "framesDecoded", by=20)
    for visitor in visitors[2:]:
        visitor.page.wait_growth("audio", "totalAudioEnergy", by=1e-6)
    assert len(outbound_videos(owner)) == 1
    assert owner.evaluate("() => bench.connections[1].attachStreams[0].active")
    for number in (1, 2, 3):
        owner.evaluate("(number) => bench.connections[number].close()", number)
    wait_until(lambda: owner.evaluate("() => bench.connections.every(({attachStreams}) => !attachStreams.length)"), 5, "all is over")


def hears(page, hertz):
    pitches = page.run("return bench.pitchOf(Object.values(connection.streams).find(({type}) => type === 'remote').stream);")
    return any(abs(pitch - hertz) < 15 for pitch in pitches)


@pytest.mark.timeout(400)
def test_r43_a_scalable_broadcast(rows, tmp_path, attachments):
    """Everybody watches the first; nobody depends on a viewer; a broadcaster's reload costs nobody the broadcast."""
    sender, *viewers = pages = [
        rows.open("broadcast-v3.html", "bench.tint('red'); bench.tone(440);" if number == 0 else "") for number in range(5)
    ]
    for page in pages:
        page.run("join();")
        wait_until(lambda: page.value("window.role"), 10, "it has a role")
    assert [page.value("window.role") for page in pages] == ["broadcaster", *["viewer"] * 4]
    for page in pages:
        wait_shown(page, ["red"])
    wait_until(lambda: sender.value("window.viewers") == 4, 5, lambda: f"four are counted, not {sender.value('window.viewers')}")
    for viewer in viewers:
        wait_until(lambda: hears(viewer, 440), 15, "it hears the broadcaster")
        assert sent_bytes(viewer) == 0

    probes = LoadGenerator(
        rows.relay, tmp_path, "members", "--room", "football", "--viewers", AUDIENCE, "--streams", 1,
        "--seconds", 10, "--patience", 90, channel="*",
    )  # fmt: skip
    attachments["longwave-load"] = probes.output
    assert probes.wait(180) == 0, probes.output()
    for track in probes.report["tracks"]:
        assert track["probes"] == AUDIENCE and track["received"] > 0.995 * track["expected"], probes.output()

    # The count is told at most once a second.
    for left, go in [(3, lambda viewer: viewer.close()), (2, lambda viewer: viewer.run("connection.leave();"))]:
        for page in viewers[1:]:
            watch_pictures(page)
        go(viewers.pop(0))
        wait_until(lambda: sender.value("window.viewers") == left, 1.5, lambda: f"{left} are counted, not {sender.value('window.viewers')}")
        for page in viewers:
            page.page.wait_growth("video", "framesDecoded", by=20)
            assert longest_freeze(page) < 0.5 * SLACK

    sender.reload()
    sender.run("join();")
    for page in viewers:
        wait_until(lambda: page.count("onstream") == 2, 20, lambda: f"the broadcast comes again: {page.summary()}")
        wait_shown(page, ["red"])
        assert not page.value("window.stopped") and page.value("window.role") == "viewer"
    assert sender.value("window.role") == "broadcaster"
