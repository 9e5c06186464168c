// SPDX-License-Identifier: Apache-2.0

import DockerPlugin
import Testing

@Suite struct DiscoveryFileTests {
    private let tls = TLSFiles(certificate: "/s.pem", key: "/s.key", clientCA: "/ca.pem")
    private let client = TLSClientFiles(certificate: "/c.pem", key: "/c.key")

    private func file(
        _ host: String,
        _ tls: TLSFiles? = nil,
        _ client: TLSClientFiles? = nil
    ) -> DiscoveryFile {
        DiscoveryFile(name: "mdnp", listener: .tcp(TCPListener(host: host, port: 2470, tls: tls)), client: client)
    }

    @Test func `a spec file contains only an address`() throws {
        let socket = DiscoveryFile(name: "mdnp", listener: .path("/run/x.sock"), client: nil)
        #expect(try socket.spec() == "unix:///run/x.sock\n")
        #expect(try file("127.0.0.1").spec() == "tcp://127.0.0.1:2470\n")
        #expect(try file("::1").spec() == "tcp://[::1]:2470\n")
        let open = TLSFiles(certificate: "/s.pem", key: "/s.key", clientCA: nil)
        #expect(try file("node1", open).spec() == "https://node1:2470\n")
    }

    @Test func `a JSON file names the CA that Docker checks and the certificate that Docker presents`() throws {
        #expect(
            try file("127.0.0.1", tls, client).json() == """
                {
                  "Addr" : "https://127.0.0.1:2470",
                  "Name" : "mdnp",
                  "TLSConfig" : {
                    "CAFile" : "/ca.pem",
                    "CertFile" : "/c.pem",
                    "InsecureSkipVerify" : false,
                    "KeyFile" : "/c.key"
                  }
                }

                """
        )
    }

    @Test func `a JSON file without a CA disables the check, and without TLS has no TLS settings`() throws {
        let open = TLSFiles(certificate: "/s.pem", key: "/s.key", clientCA: nil)
        #expect(
            try file("127.0.0.1", open).json() == """
                {
                  "Addr" : "https://127.0.0.1:2470",
                  "Name" : "mdnp",
                  "TLSConfig" : {
                    "InsecureSkipVerify" : true
                  }
                }

                """
        )
        #expect(
            try file("127.0.0.1").json() == """
                {
                  "Addr" : "tcp://127.0.0.1:2470",
                  "Name" : "mdnp"
                }

                """
        )
    }

    @Test func `a configuration that Docker cannot use is an error with a remedy`() {
        func message(_ body: () throws(DiscoveryError) -> String) -> String {
            do throws(DiscoveryError) { return try body() } catch { return error.description }
        }
        #expect(
            message { () throws(DiscoveryError) in try file("127.0.0.1", tls, client).spec() }
                == "discovery file: a .spec file cannot name a client certificate; use json"
        )
        #expect(
            message { () throws(DiscoveryError) in try file("127.0.0.1", tls).json() }
                == "discovery file: --tls-ca requires a client certificate; name the certificate for Docker"
        )
        #expect(
            message { () throws(DiscoveryError) in try file("127.0.0.1", nil, client).json() }
                == "discovery file: a client certificate needs TLS; omit it"
        )
        for host in ["0.0.0.0", "::"] {
            #expect(
                message { () throws(DiscoveryError) in try file(host).spec() }
                    .hasSuffix(":2470 is every address of the host; name the address for Docker")
            )
        }
    }
}
