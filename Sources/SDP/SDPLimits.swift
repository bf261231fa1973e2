// SPDX-License-Identifier: Apache-2.0

/// The bounds on what a peer may send us as text, and on what we answer with.
///
/// They stop a hostile description early; real browsers stay far below each of them.
public enum SDPLimits {
    /// Most bytes of one description or trickle fragment. A browser's answer to as many sections as we read has about
    /// 75,000.
    public static let bodyBytes = 131_072
    /// Most bytes of one line, without its line end.
    public static let lineBytes = 2_048
    /// Most `m=` sections in one description.
    public static let mediaSections = 64
    /// Most `a=` lines at session level, and in each `m=` section, but for those that describe formats.
    public static let attributesPerSection = 200
    /// Most `a=rtpmap`, `a=fmtp` and `a=rtcp-fb` lines in one `m=` section. Apart from the others, because
    /// a browser with each codec in hardware writes about 200 of these alone.
    public static let formatAttributesPerSection = 512
    /// Longest name of a media stream (RFC 8830 §2).
    public static let streamIDCharacters = 64
    /// Most parameters of one `a=fmtp`; later ones are dropped.
    public static let formatParameters = 64
    /// Most `a=candidate` lines in one `m=` section, and in one trickle fragment.
    public static let candidates = 50
    /// Most candidates of ours in one answer, so that it fits the 8,192 bytes that FFmpeg reads.
    public static let localCandidates = 20
    /// Most synchronisation sources that one `m=` section may announce; later ones are ignored.
    public static let sourcesPerSection = 16
    /// Most codec names that a ``NegotiationError`` repeats.
    public static let reportedCodecs = 12
}
