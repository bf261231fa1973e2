# SPDX-License-Identifier: Apache-2.0
"""Just enough SDP to look at an answer and to write a trickle fragment, apart from the relay's own parser."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Candidate:
    foundation: str
    component: int
    transport: str
    priority: int
    address: str
    port: int
    type: str


class Description:
    """An SDP text as its session part and its m-sections, each a list of lines without line ends."""

    def __init__(self, text):
        self.text = text
        self.session, self.media = [], []
        for line in text.replace("\r\n", "\n").rstrip("\n").split("\n"):
            if line.startswith("m="):
                self.media.append([])
            (self.media[-1] if self.media else self.session).append(line)

    @property
    def sections(self):
        return [self.session, *self.media]

    @property
    def lines(self):
        return [line for section in self.sections for line in section]

    def attribute(self, name):
        """The first value of `a=name:value` anywhere, or None."""
        return next(iter(self.attributes(name)), None)

    def attributes(self, name):
        prefix = f"a={name}:"
        return [line.removeprefix(prefix) for line in self.lines if line.startswith(prefix)]

    @property
    def bundle(self):
        """The mids of the BUNDLE group."""
        groups = [value.split() for value in self.attributes("group")]
        return next((group[1:] for group in groups if group[0] == "BUNDLE"), [])

    @property
    def candidates(self):
        return [parse_candidate(value) for value in self.attributes("candidate")]

    def active_media(self):
        return [
            section for section in self.media if section[0].split()[1] != "0" and "a=inactive" not in section
        ]

    def without_candidates(self):
        """The same description as OBS sends it: no candidate, no end of candidates."""
        kept = [line for line in self.lines if not re.match(r"a=(candidate:|end-of-candidates)", line)]
        return "\r\n".join(kept) + "\r\n"

    def with_setup(self, role):
        return re.sub(r"a=setup:\w+", f"a=setup:{role}", self.text)


def parse_candidate(value):
    fields = value.split()
    assert fields[6] == "typ", value
    return Candidate(
        fields[0], int(fields[1]), fields[2].lower(), int(fields[3]), fields[4], int(fields[5]), fields[7]
    )


def values_of(section, name):
    prefix = f"a={name}:"
    return [line.removeprefix(prefix) for line in section if line.startswith(prefix)]


def without_codecs(sdp, *names):
    """The same offer without the codecs of these names, and without their retransmissions."""
    gone = {value.split()[0] for value in Description(sdp).attributes("rtpmap") if _encoding(value) in names}
    gone |= {
        value.split()[0]
        for value in Description(sdp).attributes("fmtp")
        if value.split()[-1].removeprefix("apt=") in gone
    }
    kept = []
    for line in sdp.split("\r\n"):
        if line.startswith("m="):
            line = " ".join(line.split()[:3] + [number for number in line.split()[3:] if number not in gone])
        elif re.match(r"a=(rtpmap|fmtp|rtcp-fb):", line) and line.split(":")[1].split()[0] in gone:
            continue
        kept.append(line)
    return "\r\n".join(kept)


def _encoding(rtpmap):
    return rtpmap.split()[1].split("/")[0]


def trickle_fragment(ufrag, password, candidates=(), mid="0", ended=True):
    """An `application/trickle-ice-sdpfrag` body (RFC 8840 §9)."""
    lines = [f"a=ice-ufrag:{ufrag}", f"a=ice-pwd:{password}", "m=audio 9 UDP/TLS/RTP/SAVPF 0", f"a=mid:{mid}"]
    lines += [f"a=candidate:{candidate}" for candidate in candidates]
    lines += ["a=end-of-candidates"] if ended else []
    return "\r\n".join(lines) + "\r\n"
