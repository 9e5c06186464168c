// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// The addresses that containers may send from: set for a network, or for an endpoint, which takes precedence.
public struct SenderOptions: Hashable, Sendable {
    /// The extent of the check (`spoof_check`); nil if the option is absent.
    public var check: SpoofCheck?
    /// The allowed ethertypes in addition to IPv4, ARP and IPv6 (`ethertypes`); nil if the option is absent.
    public var etherTypes: EtherTypes?
    /// The allowed addresses of an endpoint in addition to its own (`allowed_addresses`); always empty for a network.
    public var allowed: AddressSet

    /// The maximum number of ranges of one endpoint: each costs the kernel up to 0.2 ms.
    public static var allowedLimit: Int { 64 }

    /// Creates options with the default values.
    public init(check: SpoofCheck? = nil, etherTypes: EtherTypes? = nil, allowed: AddressSet = []) {
        self.check = check
        self.etherTypes = etherTypes
        self.allowed = allowed
    }

    /// Returns these options, with those of the network for absent ones.
    func over(_ network: SenderOptions) -> SenderOptions {
        SenderOptions(
            check: check ?? network.check,
            etherTypes: etherTypes ?? network.etherTypes,
            allowed: allowed
        )
    }
}
