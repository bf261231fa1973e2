// SPDX-License-Identifier: Apache-2.0

import Configuration

/// A place where settings come from.
struct SettingSource: Sendable {
    /// Holds the texts under the settings' names.
    let values: any ConfigSnapshot
    /// What it is, for exit codes.
    let origin: SettingFault.Origin
    /// How a setting is spelled there.
    let spelling: @Sendable (String) -> String

    /// What it says of `setting`; nil if nothing.
    ///
    /// - Throws: ``SettingFault`` if there is a list where one text belongs.
    func texts(of setting: any SettingDeclaration) throws(SettingFault) -> [String]? {
        let key = AbsoluteConfigKey([setting.name])
        guard setting.arity == .many else {
            do {
                return try values.value(forKey: key, type: .string).value?.content.texts
            } catch {
                throw SettingFault(origin, "\(spelling(setting.name)) is a list, not one value")
            }
        }
        // Where a list belongs, one text is a list of one.
        let list = try? values.value(forKey: key, type: .stringArray)
        let value = list ?? (try? values.value(forKey: key, type: .string))
        return value?.value?.content.texts?.filter { !$0.isEmpty }
    }
}

extension ConfigContent {
    /// The texts of a text or of a list of texts.
    fileprivate var texts: [String]? {
        switch self {
        case .string(let text): [text]
        case .stringArray(let texts): texts
        default: nil
        }
    }
}
