// SPDX-License-Identifier: Apache-2.0

import NetlinkWire

/// Returns the bytes of a request to create a bridge.
func requestForBridge(_ name: String, sequence: UInt32) -> [UInt8] {
    var link = LinkMessage()
    link.name = name
    link.mtu = 1400
    link.kind = .bridge(Bridge())
    let flags: NetlinkFlags = [.request, .acknowledge, .create, .exclusive]
    return NetlinkMessage(type: .newLink, flags: flags, sequence: sequence, payload: link).encoded
}

/// Returns the names of the links in a datagram from the kernel.
func linkNames(in datagram: [UInt8]) throws(DecodeError) -> [String] {
    var names: [String] = []
    for message in try NetlinkMessage.decodeAll(datagram[...]) where message.type == .newLink {
        if let name = try LinkMessage(payload: message.payload).name { names.append(name) }
    }
    return names
}
