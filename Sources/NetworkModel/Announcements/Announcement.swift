// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// The MAC address of an address, as neighbors on a link are sent it: those that remember another one for the address replace it.
public struct Announcement: Hashable, Sendable {
    /// The link that the announcement leaves by.
    public let link: InterfaceName
    /// The address.
    public let address: IPAddress
    /// The MAC address that it is reached at.
    public let mac: MACAddress
    /// The stations that it is sent to, except the one that has the address; nil sends it to all on the link.
    ///
    /// On a link that the address's own station is on they are named: an IPv6 station takes an advertisement of its own address for a conflict.
    public let recipients: Set<MACAddress>?

    /// An announcement.
    public init(
        of address: IPAddress,
        at mac: MACAddress,
        on link: InterfaceName,
        to recipients: Set<MACAddress>? = nil
    ) {
        self.link = link
        self.address = address
        self.mac = mac
        self.recipients = recipients
    }
}
