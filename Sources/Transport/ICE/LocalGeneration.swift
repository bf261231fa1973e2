// SPDX-License-Identifier: Apache-2.0

/// Our credentials of one ICE generation (RFC 8445 §5.3).
struct LocalGeneration {
    let fragment: LocalFragment
    let password: String
    /// What checks for us are signed with.
    let key: STUNKey

    init(fragment: LocalFragment, password: String) {
        self.fragment = fragment
        self.password = password
        key = STUNKey(password: password)
    }

    /// New ones.
    static func random() -> LocalGeneration {
        LocalGeneration(fragment: .random(), password: LocalFragment.password())
    }

    /// As they stand in a description.
    var credentials: ICECredentials {
        ICECredentials(ufrag: fragment.text, password: password)
    }
}
