// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import SDP

@Suite("CodecProfile: which stream fits which receiver") struct CodecProfileTests {
    private func rank(_ name: String, _ stream: String, in receiver: String) -> Int? {
        CodecProfile(name, stream).rank(in: CodecProfile(name, receiver))
    }

    @Test(
        "H.264 compares the packetization mode, RFC 6184 §6.3",
        arguments: [
            ("packetization-mode=1", "packetization-mode=1", true),
            ("packetization-mode=1", "packetization-mode=0", false),
            ("packetization-mode=1", "", false), ("", "packetization-mode=1", true),
            ("", "packetization-mode=0", true),
            ("packetization-mode=0", "packetization-mode=2", false),
            ("packetization-mode=x", "packetization-mode=1", false),
        ])
    func modes(_ stream: String, _ receiver: String, _ fits: Bool) {
        #expect((rank("H264", stream, in: receiver) != nil) == fits)
    }

    @Test func `H.264 profiles are only a preference`() throws {
        let stream = "packetization-mode=1;profile-level-id=640032"
        let equal = try #require(rank("h264", stream, in: "profile-level-id=64001f;packetization-mode=1"))
        let other = try #require(rank("h264", stream, in: "profile-level-id=42e01f;packetization-mode=1"))
        #expect(equal > other)
    }

    @Test func `the mode counts more than the profile`() throws {
        let stream = "profile-level-id=42e01f"
        let mode = try #require(rank("h264", stream, in: "profile-level-id=64001f"))
        let profile = try #require(rank("h264", stream, in: "profile-level-id=42e01f;packetization-mode=1"))
        #expect(mode > profile)
    }

    @Test(
        "VP9 profiles must be equal, RFC 9628 §6",
        arguments: [
            ("", "profile-id=0", true), ("profile-id=2", "profile-id=2", true), ("profile-id=2", "", false),
            ("", "profile-id=2", false),
        ])
    func vp9(_ stream: String, _ receiver: String, _ fits: Bool) {
        #expect((rank("VP9", stream, in: receiver) != nil) == fits)
    }

    @Test(
        "AV1 profiles may be lower than the receiver's",
        arguments: [
            ("", "profile=0", true), ("profile=0", "profile=1", true), ("profile=1", "profile=0", false),
        ])
    func av1(_ stream: String, _ receiver: String, _ fits: Bool) {
        #expect((rank("AV1", stream, in: receiver) != nil) == fits)
    }

    @Test func `H.265 profiles are only a preference`() {
        #expect(rank("H265", "", in: "profile-id=1;tier-flag=0;level-id=180") == 1)
        #expect(rank("H265", "", in: "profile-id=2") == 0)
    }

    @Test func `different codecs never fit`() {
        #expect(CodecProfile("VP8", "").rank(in: CodecProfile("VP9", "")) == nil)
    }

    @Test(
        "the publisher hears what it proposed",
        arguments: [
            (
                "H264", "profile-level-id=42e01f;packetization-mode=1",
                "profile-level-id=42e01f;packetization-mode=1"
            ),
            (
                "H264", "packetization-mode=1;sprop-parameter-sets=Z0LAFQ==,aMuM;profile-level-id=42c015",
                "packetization-mode=1;profile-level-id=42c015"
            ),
            ("opus", "minptime=10; useinbandfec=1", "minptime=10;useinbandfec=1"),
            ("OPUS", "sprop-stereo=1", "sprop-stereo=1;stereo=1"),
            ("opus", "sprop-stereo=1;stereo=0", "sprop-stereo=1;stereo=0"),
            (
                "opus", "sprop-stereo=0;sprop-maxcapturerate=48000",
                "sprop-stereo=0;sprop-maxcapturerate=48000"
            ),
            ("VP8", "", ""),
        ])
    func publisher(_ name: String, _ offered: String, _ answered: String) {
        #expect(CodecProfile.parametersForPublisher(name, offered) == answered)
    }

    @Test(
        "the subscriber hears its own, with the publisher's Opus",
        arguments: [
            (
                "opus", "minptime=10;useinbandfec=1",
                "useinbandfec=0;stereo=1;sprop-stereo=1;maxplaybackrate=16000",
                "minptime=10;useinbandfec=0;stereo=1;sprop-stereo=1;maxplaybackrate=16000"
            ),
            ("opus", "", "", ""),
            (
                "H264", "profile-level-id=42001f;packetization-mode=1",
                "profile-level-id=640032;packetization-mode=1",
                "profile-level-id=42001f;packetization-mode=1"
            ),
        ])
    func subscriber(_ name: String, _ offered: String, _ publisher: String, _ answered: String) {
        #expect(
            CodecProfile.parametersForSubscriber(name, offered: offered, publisher: publisher) == answered)
    }
}
