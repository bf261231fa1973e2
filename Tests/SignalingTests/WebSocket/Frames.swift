// SPDX-License-Identifier: Apache-2.0

/// Frames as a client sends and reads them, written without the server's code.
enum Frames {
    struct Received: Equatable {
        let opcode: UInt8
        let payload: [UInt8]

        /// The code of a close frame.
        var code: Int? {
            payload.count >= 2 ? Int(payload[0]) << 8 | Int(payload[1]) : nil
        }

        var text: String { String(decoding: payload, as: UTF8.self) }
    }

    static let text: UInt8 = 1
    static let binary: UInt8 = 2
    static let close: UInt8 = 8
    static let ping: UInt8 = 9
    static let pong: UInt8 = 10

    /// A frame of a client; without `mask` one that breaks the rules.
    static func client(
        _ opcode: UInt8,
        _ payload: [UInt8] = [],
        isFinal: Bool = true,
        reserved: UInt8 = 0,
        mask: [UInt8]? = [0x37, 0xfa, 0x21, 0x3d]
    ) -> [UInt8] {
        var frame: [UInt8] = [(isFinal ? 0x80 : 0) | reserved | opcode]
        let masked: UInt8 = mask == nil ? 0 : 0x80
        switch payload.count {
        case ...125:
            frame.append(masked | UInt8(payload.count))
        case ...65_535:
            frame += [masked | 126, UInt8(payload.count >> 8), UInt8(payload.count & 0xff)]
        default:
            frame.append(masked | 127)
            frame += (0..<8).reversed().map { UInt8(truncatingIfNeeded: payload.count >> ($0 * 8)) }
        }
        guard let mask else { return frame + payload }
        return frame + mask + payload.enumerated().map { $1 ^ mask[$0 % 4] }
    }

    static func client(text: String, isFinal: Bool = true) -> [UInt8] {
        client(Self.text, Array(text.utf8), isFinal: isFinal)
    }

    static func clientClose(_ code: Int, _ reason: String = "") -> [UInt8] {
        client(close, [UInt8(code >> 8), UInt8(code & 0xff)] + Array(reason.utf8))
    }

    /// The whole frames of a server at the beginning of `bytes`; nil if they break the rules.
    static func received(_ bytes: [UInt8]) -> [Received]? {
        var frames: [Received] = []
        var rest = bytes[...]
        while rest.count >= 2 {
            let head = Array(rest.prefix(10))
            // Whole, without reserved bits, and not masked.
            guard head[0] & 0xf0 == 0x80, head[1] & 0x80 == 0 else { return nil }
            let extra = head[1] == 126 ? 2 : head[1] == 127 ? 8 : 0
            guard head.count >= 2 + extra else { break }
            let length = extra == 0 ? Int(head[1]) : head[2..<2 + extra].reduce(0) { $0 << 8 | Int($1) }
            guard rest.count >= 2 + extra + length else { break }
            let payload = Array(rest.dropFirst(2 + extra).prefix(length))
            frames.append(Received(opcode: head[0] & 0x0f, payload: payload))
            rest = rest.dropFirst(2 + extra + length)
        }
        return frames
    }
}
