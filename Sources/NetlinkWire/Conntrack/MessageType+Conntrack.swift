// SPDX-License-Identifier: Apache-2.0

extension MessageType {
    /// Creates a message type of connection tracking: the subsystem in the upper byte (`NFNL_SUBSYS_CTNETLINK`), `IPCTNL_MSG_CT_*` in the
    /// lower.
    private init(conntrack number: UInt16) {
        self.init(rawValue: 1 << 8 | number)
    }

    /// A connection (`IPCTNL_MSG_CT_NEW`).
    public static let newConnection = MessageType(conntrack: 0)
    /// A request for connections (`IPCTNL_MSG_CT_GET`).
    public static let getConnection = MessageType(conntrack: 1)
    /// The removal of a connection, or of all that match (`IPCTNL_MSG_CT_DELETE`).
    public static let deleteConnection = MessageType(conntrack: 2)
}
