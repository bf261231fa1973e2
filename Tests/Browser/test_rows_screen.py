# SPDX-License-Identifier: Apache-2.0
"""Screens and sizes: R11 a cropped screen, R12 a part of a page as pictures, R23 resolutions and a TURN server of the page's own."""

from selenium.webdriver.common.by import By

from waiting import stays, wait_until


def press(page, selector):
    """A person's click: browsers lend a screen after one only."""
    page.page.driver.find_element(By.CSS_SELECTOR, selector).click()


def link_of(presenter):
    presenter.page.wait_for("() => !!document.querySelector('#link').href", 20, "the presenter has a link")
    return presenter.evaluate("() => new URL(document.querySelector('#link').href).search")


def test_r11_the_viewer_crops_as_it_is_told(rows, demo_browser):
    presenter = rows.open("screen-cropping.html", browser=demo_browser)
    press(presenter, "#share")
    link = link_of(presenter)
    # Nobody is told of the room but by the link.
    stranger = rows.open("link.html")
    stranger.evaluate("(channel) => { const c = new RTCMultiConnection(channel); c.onNewSession = () => {}; c.connect(); }", link.split("=")[1])
    viewer = rows.open("screen-cropping.html", query=link)
    assert viewer.wait_event("onstream", timeout=30)["isScreen"]
    size = "() => [cropped.width, cropped.height]"
    wait_until(lambda: viewer.evaluate(size) == [320, 240], 15, "the first rectangle is told")
    wait_until(lambda: viewer.evaluate("() => bench.media()[0].videoWidth") >= 640, 15, "the whole screen comes")
    presenter.evaluate("() => { change('CROP_W', 200); change('CROP_H', 100); }")
    wait_until(lambda: viewer.evaluate(size) == [200, 100], 1, lambda: viewer.evaluate(size))
    late = rows.open("screen-cropping.html", query=link)
    wait_until(lambda: late.evaluate(size) == [200, 100], 30, "who comes late is told too")
    assert stranger.count("onNewSession") == 0


MARKED_SCREEN = """
navigator.mediaDevices.getDisplayMedia = async () => {
    const canvas = Object.assign(document.createElement('canvas'), {width: 480, height: 360});
    const context = canvas.getContext('2d');
    let shade = 0;
    setInterval(() => {
        context.fillStyle = 'blue';
        context.fillRect(0, 0, 480, 360);
        context.fillStyle = `rgb(${200 + (shade = (shade + 8) % 50)}, 0, 0)`;
        context.fillRect(100, 60, 320, 240);
    }, 80);
    return canvas.captureStream(12);
};
"""

# Counts pictures, and those that have a pixel of the marker.
WATCH = """
window.seen = {pictures: 0, marked: 0, sizes: new Set()};
const [video] = bench.media();
const canvas = document.createElement('canvas');
const look = () => {
    Object.assign(canvas, {width: video.videoWidth, height: video.videoHeight});
    const context = canvas.getContext('2d', {willReadFrequently: true});
    context.drawImage(video, 0, 0);
    const {data} = context.getImageData(0, 0, canvas.width, canvas.height);
    seen.pictures++;
    seen.sizes.add(`${canvas.width}x${canvas.height}`);
    for (let at = 0; at < data.length; at += 4) if (data[at + 2] > 120) { seen.marked++; break; }
    video.requestVideoFrameCallback(look);
};
video.requestVideoFrameCallback(look);
"""


def test_r11_what_the_sender_crops_never_leaves_it(rows):
    presenter = rows.open("screen-cropping.html", MARKED_SCREEN)
    presenter.evaluate("() => { crop = {CROP_X: 110, CROP_Y: 70, CROP_W: 300, CROP_H: 200}; }")
    press(presenter, "#share-part")
    viewer = rows.open("screen-cropping.html", query=link_of(presenter))
    assert viewer.wait_event("onstream", timeout=30)["isScreen"]
    viewer.page.wait_for("() => bench.media()[0]?.videoWidth > 0", 20, "a picture comes")
    viewer.run(WATCH)
    viewer.page.wait_for("() => seen.pictures >= 25", 30, "25 pictures come")
    assert viewer.evaluate("() => [seen.marked, [...seen.sizes]]") == [0, ["300x200"]]


def test_r12_a_part_of_a_page_comes_as_pictures(rows):
    presenter = rows.open("part-of-screen.html")
    presenter.evaluate("() => present()")
    viewer = rows.open("part-of-screen.html")
    viewer.run("connection.join({sessionid: 'part', userid: 'any'});")
    distinct = "() => new Set(pictures).size"
    wait_until(lambda: viewer.evaluate(distinct) > 0, 20, lambda: f"a picture comes; {viewer.summary()}")
    # Three different ones in each second.
    before = viewer.evaluate(distinct)
    wait_until(lambda: viewer.evaluate(distinct) >= before + 12, 4, lambda: f"12 pictures, not {viewer.evaluate(distinct)}")
    presenter.run("connection.pausePartOfScreenSharing();")
    wait_until(lambda: viewer.evaluate("() => paused") == 1, 10, "the viewer is told of the pause")
    before = viewer.evaluate("() => pictures.length")
    stays(lambda: viewer.evaluate("() => pictures.length") == before, 1.5, "no picture comes")
    presenter.run("connection.resumePartOfScreenSharing();")
    wait_until(lambda: viewer.evaluate("() => pictures.length") >= before + 3, 10, "pictures come again")
    assert viewer.evaluate("() => picture.naturalWidth") == 160


def test_r12_a_big_picture_comes_whole(rows):
    """Half a mebibyte of JPEG, which noise is."""
    presenter = rows.open("part-of-screen.html")
    presenter.run("connection.open('part');")
    viewer = rows.open("part-of-screen.html")
    viewer.run("connection.join({sessionid: 'part', userid: 'any'});")
    presenter.wait_event("onopen")
    presenter.run(
        """const canvas = Object.assign(document.createElement('canvas'), {height: 720, id: 'noise'});
        document.body.append(canvas);
        for (let width = 1200; !window.sent || sent.length > 699_000; width -= 20) {
            canvas.width = width;
            const context = canvas.getContext('2d');
            const image = context.createImageData(width, 720);
            const pixels = new Uint32Array(image.data.buffer);
            for (let at = 0; at < pixels.length; at++) pixels[at] = 0xff000000 | (Math.random() * 0xffffff);
            context.putImageData(image, 0, 0);
            window.sent = canvas.toDataURL('image/jpeg', 0.8);
        }
        connection.sharePartOfScreen({element: '#noise', once: true});"""
    )
    assert presenter.value("sent.length") * 3 / 4 > 480 * 1024
    wait_until(lambda: viewer.evaluate("() => picture.naturalHeight") == 720, 15, lambda: f"it comes; {viewer.summary()}")
    assert viewer.evaluate("() => pictures[0]") == presenter.value("sent")


def test_r23_both_sides_have_the_resolution_that_was_asked_for(rows):
    sender, receiver = rows.open("link.html"), rows.open("link.html")
    sender.evaluate(
        """() => {
            const connection = new RTCMultiConnection('sizes');
            connection.session = {video: true, oneway: true};
            connection.media.min(640, 360);
            connection.media.max(640, 360);
            connection.open();
        }"""
    )
    sender.wait_event("onMediaCaptured")
    receiver.evaluate("() => { new RTCMultiConnection('sizes').connect(); }")
    receiver.wait_playing(1)
    track = sender.value("connection.streams.selectFirst({local: true}).stream.getVideoTracks()[0].getSettings()")
    assert (track["width"], track["height"]) == (640, 360)
    # It grows to its size where the sender's encoder began smaller.
    size = "() => bench.media().map(({videoWidth, videoHeight}) => [videoWidth, videoHeight])"
    wait_until(lambda: receiver.evaluate(size) == [[640, 360]], 30, lambda: receiver.evaluate(size))


RELAYED = """async () => {
    const pairs = [];
    for (const peer of recorder.peers.filter(({connectionState}) => connectionState === 'connected')) {
        const report = await peer.getStats();
        for (const transport of [...report.values()].filter(({type}) => type === 'transport'))
            pairs.push(report.get(report.get(transport.selectedCandidatePairId)?.localCandidateId)?.candidateType);
    }
    return pairs;
}"""


def test_r23_relay_only_pages_go_through_their_turn_server(rows, turn_server):
    code = f"""connection.iceServers = [{{url: 'turn:127.0.0.1:{turn_server.port}', username: '{turn_server.user}', credential: '{turn_server.password}'}}];
        connection.candidates = {{host: false, stun: false, turn: true}};"""
    sender = rows.open("link.html", "bench.tint('red');")
    sender.evaluate(f"() => {{ const connection = new RTCMultiConnection('turn'); {code} connection.open(); }}")
    sender.wait_event("onMediaCaptured")
    receiver = rows.open("link.html", "bench.tint('green');")
    receiver.evaluate(f"() => {{ const connection = new RTCMultiConnection('turn'); {code} connection.connect(); }}")
    for page in (sender, receiver):
        page.wait_playing(2, timeout=40)
        assert page.evaluate(RELAYED) == ["relay", "relay"]
