# SPDX-License-Identifier: Apache-2.0
"""Several streams of one sender (R18)."""

from row_media import wait_shown


def test_two_streams_of_one_user(rows):
    """R18 with two pictures: one ends, the other goes on."""
    sender = rows.open("link.html")
    sender.evaluate(
        """() => {
            const connection = window.connection = new RTCMultiConnection('two');
            connection.session = {audio: true, video: true, oneway: true};
            bench.tint('red');
            connection.open();
        }"""
    )
    sender.wait_event("onMediaCaptured")
    sender.run("bench.tint('blue'); connection.addStream({video: true, oneway: true});")
    viewer = rows.open("link.html")
    viewer.evaluate("() => { window.connection = new RTCMultiConnection('two'); connection.connect(); }")
    wait_shown(viewer, ["red", "blue"])
    sender.run("connection.removeStream(connection.streams.selectAll({local: true})[1].streamid);")
    viewer.wait_event("onstreamended")
    wait_shown(viewer, ["red"])
    assert viewer.count("onstreamended") == 1
