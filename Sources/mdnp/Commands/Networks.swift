import AdminAPI
import ArgumentParser

/// `mdnp networks`: what networks there are.
struct Networks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the networks of the running daemon.")

    @OptionGroup var list: ListOptions

    func run() async throws {
        try await list.show(
            { client throws(AdminError) in try await client.networks() },
            header: ["NETWORK", "BRIDGE", "SUBNETS", "GATEWAY", "MTU", "ENDPOINTS"],
            row: { network in
                let gateway =
                    network.gateways.isEmpty || network.gateway != "mdnp"
                    ? network.gateway : network.gateways.joined(separator: ",")
                return [
                    String(network.id.prefix(12)), network.bridge,
                    network.subnets.isEmpty ? "-" : network.subnets.joined(separator: ","),
                    network.isInternal ? "internal" : gateway,
                    network.mtu.map(String.init) ?? "-",
                    String(network.endpoints),
                ]
            }
        )
    }
}
