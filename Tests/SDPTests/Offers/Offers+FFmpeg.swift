// SPDX-License-Identifier: Apache-2.0

extension Offers {
    /// FFmpeg 8 `-f whip`: the lines that libavformat/whip.c writes, with made-up values.
    static let ffmpegPublish = #"""
        v=0
        o=FFmpeg 4489045141692799359 2 IN IP4 127.0.0.1
        s=FFmpegPublishSession
        t=0 0
        a=group:BUNDLE 0 1
        a=extmap-allow-mixed
        a=msid-semantic: WMS
        m=audio 9 UDP/TLS/RTP/SAVPF 111
        c=IN IP4 0.0.0.0
        a=ice-ufrag:2e5f1a90
        a=ice-pwd:8a1b2c3d4e5f60718293a4b5c6d7e8f9
        a=fingerprint:sha-256 50:1A:7C:2E:90:4B:D8:33:6F:E1:08:AC:55:72:B9:C4:0D:EE:47:21:96:3A:F0:5B:8D:14:6C:D2:E7:39:A8:80
        a=setup:passive
        a=mid:0
        a=sendonly
        a=msid:FFmpeg audio
        a=rtcp-mux
        a=rtpmap:111 opus/48000/2
        a=ssrc:1593821467 cname:FFmpeg
        a=ssrc:1593821467 msid:FFmpeg audio
        m=video 9 UDP/TLS/RTP/SAVPF 106 105
        c=IN IP4 0.0.0.0
        a=ice-ufrag:2e5f1a90
        a=ice-pwd:8a1b2c3d4e5f60718293a4b5c6d7e8f9
        a=fingerprint:sha-256 50:1A:7C:2E:90:4B:D8:33:6F:E1:08:AC:55:72:B9:C4:0D:EE:47:21:96:3A:F0:5B:8D:14:6C:D2:E7:39:A8:80
        a=setup:passive
        a=mid:1
        a=sendonly
        a=msid:FFmpeg video
        a=rtcp-mux
        a=rtcp-rsize
        a=rtpmap:106 H264/90000
        a=fmtp:106 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f
        a=rtcp-fb:106 nack
        a=rtpmap:105 rtx/90000
        a=fmtp:105 apt=106
        a=ssrc-group:FID 1593821468 1593821469
        a=ssrc:1593821468 cname:FFmpeg
        a=ssrc:1593821468 msid:FFmpeg video

        """#

    /// FFmpeg 8 `-f whip` without audio: the group names a section that is not there.
    static let ffmpegVideoOnly = #"""
        v=0
        o=FFmpeg 4489045141692799359 2 IN IP4 127.0.0.1
        s=FFmpegPublishSession
        t=0 0
        a=group:BUNDLE 0 1
        a=extmap-allow-mixed
        a=msid-semantic: WMS
        m=video 9 UDP/TLS/RTP/SAVPF 106 105
        c=IN IP4 0.0.0.0
        a=ice-ufrag:2e5f1a90
        a=ice-pwd:8a1b2c3d4e5f60718293a4b5c6d7e8f9
        a=fingerprint:sha-256 50:1A:7C:2E:90:4B:D8:33:6F:E1:08:AC:55:72:B9:C4:0D:EE:47:21:96:3A:F0:5B:8D:14:6C:D2:E7:39:A8:80
        a=setup:passive
        a=mid:1
        a=sendonly
        a=msid:FFmpeg video
        a=rtcp-mux
        a=rtcp-rsize
        a=rtpmap:106 H264/90000
        a=fmtp:106 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f
        a=rtcp-fb:106 nack
        a=rtpmap:105 rtx/90000
        a=fmtp:105 apt=106
        a=ssrc-group:FID 1593821468 1593821469
        a=ssrc:1593821468 cname:FFmpeg
        a=ssrc:1593821468 msid:FFmpeg video

        """#
}
