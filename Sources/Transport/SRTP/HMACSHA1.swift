// SPDX-License-Identifier: Apache-2.0

internal import COpenSSL

/// HMAC-SHA1 under one key (RFC 2104): both pads are hashed once, each message starts from copies of their states.
@safe struct HMACSHA1 {
    static let digestBytes = 20
    private static let blockBytes = 64

    private let inner: SHA_CTX
    private let outer: SHA_CTX

    /// - Parameter key: of more than 64 bytes its hash is the key (RFC 2104 §2).
    init(key: [UInt8]) {
        let key = key.count <= Self.blockBytes ? key : Self.hash(key)
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
        if let word { Self.add(word, to: &state) }
        unsafe finish(&state, digest)
    }

    /// Writes the 20 bytes of the code over a word and `count` bytes after it.
    func write(
        over word: UInt32,
        followedBy data: UnsafePointer<UInt8>,
        _ count: Int,
        to digest: UnsafeMutablePointer<UInt8>
    ) {
        var state = inner
        Self.add(word, to: &state)
        unsafe Self.add(data, count, to: &state)
        unsafe finish(&state, digest)
    }

    /// Hashes once more, which makes the hash a code.
    private func finish(_ state: inout SHA_CTX, _ digest: UnsafeMutablePointer<UInt8>) {
        unsafe Self.finish(&state, digest)
        state = outer
        unsafe Self.add(digest, Self.digestBytes, to: &state)
        unsafe Self.finish(&state, digest)
    }

    private static func hash(_ bytes: [UInt8]) -> [UInt8] {
        var context = state(after: bytes)
        return unsafe [UInt8](unsafeUninitializedCapacity: digestBytes) { room, count in
            guard let digest = room.baseAddress else { return }
            unsafe finish(&context, digest)
            count = digestBytes
        }
    }

    private static func state(after block: [UInt8]) -> SHA_CTX {
        var state = SHA_CTX()
        let status = unsafe COpenSSL_sha1Init(&state)
        precondition(status == 1, "SHA-1 always starts")
        unsafe add(block, block.count, to: &state)
        return state
    }

    private static func add(_ word: UInt32, to state: inout SHA_CTX) {
        var bigEndian = word.bigEndian
        unsafe withUnsafeBytes(of: &bigEndian) { bytes in
            guard let start = unsafe bytes.assumingMemoryBound(to: UInt8.self).baseAddress else { return }
            unsafe add(start, bytes.count, to: &state)
        }
    }

    private static func add(_ data: UnsafePointer<UInt8>, _ count: Int, to state: inout SHA_CTX) {
        // Never fails: it is arithmetic on the state.
        _ = unsafe COpenSSL_sha1Update(&state, data, count)
    }

    private static func finish(_ state: inout SHA_CTX, _ digest: UnsafeMutablePointer<UInt8>) {
        _ = unsafe COpenSSL_sha1Final(digest, &state)
    }
}
