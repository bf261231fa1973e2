// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Relay
import Signaling

/// Why the program ends, as one line and an exit code.
struct StartFailure: Equatable {
    /// The line without the program's name; nil if nothing failed: somebody asked for help or the version.
    let line: String?
    /// 64 for the command line, 78 for the environment and the file (sysexits.h), 1 for everything else.
    let exitCode: Int32

    init(_ error: any Error) {
        switch error {
        case let fault as SettingFault:
            (line, exitCode) = (fault.description, fault.origin.rawValue)
        case SignalingError.addressInUse(let host, let port):
            (line, exitCode) = ("http port \(port) on \(host) is in use by another program", 1)
        case RelayError.exhausted(let reason):
            (line, exitCode) = (Self.oneLine(reason), 1)
        case let error as SignalingError:
            (line, exitCode) = (Self.oneLine(error.description), Self.exitCode(of: error))
        default:
            let code = Longwave.exitCode(for: error)
            let message = Self.oneLine(Longwave.message(for: error))
            line = code.isSuccess || message.isEmpty ? nil : message
            exitCode = code.rawValue
        }
    }

    private static func exitCode(of error: SignalingError) -> Int32 {
        if case .invalidSetting = error { return SettingFault.Origin.configuration.rawValue }
        return 1
    }

    private static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
