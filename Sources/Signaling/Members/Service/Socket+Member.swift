// SPDX-License-Identifier: Apache-2.0

extension Socket: MemberConnection {
    static func message(text: [UInt8]) -> SocketMessage { SocketMessage(text: text) }
}

extension MemberService: SocketOwner where Connection == Socket {}
