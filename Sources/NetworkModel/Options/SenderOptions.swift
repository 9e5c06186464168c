// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// With which addresses containers send: set for a network, or for an endpoint, which takes precedence.
public struct SenderOptions: Hashable, Sendable {
    /// How much is checked (`spoof_check`); nil where the option is absent.
    public var check: SpoofCheck?
    /// The ethertypes that are sent beside IPv4, ARP and IPv6 (`ethertypes`); nil where the option is absent.
    public var etherTypes: EtherTypes?
    /// The addresses of others that an endpoint sends with (`allowed_addresses`); always empty for a network.
    public var allowed: AddressSet

    /// The most ranges of one endpoint: each costs the kernel up to 0.2 ms.
    public static var allowedLimit: Int { 64 }

    /// The options as they are where the user says nothing.
    public init(check: SpoofCheck? = nil, etherTypes: EtherTypes? = nil, allowed: AddressSet = []) {
        self.check = check
        self.etherTypes = etherTypes
        self.allowed = allowed
    }

    /// These, and the network's where these are absent.
    func over(_ network: SenderOptions) -> SenderOptions {
        SenderOptions(
            check: check ?? network.check,
            etherTypes: etherTypes ?? network.etherTypes,
            allowed: allowed
        )
    }
}
