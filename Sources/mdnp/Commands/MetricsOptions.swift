import ArgumentParser
import MetricsAPI

/// Where Prometheus asks the daemon.
struct MetricsOptions: ParsableArguments {
    @Option(
        name: .customLong("metrics"),
        help: "Where metrics are told to Prometheus: ADDRESS:PORT, or off. Whoever reaches it may read them."
    )
    var place = MetricsPlace.at(.standard)
}

/// A place where metrics are told, or none.
enum MetricsPlace: ExpressibleByArgument {
    case at(MetricsAddress)
    case off

    init?(argument: String) {
        if argument == "off" {
            self = .off
        } else if let address = MetricsAddress(argument) {
            self = .at(address)
        } else {
            return nil
        }
    }

    var defaultValueDescription: String { address?.description ?? "off" }

    var address: MetricsAddress? {
        if case .at(let address) = self { address } else { nil }
    }
}
