// SPDX-License-Identifier: Apache-2.0

import Foundation
import LinuxSystem
import Measuring
import PluginTesting

/// Measures the time of addresses and pools over the socket, in the protocol of dockerd, each with its durable commit.
///
/// Also measures the memory of a book with a million addresses.
///
///     AddressBenchmark MDNP
@main
struct AddressBenchmark {
    private static let held = 20_000
    private static let addresses = 2000
    private static let pools = 500

    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 2 else {
            FileHandle.standardError.write(Data("usage: AddressBenchmark MDNP\n".utf8))
            exit(2)
        }
        let daemon = try DaemonProcess(executable: URL(fileURLWithPath: arguments[1]), in: NetworkNamespace.new())
        try daemon.start(logLevel: "warning")
        try measureAddresses(daemon)
        try measurePools(daemon)
        daemon.stop()
        try LargeBook.measure(count: 1_000_000)
    }

    /// Leases and releases by turns in an empty and in a largely occupied pool, so that both are measured at the same time.
    private static func measureAddresses(_ daemon: DaemonProcess) throws {
        let client = try daemon.connect()
        var (nothing, empty, full) = (
            Samples(), Leases(try client.requestPool("10.1.0.0/16")), Leases(try client.requestPool("10.2.0.0/16"))
        )
        for _ in 0..<held { try full.fill(client) }
        for _ in 0..<addresses {
            try timed(into: &nothing) { _ = try client.call("IpamDriver.GetCapabilities") }
            try empty.lease(client)
            try full.lease(client)
            try empty.release(client)
            try full.release(client)
        }
        print("\n1 client, \(addresses) addresses of a /16 each      p50 µs    p99 µs")
        Report.line("  GetCapabilities: does nothing", nothing)
        Report.line("  RequestAddress, none held", empty.requests)
        Report.line("  RequestAddress, \(held) held", full.requests)
        Report.line("  ReleaseAddress, none held", empty.releases)
        Report.line("  ReleaseAddress, \(held) held", full.releases)
        let ratio = full.requests.percentile(0.5) / empty.requests.percentile(0.5)
        print("  RequestAddress, \(held) / none held:", Report.number(ratio, 2))
        print("  resident memory by now, MB:    ", Report.number(daemon.residentMemory, 1))
    }

    private static func measurePools(_ daemon: DaemonProcess) throws {
        let client = try daemon.connect()
        let request = #"{"AddressSpace":"mdnp-local","Pool":"","SubPool":"","Options":{},"V6":false}"#
        var (requests, releases) = (Samples(), Samples())
        let ids = try (0..<pools).map { _ in
            try timed(into: &requests) { try client.call("IpamDriver.RequestPool", request) }
                .value(of: "PoolID")
        }
        for id in ids {
            try timed(into: &releases) { _ = try client.call("IpamDriver.ReleasePool", #"{"PoolID":"\#(id)"}"#) }
        }
        print("\n1 client, \(pools) automatic pools              p50 µs    p99 µs")
        Report.line("  RequestPool", requests)
        Report.line("  ReleasePool", releases)
    }
}

/// Addresses of one pool that are leased and released, and the measured times.
struct Leases {
    private(set) var requests = Samples()
    private(set) var releases = Samples()

    private let pool: String
    private let request: String
    private var address: Substring = ""

    init(_ pool: PoolAnswer) {
        self.pool = pool.id
        self.request = #"{"PoolID":"\#(pool.id)","Address":"","Options":null}"#
    }

    /// Leases an address permanently, unmeasured.
    func fill(_ client: PluginClient) throws {
        try client.call("IpamDriver.RequestAddress", request)
    }

    mutating func lease(_ client: PluginClient) throws {
        let answer = try timed(into: &requests) { try client.call("IpamDriver.RequestAddress", request) }
        address = answer.value(of: "Address").prefix { $0 != "/" && $0 != "\\" }
    }

    mutating func release(_ client: PluginClient) throws {
        let body = #"{"PoolID":"\#(pool)","Address":"\#(address)"}"#
        try timed(into: &releases) { _ = try client.call("IpamDriver.ReleaseAddress", body) }
    }
}

extension String {
    /// Returns the text of a field of a JSON object, fast: the parsing of a reply is no work of the plugin.
    fileprivate func value(of field: String) -> Substring {
        guard let start = range(of: #""\#(field)":""#)?.upperBound else { return "" }
        return self[start...].prefix { $0 != "\"" }
    }
}
