// SPDX-License-Identifier: Apache-2.0

extension Socket: MemberConnection {
    static func message(text: [UInt8]) -> SocketMessage { SocketMessage(text: text) }

    static func message(binary head: [UInt8], _ payload: ArraySlice<UInt8>) -> SocketMessage {
        SocketMessage(binary: head, payload)
    }
}

extension MemberService: SocketOwner where Connection == Socket {}
