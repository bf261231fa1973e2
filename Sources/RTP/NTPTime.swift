// SPDX-License-Identifier: Apache-2.0

/// Wall time as RTCP carries it: seconds since 1900 and a binary fraction, 32 bits each (RFC 3550 §4).
///
/// Seconds wrap in 2036, so only differences of less than 68 years mean something.
public struct NTPTime: Equatable, Sendable {
    /// Whole seconds since 1900-01-01, modulo 2³².
    public var seconds: UInt32
    /// Part of a second in units of 2⁻³² s.
    public var fraction: UInt32

    /// A time of these two parts.
    public init(seconds: UInt32, fraction: UInt32) {
        self.seconds = seconds
        self.fraction = fraction
    }

    /// A time from its 64 bits: seconds in the upper half, fraction in the lower.
    public init(bits: UInt64) {
        seconds = UInt32(truncatingIfNeeded: bits >> 32)
        fraction = UInt32(truncatingIfNeeded: bits)
    }

    /// A moment in nanoseconds of Unix time.
    public init(nanosecondsSince1970: Int64) {
        var (whole, rest) = nanosecondsSince1970.quotientAndRemainder(dividingBy: 1_000_000_000)
        if rest < 0 {
            whole -= 1
            rest += 1_000_000_000
        }
        // 70 years, 17 of them leap years, lie between the two epochs.
        seconds = UInt32(truncatingIfNeeded: whole + 2_208_988_800)
        fraction = UInt32(truncatingIfNeeded: (UInt64(rest) << 32) / 1_000_000_000)
    }

    /// Seconds in the upper 32 bits, fraction in the lower.
    public var bits: UInt64 { UInt64(seconds) << 32 | UInt64(fraction) }

    /// The middle 32 bits, as LSR of a report block has them: 16.16 fixed point seconds (RFC 3550 §6.4.1).
    public var middle32: UInt32 { UInt32(truncatingIfNeeded: bits >> 16) }

    /// The 24 bits of the abs-send-time extension: 6.18 fixed point seconds.
    public var absoluteSendTime: UInt32 { UInt32(truncatingIfNeeded: bits >> 14) & 0xFF_FFFF }

    /// Nanoseconds from `earlier` to this time, negative if it is later; exact to one nanosecond.
    public func nanoseconds(since earlier: NTPTime) -> Int64 {
        let difference = Int64(bitPattern: bits &- earlier.bits)
        let whole = difference >> 32
        let part = (difference & 0xFFFF_FFFF) &* 1_000_000_000
        return whole &* 1_000_000_000 &+ part >> 32
    }

    /// Nanoseconds of a span in 16.16 fixed point seconds, as DLSR is.
    public static func nanoseconds(ofUnits units: UInt32) -> Int64 {
        Int64(truncatingIfNeeded: (UInt64(units) &* 1_000_000_000) >> 16)
    }

    /// A span of nanoseconds in 16.16 fixed point seconds, as DLSR is; clamped to 0…2¹⁶ s.
    public static func units(ofNanoseconds nanoseconds: Int64) -> UInt32 {
        let bounded = UInt64(min(max(nanoseconds, 0), 65_536_000_000_000))
        return UInt32(clamping: (bounded << 16) / 1_000_000_000)
    }
}
