// SPDX-License-Identifier: Apache-2.0

import Addressing
import Netlink
import NetlinkTesting

/// Makes a bridge that is up, unless a link has its name already.
func makeBridge(_ name: InterfaceName, over socket: some NetlinkExchange) throws {
    var bridge = LinkDescription(name: name)
    bridge.isUp = true
    try Links(socket).addBridge(bridge)
}

/// The links of a namespace after a bridge was made in it.
func linksAfterMakingBridge() throws -> [String] {
    let kernel = FakeKernel()
    try makeBridge(try InterfaceName("br0"), over: kernel.socket(.route))
    return try Links(kernel.socket(.route)).list().map(\.name)
}
