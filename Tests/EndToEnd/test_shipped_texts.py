# SPDX-License-Identifier: Apache-2.0
"""The pages, scripts and styles that the relay ships, compressed and not."""

import gzip
from pathlib import Path

import pytest

from http_client import request

SOURCES = Path(__file__).resolve().parents[2] / "Sources" / "Signaling"


def addresses(folder, prefix, *others):
    """The addresses of a folder's files, and of pages."""
    return [prefix + file.name for file in sorted((SOURCES / folder).iterdir()) if file.suffix != ".html"] + [*others]


@pytest.mark.parametrize(
    "paths",
    [
        addresses("Pages/Resources", "/assets/", "/", "/studio", "/watch/r"),
        addresses("Client", "/client/", "/longwave.d.ts", "/RTCMultiConnection.js", "/socket.io/socket.io.js"),
        addresses("Demos", "/demos/", "/demos/", "/demos/broadcast", "/demos/conference"),
    ],
    ids=["pages", "client", "demos"],
)
def test_what_is_compressed_is_the_same_text(relay, paths):
    for path in paths:
        plain = relay.get(path)
        packed = request("GET", relay.url(path), headers={"Accept-Encoding": "gzip"})
        assert plain.status == packed.status == 200 and "Content-Encoding" not in plain.headers
        assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"
        for answer in (plain, packed):
            assert int(answer.headers["Content-Length"]) == len(answer.body)
        if "Content-Encoding" in packed.headers:
            assert packed.headers["Content-Encoding"] == "gzip" and packed.headers["ETag"] != plain.headers["ETag"]
            assert len(packed.body) < len(plain.body) and gzip.decompress(packed.body) == plain.body, path
        else:
            assert packed.body == plain.body and len(gzip.compress(plain.body)) >= len(plain.body), path


def test_the_classic_script_takes_less_than_80_kibibytes_of_the_wire(relay):
    packed = request("GET", relay.url("/RTCMultiConnection.js"), headers={"Accept-Encoding": "gzip"})
    assert len(packed.body) < 80 * 1024


def test_a_cached_text_is_asked_for_again_by_its_coding(relay):
    url = relay.url("/RTCMultiConnection.js")
    tags = {coding: request("HEAD", url, headers={"Accept-Encoding": coding}).headers["ETag"] for coding in ("identity", "gzip")}
    for coding, tag in tags.items():
        again = request("GET", url, headers={"Accept-Encoding": coding, "If-None-Match": tag})
        assert (again.status, again.body, again.headers["ETag"]) == (304, b"", tag)
    other = request("GET", url, headers={"Accept-Encoding": "gzip", "If-None-Match": tags["identity"]})
    assert other.status == 200 and other.headers["Content-Encoding"] == "gzip"
