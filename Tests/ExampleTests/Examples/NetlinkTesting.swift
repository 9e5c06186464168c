// SPDX-License-Identifier: Apache-2.0

import Addressing
import Netlink
import NetlinkTesting

/// Creates a bridge and sets it up, unless a link already has its name.
func makeBridge(_ name: InterfaceName, over socket: some NetlinkExchange) throws {
    var bridge = LinkDescription(name: name)
    bridge.isUp = true
    try Links(socket).addBridge(bridge)
}

/// Returns the links of a namespace after the creation of a bridge.
func linksAfterMakingBridge() throws -> [String] {
    let kernel = FakeKernel()
    try makeBridge(try InterfaceName("br0"), over: kernel.socket(.route))
    return try Links(kernel.socket(.route)).list().map(\.name)
}
