# SPDX-License-Identifier: Apache-2.0
"""The demos (`/demos/`): each page loads cleanly from the relay alone, and its main thing works between pages."""

import hashlib
import re

import pytest

from demo_page import DemoPage, overhang
from waiting import stays, wait_until

NAMES = [
    "conference", "broadcast", "multi-broadcast", "select-broadcaster", "screen-audio", "chat-files", "moderation",
    "cameras", "forwarding", "audio-file", "canvas", "part-of-screen", "recording", "admin-guest",
    "scalable-broadcast", "multi-session", "simplest",
]  # fmt: skip


@pytest.fixture
def browser(demo_browser):
    yield demo_browser
    errors = [line for line in demo_browser.console() if line.startswith("SEVERE")]
    assert not errors, errors


@pytest.fixture
def demo(browser, relay, room):
    """Opens a demo's page in the test's own room; what it shows at the test's end is to fit a phone."""
    pages = []

    def open_page(name):
        page = DemoPage(browser, relay, name, room)
        pages.append(page)
        return page

    yield open_page
    for page in pages:
        if page.page in browser.pages:
            assert not page.foreign_requests()
            assert not overhang(page.page, 390), f"{page.name} is too wide for a phone"


def test_the_list_leads_to_every_demo(browser, relay):
    page = browser.open(relay.url("/demos/"))
    assert sorted(page.evaluate("() => [...document.querySelectorAll('.cards a')].map((a) => a.pathname.split('/')[2])")) == sorted(NAMES)
    page.go(relay.url("/"))
    assert page.evaluate("() => [...document.links].some(({ pathname }) => pathname === '/demos/')")


@pytest.mark.parametrize("name", NAMES)
def test_a_demo_loads_and_shows_its_code(browser, relay, name):
    page = browser.open(relay.url(f"/demos/{name}"))
    page.wait_for("() => document.querySelector('.code pre')?.textContent.length > 100", 15, "the code is shown")
    assert re.fullmatch(rf"{name}-\w+", page.evaluate("() => new URLSearchParams(location.search).get('room')"))
    assert page.evaluate("() => document.getElementById('link').value === location.href")
    unlabelled = page.evaluate("""() => [...document.querySelectorAll('main input, main select, main button')]
        .filter((element) => !(element.labels?.length || element.textContent.trim() || element.ariaLabel)).map((element) => element.outerHTML)""")
    assert not unlabelled
    assert not overhang(page, 360)


def test_a_conference(demo):
    ada, ben = demo("conference"), demo("conference")
    ada.press("join")
    ada.wait_text("(you)")
    ben.press("join")
    for page in (ada, ben):
        page.wait_pictures(1)
    ada.press("screen")
    ben.wait_pictures(2)
    ada.press("screen")
    ben.wait_pictures(1)
    ada.press("mute-video")
    ben.page.wait_for("() => document.querySelectorAll('.tile.muted').length === 1", 10, "Ben sees that Ada is muted")
    ada.press("leave")
    wait_until(lambda: not ben.tiles(), 10, "Ada is gone")


def test_a_conference_without_a_camera(demo):
    ada, ben = demo("conference"), demo("conference")
    ben.page.evaluate("() => { document.getElementById('with').value = 'nothing'; }")
    ada.press("join")
    ada.wait_text("(you)")
    ben.press("join")
    ben.wait_pictures(1)
    stays(lambda: not ada.tiles(), 2, "nothing comes of Ben")


def test_a_broadcast(demo):
    sender, viewer = demo("broadcast"), demo("broadcast")
    viewer.press("watch")
    viewer.wait_notice("Nobody broadcasts here yet.")
    sender.press("broadcast")
    sender.wait_text("(you)")
    viewer.press("watch")
    viewer.wait_pictures(1)
    sender.wait_text("1 watching")
    assert not viewer.page.outbound("video")
    sender.press("leave")
    viewer.wait_notice("The broadcast is over.")
    assert not viewer.tiles()


def test_many_broadcasters(demo):
    viewer, one, two = (demo("multi-broadcast") for _ in range(3))
    viewer.press("watch")
    viewer.wait_notice("Waiting for the first broadcaster…")
    one.press("broadcast")
    two.press("broadcast")
    viewer.wait_pictures(2)
    one.wait_pictures(1)
    viewer.wait_text("2 on the air, 1 watching")
    assert not viewer.page.outbound("video")


def test_a_selected_broadcaster(demo):
    host, picked, other = (demo("select-broadcaster") for _ in range(3))
    host.press("open")
    host.wait_text("(you)")
    for page in (picked, other):
        page.press("watch")
        page.wait_pictures(1)
    host.press_text("On the air", "#viewers")
    wait_until(lambda: len(picked.tiles()) + len(other.tiles()) == 3, 20, "one of them is seen by the other")
    host.wait_pictures(1)
    host.press_text("Off the air", "#viewers")
    wait_until(lambda: len(picked.tiles()) + len(other.tiles()) == 2, 10, "and no more")


def test_a_screen_and_voices(demo):
    presenter, ben, cleo = (demo("screen-audio") for _ in range(3))
    presenter.press("present")
    presenter.wait_text("(you)")
    for page in (ben, cleo):
        page.press("join")
    for page in (ben, cleo):
        page.wait_pictures(1)
        page.wait_sounds(2)
    presenter.wait_sounds(2)
    assert not ben.page.outbound("video")


def test_chat_and_files(demo, tmp_path):
    ada, ben = demo("chat-files"), demo("chat-files")
    ada.press("join")
    ada.page.wait_for("() => !document.querySelector('.panes').hidden", 10, "Ada is in the room")
    ben.press("join")
    ada.wait_text("is here.")
    send = "(text) => { chat.elements.text.value = text; chat.requestSubmit(); }"
    ada.page.evaluate(send, "hello")
    ben.wait_text("hello", "#messages")
    ben.page.evaluate(send, "good day")
    ada.wait_text("good day", "#messages")
    path = tmp_path / "noise.bin"
    path.write_bytes(bytes(hashlib.sha512(str(number).encode()).digest()[0] for number in range(300_000)))
    ada.fill("file", str(path))
    print_ = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    for page in (ada, ben):
        page.wait_text(f"SHA-256 {print_}", "#files", timeout=30)


def test_talk_beside_the_chat(demo):
    ada, ben = demo("chat-files"), demo("chat-files")
    ada.press("talk")
    ada.press("join")
    ada.wait_text("(you)")
    ben.press("join")
    for page in (ada, ben):
        page.wait_sounds()


def test_passwords_knocks_ejection_and_handing_over(demo):
    ada, ben, cleo = (demo("moderation") for _ in range(3))
    ada.fill("password", "open sesame")
    ada.press("knock")
    ada.press("open")
    ada.wait_text("You moderate this room.")
    ben.press("join")
    ben.wait_notice("This room asks for a password.")
    ben.fill("password", "open barley")
    ben.press("join")
    ben.wait_notice("That is not the password of this room.")
    for page in (ben, cleo):
        page.page.evaluate("() => { document.getElementById('password').value = 'open sesame'; }")
    ben.press("join")
    ben.wait_notice("You knocked.")
    ada.press_text("Let in")
    ben.wait_text("You are a guest here.")
    cleo.press("join")
    ada.press_text("Refuse")
    cleo.wait_notice("The moderator didn't let you in.")
    ada.press_text("Put out")
    ben.wait_notice("You were put out of the room.")
    wait_until(lambda: "participant" not in ada.text(), 10, "Ben is not in the list")
    ben.press("join")
    ben.wait_notice("You were put out of this room and can't come back yet.")
    cleo.press("join")
    ada.press_text("Let in")
    cleo.wait_text("You are a guest here.")
    ada.press_text("Hand over")
    cleo.wait_text("You moderate this room.")
    ada.wait_text("You are a guest here.")
    cleo.press("close")
    ada.wait_notice("The moderator has closed the room.")


def test_several_cameras(demo):
    sender, viewer = demo("cameras"), demo("cameras")
    viewer.press("watch")
    viewer.wait_notice("Waiting for the broadcast…")
    sender.press("find")
    sender.page.wait_for("() => document.querySelectorAll('#cameras input').length === 3", 15, "three cameras")
    # Chromium's second fake camera has a format that it can't send, its third has a picture of one colour.
    sender.page.evaluate("() => document.querySelectorAll('#cameras input')[1].click()")
    sender.press("broadcast")
    decoded = "() => recorder.open().then((peers) => peers.flatMap(({ inbound }) => inbound).map(({ framesDecoded }) => framesDecoded))"

    def flowing():
        before = viewer.page.evaluate(decoded)
        viewer.page.evaluate("() => new Promise((done) => setTimeout(done, 1500))")
        return sum(now > then for then, now in zip(before, viewer.page.evaluate(decoded)))

    wait_until(lambda: len(viewer.tiles()) == 2 and flowing() == 2, 30, lambda: f"two cameras are seen: {viewer.tiles()}")
    viewer.press_text("Pause")
    wait_until(lambda: flowing() == 1, 10, "one of them is not sent any more")
    viewer.press_text("Go on")
    wait_until(lambda: flowing() == 2, 15, "it is sent again")


def test_forwarding(demo):
    sender, middle, viewer = (demo("forwarding") for _ in range(3))
    sender.press("send")
    sender.wait_text("(you)")
    middle.press("forward")
    middle.wait_pictures(1)
    viewer.press("watch")
    viewer.wait_pictures(1)
    viewer.wait_text("Room 2")
    assert not middle.page.outbound("video")
    wait_until(lambda: sender.text("#uploaded") != "0 kB", 10, "the sender uploads")
    assert middle.text("#uploaded") == "0 kB"


def test_an_audio_file(demo, tmp_path):
    sender, listener, late = (demo("audio-file") for _ in range(3))
    listener.press("listen")
    listener.wait_notice("Waiting for the music…")
    sender.press("tune")
    listener.wait_sounds()
    late.press("listen")
    late.wait_sounds()
    sender.press("leave")
    listener.wait_notice("The music is over.")


def test_one_canvas(demo):
    ada, ben = demo("canvas"), demo("canvas")
    ada.press("join")
    stroke = """(y) => { for (const [type, x] of [['down', 20], ['move', 120], ['move', 220], ['up', 220]]) {
        const box = board.getBoundingClientRect();
        board.setPointerCapture = () => {};
        board.dispatchEvent(new PointerEvent(`pointer${type}`, { clientX: box.x + x, clientY: box.y + y, pointerId: 1 }));
    } }"""
    drawn = """() => [...board.getContext('2d').getImageData(0, 0, board.width, board.height).data]
        .reduce((sum, value, index) => sum + (index % 4 === 0 && value > 60 ? 1 : 0), 0)"""
    ada.page.wait_for("() => !board.hidden", 10, "the board is there")
    ada.page.evaluate(stroke, 40)
    assert ada.page.evaluate(drawn) > 200
    ben.press("join")
    ben.page.wait_for("() => !board.hidden", 10, "the board is there")
    one = ada.page.evaluate(drawn)
    wait_until(lambda: ben.page.evaluate(drawn) == one, 10, "who comes later gets the board")
    ben.page.evaluate(stroke, 80)
    for page in (ada, ben):
        wait_until(lambda: page.page.evaluate(drawn) > 1.9 * one, 10, "both have both lines")
    ada.press("film")
    wait_until(lambda: len(ben.tiles("video")) == 1 and ben.tiles("video")[0]["variance"] > 5, 20, lambda: ben.tiles())
    ben.press("clear")
    wait_until(lambda: ada.page.evaluate(drawn) == 0, 10, "the board is wiped")


def test_a_part_of_a_screen(demo):
    sender, viewer = demo("part-of-screen"), demo("part-of-screen")
    sender.press("open")
    viewer.press("watch")
    sender.press("share-part")
    picture = "() => document.getElementById('picture').src"
    wait_until(lambda: viewer.page.evaluate(picture).startswith("data:image/jpeg"), 15, "a picture comes")
    first = viewer.page.evaluate(picture)
    wait_until(lambda: viewer.page.evaluate(picture) != first, 10, "and another one")
    sender.press("pause")
    viewer.wait_text("Paused")
    sender.press("crop")
    viewer.page.wait_for("() => document.querySelector('#received video')?.videoWidth > 0", 20, "a video comes")
    size = sender.page.evaluate("() => [document.querySelector('#cropped video').videoWidth, document.querySelector('#cropped video').videoHeight]")
    assert size == viewer.page.evaluate("() => [document.querySelector('#received video').videoWidth, document.querySelector('#received video').videoHeight]")


def test_snapshots_and_recordings(demo):
    ada, ben = demo("recording"), demo("recording")
    ada.press("open")
    ada.wait_text("(you)")
    ben.press("join")
    ben.wait_pictures(1)
    remote = "() => [...document.querySelectorAll('.tile')].find((tile) => !tile.innerText.includes('(you)')).id"
    tile = f"#{ben.page.evaluate(remote)}"
    tile = f"[id='{tile[1:]}']"
    ben.press_text("Snapshot", tile)
    ben.page.wait_for("() => document.querySelector('#kept img')?.naturalWidth > 0", 15, "a still is kept")
    ben.press_text("Record", tile)
    ben.page.wait_growth("video", "framesDecoded", by=20)
    ben.press_text("Stop", tile)
    ben.page.wait_for("() => [...document.querySelectorAll('#kept a[download$=webm]')].length === 2", 15, "a film and its sound are kept")
    play = """() => new Promise((resolve, reject) => {
        const video = document.createElement('video');
        video.onloadeddata = () => resolve(video.videoWidth);
        video.onerror = () => reject(video.error);
        video.src = document.querySelector('#kept a[download$=webm]').href;
    })"""
    assert ben.page.evaluate(play) > 0


def test_an_admin_and_guests(demo):
    admin, guest, other = (demo("admin-guest") for _ in range(3))
    admin.press("admin")
    guest.press("guest")
    guest.wait_notice("is there.")
    guest.press("ring")
    admin.press_text("Accept", "#calls")
    for page in (admin, guest):
        page.wait_pictures(1)
    other.press("guest")
    other.wait_notice("is there.")
    other.press("ring")
    other.wait_notice("Busy.")
    guest.press("drop")
    admin.wait_notice("The call is over.")
    admin.press_text("Accept", "#calls")
    for page in (admin, other):
        page.wait_pictures(1)


def test_a_scalable_broadcast(demo):
    first, second, third = (demo("scalable-broadcast") for _ in range(3))
    first.press("go")
    first.wait_text("You broadcast.")
    for page in (second, third):
        page.press("go")
        page.wait_text("You watch.")
    for page in (second, third):
        page.wait_pictures(1)
    first.wait_text("2 watching")
    second.page.close()
    first.wait_text("1 watching")
    third.wait_pictures(1)


def test_several_rooms(demo):
    host, visitor = demo("multi-session"), demo("multi-session")
    host.press("open")
    host.wait_text("(you)")
    visitor.press("visit")
    for name in ("picture", "sound", "chat"):
        visitor.press(f"{name}-join")
    visitor.wait_pictures(1)
    visitor.wait_sounds()
    host.wait_text("1 video, 1 audio")
    assert "uploaded" not in visitor.text()
    visitor.page.evaluate("() => { talk.elements.text.value = 'hello'; talk.requestSubmit(); }")
    host.wait_text("hello", "#messages")
    host.press("sound-leave")
    wait_until(lambda: not visitor.tiles("audio"), 10, "the second room is over")
    visitor.wait_pictures(1)


def test_the_simplest_demo(demo):
    first, second = demo("simplest"), demo("simplest")
    second.press("join")
    first.press("open")
    for page in (first, second):
        page.page.wait_for(
            "() => [...document.querySelectorAll('#videos video')].filter((video) => video.videoWidth > 0 && video.currentTime > 0.5).length === 2",
            30, "two videos play",
        )  # fmt: skip


@pytest.mark.parametrize(("name", "button"), [("conference", "join"), ("broadcast", "broadcast"), ("recording", "open")])
def test_a_missing_camera_is_told_in_a_sentence(demo, name, button):
    page = demo(name)
    page.page.evaluate("""() => {
        navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotFoundError'));
    }""")
    page.press(button)
    page.wait_notice("No camera or microphone was found.")


@pytest.mark.parametrize("name", ["moderation", "chat-files"])
def test_an_absent_relay_is_told_in_a_sentence(demo_browser, new_relay, room, name):
    relay = new_relay().start()
    page = DemoPage(demo_browser, relay, name, room)
    page.press("open" if name == "moderation" else "join")
    page.page.wait_for("() => [...document.querySelectorAll('[data-step=in]')].some(({ hidden }) => !hidden)", 15, "in the room")
    relay.stop()
    page.wait_notice("The relay doesn't answer.")
    relay.start()
    wait_until(lambda: not page.notice, 20, "the relay is back")
