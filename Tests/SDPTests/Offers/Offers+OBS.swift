// SPDX-License-Identifier: Apache-2.0

extension Offers {
    /// OBS 32 (libdatachannel): an offer of OBS 30.1, with what its sources changed since (no candidates, extmap).
    static let obsPublish = #"""
        v=0
        o=rtc 3877212184 0 IN IP4 127.0.0.1
        s=-
        t=0 0
        a=group:BUNDLE 0 1
        a=group:LS 0 1
        a=msid-semantic:WMS *
        a=setup:actpass
        a=ice-ufrag:nxcM
        a=ice-pwd:ezjAjgSSLLvbRhUA1zc6Se
        a=ice-options:ice2,trickle
        a=fingerprint:sha-256 4E:7F:77:DB:7E:A3:A6:4E:5D:27:EB:39:D2:1B:96:9F:91:C9:58:8B:30:B4:AA:0F:77:60:5A:F3:86:60:03:F3
        m=audio 9 UDP/TLS/RTP/SAVPF 111
        c=IN IP4 0.0.0.0
        a=mid:0
        a=extmap:1 urn:ietf:params:rtp-hdrext:sdes:mid
        a=sendonly
        a=ssrc:3388068600 cname:Yuu1KDxQcc3L5CpY
        a=ssrc:3388068600 msid:XmQSKutZo7zYcEQl XmQSKutZo7zYcEQl-audio
        a=msid:XmQSKutZo7zYcEQl XmQSKutZo7zYcEQl-audio
        a=rtcp-mux
        a=rtpmap:111 opus/48000/2
        a=fmtp:111 minptime=10;maxaveragebitrate=96000;stereo=1;sprop-stereo=1;useinbandfec=1
        m=video 9 UDP/TLS/RTP/SAVPF 96
        c=IN IP4 0.0.0.0
        a=mid:1
        a=extmap:1 urn:ietf:params:rtp-hdrext:sdes:mid
        a=extmap:2 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id
        a=sendonly
        a=ssrc:3388068601 cname:Yuu1KDxQcc3L5CpY
        a=ssrc:3388068601 msid:XmQSKutZo7zYcEQl XmQSKutZo7zYcEQl-video
        a=msid:XmQSKutZo7zYcEQl XmQSKutZo7zYcEQl-video
        a=rtcp-mux
        a=rtpmap:96 H264/90000
        a=rtcp-fb:96 nack
        a=rtcp-fb:96 nack pli
        a=rtcp-fb:96 goog-remb
        a=fmtp:96 profile-level-id=42e01f;packetization-mode=1;level-asymmetry-allowed=1

        """#
}
