# SPDX-License-Identifier: Apache-2.0
"""FFmpeg's own WHIP muxer as a publisher of a file, with the build that imageio-ffmpeg carries."""

import subprocess

import imageio_ffmpeg

from child import Child

TONE = 660  # Hz


def make_clip(path, seconds=120):
    """Writes a file with a moving H.264 test picture (a keyframe a second) and an Opus tone."""
    subprocess.run(
        [
            imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-loglevel", "error", "-y",
            "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=25",
            "-f", "lavfi", "-i", f"sine=frequency={TONE}:sample_rate=48000",
            "-t", str(seconds),
            "-c:v", "libx264", "-profile:v", "baseline", "-preset", "ultrafast", "-g", "25", "-bf", "0",
            "-pix_fmt", "yuv420p", "-b:v", "600k",
            "-c:a", "libopus", "-ac", "2", "-b:a", "64k",
            str(path),
        ],
        check=True,
    )  # fmt: skip
    return path


def publish(clip, url, log, *options):
    """Starts FFmpeg: it plays `clip` in real time to the WHIP endpoint `url`."""
    return Child(
        [
            imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-nostdin", "-loglevel", "debug",
            "-re", "-stream_loop", "-1", "-i", clip, "-c", "copy", "-f", "whip", *options, url,
        ],
        log,
    )  # fmt: skip
