// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Testing

@testable import Signaling

@Suite("UpgradeRequest, RFC 6455 §4.2.1") struct UpgradeRequestTests {
    private static let good: HTTPFields = [
        .upgrade: "websocket", .connection: "Upgrade", .secWebSocketVersion: "13",
        .secWebSocketKey: "dGhlIHNhbXBsZSBub25jZQ==",
    ]

    private func judge(
        _ method: HTTPRequest.Method = .get, _ change: (inout HTTPFields) -> Void = { _ in }
    )
        -> UpgradeRequest
    {
        var fields = Self.good
        change(&fields)
        return UpgradeRequest(
            HTTPRequest(method: method, scheme: nil, authority: nil, path: "/", headerFields: fields))
    }

    @Test func `what a browser sends is acceptable`() {
        #expect(judge() == .acceptable(subprotocol: nil))
        let firefox = judge {
            $0[.connection] = "keep-alive, Upgrade"
            $0[.upgrade] = "WebSocket"
            $0[.origin] = "https://elsewhere.example"
            $0[.secWebSocketExtensions] = "permessage-deflate"
            $0[.secWebSocketProtocol] = "other, longwave.v1"
        }
        #expect(firefox == .acceptable(subprotocol: "longwave.v1"))
    }

    @Test func `what asks for no WebSocket asks for none`() {
        #expect(judge(.post) == .none)
        #expect(judge { $0[.upgrade] = nil } == .none)
        #expect(judge { $0[.upgrade] = "h2c" } == .none)
        #expect(judge { $0[.connection] = nil } == .none)
        #expect(judge { $0[.connection] = "keep-alive" } == .none)
    }

    @Test func `version, key, body and subprotocol are looked at`() {
        #expect(judge { $0[.secWebSocketVersion] = "8" } == .refused(.version))
        #expect(judge { $0[.secWebSocketVersion] = nil } == .refused(.version))
        #expect(judge { $0[.contentLength] = "3" } == .refused(.body))
        #expect(judge { $0[.contentLength] = "0" } == .acceptable(subprotocol: nil))
        #expect(judge { $0[.transferEncoding] = "chunked" } == .refused(.body))
        #expect(judge { $0[.secWebSocketProtocol] = "longwave.v2" } == .refused(.subprotocol))
        #expect(judge { $0[.secWebSocketProtocol] = "LONGWAVE.V1" } == .refused(.subprotocol))
    }

    @Test(arguments: ["", "dGhlIHNhbXBsZQ==", "dGhlIHNhbXBsZSBub25jZQ=", "dGhlIHNhbXBsZSBub25jZ!==", "ä"])
    func `a key that isn't 16 bytes in Base64 is none`(key: String) {
        #expect(judge { $0[.secWebSocketKey] = key } == .refused(.key))
    }

    @Test func `no key and two keys are none`() {
        #expect(judge { $0[.secWebSocketKey] = nil } == .refused(.key))
        let two = judge {
            $0.append(HTTPField(name: .secWebSocketKey, value: "dGhlIHNhbXBsZSBub25jZQ=="))
        }
        #expect(two == .refused(.key))
    }
}
