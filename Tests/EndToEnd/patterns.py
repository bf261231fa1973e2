# SPDX-License-Identifier: Apache-2.0
"""Pictures and sounds that can be recognised after they were encoded, relayed and decoded.

The left half of a picture is one colour; the right half shows the frame's number as eight bars, black for 0
and white for 1, the most significant at the top.
"""

import fractions
import time

import av
import numpy
from aiortc import MediaStreamTrack
from aiortc.mediastreams import MediaStreamError

WIDTH, HEIGHT, FRAME_RATE = 320, 240, 20
SAMPLE_RATE, SAMPLES_PER_FRAME = 48_000, 960
BITS = 8


def picture(number, colour):
    """An RGB picture of `colour` that carries `number` modulo 256."""
    image = numpy.empty((HEIGHT, WIDTH, 3), dtype=numpy.uint8)
    image[:, : WIDTH // 2] = colour
    bits = [(number >> (BITS - 1 - row)) & 1 for row in range(BITS)]
    bars = numpy.repeat(numpy.array(bits, dtype=numpy.uint8) * 255, HEIGHT // BITS)
    image[:, WIDTH // 2 :] = bars[:, None, None]
    return image


def read_picture(image):
    """The (colour, number) that `picture` put into an RGB image."""
    height, width, _ = image.shape
    left = image[height // 8 : -height // 8, width // 8 : width * 3 // 8].reshape(-1, 3).mean(axis=0)
    number = 0
    for row in range(BITS):
        middle = (2 * row + 1) * height // (2 * BITS)
        bar = image[middle - 4 : middle + 4, width * 5 // 8 : width * 7 // 8]
        number = number << 1 | int(bar.mean() > 127)
    return left, number


def peak_frequency(samples, rate=SAMPLE_RATE):
    """The strongest frequency, in Hz, of a mono signal."""
    spectrum = numpy.abs(numpy.fft.rfft(samples * numpy.hanning(len(samples))))
    return float(numpy.argmax(spectrum)) * rate / len(samples)


class _PacedTrack(MediaStreamTrack):
    """Gives out frames at their time; the pace is kept by the clock, not by the sum of its waits."""

    def __init__(self, interval):
        super().__init__()
        self._interval = interval
        self._started = None
        self.count = 0

    async def _pace(self):
        import asyncio

        if self.readyState != "live":
            raise MediaStreamError
        self._started = self._started or time.monotonic()
        await asyncio.sleep(max(0, self._started + self.count * self._interval - time.monotonic()))
        self.count += 1
        return self.count - 1


class PictureTrack(_PacedTrack):
    kind = "video"

    def __init__(self, colour):
        super().__init__(1 / FRAME_RATE)
        self.colour = colour

    async def recv(self):
        number = await self._pace()
        frame = av.VideoFrame.from_ndarray(picture(number, self.colour), format="rgb24").reformat(
            format="yuv420p"
        )
        frame.pts, frame.time_base = number * 90_000 // FRAME_RATE, fractions.Fraction(1, 90_000)
        return frame


class ToneTrack(_PacedTrack):
    kind = "audio"

    def __init__(self, frequency):
        super().__init__(SAMPLES_PER_FRAME / SAMPLE_RATE)
        self.frequency = frequency

    async def recv(self):
        number = await self._pace()
        start = number * SAMPLES_PER_FRAME
        phase = 2 * numpy.pi * self.frequency * (start + numpy.arange(SAMPLES_PER_FRAME)) / SAMPLE_RATE
        mono = (numpy.sin(phase) * 10_000).astype(numpy.int16)
        frame = av.AudioFrame.from_ndarray(numpy.repeat(mono, 2)[None, :], format="s16", layout="stereo")
        frame.sample_rate, frame.pts = SAMPLE_RATE, start
        frame.time_base = fractions.Fraction(1, SAMPLE_RATE)
        return frame


def camera(colour, frequency=440):
    """The tracks of a camera with a microphone: one colour, one tone in Hz."""
    return [ToneTrack(frequency), PictureTrack(colour)]
