# SPDX-License-Identifier: Apache-2.0
"""One HTTP request over a connection of its own: what a plain client sees, without a library's clemency."""

import http.client
import json
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Response:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self):
        return self.body.decode("utf-8")

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"<{self.status} {dict(self.headers)} {self.body[:200]!r}>"


def request(method, url, body=None, headers=None, timeout=15):
    """Sends one request to an absolute `url` and reads the whole answer."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=timeout)
    try:
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(method, path, body=body, headers=headers or {})
        answer = connection.getresponse()
        return Response(answer.status, answer.headers, answer.read())
    finally:
        connection.close()


def post_offer(url, sdp, **headers):
    """POSTs an SDP offer as WHIP and WHEP want it."""
    return request("POST", url, sdp.encode(), {"Content-Type": "application/sdp", **headers})
