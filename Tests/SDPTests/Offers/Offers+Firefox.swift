// SPDX-License-Identifier: Apache-2.0

extension Offers {
    /// Firefox 153.7.0esr on Linux, without OpenH264: sendonly audio and video, max-bundle.
    static let firefoxPublish = #"""
        v=0
        o=mozilla...THIS_IS_SDPARTA-99.0 7874629601802511677 0 IN IP4 0.0.0.0
        s=-
        t=0 0
        a=sendrecv
        a=fingerprint:sha-256 BE:9C:25:1D:40:0E:CD:8F:3C:2E:6A:33:07:08:E8:F7:16:5E:73:C0:02:78:3B:A3:11:3A:B7:E3:56:D1:65:A8
        a=group:BUNDLE 0 1
        a=ice-options:trickle
        a=msid-semantic:WMS *
        m=audio 9 UDP/TLS/RTP/SAVPF 109 9 0 8 101
        c=IN IP4 0.0.0.0
        a=candidate:0 1 UDP 2122187007 80cac536-74b1-439b-aa59-8fcf300971f5.local 51447 typ host
        a=candidate:1 1 UDP 2122252543 f9f6057f-26b2-48b8-aa4f-39cfaf343ffc.local 57391 typ host
        a=candidate:2 1 TCP 2105458943 80cac536-74b1-439b-aa59-8fcf300971f5.local 9 typ host tcptype active
        a=candidate:3 1 TCP 2105524479 f9f6057f-26b2-48b8-aa4f-39cfaf343ffc.local 9 typ host tcptype active
        a=candidate:0 2 UDP 2122187006 80cac536-74b1-439b-aa59-8fcf300971f5.local 46191 typ host
        a=candidate:1 2 UDP 2122252542 f9f6057f-26b2-48b8-aa4f-39cfaf343ffc.local 36004 typ host
        a=candidate:2 2 TCP 2105458942 80cac536-74b1-439b-aa59-8fcf300971f5.local 9 typ host tcptype active
        a=candidate:3 2 TCP 2105524478 f9f6057f-26b2-48b8-aa4f-39cfaf343ffc.local 9 typ host tcptype active
        a=sendonly
        a=end-of-candidates
        a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
        a=extmap:2/recvonly urn:ietf:params:rtp-hdrext:csrc-audio-level
        a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid
        a=extmap:7 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
        a=extmap-allow-mixed
        a=fmtp:109 maxplaybackrate=48000;stereo=1;useinbandfec=1
        a=fmtp:101 0-15
        a=ice-pwd:5dd29eaaef0d63ade1696f979fb3ff20
        a=ice-ufrag:5b5e7fdd
        a=mid:0
        a=msid:{1765a757-e5be-42c8-9bc3-4385a5518943} {ddb8549a-1bef-4fcf-a345-80685cba80f9}
        a=rtcp:46191 IN IP4 80cac536-74b1-439b-aa59-8fcf300971f5.local
        a=rtcp-fb:109 transport-cc
        a=rtcp-fb:9 transport-cc
        a=rtcp-fb:0 transport-cc
        a=rtcp-fb:8 transport-cc
        a=rtcp-mux
        a=rtpmap:109 opus/48000/2
        a=rtpmap:9 G722/8000/1
        a=rtpmap:0 PCMU/8000
        a=rtpmap:8 PCMA/8000
        a=rtpmap:101 telephone-event/8000
        a=setup:actpass
        a=ssrc:2909402298 cname:{d187f73f-0ba2-4791-b53c-2300bfaddbbd}
        m=video 0 UDP/TLS/RTP/SAVPF 120 124 121 125 99 100 123 122 119
        c=IN IP4 0.0.0.0
        a=bundle-only
        a=sendonly
        a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid
        a=extmap:4 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
        a=extmap:5 urn:ietf:params:rtp-hdrext:toffset
        a=extmap:6/recvonly http://www.webrtc.org/experiments/rtp-hdrext/playout-delay
        a=extmap:7 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
        a=extmap-allow-mixed
        a=fmtp:120 max-fs=12288;max-fr=60
        a=fmtp:124 apt=120
        a=fmtp:121 max-fs=12288;max-fr=60
        a=fmtp:125 apt=121
        a=fmtp:100 apt=99
        a=fmtp:119 apt=122
        a=ice-pwd:5dd29eaaef0d63ade1696f979fb3ff20
        a=ice-ufrag:5b5e7fdd
        a=mid:1
        a=msid:{1765a757-e5be-42c8-9bc3-4385a5518943} {4ec77350-d20a-454a-8de1-e3d5cb918339}
        a=rtcp-fb:120 nack
        a=rtcp-fb:120 nack pli
        a=rtcp-fb:120 ccm fir
        a=rtcp-fb:120 goog-remb
        a=rtcp-fb:120 transport-cc
        a=rtcp-fb:121 nack
        a=rtcp-fb:121 nack pli
        a=rtcp-fb:121 ccm fir
        a=rtcp-fb:121 goog-remb
        a=rtcp-fb:121 transport-cc
        a=rtcp-fb:99 nack
        a=rtcp-fb:99 nack pli
        a=rtcp-fb:99 ccm fir
        a=rtcp-fb:99 goog-remb
        a=rtcp-fb:99 transport-cc
        a=rtcp-fb:123 nack
        a=rtcp-fb:123 nack pli
        a=rtcp-fb:123 ccm fir
        a=rtcp-fb:123 goog-remb
        a=rtcp-fb:123 transport-cc
        a=rtcp-fb:122 nack
        a=rtcp-fb:122 nack pli
        a=rtcp-fb:122 ccm fir
        a=rtcp-fb:122 goog-remb
        a=rtcp-fb:122 transport-cc
        a=rtcp-mux
        a=rtcp-rsize
        a=rtpmap:120 VP8/90000
        a=rtpmap:124 rtx/90000
        a=rtpmap:121 VP9/90000
        a=rtpmap:125 rtx/90000
        a=rtpmap:99 AV1/90000
        a=rtpmap:100 rtx/90000
        a=rtpmap:123 ulpfec/90000
        a=rtpmap:122 red/90000
        a=rtpmap:119 rtx/90000
        a=setup:actpass
        a=ssrc:1688895144 cname:{d187f73f-0ba2-4791-b53c-2300bfaddbbd}
        a=ssrc:1566879465 cname:{d187f73f-0ba2-4791-b53c-2300bfaddbbd}
        a=ssrc-group:FID 1688895144 1566879465

        """#

    /// Firefox 153.7.0esr on Linux, without OpenH264: recvonly audio and video, max-bundle.
    static let firefoxSubscribe = #"""
        v=0
        o=mozilla...THIS_IS_SDPARTA-99.0 7764926507027425235 0 IN IP4 0.0.0.0
        s=-
        t=0 0
        a=sendrecv
        a=fingerprint:sha-256 FA:14:EA:AE:98:35:0F:3D:37:5B:CA:68:8B:7B:D9:4F:A1:A7:F4:AE:22:E9:99:A6:54:97:C6:0E:B6:92:1F:26
        a=group:BUNDLE 0 1
        a=ice-options:trickle
        a=msid-semantic:WMS *
        m=audio 9 UDP/TLS/RTP/SAVPF 109 9 0 8 101
        c=IN IP4 0.0.0.0
        a=candidate:0 1 UDP 2122187007 f592cdd8-34d8-4f6e-be1d-761206d45693.local 42707 typ host
        a=candidate:1 1 UDP 2122252543 5ff98ca5-cc93-44d4-9c00-9723f73e6396.local 57378 typ host
        a=candidate:2 1 TCP 2105458943 f592cdd8-34d8-4f6e-be1d-761206d45693.local 9 typ host tcptype active
        a=candidate:3 1 TCP 2105524479 5ff98ca5-cc93-44d4-9c00-9723f73e6396.local 9 typ host tcptype active
        a=candidate:0 2 UDP 2122187006 f592cdd8-34d8-4f6e-be1d-761206d45693.local 39707 typ host
        a=candidate:1 2 UDP 2122252542 5ff98ca5-cc93-44d4-9c00-9723f73e6396.local 38866 typ host
        a=candidate:2 2 TCP 2105458942 f592cdd8-34d8-4f6e-be1d-761206d45693.local 9 typ host tcptype active
        a=candidate:3 2 TCP 2105524478 5ff98ca5-cc93-44d4-9c00-9723f73e6396.local 9 typ host tcptype active
        a=recvonly
        a=end-of-candidates
        a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
        a=extmap:2/recvonly urn:ietf:params:rtp-hdrext:csrc-audio-level
        a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid
        a=extmap:7 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
        a=extmap-allow-mixed
        a=fmtp:109 maxplaybackrate=48000;stereo=1;useinbandfec=1
        a=fmtp:101 0-15
        a=ice-pwd:2eab5cd22e1a9f0cca279a3e3707d59a
        a=ice-ufrag:43f3d1bb
        a=mid:0
        a=rtcp:39707 IN IP4 f592cdd8-34d8-4f6e-be1d-761206d45693.local
        a=rtcp-fb:109 transport-cc
        a=rtcp-fb:9 transport-cc
        a=rtcp-fb:0 transport-cc
        a=rtcp-fb:8 transport-cc
        a=rtcp-mux
        a=rtpmap:109 opus/48000/2
        a=rtpmap:9 G722/8000/1
        a=rtpmap:0 PCMU/8000
        a=rtpmap:8 PCMA/8000
        a=rtpmap:101 telephone-event/8000
        a=setup:actpass
        a=ssrc:4287392765 cname:{8a6be806-6f13-4551-96c8-438464068487}
        m=video 0 UDP/TLS/RTP/SAVPF 120 124 121 125 99 100 123 122 119
        c=IN IP4 0.0.0.0
        a=bundle-only
        a=recvonly
        a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid
        a=extmap:4 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
        a=extmap:5 urn:ietf:params:rtp-hdrext:toffset
        a=extmap:6/recvonly http://www.webrtc.org/experiments/rtp-hdrext/playout-delay
        a=extmap:7 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
        a=extmap-allow-mixed
        a=fmtp:120 max-fs=12288;max-fr=60
        a=fmtp:124 apt=120
        a=fmtp:121 max-fs=12288;max-fr=60
        a=fmtp:125 apt=121
        a=fmtp:100 apt=99
        a=fmtp:119 apt=122
        a=ice-pwd:2eab5cd22e1a9f0cca279a3e3707d59a
        a=ice-ufrag:43f3d1bb
        a=mid:1
        a=rtcp-fb:120 nack
        a=rtcp-fb:120 nack pli
        a=rtcp-fb:120 ccm fir
        a=rtcp-fb:120 goog-remb
        a=rtcp-fb:120 transport-cc
        a=rtcp-fb:121 nack
        a=rtcp-fb:121 nack pli
        a=rtcp-fb:121 ccm fir
        a=rtcp-fb:121 goog-remb
        a=rtcp-fb:121 transport-cc
        a=rtcp-fb:99 nack
        a=rtcp-fb:99 nack pli
        a=rtcp-fb:99 ccm fir
        a=rtcp-fb:99 goog-remb
        a=rtcp-fb:99 transport-cc
        a=rtcp-fb:123 nack
        a=rtcp-fb:123 nack pli
        a=rtcp-fb:123 ccm fir
        a=rtcp-fb:123 goog-remb
        a=rtcp-fb:123 transport-cc
        a=rtcp-fb:122 nack
        a=rtcp-fb:122 nack pli
        a=rtcp-fb:122 ccm fir
        a=rtcp-fb:122 goog-remb
        a=rtcp-fb:122 transport-cc
        a=rtcp-mux
        a=rtcp-rsize
        a=rtpmap:120 VP8/90000
        a=rtpmap:124 rtx/90000
        a=rtpmap:121 VP9/90000
        a=rtpmap:125 rtx/90000
        a=rtpmap:99 AV1/90000
        a=rtpmap:100 rtx/90000
        a=rtpmap:123 ulpfec/90000
        a=rtpmap:122 red/90000
        a=rtpmap:119 rtx/90000
        a=setup:actpass
        a=ssrc:1128377880 cname:{8a6be806-6f13-4551-96c8-438464068487}

        """#
}
