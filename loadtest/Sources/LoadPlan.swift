// SPDX-License-Identifier: Apache-2.0

/// What a run does: the options, with the names filled in.
struct LoadPlan: Sendable {
    let base: String
    let whip: String
    let whep: String
    let room: String
    let token: String?
    /// The names to watch; the first ``publishing`` of them are published by us.
    let broadcasts: [String]
    let publishing: Int
    let viewers: Int
    let ramp: Int
    let churn: Int
    let seconds: Int
    let media: SyntheticMedia.Shape
    let threads: Int
    let serverPID: Int?
    let localAddresses: [String]

    init(_ options: LoadOptions) {
        base = options.url.hasSuffix("/") ? String(options.url.dropLast()) : options.url
        whip = options.whip
        whep = options.whep
        room = options.room
        token = options.token
        broadcasts = (1...max(1, options.broadcasters)).map { "broadcast-\($0)" }
        publishing = options.broadcasters
        viewers = options.viewers
        ramp = options.ramp
        churn = options.churn
        seconds = options.seconds
        media = SyntheticMedia.Shape(
            bitrate: options.bitrate,
            framesPerSecond: options.fps,
            packetBytes: options.packetSize,
            keyframeSeconds: options.keyframeInterval
        )
        threads = options.threads
        serverPID = options.serverPid
        localAddresses = options.localAddress
    }

    func publishURL(_ broadcast: String) -> String { base + filled(whip, broadcast) }
    func playURL(_ broadcast: String) -> String { base + filled(whep, broadcast) }

    private func filled(_ path: String, _ broadcast: String) -> String {
        path.split(separator: "{room}", omittingEmptySubsequences: false).joined(separator: room)
            .split(separator: "{broadcast}", omittingEmptySubsequences: false).joined(separator: broadcast)
    }
}
