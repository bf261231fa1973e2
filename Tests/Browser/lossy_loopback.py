# SPDX-License-Identifier: Apache-2.0
"""Drops some of the media datagrams on loopback, on their way to the relay or from it."""

import contextlib
import shutil
import subprocess

import pytest


@contextlib.contextmanager
def losing(percent, ports, direction):
    """Within it, `percent` of the larger datagrams `"to"` or `"from"` the relay's `ports` are lost.

    Only larger ones: pictures, not the handshakes, the sound or the feedback.
    """
    if shutil.which("nft") is None or not _is_alone():
        pytest.skip("needs nftables and a network namespace of its own")
    end = {"to": "dport", "from": "sport"}[direction]
    rule = f"udp {end} {ports[0]}-{ports[-1]} udp length > 300 numgen random mod 100 < {percent} drop"
    chain = f"type filter hook input priority 0; {rule};"
    _nft(f"table inet loss {{ chain incoming {{ {chain} }}; }}")
    try:
        yield
    finally:
        _nft("delete table inet loss")


def _nft(commands):
    subprocess.run(["nft", commands], check=True)


def _is_alone():
    """Whether loopback is all there is: never filter a machine's own traffic."""
    links = subprocess.run(["ip", "-o", "link"], check=True, capture_output=True, text=True).stdout
    return len(links.splitlines()) == 1
