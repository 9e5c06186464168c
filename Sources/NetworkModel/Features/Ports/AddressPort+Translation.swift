// SPDX-License-Identifier: Apache-2.0

public import Addressing

extension AddressPort {
    /// Returns a Boolean value that indicates whether the firewall translates packets to a host address to this address.
    ///
    /// No rule leads from one family to the other, nor from ::1 to a container.
    public func isTranslated(from address: IPAddress) -> Bool {
        address.family == self.address.family && !(address.family == .v6 && address.isLoopback)
    }
}
