import AdminAPI
import ArgumentParser

/// `mdnp endpoints`: what endpoints there are.
struct Endpoints: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the endpoints of the running daemon.")

    @OptionGroup var list: ListOptions

    func run() async throws {
        try await list.show(
            { client throws(AdminError) in try await client.endpoints() },
            header: ["ENDPOINT", "NAME", "NETWORK", "ADDRESSES", "MAC", "LINK", "SANDBOX"],
            row: { endpoint in
                [
                    String(endpoint.id.prefix(12)), endpoint.name ?? "-", String(endpoint.network.prefix(12)),
                    endpoint.addresses.isEmpty ? "-" : endpoint.addresses.joined(separator: ","),
                    endpoint.mac, endpoint.link, endpoint.sandbox ?? "-",
                ]
            }
        )
    }
}
