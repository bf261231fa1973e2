// SPDX-License-Identifier: Apache-2.0

@testable import Transport

/// A connectivity check as a peer may send it, right or wrong (RFC 8445 §7.2.4).
struct Check {
    var username: String
    var password: String
    var nominates = false
    var role: STUNMessage.Role? = .controlling(1)
    var transaction = STUNTransaction(high: 7, low: 8)

    /// A right one for `credentials`.
    init(_ credentials: ICECredentials, nominates: Bool = false) {
        username = "\(credentials.ufrag):peer"
        password = credentials.password
        self.nominates = nominates
    }

    var bytes: [UInt8] {
        var builder = STUNBuilder(.request, transaction)
        builder.add(username: username)
        builder.add(priority: 1)
        if let role { builder.add(role: role) }
        if nominates { builder.addUseCandidate() }
        builder.sign(STUNKey(password: password))
        return builder.bytes
    }
}
