import Lab
import Testing

/// What a user of Docker sees of mdnp, on real engines.
///
/// One host per engine serves all; its tests run one after the other and each takes away what it made.
@Suite(.labHosts, .daemonLogs, .serialized) struct EndToEnd {}

extension EndToEnd {
    @Test(arguments: Engine.chosen) func `the host drops what it is not told to forward`(engine: Engine) async throws {
        let host = try engine.host
        #expect(try await host.succeed("iptables", "-S", "FORWARD").contains("-P FORWARD DROP"))
        #expect(try await host.succeed("cat", "/proc/sys/net/bridge/bridge-nf-call-iptables") == "1")
    }
}
