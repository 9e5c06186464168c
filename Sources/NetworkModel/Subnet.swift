// SPDX-License-Identifier: Apache-2.0

public import Addressing
public import IPAM

/// One range of addresses of a network, of either family: what `--subnet`, `--gateway` and `--aux-address` say.
public struct Subnet: Hashable, Sendable {
    /// The range.
    public let prefix: Prefix
    /// The address kept for the gateway, inside the range; nil where Docker's IPAM keeps none.
    public let gateway: IPAddress?
    /// Addresses that no container gets, by the name the user gave them.
    public let auxiliary: [String: IPAddress]
    /// The space of mdnp's own IPAM that the range was leased from; nil if another IPAM gave it.
    public let space: AddressSpace?
    /// Whether Docker's own IPAM gave the range (`LocalDefault`), which gives no two networks of an engine the same addresses.
    public let isDockers: Bool

    /// Refuses a gateway outside the range.
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

    /// The gateway as the bridge carries it, with the range's length.
    public var gatewayAddress: InterfaceAddress? {
        gateway.flatMap { InterfaceAddress($0, prefixLength: prefix.length) }
    }
}
