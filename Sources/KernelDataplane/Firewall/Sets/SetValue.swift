// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire
import NetworkModel

/// The values of a map: their fields, and the conversions of their contents.
struct SetValue<Content>: Sendable {
    /// The types of the fields.
    let types: [NFDataType]
    /// Returns the value for a content.
    let write: @Sendable (Content) -> NFData
    /// Returns the content of a value; nil for a foreign one.
    let read: @Sendable (NFData) -> Content?

    private static func fields(
        _ types: [NFDataType],
        write: @escaping @Sendable (Content) -> [NFValue],
        read: @escaping @Sendable ([NFValue]) -> Content?
    ) -> Self {
        Self(types: types) {
            .value(NFValue.bytes(of: write($0)))
        } read: { data in
            guard case .value(let bytes) = data else { return nil }
            return NFValue.fields(types, of: bytes).flatMap(read)
        }
    }
}

extension SetValue where Content == IPAddress {
    /// An address of a family.
    static func address(_ family: IPFamily) -> Self {
        fields([.address(family)]) {
            [.address($0)]
        } read: {
            $0[0].ipAddress
        }
    }
}

extension SetValue where Content == MACAddress {
    /// A MAC address.
    static var mac: Self {
        fields([.macAddress]) {
            [.macAddress($0)]
        } read: {
            $0[0].macAddress
        }
    }
}

extension SetValue where Content == UInt16 {
    /// An EtherType.
    static var etherType: Self {
        fields([.etherType]) {
            [.etherType($0)]
        } read: {
            $0[0].etherType
        }
    }
}

extension SetValue where Content == AddressPort {
    /// An address of a family and a port.
    static func containerPort(_ family: IPFamily) -> Self {
        fields([.address(family), .port]) {
            [.address($0.address), .port($0.port)]
        } read: { fields in
            guard let address = fields[0].ipAddress, let port = fields[1].port else { return nil }
            return AddressPort(address, port: port)
        }
    }
}

extension SetValue where Content == ClientListID {
    /// The chain of a client list, as a verdict.
    static var clientList: Self {
        Self(types: [.verdict]) {
            .verdict(ClientListRules($0).verdict)
        } read: {
            ClientListRules($0)?.id
        }
    }
}

extension SetValue where Content == ClientListID {
    /// The chain of a client list for relayed ports, as a verdict.
    static var clientListOfRelays: Self {
        Self(types: [.verdict]) {
            .verdict(ClientListRules($0).relayVerdict)
        } read: {
            ClientListRules($0)?.id
        }
    }
}

extension SetValue where Content == Int {
    /// The chain that marks connections with the number of their link, as a verdict.
    static var arrivalNumber: Self {
        Self(types: [.verdict]) {
            .verdict(.jump(FirewallTable.arrivalChain($0)))
        } read: {
            FirewallTable.arrivalNumber($0)
        }
    }
}
