# SPDX-License-Identifier: Apache-2.0
"""Many at once: a group's files (R32), several cameras (R41)."""

import pytest

from chromium import Chromium
from member import Member
from waiting import wait_until

SIZE = 20 << 20

# A network that can be lost, and a count of what leaves over sockets.
NETWORK = """(() => {
    const Native = window.WebSocket;
    const sockets = [];
    let isOffline = false;
    window.uploaded = 0;
    window.WebSocket = class WebSocket extends Native {
        constructor(url, protocols) {
            super(isOffline ? 'ws://127.0.0.1:9/' : url, protocols);
            sockets.push(this);
        }
        send(data) {
            uploaded += data.byteLength ?? data.length;
            super.send(data);
        }
    };
    window.loseNetwork = (seconds) => {
        isOffline = true;
        sockets.at(-1).close();
        setTimeout(() => (isOffline = false), seconds * 1000);
    };
})();"""
DIGEST = "async (blob) => [...new Uint8Array(await crypto.subtle.digest('SHA-256', await blob.arrayBuffer()))].join()"


def member(rows, name, code):
    page = rows.open("link.html", NETWORK)
    page.evaluate(
        f"""() => {{
            const connection = window.connection = new RTCMultiConnection('files');
            connection.userid = '{name}';
            connection.session = {{data: true}};
            window.digest = {DIGEST};
            window.digests = {{}};
            window.progress = [];
            connection.onFileStart = () => {{}};
            connection.onFileEnd = async (file) => (digests[file.name] = await digest(await (await fetch(file.url)).blob()));
            {code}
        }}"""
    )
    return page


def send_file(page, size, name):
    return page.run(
        f"""const bytes = new Uint8Array({size});
        for (let at = 0; at < bytes.length; at += 65536) crypto.getRandomValues(bytes.subarray(at, at + 65536));
        const file = new File([bytes], '{name}', {{type: 'application/octet-stream'}});
        connection.send(file);
        return digest(file);"""
    )


def steps(page, name):
    """Where the progress of a received file stood, in order, and its end."""
    chunks = page.evaluate(
        """(name) => bench.log.filter((event) => event.name === 'onFileProgress' && event.details[0].name === name)
            .map(({details: [{currentPosition, maxChunks}]}) => [currentPosition, maxChunks])""",
        name,
    )
    return [at for at, _ in chunks], chunks[-1][1] if chunks else None


@pytest.mark.timeout(300)
def test_r32_files_for_a_group(rows):
    """One upload for four, two senders at once, one receiver that loses its network for five seconds, files of odd sizes."""
    owner = member(rows, "owner", "connection.open('room');")
    guests = [member(rows, f"guest-{number}", "connection.join({sessionid: 'room', userid: 'owner'});") for number in range(4)]
    owner.wait_event("onopen", count=4)
    for guest in guests:
        guest.wait_event("onopen", count=4)
    before = owner.evaluate("() => uploaded")
    sent = {"big": send_file(owner, SIZE, "big")}
    other = send_file(guests[0], 3 << 20, "other")
    unlucky = guests[3]
    wait_until(lambda: len(steps(unlucky, "big")[0]) > 20, 30, "it has begun")
    assert "big" not in unlucky.value("Object.keys(digests)")
    unlucky.evaluate("() => loseNetwork(5)")
    sent["empty"] = send_file(owner, 0, "empty")
    sent["odd"] = send_file(owner, 70_000, "odd")
    for page in (owner, *guests):
        wanted = {**({} if page is owner else sent), **({} if page is guests[0] else {"other": other})}
        wait_until(lambda: wanted.keys() <= page.value("digests").keys(), 120, lambda: f"{wanted.keys()} at {page.summary()[-5:]}")
        assert {name: page.value("digests")[name] for name in wanted} == wanted
    uploaded = owner.evaluate("() => uploaded") - before
    assert SIZE <= uploaded <= 1.3 * (SIZE + 70_000), uploaded
    assert "reconnected" in unlucky.states() and not owner.count("onleave")
    for guest in guests:
        positions, last = steps(guest, "big")
        assert positions == sorted(positions) and positions[-1] == last
        guest.run("connection.send('got it');")
    owner.wait_event("onmessage", count=4, data="got it")


@pytest.fixture
def five_cameras(tmp_path):
    """Of these Chromium can't send the second and the third: their formats are strange."""
    browser = Chromium(tmp_path, devices="--use-fake-device-for-media-stream=device-count=5,fps=10")
    yield browser
    browser.stop()


@pytest.mark.timeout(180)
def test_r41_several_cameras(rows, five_cameras, viewer_browser, static_server):
    """Three cameras are three streams, of which each viewer takes what it wants; a ninth is too many."""
    sender = rows.open("link.html", browser=five_cameras)
    sender.evaluate(
        """async () => {
            const connection = window.connection = new RTCMultiConnection('cameras');
            connection.session = {video: true};
            connection.direction = 'one-way';
            connection.dontCaptureUserMedia = false;
            const devices = await new Promise((resolve) => connection.getMediaDevices(resolve));
            const cameras = devices.filter(({kind}) => kind === 'videoinput');
            for (const {id} of [0, 3, 4].map((index) => cameras[index])) {
                connection._mediaSources.video = id;
                connection.selectDevices(id);
                const stream = await new Promise((resolve) => connection.captureUserMedia(resolve, {video: true}));
                if (!connection.attachStreams.includes(stream)) connection.attachStreams.push(stream);
            }
            connection.dontCaptureUserMedia = true;
            connection.open('three');
        }"""
    )
    wait_until(lambda: sender.value("connection.attachStreams.length") == 3 and sender.count("onMediaCaptured"), 20, lambda: sender.summary())
    viewer = rows.open("link.html")
    viewer.evaluate("() => { window.connection = new RTCMultiConnection('cameras'); connection.connect(); }")
    viewer.wait_event("onstream", timeout=30, count=3, type="remote")
    viewer.wait_playing(3, timeout=30)
    streams = viewer.streams()
    assert len(set(streams)) == 3

    chooser = Member(viewer_browser, static_server, rows.relay, "cameras", "chooser")
    chooser.join("three", "join")
    for streamid in streams:
        chooser.wait_decoding(streamid, ["video"])
    chooser.run(f"connection.subscribe({{default: 'all', streams: {{'{streams[0]}': {{video: false, audio: false}}}}}})")

    def first_stands():
        before = chooser.decoded(streams[0])["video"]
        chooser.page.evaluate("() => new Promise((resolve) => setTimeout(resolve, 700))")
        return chooser.decoded(streams[0])["video"] == before

    wait_until(first_stands, 10, "the first comes no more")
    for streamid in streams[1:]:
        chooser.wait_decoding(streamid, ["video"])
    assert first_stands()

    sender.run(
        """for (let number = 0; number < 6; number += 1) {
            const canvas = document.createElement('canvas');
            canvas.getContext('2d');
            connection.addStream(canvas.captureStream(5));
        }"""
    )
    sender.wait_state("limit-exceeded")
    viewer.wait_event("onstreamid", timeout=20, count=8)
    viewer.page.wait_growth("video", "framesDecoded", by=10)
