// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetworkModel

// Values from texts, for tables of expected results. An invalid text ends the tests.

extension InterfaceName {
    static func of(_ text: String) -> InterfaceName {
        do { return try InterfaceName(text) } catch { fatalError("\(error)") }
    }
}

extension IPAddress {
    static func of(_ text: String) -> IPAddress {
        guard let address = IPAddress(text) else { fatalError("no address: \(text)") }
        return address
    }

    /// Returns the unspecified address of a family, which represents all addresses: `0.0.0.0` or `::`.
    static func any(_ family: IPFamily) -> IPAddress {
        .of(family == .v4 ? "0.0.0.0" : "::")
    }
}

extension Prefix {
    static func of(_ text: String) -> Prefix {
        guard let prefix = Prefix(text) else { fatalError("no prefix: \(text)") }
        return prefix
    }
}

extension MACAddress {
    static func of(_ text: String) -> MACAddress {
        guard let address = MACAddress(text) else { fatalError("no MAC address: \(text)") }
        return address
    }
}

extension ClientList {
    static func of(_ text: String) -> ClientList {
        guard let list = ClientList(text) else { fatalError("no client list: \(text)") }
        return list
    }
}

extension AddressRange {
    static func of(_ text: String) -> AddressRange {
        guard let range = AddressRange(text) else { fatalError("no range: \(text)") }
        return range
    }
}
