// SPDX-License-Identifier: Apache-2.0

public import Addressing
public import IPAM

/// An address range of a network, of either family: the values of `--subnet`, `--gateway` and `--aux-address`.
public struct Subnet: Hashable, Sendable {
    /// The range.
    public let prefix: Prefix
    /// The address of the gateway, inside the range; nil if Docker's IPAM assigns none.
    public let gateway: IPAddress?
    /// Addresses excluded from assignment to containers, by the names that the user chose.
    public let auxiliary: [String: IPAddress]
    /// The mdnp IPAM address space that the range was leased from; nil for another IPAM.
    public let space: AddressSpace?
    /// A Boolean value that indicates whether Docker's own IPAM assigned the range (`LocalDefault`), which never assigns the same addresses
    /// to two networks of an engine.
    public let isDockers: Bool

    /// Creates a range; refuses a gateway outside it.
    public init(
        prefix: Prefix,
        gateway: IPAddress? = nil,
        auxiliary: [String: IPAddress] = [:],
        space: AddressSpace? = nil,
        isDockers: Bool = false
    ) throws(Refusal) {
        if let gateway, !prefix.contains(gateway) {
            throw Refusal("gateway \(gateway)", "is outside its subnet \(prefix)")
        }
        self.prefix = prefix
        self.gateway = gateway
        self.auxiliary = auxiliary
        self.space = space
        self.isDockers = isDockers
    }

    /// The gateway address with the range's prefix length, as assigned to the bridge.
    public var gatewayAddress: InterfaceAddress? {
        gateway.flatMap { InterfaceAddress($0, prefixLength: prefix.length) }
    }
}
