// SPDX-License-Identifier: Apache-2.0

import RTP
import Testing

@Suite("HeaderExtensionMap and HeaderExtensionKind, RFC 8285 §5") struct HeaderExtensionMapTests {
    @Test("URIs name kinds", arguments: HeaderExtensionKind.allCases) func uris(_ kind: HeaderExtensionKind) {
        #expect(HeaderExtensionKind(uri: kind.uri) == kind)
        #expect(HeaderExtensionKind(uri: kind.uri.dropLast()) == nil)
    }

    @Test func `an empty map names nothing`() {
        let map = HeaderExtensionMap()
        for kind in HeaderExtensionKind.allCases { #expect(map[kind] == 0) }
        for id in 0...UInt8.max { #expect(map.kind(of: id) == nil) }
    }

    @Test("every id finds its kind", arguments: HeaderExtensionKind.allCases, [1, 14, 15, 16, 255])
    func bothWays(_ kind: HeaderExtensionKind, _ id: UInt8) {
        var map = HeaderExtensionMap()
        map[kind] = id
        #expect(map[kind] == id)
        #expect(map.kind(of: id) == kind)
        map[kind] = 0
        #expect(map.kind(of: id) == nil)
        #expect(map == HeaderExtensionMap())
    }

    @Test("an id that is given again leaves its old kind", arguments: [3, 200] as [UInt8])
    func oneKindAnID(_ id: UInt8) {
        var map = HeaderExtensionMap()
        map[.mid] = id
        map[.audioLevel] = id
        #expect(map.kind(of: id) == .audioLevel)
        #expect(map[.mid] == 0)
    }

    @Test func `a kind that gets another id leaves its old one`() {
        var map = HeaderExtensionMap()
        map[.mid] = 3
        map[.mid] = 4
        #expect(map.kind(of: 3) == nil)
        #expect(map.kind(of: 4) == .mid)
        map[.mid] = 4
        #expect(map.kind(of: 4) == .mid)
    }

    @Test func `maps are equal by what they name`() {
        var one = HeaderExtensionMap()
        var other = HeaderExtensionMap()
        one[.mid] = 1
        #expect(one != other)
        other[.rid] = 1
        other[.mid] = 1
        #expect(one == other)
    }
}
