// SPDX-License-Identifier: Apache-2.0

extension Offers {
    /// GStreamer 1.22.0 webrtcbin: x264enc and opusenc, sendonly, max-bundle.
    static let gstreamerPublish = #"""
        v=0
        o=- 3424016642162731760 0 IN IP4 0.0.0.0
        s=-
        t=0 0
        a=ice-options:trickle
        a=group:BUNDLE video0 audio1
        m=video 9 UDP/TLS/RTP/SAVPF 96
        c=IN IP4 0.0.0.0
        a=setup:actpass
        a=ice-ufrag:GJ1XSkVcKx+73I+LY7da6D2tCYfa89/J
        a=ice-pwd:8KpCb7pnogKz8Jip5/CVgAs7N59Qc4Yu
        a=rtcp-mux
        a=rtcp-rsize
        a=sendonly
        a=rtpmap:96 H264/90000
        a=rtcp-fb:96 nack pli
        a=rtcp-fb:96 ccm fir
        a=rtcp-fb:96 transport-cc
        a=framerate:15
        a=fmtp:96 packetization-mode=1;sprop-parameter-sets=Z0LAFdkBQfsBagwMDUoAAAMAAgAAAwA9HixckA==,aMuMsg==;profile-level-id=42c015;level-asymmetry-allowed=1
        a=ssrc:1893819983 msid:user1207744257@host-9f08a699 webrtctransceiver0
        a=ssrc:1893819983 cname:user1207744257@host-9f08a699
        a=mid:video0
        a=fingerprint:sha-256 89:86:E3:C7:EC:7C:A8:52:17:AD:A5:ED:59:47:E2:70:DC:28:BC:08:DD:BF:25:5D:1A:7F:69:4F:C3:FF:AC:A3
        a=rtcp-mux-only
        a=candidate:1 1 UDP 2015363327 192.0.2.2 44543 typ host
        a=candidate:2 1 TCP 1015021823 192.0.2.2 9 typ host tcptype active
        a=candidate:3 1 TCP 1010827519 192.0.2.2 35665 typ host tcptype passive
        a=candidate:4 1 UDP 2015363583 fd00::2 36894 typ host
        a=candidate:5 1 TCP 1015022079 fd00::2 9 typ host tcptype active
        a=candidate:6 1 TCP 1010827775 fd00::2 37143 typ host tcptype passive
        a=candidate:7 1 UDP 2015363839 fe80::fc:ff:fe00:1 39756 typ host
        a=candidate:8 1 TCP 1015022335 fe80::fc:ff:fe00:1 9 typ host tcptype active
        a=candidate:9 1 TCP 1010828031 fe80::fc:ff:fe00:1 40327 typ host tcptype passive
        m=audio 0 UDP/TLS/RTP/SAVPF 97
        c=IN IP4 0.0.0.0
        a=setup:actpass
        a=ice-ufrag:GJ1XSkVcKx+73I+LY7da6D2tCYfa89/J
        a=ice-pwd:8KpCb7pnogKz8Jip5/CVgAs7N59Qc4Yu
        a=bundle-only
        a=rtcp-mux
        a=rtcp-rsize
        a=sendonly
        a=rtpmap:97 OPUS/48000/2
        a=rtcp-fb:97 transport-cc
        a=fmtp:97 sprop-stereo=0;sprop-maxcapturerate=48000
        a=ssrc:451910219 msid:user1207744257@host-9f08a699 webrtctransceiver1
        a=ssrc:451910219 cname:user1207744257@host-9f08a699
        a=mid:audio1
        a=fingerprint:sha-256 89:86:E3:C7:EC:7C:A8:52:17:AD:A5:ED:59:47:E2:70:DC:28:BC:08:DD:BF:25:5D:1A:7F:69:4F:C3:FF:AC:A3
        a=rtcp-mux-only

        """#
}
