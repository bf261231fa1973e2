# SPDX-License-Identifier: Apache-2.0
"""A WHEP viewer on GStreamer's webrtcbin; run by the system's Python, which has GStreamer's bindings.

    /usr/bin/python3 gstreamer_viewer.py URL VIDEO_CODEC

Gathers fully, POSTs the offer and decodes what comes. Prints one line of JSON twice a second: `state`;
`video` and `audio`, how many buffers were decoded; `width`, `height`, `luma` (mean) and `deviation` of the
last picture; `loudness`, the RMS of the last sound.
"""

import array
import json
import sys
import urllib.request

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstWebRTC", "1.0")
gi.require_version("GstSdp", "1.0")
from gi.repository import GLib, Gst, GstSdp, GstWebRTC  # noqa: E402

FORMATS = {
    "VP8": "application/x-rtp,media=video,encoding-name=VP8,clock-rate=90000,payload=96,"
    "rtcp-fb-nack=true,rtcp-fb-nack-pli=true",
    "H264": "application/x-rtp,media=video,encoding-name=H264,clock-rate=90000,payload=102,"
    "packetization-mode=(string)1,profile-level-id=(string)42e01f,rtcp-fb-nack=true,rtcp-fb-nack-pli=true",
    "OPUS": "application/x-rtp,media=audio,encoding-name=OPUS,clock-rate=48000,"
    "encoding-params=(string)2,payload=111",
}
DECODERS = {
    "VP8": "rtpvp8depay ! vp8dec",
    "H264": "rtph264depay ! h264parse ! openh264dec",
    "OPUS": "rtpopusdepay ! opusdec",
}
RAW = {
    "VP8": "video/x-raw,format=I420",
    "H264": "video/x-raw,format=I420",
    "OPUS": "audio/x-raw,format=S16LE",
}
CONVERTERS = {"VP8": "videoconvert", "H264": "videoconvert", "OPUS": "audioconvert"}


class Viewer:
    def __init__(self, url, video_codec):
        self.url = url
        self.seen = {"video": 0, "audio": 0}
        self.pipeline = Gst.Pipeline()
        self.webrtc = Gst.ElementFactory.make("webrtcbin")
        self.webrtc.set_property("bundle-policy", GstWebRTC.WebRTCBundlePolicy.MAX_BUNDLE)
        # libnice leaves loopback out unless it is told; here there is nothing else.
        self.ice = self.webrtc.get_property("ice-agent")  # kept: the binding takes the element's reference
        self.ice.emit("add-local-ip-address", "127.0.0.1")
        self.pipeline.add(self.webrtc)
        self.webrtc.connect("pad-added", self.on_pad)
        self.webrtc.connect("notify::ice-gathering-state", self.on_gathering)
        for codec in (video_codec, "OPUS"):
            receive = GstWebRTC.WebRTCRTPTransceiverDirection.RECVONLY
            self.webrtc.emit("add-transceiver", receive, Gst.Caps.from_string(FORMATS[codec]))

    def start(self):
        self.pipeline.set_state(Gst.State.PLAYING)
        promise = Gst.Promise.new_with_change_func(self.on_offer, None)
        self.webrtc.emit("create-offer", None, promise)
        GLib.timeout_add(500, self.report)

    def on_offer(self, promise, _):
        reply = promise.get_reply()  # owns the offer
        self.webrtc.emit("set-local-description", reply.get_value("offer"), Gst.Promise.new())

    def on_gathering(self, webrtc, _):
        if webrtc.get_property("ice-gathering-state") == GstWebRTC.WebRTCICEGatheringState.COMPLETE:
            GLib.idle_add(self.post)

    def post(self):
        offer = self.webrtc.get_property("local-description").sdp.as_text()
        headers = {"Content-Type": "application/sdp"}
        try:
            with urllib.request.urlopen(
                urllib.request.Request(self.url, offer.encode(), headers), timeout=15
            ) as answer:
                text = answer.read().decode()
        except urllib.error.HTTPError as error:
            sys.exit(f"POST: {error.code} {error.read()!r}\n{offer}")
        _, message = GstSdp.SDPMessage.new_from_text(text)
        description = GstWebRTC.WebRTCSessionDescription.new(GstWebRTC.WebRTCSDPType.ANSWER, message)
        self.webrtc.emit("set-remote-description", description, Gst.Promise.new())
        return GLib.SOURCE_REMOVE

    def on_pad(self, _, pad):
        if pad.get_direction() != Gst.PadDirection.SRC:
            return
        codec = pad.get_current_caps().get_structure(0).get_string("encoding-name").upper()
        kind = "audio" if codec == "OPUS" else "video"
        branch = Gst.parse_bin_from_description(
            f"queue ! {DECODERS[codec]} ! {CONVERTERS[codec]} ! {RAW[codec]}"
            " ! appsink name=sink emit-signals=true sync=false",
            True,
        )
        branch.get_by_name("sink").connect("new-sample", self.on_sample, kind)
        self.pipeline.add(branch)
        branch.sync_state_with_parent()
        pad.link(branch.get_static_pad("sink"))

    def on_sample(self, sink, kind):
        sample = sink.emit("pull-sample")
        self.seen[kind] += 1
        content = sample.get_buffer().extract_dup(0, sample.get_buffer().get_size())
        if kind == "video":
            structure = sample.get_caps().get_structure(0)
            width, height = structure.get_value("width"), structure.get_value("height")
            luma = content[: width * height : 97]
            mean = sum(luma) / len(luma)
            deviation = (sum((value - mean) ** 2 for value in luma) / len(luma)) ** 0.5
            self.seen |= {"width": width, "height": height, "luma": mean, "deviation": deviation}
        else:
            samples = array.array("h", content)
            self.seen["loudness"] = (sum(value * value for value in samples) / max(1, len(samples))) ** 0.5
        return Gst.FlowReturn.OK

    def report(self):
        state = self.webrtc.get_property("connection-state").value_nick
        print(json.dumps({"state": state, **self.seen}), flush=True)
        return GLib.SOURCE_CONTINUE


if __name__ == "__main__":
    Gst.init(None)
    Viewer(sys.argv[1], sys.argv[2]).start()
    GLib.MainLoop().run()
