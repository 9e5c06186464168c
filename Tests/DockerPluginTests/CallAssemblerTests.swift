// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import Testing

@testable import DockerPlugin

struct CallAssemblerTests {
    /// Returns the result of a call that announces its length.
    private func call(_ method: String, announcing length: Int) -> PluginCall? {
        var assembler = CallAssembler(limits: BodyLimits())
        let headers: HTTPHeaders = ["Content-Length": "\(length)"]
        return assembler.receive(
            .head(HTTPRequestHead(version: .http1_1, method: .POST, uri: "/\(method)", headers: headers))
        )
    }

    @Test(arguments: [
        ("NetworkDriver.CreateEndpoint", 32), ("NetworkDriver.Join", 32),
        ("NetworkDriver.ProgramExternalConnectivity", 32), ("NetworkDriver.CreateNetwork", 4),
        ("NetworkDriver.Leave", 4), ("NetworkDriver.Join/", 4), ("IpamDriver.RequestPool", 4), ("Plugin.Activate", 4),
    ])
    func `a body has at most 32 MiB in calls with ports, and at most 4 MiB in other calls`(
        method: String,
        mebibytes: Int
    ) {
        #expect(call(method, announcing: mebibytes << 20) == nil)
        #expect(call(method, announcing: (mebibytes << 20) + 1)?.isTooLarge == true)
    }

    @Test func `a body that exceeds the limit without an announced length is refused and not kept`() {
        var assembler = CallAssembler(limits: BodyLimits(usual: 10, ports: 20))
        let head = HTTPRequestHead(version: .http1_1, method: .POST, uri: "/NetworkDriver.Join")
        #expect(assembler.receive(.head(head)) == nil)
        #expect(assembler.receive(.body(ByteBuffer(repeating: 0x20, count: 20))) == nil)
        #expect(assembler.receive(.body(ByteBuffer(repeating: 0x20, count: 1)))?.isTooLarge == true)
        #expect(assembler.receive(.body(ByteBuffer(repeating: 0x20, count: 1))) == nil)
        #expect(assembler.receive(.end(nil)) == nil)
    }
}
