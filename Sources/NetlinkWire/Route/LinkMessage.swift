// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A link as a message tells it, or a request about one (`struct ifinfomsg` and `IFLA_…`).
///
/// An attribute that is nil is not sent, which leaves the link's own as it is.
public struct LinkMessage: Hashable, Sendable {
    // MARK: Header

    /// Whose view of the link it is: ``AddressFamily/unspecified``, or ``AddressFamily/bridge`` for a port of a bridge.
    public var family: AddressFamily = .unspecified
    /// What kind of hardware it is (`ifi_type`, `ARPHRD_…`): 1 is Ethernet, 772 the loopback.
    public var hardwareType: UInt16 = 0
    /// Its number in its namespace, from 1; 0 in a request that names it otherwise (`ifi_index`).
    public var index: LinkIndex = 0
    /// The flags it has, or shall have as far as ``changedFlags`` covers them.
    public var flags: LinkFlags = []
    /// Which flags a request is about, or a notification reports as changed (`ifi_change`).
    public var changedFlags: LinkFlags = []

    // MARK: Attributes

    /// The hardware address, if it is an Ethernet address (`IFLA_ADDRESS`).
    ///
    /// That of any other kind of link is among ``unknown``.
    public var address: MACAddress?
    /// The name: up to 15 bytes (`IFLA_IFNAME`).
    public var name: String?
    /// The longest packet in bytes (`IFLA_MTU`).
    public var mtu: UInt32?
    /// The index of the link below it, or of the other end of a veth (`IFLA_LINK`).
    ///
    /// It counts in the namespace ``linkNamespaceID`` if there is one.
    public var link: LinkIndex?
    /// The index of the bridge or other link that it is a port of; in a request, 0 takes it out (`IFLA_MASTER`).
    public var master: LinkIndex?
    /// How many packets may wait to be sent (`IFLA_TXQLEN`).
    public var transmitQueueLength: UInt32?
    /// The state that the kernel derives (`IFLA_OPERSTATE`).
    public var operationalState: OperationalState?
    /// In a request, the namespace to put it into, by the id of a process inside (`IFLA_NET_NS_PID`).
    public var namespacePID: UInt32?
    /// A text of up to 255 bytes for people and programs; an empty one removes it (`IFLA_IFALIAS`).
    public var alias: String?
    /// The group that it is handled with; 0 is the default (`IFLA_GROUP`).
    public var group: UInt32?
    /// In a request, the namespace to put it into, by an open descriptor (`IFLA_NET_NS_FD`).
    public var namespaceFD: UInt32?
    /// In a request for links, what to tell besides (`IFLA_EXT_MASK`).
    public var extendedFilter: ExtendedFilter?
    /// Whether the layer below is up (`IFLA_CARRIER`).
    public var hasCarrier: Bool?
    /// The id of the namespace that ``link`` is in, if it is another one (`IFLA_LINK_NETNSID`).
    public var linkNamespaceID: Int32?
    /// How often the layer below has come up since it was made (`IFLA_CARRIER_UP_COUNT`).
    public var carrierUpCount: UInt32?
    /// The hardware address that it was made with (`IFLA_PERM_ADDRESS`); other than Ethernet as with ``address``.
    public var permanentAddress: MACAddress?

    /// Its kind and what that kind adds (`IFLA_LINKINFO`: `IFLA_INFO_KIND`, `IFLA_INFO_DATA`).
    public var kind: LinkKind?
    /// What its master adds to it (`IFLA_LINKINFO`: `IFLA_INFO_SLAVE_KIND`, `IFLA_INFO_SLAVE_DATA`).
    public var port: PortKind?
    /// All else that `IFLA_LINKINFO` carries, as it came.
    public var unknownKindAttributes: [Attribute] = []

    /// A bridge port's settings in a message of family ``AddressFamily/bridge`` (`IFLA_PROTINFO`).
    public var bridgePort: BridgePort?
    /// The settings of IPv4 and IPv6 (`IFLA_AF_SPEC`), in a message of family ``AddressFamily/unspecified``.
    public var settings: LinkSettings?

    /// All other attributes, as they came.
    ///
    /// Statistics (`IFLA_STATS`, `IFLA_STATS64`) are left out.
    public var unknown: [Attribute] = []

    /// A message about the link of this index, or about none if it is 0.
    public init(index: LinkIndex = 0) {
        self.index = index
    }

    /// Whether it is switched on.
    ///
    /// Setting it asks for just that.
    public var isUp: Bool {
        get { flags.contains(.up) }
        set {
            if newValue { flags.insert(.up) } else { flags.remove(.up) }
            changedFlags.insert(.up)
        }
    }
}
