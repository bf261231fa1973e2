// SPDX-License-Identifier: Apache-2.0

/// What is measured, as the command line says.
struct Options: Sendable {
    enum Mode: String {
        /// `Forwarding` alone: sinks that only count.
        case forward
        /// Egress SRTP alone, in turns with bare EVP.
        case srtp
        /// All of it: forwarding, SRTP, and datagrams to sockets.
        case fanout
    }

    static let usage = """
        longwave-hotpath [forward | srtp | fanout] [--viewers N] [--burst N] [--bytes N] [--packets N] [--steps] [--json]

          --viewers   viewers of the one broadcast (200)
          --burst     packets of the publisher that arrive in one wake-up (10)
          --bytes     of an RTP packet as it leaves, header included, tag not (1200)
          --packets   sent at least while measuring, all viewers together (200000)
          --steps     counts instructions in user mode one by one as well: exact, slow
          --json      one line of JSON
        """

    var mode = Mode.fanout
    var viewers = 200
    var burst = 10
    var bytes = 1_200
    var packets = 200_000
    var steps = false
    var json = false

    /// Nil if the arguments can't be understood.
    init?(_ arguments: [String]) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            switch argument {
            case "--steps": steps = true
            case "--json": json = true
            case "--viewers", "--burst", "--bytes", "--packets":
                guard let value = rest.popFirst().flatMap({ Int($0) }), set(argument, value) else {
                    return nil
                }
            default:
                guard let mode = Mode(rawValue: argument) else { return nil }
                self.mode = mode
            }
        }
    }

    private mutating func set(_ name: String, _ value: Int) -> Bool {
        switch name {
        case "--viewers": viewers = value
        case "--burst": burst = value
        case "--bytes": bytes = value
        default: packets = value
        }
        return 1...8_192 ~= viewers && 1...64 ~= burst && 64...1_400 ~= bytes && packets > 0
    }
}
