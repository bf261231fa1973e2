# SPDX-License-Identifier: Apache-2.0
"""Rows about what people share: R2 MultiRTC, R3 a canvas, R21 rooms' pictures, R22 recordings, R33 talk beside files, R38 names."""

import concurrent.futures
import time

import pytest

from data_client import DataClient
from member_client import MemberClient
from waiting import stays, wait_until

NEW = "(name, code) => { const connection = window.connection = new RTCMultiConnection('sharing'); connection.userid = name; new Function('connection', code)(connection); }"
DIGEST = """
window.digest = async (blob) => [...new Uint8Array(await crypto.subtle.digest('SHA-256', await blob.arrayBuffer()))].join();
window.digests = {};
window.randomFile = (size, name) => {
    const bytes = new Uint8Array(size);
    for (let at = 0; at < size; at += 65536) crypto.getRandomValues(bytes.subarray(at, at + 65536));
    return new File([bytes], name);
};
"""
KEEP_FILES = "connection.onFileEnd = async ({name, url}) => (digests[name] = await digest(await (await fetch(url)).blob()));"


def member(rows, name, code, preamble=""):
    page = rows.open("link.html", preamble)
    page.evaluate(NEW, name, code)
    return page


def send_file(page, size, name):
    """Sends a file of random bytes; gives its digest."""
    return page.run(f"const file = randomFile({size}, '{name}'); connection.send(file); return digest(file);")


def wait_file(page, name, digest, timeout):
    wait_until(lambda: page.value(f"digests['{name}']"), timeout, lambda: f"{name} comes: {page.summary()}")
    assert page.value(f"digests['{name}']") == digest


# R21


PICTURES = """
window.pictureOf = (width, height) => {
    const canvas = Object.assign(document.createElement('canvas'), {width, height});
    const context = canvas.getContext('2d');
    const image = context.createImageData(width, height);
    const pixels = new Uint32Array(image.data.buffer);
    for (let at = 0; at < pixels.length; at++) pixels[at] = 0xff000000 | (Math.random() * 0xffffff);
    context.putImageData(image, 0, 0);
    return canvas.toDataURL('image/jpeg', 0.9);
};
"""
WATCH = "connection.onNewSession = () => {}; connection.connect();"
SIZE = "async (address) => { const image = new Image(); image.src = address; await image.decode(); return [image.width, image.height]; }"


def gallery(rows, options=""):
    """A watcher, and the owner of a room with a picture of more than 60 KiB; gives both and the picture's address."""
    watcher = member(rows, "watcher", WATCH)
    owner = member(rows, "owner", f"{options} connection.session = {{data: true}}; connection.extra = {{screenshot: pictureOf(280, 200)}}; connection.open('room');", PICTURES)
    assert owner.value("connection.extra.screenshot.length") > 61_440
    return watcher, owner, watcher.wait_event("onNewSession")["extra"]["screenshot"]


def test_r21_a_picture_in_the_list_of_rooms(rows):
    """R21: the watcher is told of the picture with the room, and of another one when the moderator has one."""
    watcher, owner, address = gallery(rows)
    assert address.startswith(rows.relay.origin)
    assert watcher.evaluate(SIZE, address) == [280, 200]
    for number, (width, height) in enumerate([(240, 120), (120, 160)]):
        owner.run(f"connection.extra.screenshot = pictureOf({width}, {height});")
        update = watcher.wait_event("onExtraDataUpdated", count=number + 1)["extra"]["screenshot"]
        assert update != address and watcher.evaluate(SIZE, update) == [width, height]
        address = update


def test_r21_the_picture_of_a_room_with_a_password(rows):
    """R21: it is seen by members only."""
    _, _, address = gallery(rows, "connection.password = 'secret';")
    assert rows.relay.get(address.removeprefix(rows.relay.origin)).status == 403
    guest = MemberClient(rows.relay, "sharing", "guest")
    joined = guest.request("room.join", sessionid="room", password="secret")
    assert joined["ok"], joined
    picture = rows.relay.get(joined["preview"])
    assert picture.status == 200 and picture.headers["content-type"] == "image/jpeg"
    guest.close()


# R22

RECORD = """
const stream = connection.streams.selectFirst({remote: true});
stream.startRecording({audio: true, video: true});
const begin = stream.mediaElement.currentTime;
while (stream.mediaElement.currentTime - begin < 3) await new Promise(requestAnimationFrame);
const {audio, video} = await new Promise((resolve) => stream.stopRecording(resolve, {audio: true, video: true}));
const element = Object.assign(document.createElement('video'), {muted: true, src: URL.createObjectURL(video)});
await element.play();
while (element.currentTime < 0.3) await new Promise(requestAnimationFrame);
const sound = await new AudioContext().decodeAudioData(await audio.arrayBuffer());
const samples = sound.getChannelData(0), start = sound.length >> 1;
let waves = 0;
for (let at = start; at < start + sound.sampleRate; at++) waves += samples[at - 1] < 0 && samples[at] >= 0;
return {sizes: [audio.size, video.size], seconds: sound.duration, waves, centre: bench.colourOf(element)};
"""


def test_r22_a_recording_of_a_remote_stream(rows):
    """R22: three seconds of somebody's picture and tone, in files that play."""
    member(rows, "owner", "connection.open('room');", "bench.tint('red'); bench.tone(440);").wait_event("onMediaCaptured")
    guest = member(rows, "guest", "connection.join({sessionid: 'room', userid: 'owner'});", "bench.tint('green');")
    guest.wait_playing(2)
    recorded = guest.run(RECORD)
    assert recorded["sizes"][1] > 20_000 and recorded["sizes"][0] > 5000 and recorded["seconds"] > 2.5, recorded
    assert recorded["centre"][0] > 150 and max(recorded["centre"][1:]) < 100, recorded
    assert abs(recorded["waves"] - 440) <= 10, recorded


# R33


def heard_meanwhile(page, act):
    """What share of the sound was made up while something was done, and for how many seconds it was held back; with what tells why."""

    def heard():
        [stream] = page.page.inbound("audio")
        return stream

    before, _ = heard(), act()
    after = heard()
    concealed, received, delay, emitted = (
        after[name] - before[name]
        for name in ("concealedSamples", "totalSamplesReceived", "jitterBufferDelay", "jitterBufferEmittedCount")
    )
    late = {name: after[name] - before[name] for name in ("concealmentEvents", "packetsLost", "packetsDiscarded")}
    return {"concealed": concealed / max(1, received), "delay": delay / max(1, emitted), **late}


@pytest.mark.timeout(240)
def test_r33_talk_while_a_file_comes(rows):
    """R33: a page of v1.2; 20 MiB beside the sound, which is heard as before."""
    first, second = (rows.open("talk-and-files-v1.2.html", f"bench.tone(440); {DIGEST}") for _ in range(2))
    for page in (first, second):
        page.run(KEEP_FILES)
    first.click("#start-new-session")
    wait_until(lambda: second.evaluate("() => document.querySelector('#sessions-list button') !== null"), 10, "the room is listed")
    second.click("#sessions-list button")
    for page in (first, second):
        page.wait_playing(2)
    second.run("connection.send('raw text');")
    shown = "() => document.querySelector('#chat-output').textContent"
    wait_until(lambda: "raw text" in first.evaluate(shown), 5, "the message arrives as it is")

    wait_until(lambda: second.value("bench.media()[0].currentTime") >= 5, 30, "it is heard for a while")
    heard = heard_meanwhile(second, lambda: wait_file(second, "big", send_file(first, 20 << 20, "big"), 60))
    wait_until(lambda: "big received." in second.evaluate(shown) and "big sent." in first.evaluate(shown), 10, "both are told")
    assert heard["concealed"] < 0.02 and heard["delay"] < 0.2, heard


# R2


def test_r2_a_camera_for_who_asks(rows):
    """R2: a room of data; a camera is captured unpublished, seen by who asks, by one upload; typing and files beside it."""
    code = f"connection.session = {{data: true}}; connection.onNewSession = () => {{}}; {KEEP_FILES}"
    owner = member(rows, "owner", f"{code} connection.open('room');", f"bench.tint('red'); {DIGEST}")
    join = f"{code} connection.join({{sessionid: 'room', userid: 'owner'}});"
    guests = anna, bob = [member(rows, name, join, DIGEST) for name in ("anna", "bob")]
    owner.wait_event("onopen", count=2)
    owner.run("connection.captureUserMedia(stream => { window.camera = stream; connection.sendCustomMessage({hasCamera: true, streamid: stream.streamid}); }, {video: true});")
    for guest in guests:
        offered = guest.wait_event("onCustomMessage")
        assert offered["hasCamera"] and offered["streamid"] == owner.value("camera.streamid")
    owner.run("connection.peers.anna.peer.connection.addStream(camera);")
    anna.wait_event("onstream", type="remote")
    anna.page.wait_growth("video", "framesDecoded", by=5)
    stays(lambda: not bob.count("onstream") and not bob.page.total("video", "bytesReceived"), 1, "the other receives nothing")

    owner.run("connection.peers.bob.renegotiate(camera, {video: true});")
    bob.wait_event("onstream", type="remote")
    for guest in guests:
        guest.page.wait_growth("video", "framesDecoded", by=5)
    assert len([stream for stream in owner.page.outbound("video") if stream.get("bytesSent")]) == 1

    owner.run("connection.send({typing: true});")
    for guest in guests:
        assert guest.wait_event("onmessage", userid="owner")["data"] == {"typing": True}
    sent = send_file(owner, 3 << 20, "three")
    for guest in guests:
        wait_file(guest, "three", sent, 60)


# R3

DRAW = """
let number = 0;
const timer = setInterval(() => {
    connection.send({n: number, points: 'x'.repeat(270)});
    if (++number === 200) clearInterval(timer);
}, 25);
"""
IN_ORDER = list(range(200))


def draw(artist):
    began = time.monotonic()
    for number in IN_ORDER:
        artist.send(t="data.send", data={"n": number, "points": "x" * 270})
        time.sleep(max(0, began + (number + 1) * 5 / 200 - time.monotonic()))


def strokes_at(artist):
    strokes = {}
    for event in artist.of("data"):
        strokes.setdefault(event["from"], []).append(event["data"]["n"])
    return strokes


def test_r3_a_canvas_of_sixteen(rows):
    """R3: fifteen clients and a page draw, all see all; who comes later gets the board, and the canvas as a video."""
    code = """connection.session = {data: true};
        window.strokes = {};
        connection.onmessage = ({userid, data}) => (data.n === undefined ? (window.board = data) : (strokes[userid] ??= []).push(data.n));"""
    page = member(rows, "page", f"{code} connection.open('room');", "bench.tint('blue');")
    page.wait_event("onMediaCaptured")
    artists = [DataClient(rows.relay, "sharing", f"artist-{number}") for number in range(15)]
    for artist in artists:
        assert artist.request("room.join", sessionid="room")["ok"]
    page.wait_event("onopen", count=15)
    page.run(DRAW)
    with concurrent.futures.ThreadPoolExecutor(15) as pool:
        list(pool.map(draw, artists))
    for artist in artists:
        wait_until(lambda: len(artist.of("data")) >= 3000, 30, lambda: f"every stroke comes, not {len(artist.of('data'))}")
        assert len(strokes_at(artist)) == 15 and all(numbers == IN_ORDER for numbers in strokes_at(artist).values())
    wait_until(lambda: page.value("Object.values(strokes).flat().length") == 3000, 30, "every stroke comes to the page")
    assert page.value("Object.values(strokes).every(numbers => numbers.every((number, index) => number === index))")

    assert artists[0].request("data.send", data={"strokes": 3200}, retain="board")["ok"]
    page.run("connection.addStream(await navigator.mediaDevices.getUserMedia({video: true}));")
    late = member(rows, "late", f"{code} connection.join({{sessionid: 'room', userid: 'page'}});")
    wait_until(lambda: late.value("window.board") == {"strokes": 3200}, 10, lambda: f"the board comes: {late.summary()}")
    late.wait_event("onstream", type="remote")
    late.wait_playing(1)
    assert late.colours() == ["blue"]
    for artist in artists:
        artist.close()


# R38


def test_r38_names_under_the_videos(rows):
    """R38: a page of v1.2 with cameras; each stream comes with its sender's name, also for who comes late."""
    names = ["Ada", "Ben", "Cleo"]
    pages = [rows.open("manual-session-video-v1.html", f"window.username = '{name}'; bench.tint('red');") for name in names]
    pages[0].click("#start-new-session")
    for count, page in enumerate(pages[1:], 2):
        listed = "() => document.querySelector('#sessions-list td')?.textContent"
        wait_until(lambda: page.evaluate(listed) == "Ada", 10, "the list shows the name")
        page.click("#sessions-list button")
        for present in pages[:count]:
            present.wait_playing(count, timeout=30)
    userids = {page.value("connection.userid"): name for page, name in zip(pages, names)}
    for page, own in zip(pages, names):
        others = sorted(set(names) - {own})
        for event in ("onstreamid", "onstream"):
            told = [e["details"][0] for e in page.events(event) if e["details"][0].get("type") != "local"]
            assert sorted(stream["extra"]["username"] for stream in told) == others, (event, told)
            assert all(userids[stream["userid"]] == stream["extra"]["username"] for stream in told)
        captions = page.evaluate("() => [...document.querySelectorAll('figcaption')].map(({textContent}) => textContent)")
        assert sorted(captions) == names
