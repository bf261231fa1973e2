# SPDX-License-Identifier: Apache-2.0
"""aiortc publishes and plays: what arrives is decoded and compared with what was sent."""

import numpy
import pytest

from patterns import PictureTrack, ToneTrack, peak_frequency
from relay_fixtures import BOTH_MODES
from waiting import wait_gone, wait_live, wait_until

RED, BLUE = (200, 40, 40), (40, 60, 200)
TONE = 440


def assert_colour(viewer, colour):
    seen, _ = viewer.pictures[-1]
    assert numpy.abs(seen - numpy.array(colour)).max() < 30, f"sent {colour}, got {seen}"


def assert_numbers_rise(viewer, at_most=10):
    """The last pictures follow each other, without going back and without great gaps."""
    numbers = [number for _, number in list(viewer.pictures)[-20:]]
    steps = [(after - before) % 256 for before, after in zip(numbers, numbers[1:])]
    assert all(0 < step <= at_most for step in steps), numbers


def assert_tone(viewer, frequency):
    samples = wait_until(viewer.samples, 10, "a second of sound")
    assert samples.std() > 500, "silence"
    assert peak_frequency(samples) == pytest.approx(frequency, abs=5)


@BOTH_MODES
@pytest.mark.parametrize("codec", ["VP8", "H264"])
def test_picture_and_tone_arrive_as_sent(publisher, viewer, relay, room, codec):
    publisher([ToneTrack(TONE), PictureTrack(RED)], codec=codec).start().wait_connected()
    wait_live(relay, room, "studio")
    watching = viewer().start().wait_connected()
    watching.wait_video()
    watching.wait_audio()
    assert_colour(watching, RED)
    assert_numbers_rise(watching)
    assert_tone(watching, TONE)


@pytest.mark.parametrize("kind", ["audio", "video"])
def test_a_broadcast_of_one_kind_plays(publisher, viewer, relay, room, kind):
    track = ToneTrack(TONE) if kind == "audio" else PictureTrack(BLUE)
    publisher([track]).start().wait_connected()
    wait_live(relay, room, "studio")
    watching = viewer(kinds=[kind]).start().wait_connected()
    if kind == "audio":
        watching.wait_audio()
        assert_tone(watching, TONE)
    else:
        watching.wait_video()
        assert_colour(watching, BLUE)


def test_several_viewers_join_late_and_leave(publisher, viewer, relay, room):
    publisher([PictureTrack(RED)]).start().wait_connected()
    wait_live(relay, room, "studio")
    viewers = [viewer(kinds=["video"]).start().wait_connected() for _ in range(3)]
    for watching in viewers:
        watching.wait_video(10)
    wait_until(lambda: relay.broadcast(room, "studio")["viewers"] == 3, 10, "three viewers are listed")
    viewers[0].close()
    wait_until(lambda: relay.broadcast(room, "studio")["viewers"] == 2, 10, "two viewers are listed")
    for watching in viewers[1:]:
        watching.wait_video(10)
        assert_colour(watching, RED)


@BOTH_MODES
def test_a_room_plays_as_many_broadcasts_as_the_offer_has_media_for(publisher, viewer, relay, room):
    for name, colour in (("first", RED), ("second", BLUE)):
        publisher([PictureTrack(colour)], broadcast=name).start().wait_connected()
        wait_live(relay, room, name)
    watching = viewer(broadcast=None, kinds=["video", "video"]).start().wait_connected()

    def sees(colour):
        return any(numpy.abs(seen - numpy.array(colour)).max() < 30 for seen, _ in list(watching.pictures))

    wait_until(lambda: sees(RED) and sees(BLUE), 20, "both broadcasts' colours are seen")
    alone = viewer(broadcast=None, kinds=["video"]).start().wait_connected()
    alone.wait_video(10)
    assert_colour(alone, RED)


def test_a_viewer_sees_the_broadcaster_who_comes_back_in_the_same_session(publisher, viewer, relay, room):
    first = publisher([ToneTrack(TONE), PictureTrack(RED)]).start().wait_connected()
    wait_live(relay, room, "studio")
    watching = viewer().start().wait_connected()
    watching.wait_video()
    assert_colour(watching, RED)

    first.close()
    wait_gone(relay, room, "studio")
    publisher([ToneTrack(TONE * 2), PictureTrack(BLUE)]).start().wait_connected()
    watching.wait_video()
    assert watching.state == "connected"
    assert_colour(watching, BLUE)
    watching.wait_audio(120)
    assert_tone(watching, TONE * 2)


def test_a_newer_publisher_takes_the_name_over_and_viewers_stay(publisher, viewer, relay, room):
    publisher([PictureTrack(RED)]).start().wait_connected()
    wait_live(relay, room, "studio")
    watching = viewer(kinds=["video"]).start().wait_connected()
    watching.wait_video()
    publisher([PictureTrack(BLUE)]).start().wait_connected()
    wait_until(
        lambda: numpy.abs(watching.pictures[-1][0] - numpy.array(BLUE)).max() < 30,
        10,
        "the new picture is seen",
    )
    watching.wait_video(10)
    assert watching.state == "connected"
