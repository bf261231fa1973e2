// SPDX-License-Identifier: Apache-2.0

extension Offers {
    /// aiortc 1.16.0: sendonly audio and video.
    static let aiortcPublish = #"""
        v=0
        o=- 4004451102 4004451102 IN IP4 0.0.0.0
        s=-
        t=0 0
        a=group:BUNDLE 0 1
        a=msid-semantic:WMS *
        m=audio 47531 UDP/TLS/RTP/SAVPF 96 9 0 8
        c=IN IP4 192.0.2.2
        a=sendonly
        a=extmap:1 urn:ietf:params:rtp-hdrext:sdes:mid
        a=extmap:2 urn:ietf:params:rtp-hdrext:ssrc-audio-level
        a=mid:0
        a=msid:f4d34749-4051-4c5f-ad8a-0303660dd452 05f7370a-562f-40cb-a721-898e027e5208
        a=rtcp:9 IN IP4 0.0.0.0
        a=rtcp-mux
        a=ssrc:1754073653 cname:bd3e477c-2aaa-481d-a112-7c959d664e6f
        a=rtpmap:96 opus/48000/2
        a=rtpmap:9 G722/8000
        a=rtpmap:0 PCMU/8000
        a=rtpmap:8 PCMA/8000
        a=candidate:f957a2332b1715da3b0ef8ba684454eb 1 udp 2130706431 192.0.2.2 47531 typ host
        a=candidate:d0bcf3d9c29a2bc887618212a1623bfa 1 udp 2130706431 fd00::2 38263 typ host
        a=end-of-candidates
        a=ice-ufrag:lBHM
        a=ice-pwd:3d7kGxQQ0HAjb3CpR7Xxlh
        a=fingerprint:sha-256 42:D7:F5:70:A6:88:AE:1A:01:B8:6E:C4:37:0A:39:DF:41:DD:26:F2:7A:F3:3A:ED:3A:92:D3:E1:E2:D1:FD:4C
        a=fingerprint:sha-384 AA:74:23:36:34:FF:64:FF:49:57:04:4E:30:3B:A0:A7:88:56:57:F7:AF:43:D2:93:40:7F:A6:9F:9B:CD:2A:84:24:EA:75:57:AB:8E:D2:B3:25:DA:C4:12:8D:4C:CC:16
        a=fingerprint:sha-512 D1:98:32:28:3B:D3:34:EA:F5:F4:02:CD:40:02:BD:12:FA:31:0E:80:D4:92:F5:28:B2:57:E6:64:44:81:29:A2:12:6E:5B:3B:A6:BF:71:7C:D1:81:05:51:CE:EA:29:8B:BE:D5:9C:87:5D:A5:04:DF:6A:96:13:9D:76:52:51:FE
        a=setup:actpass
        m=video 58625 UDP/TLS/RTP/SAVPF 97 98 99 100 101 102
        c=IN IP4 192.0.2.2
        a=sendonly
        a=extmap:1 urn:ietf:params:rtp-hdrext:sdes:mid
        a=extmap:3 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
        a=mid:1
        a=msid:f4d34749-4051-4c5f-ad8a-0303660dd452 842e9df5-e497-4758-81fb-a86e7b195a29
        a=rtcp:9 IN IP4 0.0.0.0
        a=rtcp-mux
        a=ssrc-group:FID 3563300343 2791303591
        a=ssrc:3563300343 cname:bd3e477c-2aaa-481d-a112-7c959d664e6f
        a=ssrc:2791303591 cname:bd3e477c-2aaa-481d-a112-7c959d664e6f
        a=rtpmap:97 VP8/90000
        a=rtcp-fb:97 nack
        a=rtcp-fb:97 nack pli
        a=rtcp-fb:97 goog-remb
        a=rtpmap:98 rtx/90000
        a=fmtp:98 apt=97
        a=rtpmap:99 H264/90000
        a=rtcp-fb:99 nack
        a=rtcp-fb:99 nack pli
        a=rtcp-fb:99 goog-remb
        a=fmtp:99 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f
        a=rtpmap:100 rtx/90000
        a=fmtp:100 apt=99
        a=rtpmap:101 H264/90000
        a=rtcp-fb:101 nack
        a=rtcp-fb:101 nack pli
        a=rtcp-fb:101 goog-remb
        a=fmtp:101 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f
        a=rtpmap:102 rtx/90000
        a=fmtp:102 apt=101
        a=candidate:f957a2332b1715da3b0ef8ba684454eb 1 udp 2130706431 192.0.2.2 58625 typ host
        a=candidate:d0bcf3d9c29a2bc887618212a1623bfa 1 udp 2130706431 fd00::2 52490 typ host
        a=end-of-candidates
        a=ice-ufrag:lBHM
        a=ice-pwd:3d7kGxQQ0HAjb3CpR7Xxlh
        a=fingerprint:sha-256 42:D7:F5:70:A6:88:AE:1A:01:B8:6E:C4:37:0A:39:DF:41:DD:26:F2:7A:F3:3A:ED:3A:92:D3:E1:E2:D1:FD:4C
        a=fingerprint:sha-384 AA:74:23:36:34:FF:64:FF:49:57:04:4E:30:3B:A0:A7:88:56:57:F7:AF:43:D2:93:40:7F:A6:9F:9B:CD:2A:84:24:EA:75:57:AB:8E:D2:B3:25:DA:C4:12:8D:4C:CC:16
        a=fingerprint:sha-512 D1:98:32:28:3B:D3:34:EA:F5:F4:02:CD:40:02:BD:12:FA:31:0E:80:D4:92:F5:28:B2:57:E6:64:44:81:29:A2:12:6E:5B:3B:A6:BF:71:7C:D1:81:05:51:CE:EA:29:8B:BE:D5:9C:87:5D:A5:04:DF:6A:96:13:9D:76:52:51:FE
        a=setup:actpass

        """#

    /// aiortc 1.16.0: recvonly audio and video.
    static let aiortcSubscribe = #"""
        v=0
        o=- 4004451102 4004451102 IN IP4 0.0.0.0
        s=-
        t=0 0
        a=group:BUNDLE 0 1
        a=msid-semantic:WMS *
        m=audio 48592 UDP/TLS/RTP/SAVPF 96 9 0 8
        c=IN IP4 192.0.2.2
        a=recvonly
        a=extmap:1 urn:ietf:params:rtp-hdrext:sdes:mid
        a=extmap:2 urn:ietf:params:rtp-hdrext:ssrc-audio-level
        a=mid:0
        a=msid:d8404a6d-5a73-4b63-99c7-25102d5cb61b fbe22eda-84f7-49d5-9004-737e85e6f979
        a=rtcp:9 IN IP4 0.0.0.0
        a=rtcp-mux
        a=ssrc:1460077873 cname:5c191755-3f2e-4cf1-9e98-ddcc3c8d1dc1
        a=rtpmap:96 opus/48000/2
        a=rtpmap:9 G722/8000
        a=rtpmap:0 PCMU/8000
        a=rtpmap:8 PCMA/8000
        a=candidate:f957a2332b1715da3b0ef8ba684454eb 1 udp 2130706431 192.0.2.2 48592 typ host
        a=candidate:d0bcf3d9c29a2bc887618212a1623bfa 1 udp 2130706431 fd00::2 49586 typ host
        a=end-of-candidates
        a=ice-ufrag:85dS
        a=ice-pwd:IEcvuVJEqcr82FlurByGJs
        a=fingerprint:sha-256 ED:8E:3D:CE:A9:B7:29:20:DE:AA:A5:73:9E:E5:C1:F6:18:8B:4C:B6:8E:84:C3:AE:1E:D2:93:1F:AE:5E:70:77
        a=fingerprint:sha-384 C2:9E:5A:1D:1B:39:14:9D:C5:8E:FF:30:0C:8A:5A:FC:B9:90:1E:A6:DD:85:2B:B4:5D:4B:E9:84:76:60:75:E9:25:AE:F3:94:FA:4D:23:CE:BB:F3:02:7B:F2:4E:DF:EE
        a=fingerprint:sha-512 41:30:7F:CA:E8:C8:F8:17:16:3A:A3:BE:67:BA:AC:96:C0:EC:9A:09:9E:13:7C:86:E0:FB:78:9F:CA:38:53:11:D9:34:16:EB:A8:67:C4:42:9D:D7:C4:86:2F:00:11:F1:C9:D4:2C:CF:D4:78:52:61:F5:A0:FF:22:65:35:25:41
        a=setup:actpass
        m=video 35160 UDP/TLS/RTP/SAVPF 97 98 99 100 101 102
        c=IN IP4 192.0.2.2
        a=recvonly
        a=extmap:1 urn:ietf:params:rtp-hdrext:sdes:mid
        a=extmap:3 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
        a=mid:1
        a=msid:d8404a6d-5a73-4b63-99c7-25102d5cb61b b895b5ec-b790-425c-b342-303bbccc2847
        a=rtcp:9 IN IP4 0.0.0.0
        a=rtcp-mux
        a=ssrc-group:FID 1501594303 3613443717
        a=ssrc:1501594303 cname:5c191755-3f2e-4cf1-9e98-ddcc3c8d1dc1
        a=ssrc:3613443717 cname:5c191755-3f2e-4cf1-9e98-ddcc3c8d1dc1
        a=rtpmap:97 VP8/90000
        a=rtcp-fb:97 nack
        a=rtcp-fb:97 nack pli
        a=rtcp-fb:97 goog-remb
        a=rtpmap:98 rtx/90000
        a=fmtp:98 apt=97
        a=rtpmap:99 H264/90000
        a=rtcp-fb:99 nack
        a=rtcp-fb:99 nack pli
        a=rtcp-fb:99 goog-remb
        a=fmtp:99 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f
        a=rtpmap:100 rtx/90000
        a=fmtp:100 apt=99
        a=rtpmap:101 H264/90000
        a=rtcp-fb:101 nack
        a=rtcp-fb:101 nack pli
        a=rtcp-fb:101 goog-remb
        a=fmtp:101 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f
        a=rtpmap:102 rtx/90000
        a=fmtp:102 apt=101
        a=candidate:f957a2332b1715da3b0ef8ba684454eb 1 udp 2130706431 192.0.2.2 35160 typ host
        a=candidate:d0bcf3d9c29a2bc887618212a1623bfa 1 udp 2130706431 fd00::2 52975 typ host
        a=end-of-candidates
        a=ice-ufrag:85dS
        a=ice-pwd:IEcvuVJEqcr82FlurByGJs
        a=fingerprint:sha-256 ED:8E:3D:CE:A9:B7:29:20:DE:AA:A5:73:9E:E5:C1:F6:18:8B:4C:B6:8E:84:C3:AE:1E:D2:93:1F:AE:5E:70:77
        a=fingerprint:sha-384 C2:9E:5A:1D:1B:39:14:9D:C5:8E:FF:30:0C:8A:5A:FC:B9:90:1E:A6:DD:85:2B:B4:5D:4B:E9:84:76:60:75:E9:25:AE:F3:94:FA:4D:23:CE:BB:F3:02:7B:F2:4E:DF:EE
        a=fingerprint:sha-512 41:30:7F:CA:E8:C8:F8:17:16:3A:A3:BE:67:BA:AC:96:C0:EC:9A:09:9E:13:7C:86:E0:FB:78:9F:CA:38:53:11:D9:34:16:EB:A8:67:C4:42:9D:D7:C4:86:2F:00:11:F1:C9:D4:2C:CF:D4:78:52:61:F5:A0:FF:22:65:35:25:41
        a=setup:actpass

        """#
}
