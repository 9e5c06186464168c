// SPDX-License-Identifier: Apache-2.0

public import Addressing
public import NetlinkWire

/// The addresses of the links of a network namespace (`ip address`).
public struct Addresses: Sendable {
    private let exchange: any NetlinkExchange

    /// Creates a view of the addresses behind a socket of the family ``NetlinkFamily/route``.
    public init(_ exchange: some NetlinkExchange) {
        self.exchange = exchange
    }

    /// Adds an address to a link; fails with `EEXIST` if the link has the address.
    ///
    /// An IPv6 address is usable only after duplicate address detection, unless the flags disable that.
    ///
    /// Equivalent to: `ip address add 10.1.0.1/24 dev NAME nodad`
    public func add(
        _ address: InterfaceAddress,
        to link: LinkIndex,
        flags: AddressFlags = []
    ) throws(NetlinkError) {
        try send(
            "add address",
            type: .newAddress,
            kind: [.create, .exclusive],
            address: address,
            on: link,
            flags: flags
        )
    }

    /// Adds an address to a link, or changes the flags of an existing address.
    ///
    /// Equivalent to: `ip address replace 10.1.0.1/24 dev NAME`
    public func replace(
        _ address: InterfaceAddress,
        on link: LinkIndex,
        flags: AddressFlags = []
    ) throws(NetlinkError) {
        try send(
            "replace address",
            type: .newAddress,
            kind: [.create, .replace],
            address: address,
            on: link,
            flags: flags
        )
    }

    /// Removes an address from a link; fails with ``NetlinkError/isNotFound`` if the link does not have the address.
    ///
    /// Equivalent to: `ip address delete 10.1.0.1/24 dev NAME`
    public func delete(_ address: InterfaceAddress, from link: LinkIndex) throws(NetlinkError) {
        try send("delete address", type: .deleteAddress, kind: [], address: address, on: link, flags: [])
    }

    /// Lists the addresses, optionally of one link or one family.
    ///
    /// Equivalent to: `ip -4 address show dev NAME`
    public func list(family: IPFamily? = nil, link: LinkIndex? = nil) throws(NetlinkError) -> [AddressMessage] {
        var message = AddressMessage(family: family.map(AddressFamily.init) ?? .unspecified)
        message.linkIndex = link ?? 0
        let request = NetlinkRequest.list("list addresses", subject: "", type: .getAddress, body: message)
        return try exchange.read(request, expecting: .newAddress)
    }

    private func send(
        _ operation: String,
        type: MessageType,
        kind: NetlinkFlags,
        address: InterfaceAddress,
        on link: LinkIndex,
        flags: AddressFlags
    ) throws(NetlinkError) {
        var message = AddressMessage(address, linkIndex: link)
        message.flags = flags
        try exchange.send(
            NetlinkRequest(operation, subject: "\(address) of link #\(link)", type: type, flags: kind, body: message)
        )
    }
}
