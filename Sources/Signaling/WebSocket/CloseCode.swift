// SPDX-License-Identifier: Apache-2.0

/// The close codes that the connection itself gives or reads (RFC 6455 §7.4.1); what members do has its own
/// in docs/protocol.md.
enum CloseCode {
    static let goingAway: UInt16 = 1_001
    static let protocolError: UInt16 = 1_002
    /// Never sent: the close frame had no code.
    static let none: UInt16 = 1_005
    /// Never sent: there was no close frame.
    static let abnormal: UInt16 = 1_006
    static let invalidData: UInt16 = 1_007
    static let tooBig: UInt16 = 1_009
    static let internalError: UInt16 = 1_011
    static let tryAgainLater: UInt16 = 1_013
    static let tooFast: UInt16 = 4_429

    /// Whether `code` may stand in a close frame (RFC 6455 §7.4.2, and IANA's registry of close codes).
    static func isValid(_ code: UInt16) -> Bool {
        switch code {
        case 1_000...1_003, 1_007...1_014, 3_000...4_999: true
        default: false
        }
    }
}
