// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A link in a message, or a request for one (`struct ifinfomsg` and `IFLA_…`).
///
/// A nil attribute is not sent, and the link's attribute remains unchanged.
public struct LinkMessage: Hashable, Sendable {
    // MARK: Header

    /// The family: ``AddressFamily/unspecified``, or ``AddressFamily/bridge`` for a bridge port.
    public var family: AddressFamily = .unspecified
    /// The hardware type (`ifi_type`, `ARPHRD_…`): 1 is Ethernet, 772 the loopback.
    public var hardwareType: UInt16 = 0
    /// The index in the namespace, from 1; 0 in a request that identifies the link otherwise (`ifi_index`).
    public var index: LinkIndex = 0
    /// The flags; in a request, only those in ``changedFlags`` apply.
    public var flags: LinkFlags = []
    /// The flags that a request changes, or that a notification reports as changed (`ifi_change`).
    public var changedFlags: LinkFlags = []

    // MARK: Attributes

    /// The hardware address, for an Ethernet address (`IFLA_ADDRESS`).
    ///
    /// An address of another hardware type is in ``unknown``.
    public var address: MACAddress?
    /// The name: up to 15 bytes (`IFLA_IFNAME`).
    public var name: String?
    /// The MTU in bytes (`IFLA_MTU`).
    public var mtu: UInt32?
    /// The index of the lower link, or of the peer of a veth (`IFLA_LINK`).
    ///
    /// The index belongs to the namespace ``linkNamespaceID`` if that is set.
    public var link: LinkIndex?
    /// The index of the bridge or other master of the link; in a request, 0 removes the link from its master (`IFLA_MASTER`).
    public var master: LinkIndex?
    /// The length of the transmit queue, in packets (`IFLA_TXQLEN`).
    public var transmitQueueLength: UInt32?
    /// The operational state, as the kernel derives it (`IFLA_OPERSTATE`).
    public var operationalState: OperationalState?
    /// In a request, the target namespace, by the id of a process inside (`IFLA_NET_NS_PID`).
    public var namespacePID: UInt32?
    /// The alias, up to 255 bytes of free text; an empty one removes it (`IFLA_IFALIAS`).
    public var alias: String?
    /// The group, for operations on several links; 0 is the default (`IFLA_GROUP`).
    public var group: UInt32?
    /// In a request, the target namespace, by an open descriptor (`IFLA_NET_NS_FD`).
    public var namespaceFD: UInt32?
    /// In a request for links, the optional parts of the reply (`IFLA_EXT_MASK`).
    public var extendedFilter: ExtendedFilter?
    /// A Boolean value that indicates whether the lower layer is up (`IFLA_CARRIER`).
    public var hasCarrier: Bool?
    /// The id of the namespace of ``link``, if that is another namespace (`IFLA_LINK_NETNSID`).
    public var linkNamespaceID: Int32?
    /// The number of times that the lower layer came up since the creation of the link (`IFLA_CARRIER_UP_COUNT`).
    public var carrierUpCount: UInt32?
    /// The permanent hardware address (`IFLA_PERM_ADDRESS`); for other hardware types, see ``address``.
    public var permanentAddress: MACAddress?

    /// The kind and its settings (`IFLA_LINKINFO`: `IFLA_INFO_KIND`, `IFLA_INFO_DATA`).
    public var kind: LinkKind?
    /// The settings as a port of the master (`IFLA_LINKINFO`: `IFLA_INFO_SLAVE_KIND`, `IFLA_INFO_SLAVE_DATA`).
    public var port: PortKind?
    /// All other attributes of `IFLA_LINKINFO`, unchanged.
    public var unknownKindAttributes: [Attribute] = []

    /// The settings of a bridge port in a message of family ``AddressFamily/bridge`` (`IFLA_PROTINFO`).
    public var bridgePort: BridgePort?
    /// The settings of IPv4 and IPv6, in a message of family ``AddressFamily/unspecified`` (`IFLA_AF_SPEC`).
    public var settings: LinkSettings?

    /// All other attributes, unchanged.
    ///
    /// Statistics (`IFLA_STATS`, `IFLA_STATS64`) are omitted.
    public var unknown: [Attribute] = []

    /// Creates a message about the link with an index, or about no link for 0.
    public init(index: LinkIndex = 0) {
        self.index = index
    }

    /// A Boolean value that indicates whether the link is administratively up.
    ///
    /// Setting the value requests that change only.
    public var isUp: Bool {
        get { flags.contains(.up) }
        set {
            if newValue { flags.insert(.up) } else { flags.remove(.up) }
            changedFlags.insert(.up)
        }
    }
}
