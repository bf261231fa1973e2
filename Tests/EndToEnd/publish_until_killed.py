# SPDX-License-Identifier: Apache-2.0
"""Publishes a picture and a tone to the WHIP endpoint given as argument, until it is killed."""

import signal
import sys

from patterns import PictureTrack, ToneTrack
from whip_client import AsyncRunner, Publisher

if __name__ == "__main__":
    Publisher(
        AsyncRunner(), sys.argv[1], [ToneTrack(440), PictureTrack((40, 200, 40))]
    ).start().wait_connected()
    signal.pause()
