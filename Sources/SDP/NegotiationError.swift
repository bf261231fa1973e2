// SPDX-License-Identifier: Apache-2.0

/// Why a well-formed description can't be used: 422 for WHIP and WHEP (RFC 9725 §4.2), never 400.
public enum NegotiationError: Error, Equatable, Sendable {
    /// There is no audio or video section that is alive.
    case noMedia
    /// There are no tracks to subscribe to.
    case nothingToSend
    /// More live sections of one kind than a publication has.
    case tooManySections(kind: SDPMediaKind, offered: Int)
    /// A live section is neither audio nor video over DTLS-SRTP; WHIP takes an offer whole or not at all.
    case unsupportedSection(index: Int)
    /// Several live sections are not all in one BUNDLE group.
    case notBundled
    /// Two sections have the same mid, or two streams the same section.
    case duplicateMID
    /// A stream names a mid that no section has.
    case unknownMID
    /// A later offer lacks sections of the one before, or has others in their place.
    case sectionsChanged
    /// A section lacks `a=rtcp-mux`.
    case noRTCPMux
    /// No section has a direction that lets media flow the needed way.
    case wrongDirection
    /// None of the offered codecs is one that is wanted.
    case noCommonCodec(kind: SDPMediaKind, offered: [String], wanted: [String])
    /// `a=ice-ufrag` or `a=ice-pwd` is missing or has no valid length.
    case missingCredentials
    /// There is no fingerprint with SHA-256 or better.
    case missingFingerprint
    /// `a=setup` leaves us no part in the handshake.
    case unusableSetup
    /// An answer to our offer does not have our sections.
    case sectionMismatch
    /// An answer is not to the newest offer of ours, or that has been answered.
    case staleAnswer
    /// A later answer comes with another certificate, or with new ICE credentials that nobody asked for.
    case otherConnection
    /// The answer to an offer that restarts ICE keeps the old credentials.
    case noRestart

    /// One sentence for people, without a line of the description.
    public var reason: String {
        switch self {
        case .noMedia: "There is no audio or video section."
        case .nothingToSend: "There is no track to subscribe to."
        case .tooManySections(let kind, let offered):
            "There are \(offered) \(kind.rawValue) sections; one is supported."
        case .unsupportedSection(let index): "Section \(index) is not audio or video over DTLS-SRTP."
        case .notBundled: "The sections are not in one BUNDLE group."
        case .duplicateMID: "Two sections have the same mid."
        case .unknownMID: "A stream names a mid that no section has."
        case .sectionsChanged: "The offer does not have the sections of the one before."
        case .noRTCPMux: "A section lacks rtcp-mux."
        case .wrongDirection: "No section has the direction that is needed."
        case .noCommonCodec(let kind, _, let wanted):
            "No common \(kind.rawValue) codec: wanted \(Self.list(wanted))."
        case .missingCredentials: "The ICE user fragment or password is missing or has no valid length."
        case .missingFingerprint: "There is no certificate fingerprint with SHA-256 or better."
        case .unusableSetup: "The setup attribute leaves no part in the DTLS handshake."
        case .sectionMismatch: "The answer does not have the sections of the offer."
        case .staleAnswer: "The answer is not to the newest offer."
        case .otherConnection: "The answer is of another connection: certificate or ICE credentials changed."
        case .noRestart: "The offer restarts ICE, and the answer keeps the old credentials."
        }
    }

    private static func list(_ names: [String]) -> String {
        names.isEmpty ? "none" : names.joined(separator: ", ")
    }
}
