# SPDX-License-Identifier: Apache-2.0
"""A member that sends and receives data and files (docs/protocol.md, "Data and files")."""

import socket
import threading
import time

from member_client import MemberClient
from waiting import wait_until

DATA, CHUNK = 1, 2
CHUNK_BYTES = 16_384
PULL_BYTES = 262_144


class DataClient(MemberClient):
    def __init__(self, *arguments, bytes_per_second=None, **options):
        self.binary = []  # (header, payload) of data
        self.uploads = {}  # what it offers, by uuid
        self.downloads = {}  # what it has of others' files, by uuid
        self._pace = bytes_per_second
        self._grown = threading.Condition()
        if bytes_per_second:
            # The system would take megabytes for a slow reader, and they would be old when it reads them.
            options["sockopt"] = [(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)]
        super().__init__(*arguments, **options)

    def offer(self, uuid, content, **fields):
        self.uploads[uuid] = content
        return self.request("file.offer", uuid=uuid, name=f"{uuid}.bin", size=len(content), **fields)

    def fetch(self, uuid, size, until=None):
        """Pulls a file from where it is, up to `until` or to its end; gives how far it was after each part."""
        into = self.downloads.setdefault(uuid, bytearray())
        progress = []
        while len(into) < (until or size):
            start = len(into)
            reply = self.request("file.pull", uuid=uuid, offset=start, count=PULL_BYTES)
            assert reply["ok"], reply
            with self._grown:
                arrived = self._grown.wait_for(lambda: len(into) >= start + reply["count"], 60)
            assert arrived, f"{uuid} stands still at {len(into)} of {size}"
            progress.append(len(into))
        if len(into) == size:
            assert self.request("file.done", uuid=uuid)["ok"]
        return progress

    def latest(self):
        return self.of("latest")

    def wait_binary(self, count):
        wait_until(lambda: len(self.binary) >= count, 10, lambda: f"{count} binary messages come")

    def took_message(self, message):
        if message.get("t") != "file.wanted":
            return
        content = self.uploads[message["uuid"]]
        end = message["offset"] + message["count"]
        assert end <= len(content)
        for offset in range(message["offset"], end, CHUNK_BYTES):
            piece = content[offset : min(offset + CHUNK_BYTES, end)]
            self.send_binary(CHUNK, {"uuid": message["uuid"], "offset": offset}, piece)

    def took_binary(self, kind, header, payload):
        if kind == DATA:
            self.binary.append((header, payload))
            return
        assert kind == CHUNK and len(payload) <= CHUNK_BYTES
        into = self.downloads[header["uuid"]]
        with self._grown:
            assert header["offset"] == len(into), "parts come in order, each once"
            into += payload
            self._grown.notify_all()

    def took(self, count):
        if self._pace:
            time.sleep(count / self._pace)
