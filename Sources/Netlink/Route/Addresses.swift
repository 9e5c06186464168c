// SPDX-License-Identifier: Apache-2.0

public import Addressing
public import NetlinkWire

/// The addresses of the links of a network namespace (`ip address`).
public struct Addresses: Sendable {
    private let exchange: any NetlinkExchange

    /// The addresses behind a socket of the family ``NetlinkFamily/route``.
    public init(_ exchange: some NetlinkExchange) {
        self.exchange = exchange
    }

    /// Gives a link an address; `EEXIST` if it has it.
    ///
    /// An IPv6 address is not usable before the check for duplicates, unless the flags say that none is made.
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

    /// Gives a link an address, or changes the flags of the one that it has.
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

    /// Takes an address from a link; ``NetlinkError/isNotFound`` if it does not have it.
    ///
    /// Equivalent to: `ip address delete 10.1.0.1/24 dev NAME`
    public func delete(_ address: InterfaceAddress, from link: LinkIndex) throws(NetlinkError) {
        try send("delete address", type: .deleteAddress, kind: [], address: address, on: link, flags: [])
    }

    /// Lists the addresses of all links or one, of both families or one.
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
