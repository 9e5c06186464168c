// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// The MAC address of an IP address, as sent to neighbors on a link: it replaces another one in their caches.
public struct Announcement: Hashable, Sendable {
    /// The link that the announcement leaves by.
    public let link: InterfaceName
    /// The IP address.
    public let address: IPAddress
    /// The MAC address of the IP address.
    public let mac: MACAddress
    /// The receiving stations, except the one that has the address; nil for all stations on the link.
    ///
    /// The stations are listed on a link with the address's own station: an IPv6 station treats an advertisement of its own address as a
    /// conflict.
    public let recipients: Set<MACAddress>?

    /// Creates an announcement.
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
