# SPDX-License-Identifier: Apache-2.0
"""Data of pages: files with their progress, bytes, what waits for somebody to come, private channels, parts of the screen."""

import time

import pytest

from waiting import wait_until

OPEN = "connection.open('data');"
JOIN = "connection.join({sessionid: 'data', userid: 'owner'});"
DIGEST = "async (blob) => [...new Uint8Array(await crypto.subtle.digest('SHA-256', await blob.arrayBuffer()))].join()"


def member(rows, name, code, script="link.html"):
    page = rows.open(script)
    page.evaluate(
        f"""() => {{
            const connection = window.connection = new RTCMultiConnection('data');
            connection.userid = '{name}';
            connection.session = {{data: true}};
            window.digest = {DIGEST};
            window.digests = {{}};
            connection.onFileEnd = async (file) => (digests[file.name] = await digest(await (await fetch(file.url)).blob()));
            {code}
        }}"""
    )
    return page


def send_file(page, size, name):
    """Sends a file of random bytes; gives its digest."""
    return page.run(
        f"""const bytes = new Uint8Array({size});
        for (let at = 0; at < bytes.length; at += 65536) crypto.getRandomValues(bytes.subarray(at, at + 65536));
        const file = new File([bytes], '{name}', {{type: 'text/plain'}});
        connection.send(file);
        return digest(file);"""
    )


@pytest.fixture
def three(rows):
    owner = member(rows, "owner", OPEN)
    guests = [member(rows, name, JOIN) for name in ("anna", "bob")]
    owner.wait_event("onopen", count=2)
    guests[0].wait_event("onopen", count=2)
    return owner, *guests


def test_files_reach_all(three):
    """R32: two files at once, one of each of two users, and one that is empty."""
    owner, anna, bob = three
    sent = {"big": send_file(owner, 3_000_000, "big"), "other": send_file(anna, 70_000, "other"), "none": send_file(owner, 0, "none")}
    for page, names in [(bob, sent), (anna, ("big", "none")), (owner, ("other",))]:
        wait_until(lambda: set(names) <= set(page.value("Object.keys(digests)")), 30, lambda: f"{names}: {page.value('digests')}")
        assert all(page.value("digests")[name] == sent[name] for name in names)
    for page in three:
        started = [event["details"][0]["uuid"] for event in page.events("onFileStart")]
        assert len(started) == len(set(started)) == 3
        ended = [event["details"][0]["uuid"] for event in page.events("onFileEnd")]
        wait_until(lambda: page.count("onFileEnd") == 3, 10, lambda: f"each ends once: {page.summary()}")
        assert len(ended) == len(set(ended))
    chunks = [event["details"][0] for event in bob.events("onFileProgress") if event["details"][0]["name"] == "big"]
    steps = [chunk["currentPosition"] for chunk in chunks]
    assert steps == sorted(steps) and steps[-1] == chunks[-1]["maxChunks"] == 188
    assert bob.wait_event("onFileEnd", name="big")["userid"] == "owner"


def test_bytes_and_private_channels(three):
    owner, anna, bob = three
    owner.run("connection.onmessage = ({data}) => (window.bytes = [...new Uint8Array(data)]);")
    anna.run("connection.send(new Uint8Array([1, 2, 255]).buffer, 'owner');")
    wait_until(lambda: owner.value("window.bytes") == [1, 2, 255], 5, lambda: owner.value("window.bytes"))
    owner.run("connection.channels.anna.send('for you'); connection.peers.bob.sendCustomMessage({only: 'bob'});")
    assert anna.wait_event("onmessage")["data"] == "for you"
    time.sleep(0.5)
    assert not bob.count("onmessage") and not bob.count("onCustomMessage")
    bob.run("connection.peers.owner.onCustomMessage = message => (window.custom = message);")
    owner.run("connection.peers.bob.sendCustomMessage({again: 1});")
    wait_until(lambda: bob.value("window.custom") == {"again": 1}, 5, "it reaches the peer's handler")


def test_data_waits_for_somebody(rows):
    owner = member(rows, "owner", OPEN + "connection.send('early');")
    guest = member(rows, "guest", JOIN)
    assert guest.wait_event("onmessage")["data"] == "early"
    assert owner.value("connection.numberOfConnectedUsers") == 1


def test_files_of_v1(rows):
    """R33's and R37's file events: packets, a file, a name."""
    script = "link-v1.2.html"
    owner = member(rows, "owner", OPEN, script)
    guest = member(rows, "guest", JOIN, script)
    owner.wait_event("onopen")
    send_file(owner, 50_000, "old")
    wait_until(lambda: guest.count("onFileReceived") == 1, 10, lambda: f"{guest.summary()}")
    assert guest.events("onFileReceived")[0]["details"][0] == "old"
    packets = guest.events("onFileProgress")[-1]["details"][0]
    assert packets["remaining"] == 0 and packets["received"] == packets["length"]
    wait_until(lambda: owner.count("onFileSent") == 1, 10, "it is sent")


def test_a_part_of_the_screen(rows):
    """R12: pictures of an element, none while paused."""
    owner = member(rows, "owner", OPEN)
    guest = member(rows, "guest", JOIN)
    owner.wait_event("onopen")
    owner.run(
        """const box = document.body.appendChild(document.createElement('div'));
        box.style.cssText = 'width:120px;height:60px;background:#fdd;font-size:30px';
        let count = 0;
        setInterval(() => (box.textContent = ++count), 100);
        connection.sharePartOfScreen({element: box, interval: 200});"""
    )
    wait_until(lambda: guest.count("onpartofscreen") >= 3, 10, "pictures come")
    started, before = time.monotonic(), guest.count("onpartofscreen")
    time.sleep(2)
    pictures = [event["details"][0]["screenshot"] for event in guest.events("onpartofscreen")][before:]
    assert len(set(pictures)) / (time.monotonic() - started) >= 3
    assert guest.evaluate(
        """async (address) => { const image = new Image(); image.src = address; await image.decode(); return [image.width, image.height]; }""",
        pictures[-1],
    ) == [120, 60]
    owner.run("connection.pausePartOfScreenSharing();")
    time.sleep(0.5)
    before = guest.count("onpartofscreen")
    time.sleep(1)
    assert guest.count("onpartofscreen") == before
    owner.run("connection.resumePartOfScreenSharing();")
    wait_until(lambda: guest.count("onpartofscreen") > before, 5, "it goes on")
