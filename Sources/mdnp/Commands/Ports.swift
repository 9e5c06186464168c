import AdminAPI
import ArgumentParser

/// `mdnp ports`: what ports of the host's lead to containers; `docker ps` cannot show them.
struct Ports: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the published ports of the running daemon.")

    @OptionGroup var list: ListOptions

    func run() async throws {
        try await list.show(
            { client throws(AdminError) in try await client.ports() },
            header: ["HOST", "CONTAINER", "PROTOCOL", "ENDPOINT", "NETWORK"],
            row: { port in
                [
                    Self.end(port.hostAddress, port.hostPort), Self.end(port.containerAddress, port.containerPort),
                    port.transport, String(port.endpoint.prefix(12)), String(port.network.prefix(12)),
                ]
            }
        )
    }

    private static func end(_ address: String, _ port: Int) -> String {
        address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
    }
}
