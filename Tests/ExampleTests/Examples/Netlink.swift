// SPDX-License-Identifier: Apache-2.0

import Addressing
import LinuxSystem
import Netlink

/// Creates a bridge with an address on a host, and connects a container to it by a veth.
func connect(_ container: NetworkNamespace, to host: NetworkNamespace) throws {
    let socket = try NetlinkSocket(.route, in: host)
    let links = Links(socket)

    var bridge = LinkDescription(name: try InterfaceName("br0"))
    bridge.isUp = true
    try links.addBridge(bridge)
    let index = try links.get(.name(bridge.name)).index
    if let address = InterfaceAddress("10.1.0.1/24") {
        try Addresses(socket).add(address, to: index)
    }

    var near = LinkDescription(name: try InterfaceName("veth0"))
    near.master = index
    near.isUp = true
    let far = LinkDescription(name: try InterfaceName("eth0"))
    try links.addVeth(near, peer: far, in: container)
    try Links(try NetlinkSocket(.route, in: container)).setUp(.name(far.name))
}
