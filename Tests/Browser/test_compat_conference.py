# SPDX-License-Identifier: Apache-2.0
"""Conferences as the demos of v2 hold them: R1 the AppRTC look, R14 renegotiation, R15 the list of conferences, R24 mute."""

import itertools
import random
import statistics
import time
from collections import Counter

import pytest

from load_generator import LoadGenerator
from rows import cut_off
from test_rows_sending import press
from waiting import stays, wait_until

SHOWN = "() => [...document.querySelectorAll('video')].filter(video => video.srcObject).map(({id}) => id)"


def test_the_apprtc_look(rows):
    """R1: the remote picture fills the card, and the page is back to waiting when the other one leaves."""
    first = rows.open("apprtc.html")
    second = rows.open("apprtc.html")
    first.click("#open-room")
    for page in (first, second):
        page.wait_event("onstream", type="remote")
        playing = "() => bench.plays([document.querySelector('#remoteVideo'), document.querySelector('#miniVideo')])"
        wait_until(lambda: page.evaluate(playing) == [True, True], 10, lambda: f"{page.evaluate(SHOWN)}; {page.summary()}")
        wait_until(lambda: page.evaluate("() => localVideo.srcObject === null"), 5, "the own picture is small now")

    shown = first.count("onstream")
    with cut_off(rows.relay.media_ports):
        time.sleep(8)
    wait_until(lambda: first.evaluate("() => bench.plays([document.querySelector('#remoteVideo')])") == [True], 15, "it goes on")
    assert first.count("onstream") == shown

    second.close()
    first.wait_event("onleave", timeout=10)
    wait_until(lambda: first.evaluate("() => localVideo.srcObject !== null && remoteVideo.srcObject === null"), 5, "back to waiting")
    stays(lambda: first.count("onleave") == 1, 2, "once")


def conference(rows, count):
    """The list of conferences: the first sets one up, the others join it by its button."""
    first = rows.open("videoconferencing.html")
    first.evaluate("() => { document.querySelector('#conference-name').value = 'Tea'; }")
    first.click("#setup-new-conference")
    return [first, *[join_conference(rows) for _ in range(count - 1)]]


def join_conference(rows):
    page = rows.open("videoconferencing.html")
    wait_until(lambda: "Tea is running" in page.evaluate("() => document.querySelector('#rooms-list').textContent"), 10, "it is listed")
    page.click("#rooms-list .join")
    return page


def test_everybody_sees_everybody(rows):
    """R15: four pages, and one encoder in each."""
    pages = conference(rows, 4)
    for page in pages:
        page.wait_playing(4, timeout=40)
        assert len(page.streams()) == 3
        sent = page.page.outbound("video")
        assert len({stream["mid"] for stream in sent if stream.get("bytesSent")}) == 1, sent
    pages[3].close()
    for page in pages[:3]:
        page.wait_event("onstreamended", timeout=10)
        page.wait_playing(3)


def uplink(page, seconds):
    """Bits a second that leave the page as pictures, and what its encoder aims at meanwhile, on average."""
    aims = []

    def sent():
        [stream] = [stream for stream in page.page.outbound("video") if stream.get("bytesSent")]
        aims.append(stream["targetBitrate"])
        return stream["bytesSent"]

    before, began = sent(), time.monotonic()
    until = began + seconds
    while time.monotonic() < until:
        time.sleep(1)
        after = sent()
    return 8 * (after - before) / (time.monotonic() - began), statistics.mean(aims)


@pytest.mark.timeout(240)
def test_twelve_members_cost_a_page_one_upload(rows, tmp_path, attachments, record_property):
    """
    R15: three members, then twelve: four pages, and eight who talk without a browser. Each gets the eleven others: voices, and
    the pages' pictures. What a page's encoder aims at doesn't change; what it sends isn't more. It may be less: four pages that
    decode and encode on two cores leave it no time for all of its pictures.
    """
    pages = conference(rows, 3)
    for page in pages:
        page.run("connection.bandwidth = {video: 200}; connection.changeBandwidth({video: 200});")
        page.wait_playing(3, timeout=40)
    steady = lambda: 150_000 < uplink(pages[0], 2)[0] < 230_000
    wait_until(steady, 40, "its encoder has the bandwidth that it is given")
    of_three = uplink(pages[0], 8)

    [room] = pages[0].evaluate("() => bench.connections.map(({sessionid, channel}) => [channel, sessionid])")
    probes = LoadGenerator(
        rows.relay, tmp_path, "members", "--room", room[1], "--viewers", 0, "--publishers", 8, "--bitrate", 0, "--streams", 12,
        "--seconds", 30, "--patience", 60, "--least", 0, channel=room[0],
    )  # fmt: skip
    attachments["longwave-load"] = probes.output
    pages.append(join_conference(rows))
    arriving = lambda page, kind: len([stream for stream in page.page.inbound(kind) if stream.get("bytesReceived")])
    for page in pages:
        wait_until(lambda: arriving(page, "audio") == 11, 60, lambda: f"eleven voices arrive, not {arriving(page, 'audio')}: {probes.output()}")
        wait_until(lambda: arriving(page, "video") == 3, 60, "and three pictures")
        assert len({event["details"][0]["streamid"] for event in page.events("onstreamid")}) == 11
        encoders = [stream for stream in page.page.outbound("video") if stream.get("bytesSent")]
        assert len(encoders) == 1, encoders
    of_twelve = uplink(pages[0], 8)
    record_property("uplink's bit/s, aimed at", f"{of_three} with three, {of_twelve} with twelve")
    assert probes.wait(120) == 0, probes.output()
    for probe in probes.report["probes"]:
        assert len({track["streamid"] for track in probe["tracks"]}) == 11, probe
        assert all(track["received"] for track in probe["tracks"]), probe
        kinds = Counter(track["isVideo"] for track in probe["tracks"])
        assert kinds == {False: 11, True: 4}, probe
    # Beside all pages on one machine an encoder may have no time for all pictures, or may still be raising its aim: one of
    # the two says that it doesn't matter how many watch.
    pairs = list(zip(of_three, of_twelve, strict=True))
    assert any(0.9 * three < twelve < 1.1 * three for three, twelve in pairs), (of_three, of_twelve)
    assert of_twelve[0] < 1.1 * max(of_three), (of_three, of_twelve)


# Notes when packets and pictures of somebody's video came, in ms of the clock of all pages.
NOTE_ARRIVALS = """(userid) => {
    const {stream} = Object.values(connection.streams).find((known) => known.userid === userid);
    const [{id}] = stream.getVideoTracks();
    window.arrivals = {packetsReceived: [], framesDecoded: []};
    const seen = {};
    setInterval(async () => {
        const reports = await Promise.all(recorder.peers.filter(({signalingState}) => signalingState !== 'closed').map((peer) => peer.getStats()));
        const figures = reports.flatMap((report) => [...report.values()]).find(({trackIdentifier, type}) => trackIdentifier === id && type === 'inbound-rtp');
        for (const [name, times] of Object.entries(arrivals)) {
            if (figures?.[name] > (seen[name] ?? 0)) times.push(figures.timestamp);
            seen[name] = figures?.[name];
        }
    }, 50);
}"""


def test_mute_and_unmute(rows):
    """R24: the demo's button mutes the picture for all, once, and whoever comes later knows."""
    owner = rows.open("mute-unmute.html")
    guest = rows.open("mute-unmute.html")
    owner.click("#setup")
    for page in (owner, guest):
        page.wait_playing(2)
    guest.evaluate(NOTE_ARRIVALS, owner.value("connection.userid"))
    arrivals = lambda name: guest.evaluate("(name) => arrivals[name]", name)
    wait_until(lambda: len(arrivals("framesDecoded")) > 3, 5, "pictures come")
    muted = guest.now()
    owner.click("#mute")
    for page in (owner, guest):
        told = page.wait_event("onmute")
        assert told["session"]["video"] and not told["session"]["audio"] and told["isVideo"] and not told["isAudio"]
        assert page.evaluate("() => document.querySelectorAll('[poster]').length") == 1
    seen = guest.page.total("audio", "packetsReceived")
    wait_until(lambda: no_growth(guest, "video"), 3, "no pictures come")
    assert guest.page.total("audio", "packetsReceived") > seen

    late = rows.open("mute-unmute.html")
    late.wait_event("onmute", timeout=20)
    names = [event["name"] for event in late.events() if event["name"] in ("onstream", "onmute") and event["details"][0]["userid"] == owner.value("connection.userid")]
    assert names == ["onstream", "onmute"]
    assert arrivals("packetsReceived")[-1] - muted <= 1000

    unmuted = guest.now()
    owner.click("#mute")
    for page in (owner, guest, late):
        page.wait_event("onunmute")
    [first, *_] = wait_until(lambda: [at for at in arrivals("framesDecoded") if at > unmuted] or None, 5, "pictures come again")
    assert first - unmuted <= 1000
    for page in (owner, guest):
        assert page.count("onmute") == 1 and page.count("onunmute") == 1

    # What is muted stays muted until it is unmuted itself.
    owner.run("const [own] = Object.values(connection.streams).filter(({type}) => type === 'local'); own.mute(); own.unmute({video: true});")
    late.run("Object.values(connection.streams).filter(({type}) => type === 'local').forEach((own) => own.mute());")
    guest.page.wait_growth("video", "framesDecoded", by=5, timeout=5)
    wait_until(lambda: no_growth(guest, "audio"), 5, "the owner's sound stays off, and nobody else has any on")
    guest.page.wait_growth("video", "framesDecoded", by=5, timeout=5)
    assert owner.value("connection.streams.selectFirst({local: true}).stream.getAudioTracks()[0].enabled") is False
    assert owner.value("connection.streams.selectFirst({local: true}).stream.getVideoTracks()[0].enabled") is True


def no_growth(page, kind):
    before = page.page.total(kind, "packetsReceived")
    time.sleep(0.5)
    return page.page.total(kind, "packetsReceived") - before == 0


def test_renegotiation(rows):
    """R14: a room of data; when somebody comes the owner's page adds sound and picture, and the other side answers with its own."""
    owner = rows.open("renegotiation.html", query="#room")
    guest = rows.open("renegotiation.html", query="#room")
    owner.click("#new-session")
    for page in (owner, guest):
        page.wait_event("onopen")
        page.wait_playing(2, timeout=20)
    assert "Hi, I'm" in guest.evaluate("() => messages.textContent")
    stopped = owner.streams("local")[0]
    owner.evaluate("(id) => [...document.getElementById(id).parentNode.querySelectorAll('button')][1].click()", stopped)
    guest.wait_event("onstreamended", streamid=stopped)
    for page in (owner, guest):
        page.wait_playing(1)


# Keeps the m-lines of each offer, the page's and the relay's: of which kind, and whether something is sent there.
KEEP_LINES = """
window.offered = {own: [], relays: []};
for (const [verb, whose] of [['setLocalDescription', 'own'], ['setRemoteDescription', 'relays']]) {
    const native = RTCPeerConnection.prototype[verb];
    RTCPeerConnection.prototype[verb] = function (description, ...more) {
        if (description?.type === 'offer') {
            const lines = description.sdp.split('\\r\\nm=').slice(1);
            offered[whose].push(lines.map((line) => [line.split(' ')[0], /^a=send(only|recv)/m.test(line)]));
        }
        return native.call(this, description, ...more);
    };
}
"""


def idle_lines(offers):
    """The offers that have more m-lines of a kind than were in use at once until then: a line is used again for its own kind."""
    peak = Counter()
    found = []
    for lines in offers:
        peak |= Counter(kind for kind, is_used in lines if is_used)
        if Counter(kind for kind, _ in lines) - peak:
            found.append((lines, peak.copy()))
    return found


CHANGES = [
    "connection.addStream({audio: true, oneway: true});",
    "connection.addStream({video: true, oneway: true});",
    "connection.removeStream({audio: true});",
    "connection.removeStream({video: true, stop: true});",
    "connection.streams.mute({local: true});",
    "connection.streams.unmute({local: true});",
]


def wait_alike(pages):
    """Waits until each sees what the other sends."""

    def alike():
        return all(sorted(one.streams("local")) == sorted(other.streams()) for one, other in itertools.permutations(pages))

    wait_until(alike, 15, lambda: f"{[(page.streams('local'), page.streams()) for page in pages]}")


def enter_data_room(pages):
    """The first opens a room of data, the second joins it."""
    for number, page in enumerate(pages):
        page.evaluate(
            """(number) => {
                const connection = window.connection = new RTCMultiConnection('changes');
                connection.session = {data: true};
                if (number === 0) connection.open('room'); else connection.join({sessionid: 'room', userid: 'any'});
            }""",
            number,
        )
    for page in pages:
        page.wait_event("onopen")


def change_at_random(pages, seconds):
    """Both change what they send, at least once a second; then each sees what the other sends, and no m-line is one too many."""
    chance = random.Random(14)
    for page in pages:
        page.run("connection.autoAnswerPublish = false;")
    until = time.monotonic() + seconds
    changes = 0
    while changes < seconds or time.monotonic() < until:
        chance.choice(pages).run(chance.choice(CHANGES))
        changes += 1
        time.sleep(chance.uniform(0, 1.9))
    wait_alike(pages)
    for page in pages:
        assert not page.count("onerror") and not page.count("onMediaError"), page.summary()
        offered = page.evaluate("() => offered")
        assert min(map(len, offered.values())) > seconds / 6, "many offers were made"
        for offers in offered.values():
            assert not idle_lines(offers), offers


@pytest.mark.timeout(180)
def test_adding_removing_and_muting_at_random(rows, demo_browser):
    """R14: in a room of data both show a picture, one a screen too, the pictures go, and both change what they send for 30 s; then both see the same."""
    pages = [rows.open("link.html", KEEP_LINES, browser=demo_browser) for _ in range(2)]
    enter_data_room(pages)
    owner, guest = pages
    owner.run("connection.addStream({audio: true, video: true});")
    for page in pages:
        page.wait_playing(2)
    press(owner, "connection.addStream({screen: true, oneway: true});")
    guest.wait_event("onstream", type="remote", isScreen=True)
    guest.wait_playing(3)
    owner.run("connection.removeStream({video: true, stop: true});")
    guest.wait_event("onstreamended", type="remote", isScreen=False)
    wait_alike(pages)
    guest.wait_playing(2)

    change_at_random(pages, 30)
    failed = [line for line in demo_browser.console() if "Error" in line]
    assert not failed, failed
