// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// HMAC-SHA1 under one key (RFC 2104): both pads are hashed once, each message starts from copies of their states.
@safe struct HMACSHA1 {
    static let digestBytes = 20
    private static let blockBytes = 64

    private let inner: SHA_CTX
    private let outer: SHA_CTX

    /// - Parameter key: at most 64 bytes; longer ones would have to be hashed first.
    init(key: [UInt8]) {
        precondition(key.count <= Self.blockBytes, "SRTP's authentication keys have 20 bytes")
        let padded = key + [UInt8](repeating: 0, count: Self.blockBytes - key.count)
        inner = Self.state(after: padded.map { $0 ^ 0x36 })
        outer = Self.state(after: padded.map { $0 ^ 0x5C })
    }

    /// Writes the 20 bytes of the code over `count` bytes and four more, if there are.
    func write(
        over data: UnsafePointer<UInt8>,
        _ count: Int,
        followedBy word: UInt32?,
        to digest: UnsafeMutablePointer<UInt8>
    ) {
        var state = inner
        unsafe Self.add(data, count, to: &state)
        if let word {
            var bigEndian = word.bigEndian
            unsafe withUnsafeBytes(of: &bigEndian) { bytes in
                guard let start = unsafe bytes.assumingMemoryBound(to: UInt8.self).baseAddress else { return }
                unsafe Self.add(start, bytes.count, to: &state)
            }
        }
        unsafe Self.finish(&state, digest)
        state = outer
        unsafe Self.add(digest, Self.digestBytes, to: &state)
        unsafe Self.finish(&state, digest)
    }

    private static func state(after block: [UInt8]) -> SHA_CTX {
        var state = SHA_CTX()
        let status = unsafe COpenSSL_sha1Init(&state)
        precondition(status == 1, "SHA-1 always starts")
        unsafe add(block, block.count, to: &state)
        return state
    }

    private static func add(_ data: UnsafePointer<UInt8>, _ count: Int, to state: inout SHA_CTX) {
        // Never fails: it is arithmetic on the state.
        _ = unsafe COpenSSL_sha1Update(&state, data, count)
    }

    private static func finish(_ state: inout SHA_CTX, _ digest: UnsafeMutablePointer<UInt8>) {
        _ = unsafe COpenSSL_sha1Final(digest, &state)
    }
}
