// SPDX-License-Identifier: Apache-2.0

import Glibc
import Transport

/// `longwave-hotpath`: what one packet to one viewer costs in the relay's own code, to compare with the bare limit.
@main
struct HotPath {
    static func main() async throws {
        guard let options = Options(Array(CommandLine.arguments.dropFirst())) else {
            print(Options.usage)
            exit(2)
        }
        let bench = try Bench()
        let figures = try await bench.run(options)
        bench.loop.stop()
        print(options.json ? figures.json : figures.text)
        if figures.allocates { exit(1) }
    }
}
