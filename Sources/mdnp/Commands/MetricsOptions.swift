// SPDX-License-Identifier: Apache-2.0

import Addressing
import ArgumentParser
import MetricsAPI

/// The listening address for Prometheus.
struct MetricsOptions: ParsableArguments {
    @Option(
        name: .customLong("metrics"),
        help: "Address for Prometheus metrics, ADDRESS:PORT, or off. Every client that can connect can read them."
    )
    var place = MetricsPlace.at(DaemonMetrics.standardAddress)

    @Option(
        name: .customLong("metrics-host"),
        help: """
            Additional host name in scrapes, besides the host's addresses, localhost and its own name. Repeatable.
            """
    )
    var host: [MetricsHost] = []
}

/// A host name without a port.
struct MetricsHost: ExpressibleByArgument {
    let name: String

    init?(argument: String) {
        let isName = argument.utf8.allSatisfy { byte in
            let isLetterOrDigit =
                UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20 || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
            return isLetterOrDigit || [UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_")].contains(byte)
        }
        guard isName, !argument.isEmpty else { return nil }
        name = argument
    }

    var defaultValueDescription: String { name }
}

/// The listening address for metrics, or none.
enum MetricsPlace: ExpressibleByArgument {
    case at(AddressPort)
    case off

    init?(argument: String) {
        if argument == "off" {
            self = .off
        } else if let address = AddressPort(argument) {
            self = .at(address)
        } else {
            return nil
        }
    }

    var defaultValueDescription: String { address?.description ?? "off" }

    var address: AddressPort? {
        if case .at(let address) = self { address } else { nil }
    }
}
