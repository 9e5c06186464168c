// SPDX-License-Identifier: Apache-2.0

extension MessageType {
    /// A socket; as a request, lists sockets (`SOCK_DIAG_BY_FAMILY`).
    public static let socket = MessageType(rawValue: 20)
}
