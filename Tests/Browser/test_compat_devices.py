# SPDX-License-Identifier: Apache-2.0
"""R13: cameras and microphones are listed, chosen and captured, and the relay isn't asked."""

import pytest

from chromium import Chromium


@pytest.fixture
def three_cameras(tmp_path):
    browser = Chromium(tmp_path, ["--use-fake-device-for-media-stream=device-count=3,fps=20"])
    yield browser
    browser.stop()


def test_the_third_camera_is_captured(rows, three_cameras):
    page = rows.open("link.html", browser=three_cameras)
    page.evaluate("() => { new RTCMultiConnection(); }")
    listed = page.run("return new Promise(resolve => connection.getMediaDevices(resolve));")
    kinds = [device["kind"] for device in listed]
    assert kinds.count("videoinput") == 3 and kinds.count("audioinput") == 3, listed
    assert all(device["id"] == device["deviceId"] for device in listed)
    cameras = [device["id"] for device in listed if device["kind"] == "videoinput"]
    used = page.run(
        f"""connection.selectDevices('{cameras[2]}');
        return new Promise(resolve => connection.captureUserMedia(
            stream => resolve(stream.getVideoTracks()[0].getSettings().deviceId), {{video: true}}));"""
    )
    assert used == cameras[2]
    by_id = page.run("return new Promise(resolve => connection.getDevices(devices => resolve(Object.keys(devices))));")
    assert set(cameras) <= set(by_id)
    local = page.wait_event("onstream")
    assert local["type"] == "local" and local["isVideo"] and local["mediaElement"] == "HTMLVideoElement"
    assert page.value("connection.pc.pub") is None and "socket opened" not in rows.relay.log()


def test_resolutions_and_old_constraints(rows):
    """R23's picture: 640 by 360 and nothing else, asked for in the old form."""
    page = rows.open("link.html")
    page.evaluate("() => { new RTCMultiConnection(); }")
    size = page.run(
        """connection.media.min(640, 360);
        connection.media.max(640, 360);
        connection.mediaConstraints.audio.optional = [{googEchoCancellation: true}, {echoCancellation: false}];
        return new Promise(resolve => connection.captureUserMedia(stream => {
            const {width, height} = stream.getVideoTracks()[0].getSettings();
            resolve([width, height]);
        }));"""
    )
    assert size == [640, 360]


def test_streams_are_sources_of_elements(rows):
    """R0e's shims: addresses of streams, copied from element to element, and taken away."""
    page = rows.open("link.html")
    played = page.evaluate(
        """async () => {
            const stream = await navigator.mediaDevices.getUserMedia({video: true});
            const [first, second, third] = [0, 1, 2].map(() => document.body.appendChild(document.createElement('video')));
            first.src = URL.createObjectURL(stream);
            second.srcObject = stream;
            third.setAttribute('src', second.src);
            for (const video of [first, second, third]) { video.muted = true; await video.play(); }
            const playing = await bench.plays([first, second, third]);
            first.src = third.src = '';
            URL.revokeObjectURL(second.src);
            const blob = URL.createObjectURL(new Blob(['x']));
            return {playing, cleared: [first.srcObject, third.srcObject], isBlob: blob.startsWith('blob:')};
        }"""
    )
    assert played == {"playing": [True, True, True], "cleared": [None, None], "isBlob": True}
