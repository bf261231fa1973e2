// SPDX-License-Identifier: Apache-2.0

/// What this program calls itself.
enum Version {
    /// Semantic version; CHANGELOG.md says what each brought.
    static let current = "0.1.0"
}
