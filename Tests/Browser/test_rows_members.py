# SPDX-License-Identifier: Apache-2.0
"""Who is in a room with what: ejection and presence (R30), several sessions in one page (R28), with and without a camera (R34), calls (R19), own signaling and none (R25)."""

import contextlib
import os
import signal
from pathlib import Path

import pytest
from selenium.common.exceptions import WebDriverException

from chromium import FAKE_DEVICES, Chromium
from client import Client
from load_generator import LoadGenerator
from row_media import sent_bytes, wait_shown
from waiting import stays, wait_until


def member(rows, name, code, colour=None, channel="members", browser=None):
    """A page with one connection under a name, which is in the page as `connection`."""
    page = rows.open("link.html", f"bench.tint('{colour}');" if colour else "", browser=browser)
    page.evaluate(
        f"""() => {{
            const connection = window.connection = new RTCMultiConnection('{channel}');
            connection.userid = '{name}';
            {code}
        }}"""
    )
    return page


OPEN = "connection.open('room');"
JOIN = "connection.join({sessionid: 'room', userid: 'owner'});"


@pytest.fixture
def extra_browser(tmp_path):
    """Starts browsers of the test's own, which may be killed."""
    started = []

    def start(*flags, **options):
        directory = tmp_path / f"chromium-{len(started)}"
        directory.mkdir()
        started.append(Chromium(directory, flags, **options))
        started[-1].directory = directory
        return started[-1]

    yield start
    for browser in started:
        with contextlib.suppress(WebDriverException, OSError):
            browser.stop()


def kill(browser):
    """Ends a browser's main process as `kill -9` does."""
    profile = f"--user-data-dir={browser.directory / 'profile'}"
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            words = process.joinpath("cmdline").read_bytes().decode(errors="replace").split("\0")
            if profile in words and not any(word.startswith("--type=") for word in words):
                os.kill(int(process.name), signal.SIGKILL)


def connected(page):
    return page.value("connection.numberOfConnectedUsers")


@pytest.mark.timeout(240)
def test_r30_ejection_and_presence(rows, extra_browser):
    """What the ejected and the others are told, media included; a killed page is away, then gone."""
    owner = member(rows, "owner", OPEN, "red")
    owner.wait_event("onMediaCaptured")
    anna = member(rows, "anna", JOIN, "green")
    bob = member(rows, "bob", JOIN, "blue")
    for page in (owner, anna, bob):
        wait_shown(page, ["red", "green", "blue"])
        assert connected(page) == 2
    [stream] = bob.streams("local")
    denied = anna.evaluate("() => { try { connection.eject('bob'); } catch (error) { return error; } }")
    assert denied == "Only session-initiator can eject a user."
    owner.run("connection.eject('bob');")
    assert bob.wait_event("onSessionClosed")["isEjected"]
    ended = [event["details"][0]["userid"] for event in bob.events("onstreamended")]
    assert sorted(ended) == ["anna", "bob", "owner"] and bob.names().index("onstreamended") < bob.names().index("onSessionClosed")
    assert bob.count("onSessionClosed") == 1 and not bob.value("bench.media().length") and connected(bob) == 0
    for page in (owner, anna):
        page.wait_event("onstreamended", streamid=stream)
        assert page.wait_event("onleave", userid="bob")["reason"] == "ejected"
        assert page.count("onstreamended") == page.count("onleave") == 1 and connected(page) == 1
        wait_shown(page, ["red", "green"])
    bob.close()

    browser = extra_browser()
    clara = member(rows, "clara", JOIN, "blue", browser=browser)
    for page in (owner, anna, clara):
        wait_shown(page, ["red", "green", "blue"])
    assert connected(owner) == 2
    kill(browser)
    owner.wait_event("onUserStatusChanged", timeout=10, userid="clara", status="away")
    assert connected(owner) == 2 and not [e for e in owner.events("onleave") if e["details"][0]["userid"] == "clara"]
    for page in (owner, anna):
        page.wait_event("onleave", timeout=60, userid="clara")
        assert connected(page) == 1
    owner.run("connection.leave();")
    wait_until(lambda: anna.value("connection.isInitiator"), 10, "anna moderates")


def test_r30_a_rogue_that_ignores_its_ejection(rows, tmp_path, attachments):
    """It gets nothing a second later, and what it goes on sending reaches nobody."""
    owner = member(rows, "owner", OPEN, "red")
    owner.wait_event("onMediaCaptured")
    rogue = LoadGenerator(
        rows.relay, tmp_path, "members", "--room", "room", "--userid", "rogue", "--publishers", 1, "--viewers", 1, "--streams", 2,
        "--bitrate", 100_000, "--seconds", 12, "--ignore-ejection", channel="members",
    )  # fmt: skip
    attachments["longwave-load"] = rogue.output
    owner.wait_event("onstream", timeout=30, userid="rogue-0")
    wait_until(lambda: "counting" in rogue.output(), 40, rogue.output)
    owner.run("connection.eject('rogue-0');")
    owner.wait_event("onstreamended", userid="rogue-0")
    owner.wait_event("onleave", userid="rogue-0")
    stays(lambda: owner.value("Object.values(connection.streams).length") == 1, 2, "nothing of it comes")
    rogue.wait(60)
    ejected, viewer = rogue.report["probes"]
    assert ejected["isEjected"] and len(ejected["afterEjection"]) >= 3 and sum(ejected["afterEjection"][1:]) == 0, ejected
    assert not viewer["isEjected"] and viewer["perSecond"][-2] > 0, viewer
    from_rogue = [track for track in viewer["tracks"] if track["streamid"].startswith("rogue-0")]
    assert from_rogue and owner.value("connection.isInitiator")


@pytest.mark.timeout(240)
def test_r28_sessions_in_one_page(rows, demo_browser):
    """Three connections: pictures, data, a screen; each ends for itself."""
    script = """() => {
        window.calls = ['av', 'data', 'screen'].map((name) => new RTCMultiConnection(name));
        calls[0].session = {audio: true, video: true};
        calls[1].session = {data: true};
        calls[2].session = {screen: true, oneway: true};
    }"""
    pages = [rows.open("link.html", f"bench.tint('{colour}');", browser=demo_browser) for colour in ("red", "green")]
    for page in pages:
        page.evaluate(script)
    # Browsers lend a screen to somebody who has just clicked only.
    pages[0].page.driver.execute_cdp_cmd("Runtime.evaluate", {"expression": "calls[2].open()", "userGesture": True})
    wait_until(lambda: pages[0].events("onMediaCaptured", 2), 15, "the screen is captured")
    pages[0].evaluate("() => { calls[0].open(); calls[1].open(); }")
    wait_until(lambda: pages[0].events("onMediaCaptured", 0), 15, "the camera is captured")
    pages[1].evaluate("() => calls.forEach((connection) => connection.connect())")
    for page in pages:
        page.wait_playing(3, timeout=40)
    shared = pages[1].evaluate(
        """() => {
            const [camera] = calls[0].attachStreams;
            calls[1].addStream(camera);
            return camera.id;
        }"""
    )
    wait_until(lambda: [e for e in pages[0].events("onstream", 1) if e["details"][0]["type"] == "remote"], 20, lambda: pages[0].summary())

    pages[0].evaluate("() => calls[0].close()")
    for page in pages:
        wait_until(lambda: page.events("onstreamended", 0), 10, lambda: f"the first session is over: {page.summary()}")
    pages[1].evaluate("() => calls[1].send('still here')")
    wait_until(lambda: [e["details"][0]["data"] for e in pages[0].events("onmessage", 1)] == ["still here"], 10, "data comes")
    pages[0].evaluate("() => calls[1].send('here too')")
    wait_until(lambda: [e["details"][0]["data"] for e in pages[1].events("onmessage", 1)] == ["here too"], 10, "data goes")
    pages[1].page.wait_growth("video", "framesDecoded", by=3)
    assert not pages[1].events("onstreamended", 2) and not pages[0].events("onstreamended", 2)
    # What was sent in two sessions has ended in both, and comes again in the one that is left.
    for number in (0, 1):
        assert shared in [e["details"][0]["streamid"] for e in pages[0].events("onstreamended", number)]
    wait_until(
        lambda: pages[0].evaluate("() => Object.values(calls[1].streams).some(({type, stream}) => type === 'remote' && stream.active)"), 20,
        lambda: f"it comes again: {pages[0].summary()}",
    )  # fmt: skip
    pages[1].evaluate("() => calls[1].leave()")
    wait_until(lambda: len(pages[0].events("onstreamended", 1)) == 2, 10, "it has ended")
    assert {e["details"][0]["streamid"] for e in pages[0].events("onstreamended", 1)} == {shared}


@pytest.mark.timeout(240)
def test_r34_with_and_without_a_camera(rows, extra_browser):
    """Who comes without attaching, or without devices, is there, sends nothing, and may send later."""
    owner = member(rows, "owner", OPEN, "red")
    owner.wait_event("onMediaCaptured")
    guest = member(rows, "guest", f"connection.dontAttachStream = true; {JOIN}", "green")
    guest.wait_event("onstream", type="remote")
    owner.wait_event("onUserStatusChanged", userid="guest", status="online")
    stays(lambda: owner.count("onstream") == 1 and sent_bytes(guest) == 0, 2, "nothing is sent")
    guest.run("connection.dontAttachStream = false; connection.addStream(connection.streams.selectFirst({local: true}).stream);")
    wait_shown(owner, ["red", "green"])

    blind = member(rows, "blind", f"connection.dontGetRemoteStream = true; {JOIN}", "blue")
    wait_shown(owner, ["red", "green", "blue"])
    assert not [stream for kind in ("audio", "video") for stream in blind.page.inbound(kind) if stream.get("bytesReceived")]
    assert [event["details"][0]["type"] for event in blind.events("onstream")] == ["local"]
    blind.close()
    owner.wait_event("onleave", userid="blind")

    deaf = member(rows, "cameraless", JOIN, browser=extra_browser(devices=FAKE_DEVICES.replace("device-count=2", "device-count=0")))
    assert deaf.wait_event("onMediaError")["name"] == "DevicesNotFoundError" or deaf.count("onMediaError")
    sound = owner.wait_event("onstream", timeout=20, userid="cameraless")
    assert sound["isAudio"] and not sound["isVideo"]
    bare = member(rows, "bare", JOIN, browser=extra_browser(devices=None))
    owner.wait_event("onUserStatusChanged", userid="bare", status="online")
    for page in (deaf, bare):
        page.wait_event("onstream", timeout=20, userid="owner")
        page.wait_event("onstream", timeout=20, userid="guest")
        page.page.wait_growth("video", "framesDecoded", by=10)
    assert bare.wait_event("onMediaError") and sent_bytes(bare) == 0
    assert not [event for event in owner.events("onstream") if event["details"][0]["userid"] == "bare"]
    bare.run(
        """const canvas = document.createElement('canvas');
        const context = canvas.getContext('2d');
        setInterval(() => { context.fillStyle = `rgb(0, 0, ${200 + Math.random() * 50})`; context.fillRect(0, 0, 300, 150); }, 100);
        connection.addStream(canvas.captureStream(10));"""
    )
    late = owner.wait_event("onstream", timeout=20, userid="bare")
    assert late["isVideo"]
    for page in (deaf, bare):
        assert page.evaluate("() => performance.getEntriesByType('navigation')[0].type") != "reload"


@pytest.mark.timeout(180)
def test_r19_an_admin_and_guests(rows):
    """One call at a time, with pictures both ways; who is refused or finds it busy rings again."""
    admin, guest, second = [rows.open("admin-guest-v16.html", f"bench.tint('{colour}');", "?media#" + kind)
                            for kind, colour in [("admin", "red"), ("guest", "green"), ("guest", "blue")]]  # fmt: skip
    name = admin.value("connection.userid")
    for page in (guest, second):
        page.wait_event("onAdmin", userid=name)
    admin.wait_event("onGuest", count=2)
    guest.run(f"connection.request('{name}');")
    admin.wait_event("onRequest")
    admin.run(f"connection.accept('{guest.value('connection.userid')}');")
    assert guest.wait_event("onstats") == "accepted"
    for page, other in [(admin, guest), (guest, admin)]:
        assert page.wait_event("onstream", timeout=20, type="remote")["userid"] == other.value("connection.userid")
        page.page.wait_playing()

    second.run(f"connection.request('{name}');")
    second.wait_event("onstats")
    assert [event["details"][0] for event in second.events("onstats")] == ["busy"] and admin.count("onRequest") == 1
    guest.run("connection.drop();")
    admin.wait_event("onstreamended", type="remote")
    wait_until(lambda: admin.count("onRequest") == 2, 20, "the second rings again by itself")
    busy = second.count("onstats")
    admin.run(f"connection.reject('{second.value('connection.userid')}');")
    wait_until(lambda: second.count("onstats") > busy, 10, "the refusal arrives")
    assert second.events("onstats")[-1]["details"][0] == "busy"
    wait_until(lambda: admin.count("onRequest") == 3, 20, "who was refused rings again")
    admin.run(f"connection.accept('{second.value('connection.userid')}');")
    for page in (admin, second):
        page.page.wait_playing()


def test_r19_a_refusal_by_its_name(rows):
    """Pages of later dialects hear that they were refused, not that it is busy."""
    caller, called = [member(rows, name, "connection.session = {audio: true}; connection.onRequest = () => {}; connection.connect();")
                      for name in ("caller", "called")]  # fmt: skip
    wait_until(lambda: rows.relay.log().count("socket opened") == 2, 10, "both are connected")
    caller.run("connection.invite('called');")
    assert called.wait_event("onRequest")["userid"] == "caller"
    called.run("connection.reject('caller');")
    assert caller.wait_event("onstats") == "rejected"
    stays(lambda: called.count("onRequest") == 1, 4, "it doesn't ring again")


def test_r25_a_bus_in_the_page(rows):
    """The answerer plays what the offerer sends, and the relay's list knows nothing of it."""
    watcher = member(rows, "watcher", "connection.onNewSession = () => {}; connection.connect();", channel="")
    page = rows.open("one-page.html", "bench.tint('green');")
    watcher.run(f"connection.channel = {page.evaluate('() => new RTCMultiConnection().channel')!r}; connection.connect();")
    page.click("button")
    wait_until(lambda: any(e["details"][0]["type"] == "remote" for e in page.events("onstream", 2)), 20, lambda: f"{page.summary()}")
    wait_shown(page, ["green"])
    assert [e["details"][0]["type"] for e in page.events("onstream", 1)] == ["local"]
    assert page.events("onRequest", 1) and page.evaluate("() => bench.connections[1].numberOfConnectedUsers") == 1
    assert not watcher.count("onNewSession")
    assert watcher.run("return new Promise(resolve => connection.getPublicRooms(resolve));") == []


def test_r25_whip_and_whep_by_fetch(rows, broadcaster_browser, static_server):
    """One exchange to send and one to watch, without a WebSocket."""
    sender, watcher = [Client(broadcaster_browser, static_server, rows.relay) for _ in range(2)]
    sender.publish("fetched", "cam")
    watcher.play("fetched", "cam")
    watcher.page.wait_playing()
    seen = watcher.look()
    assert seen["mean"] > 16 and seen["variance"] > 20, seen
    assert watcher.close() == 200 and sender.close() == 200
    assert "socket opened" not in rows.relay.log()
