// SPDX-License-Identifier: Apache-2.0

import Logging
import Metrics

/// What is told of sessions: log lines and counters, in one place.
///
/// Lifecycle at `debug`; a resource that is used up at `warning`, once a minute at most. Never a
/// whole session id, SDP, token or address.
final class SessionLog: Sendable {
    private let logger: Logger
    private let factory: any MetricsFactory
    private let opened: [String: Counter]
    private let exhaustion = RareFlag(every: .seconds(60))

    /// A log that writes to `logger` and counts with `factory`.
    init(logger: Logger, factory: any MetricsFactory) {
        self.logger = logger
        self.factory = factory
        opened = Dictionary(
            uniqueKeysWithValues: ["publisher", "viewer"].map { role in
                (
                    role,
                    Counter(label: MetricNames.sessionsOpened, dimensions: [("role", role)], factory: factory)
                )
            }
        )
    }

    /// A session was answered.
    func opened(_ id: SessionID, _ role: Session.Role) {
        opened[role.label]?.increment()
        logger.debug("session opened", metadata: metadata(id, role))
    }

    /// A session's transport stands.
    func connected(_ session: Session?, now: Duration) {
        guard let session else { return }
        Timer(
            label: MetricNames.connectDuration, dimensions: [("role", session.role.label)], factory: factory
        )
        .recordNanoseconds((now - session.begun).wholeNanoseconds)
        logger.debug("session connected", metadata: metadata(session.id, session.role))
    }

    /// A session is gone.
    func ended(_ session: Session, _ reason: SessionEndReason, now: Duration) {
        let dimensions = [("role", session.role.label), ("reason", reason.rawValue)]
        Counter(label: MetricNames.sessionsEnded, dimensions: dimensions, factory: factory).increment()
        var metadata = metadata(session.id, session.role)
        metadata["session.reason"] = "\(reason.rawValue)"
        metadata["session.seconds"] = "\((now - session.begun).components.seconds)"
        logger.debug("session ended", metadata: metadata)
    }

    /// A broadcast went live, or silent.
    func live(_ broadcast: BroadcastID, _ isLive: Bool) {
        logger.debug(
            isLive ? "broadcast live" : "broadcast silent",
            metadata: ["room.name": "\(broadcast.room)", "broadcast.name": "\(broadcast.name)"]
        )
    }

    /// The media plane refused an offer.
    func refused(_ error: MediaPlaneError) {
        if case .exhausted(let reason) = error, exhaustion.raise() {
            logger.warning("no more sessions", metadata: ["error.reason": "\(LogText.clean(reason))"])
        }
    }

    /// The rooms refused a publisher or viewer.
    func refused(_ refusal: RoomRefusal) {
        switch refusal {
        case .tooManySessions, .tooManyUnconnected:
            guard exhaustion.raise() else { return }
            logger.warning("no more sessions", metadata: ["error.reason": "\(refusal)"])
        case .alreadyPublishing, .notLive, .notPublic, .tooManyBroadcasts, .tooManyProgrammes:
            break
        }
    }

    private func metadata(_ id: SessionID, _ role: Session.Role) -> Logger.Metadata {
        var metadata: Logger.Metadata = [
            "session.id": "\(id.logged)", "session.role": "\(role.label)", "room.name": "\(role.room)",
        ]
        if let name = role.broadcastName {
            metadata["broadcast.name"] = "\(name)"
        }
        return metadata
    }
}

extension Session.Role {
    /// The role as a metric label and log value: a closed set.
    var label: String {
        switch self {
        case .publisher: "publisher"
        case .viewer: "viewer"
        }
    }

    /// The broadcast's name, unless the role is about a whole room.
    fileprivate var broadcastName: String? {
        switch self {
        case .publisher(let id), .viewer(.broadcast(let id)): id.name
        case .viewer(.room): nil
        }
    }
}
