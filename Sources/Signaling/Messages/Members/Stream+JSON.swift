// SPDX-License-Identifier: Apache-2.0

extension StreamCard {
    /// Writes what members know of the stream.
    func write(into writer: inout JSONWriter) {
        writer.field("streamid", streamid)
        writer.field("userid", userid)
        writer.field("extra", extra)
        writer.field("isAudio", kinds.contains(.audio))
        writer.field("isVideo", kinds.contains(.video))
        writer.field("isScreen", kinds.contains(.screen))
        writer.object("muted") { Self.write(muted, into: &$0) }
        writer.object("blocked") { Self.write(blocked, into: &$0) }
        writer.field("label", label)
    }

    private static func write(_ tracks: Set<MediaKind>, into writer: inout JSONWriter) {
        writer.field("audio", tracks.contains(.audio))
        writer.field("video", tracks.contains(.video))
    }
}

extension ProgrammeCard {
    /// Writes what is on air.
    func write(into writer: inout JSONWriter) {
        writer.optional("streamid", streamid)
        writer.texts("standby", standby)
    }
}

extension StreamVerdict {
    /// Writes what came of a stream.
    func write(into writer: inout JSONWriter) {
        writer.field("streamid", streamid)
        writer.texts("accepted", Self.words(accepted))
        writer.texts("refused", Self.words(refused))
    }

    private static func words(_ kinds: Set<MediaKind>) -> [String] {
        MediaKind.allCases.filter { kinds.contains($0) }.map(\.rawValue)
    }
}

extension SubscriptionOffer {
    /// Writes an offer of ours.
    func write(into writer: inout JSONWriter) {
        writer.field("rev", offer.revision)
        writer.field("sdp", offer.sdp)
        writer.field("restart", offer.restartsICE)
        writer.array("streams", offer.streams) { writer, stream in
            writer.field("streamid", stream.id)
            writer.field("userid", userids[stream.id])
            writer.texts("mids", stream.mids)
        }
        writer.texts("leftOut", offer.leftOut)
    }
}

extension BandwidthLimits {
    /// Writes those that are set.
    func write(into writer: inout JSONWriter) {
        writer.field("audio", audio)
        writer.field("video", video)
        writer.field("screen", screen)
    }
}
