// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Signaling

@Suite("AccessPolicy and BearerToken, RFC 6750 §2.1")
struct AccessTests {
    @Test(arguments: [
        ("Bearer abc", "abc"), ("bearer abc", "abc"), ("BEARER    abc", "abc"), (" Bearer abc", "abc"),
        ("Bearer a b", "a b"), ("Bearer", nil), ("Bearer ", nil), ("", nil), ("Basic abc", nil),
        ("Bearerabc", nil),
    ])
    func `the token of a field`(field: String, token: String?) {
        let read = BearerToken(authorization: field).map { String(decoding: $0.bytes, as: UTF8.self) }
        #expect(read == token)
    }

    @Test func `a field beyond 8 KiB holds no token`() {
        #expect(BearerToken(authorization: "Bearer " + String(repeating: "x", count: 8_192)) == nil)
    }

    @Test(arguments: [
        ("secret", "secret", true), ("secre", "secret", false), ("secrets", "secret", false),
        ("secretsecret", "secret", false), ("Secret", "secret", false), ("x", "", false),
    ])
    func `tokens are equal or not`(token: String, secret: String, equal: Bool) throws {
        let token = try #require(BearerToken(authorization: "Bearer \(token)"))
        #expect(token.matches(Array(secret.utf8)) == equal)
    }

    @Test func `without tokens everything is allowed, also to those who bring one`() {
        let policy = AccessPolicy(publishToken: nil, playToken: nil)
        for right in AccessPolicy.Right.allCases {
            #expect(policy.decide(nil, for: right) == .allowed)
            #expect(policy.decide("Bearer x", for: right) == .allowed)
        }
    }

    @Test func `a play token alone leaves publishing open`() {
        let policy = AccessPolicy(publishToken: nil, playToken: "play")
        #expect(policy.decide(nil, for: .publish) == .allowed)
        #expect(policy.decide(nil, for: .play) == .missing)
        #expect(policy.decide("Bearer play", for: .play) == .allowed)
        #expect(policy.decide("Bearer other", for: .play) == .invalid)
    }

    @Test func `a publish token alone leaves watching open, and the same token may serve both`() {
        let publishOnly = AccessPolicy(publishToken: "pub", playToken: nil)
        #expect(publishOnly.decide(nil, for: .play) == .allowed)
        #expect(publishOnly.decide(nil, for: .publish) == .missing)
        let same = AccessPolicy(publishToken: "one", playToken: "one")
        #expect(same.decide("Bearer one", for: .publish) == .allowed)
        #expect(same.decide("Bearer one", for: .play) == .allowed)
    }
}
