// SPDX-License-Identifier: Apache-2.0

// A port of a bridge: requests of iproute2 6.1 and the message of Linux 6.18.

extension Captured {
    /// The request of `ip link set dev vetha type bridge_slave priority 9 cost 5 hairpin off guard on root_block on fastleave on
    /// learning off flood off neigh_suppress on isolated on`.
    static let portRequest = bytes(
        """
        88000000 10000500 11B5046B 00000000  // length, type, flags, sequence, port id
        00000000 04000000 00000000 00000000  // family, hardware type, index, flags, changed
        68001200  // LINKINFO
          10000100 62726964 67655F73 6C617665  // KIND "bridge_slave"
          54000500  // SLAVE_DATA
            06000200 09000000  // PRIORITY
            08000300 05000000  // COST
            05000400 00000000  // MODE
            05000500 01000000  // GUARD
            05000600 01000000  // PROTECT
            05000700 01000000  // FAST_LEAVE
            05000800 00000000  // LEARNING
            05000900 00000000  // UNICAST_FLOOD
            05002000 01000000  // NEIGH_SUPPRESS
            05002100 01000000  // ISOLATED
        """
    )

    /// The request of `bridge link set dev vetha hairpin on isolated off learning on`.
    static let portRequestOfBridgeFamily = bytes(
        """
        3C000000 13000500 12B5046B 00000000  // length, type, flags, sequence, port id
        07000000 04000000 00000000 00000000  // family, hardware type, index, flags, changed
        1C000C80  // PROTINFO
          05000400 01000000  // MODE
          05000800 01000000  // LEARNING
          05002100 00000000  // ISOLATED
        """
    )

    /// The port in a list of links of family `AF_BRIDGE`.
    static let portListed = bytes(
        """
        A8010000 10000200 07000000 91610000  // length, type, flags, sequence, port id
        07000100 05000000 43100100 00000000  // family, hardware type, index, flags, changed
        0A000300 76657468 61000000  // IFNAME "vetha"
        08000A00 03000000  // MASTER
        08000400 AA050000  // MTU
        05001000 06000000  // OPERSTATE
        0A000100 02420A01 00010000  // ADDRESS
        08000500 04000000  // LINK
        50010C80  // PROTINFO
          05000100 03000000  // STATE
          06000200 09000000  // PRIORITY
          08000300 05000000  // COST
          05000400 00000000  // MODE
          05000500 01000000  // GUARD
          05000600 01000000  // PROTECT
          05000700 01000000  // FAST_LEAVE
          05001C00 00000000  // MCAST_TO_UCAST
          05000800 00000000  // LEARNING
          05000900 00000000  // UNICAST_FLOOD
          05001B00 01000000  // MCAST_FLOOD
          05001E00 01000000  // BCAST_FLOOD
          05000A00 00000000  // PROXYARP
          05000C00 00000000  // PROXYARP_WIFI
          0C000D00 80000242 0A010001  // ROOT_ID
          0C000E00 80000242 0A010001  // BRIDGE_ID
          06000F00 01240000  // DESIGNATED_PORT
          06001000 00000000  // DESIGNATED_COST
          06001100 01240000  // ID
          06001200 01000000  // NO
          05001300 00000000  // TOPOLOGY_CHANGE_ACK
          05001400 00000000  // CONFIG_PENDING
          05001D00 00000000  // VLAN_TUNNEL
          06001F00 00000000  // GROUP_FWD_MASK
          05002000 01000000  // NEIGH_SUPPRESS
          05002300 00000000  // 35
          05002400 00000000  // 36
          05002100 01000000  // ISOLATED
          05002700 00000000  // LOCKED
          05002800 00000000  // MAB
          05002B00 00000000  // NEIGH_VLAN_SUPPRESS
          0C001500 00000000 00000000  // MESSAGE_AGE_TIMER
          0C001600 AD000000 00000000  // FORWARD_DELAY_TIMER
          0C001700 00000000 00000000  // HOLD_TIMER
          05001900 01000000  // MULTICAST_ROUTER
          08002500 00020000  // 37
          08002600 00000000  // 38
          08002900 00000000  // 41
          08002A00 00000000  // 42
        """
    )
}
