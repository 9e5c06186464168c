import Addressing
import LinuxSystem
import NetworkModel

/// What mdnp changes of the host itself, under `/proc/sys/net`.
struct HostSettings {
    /// Where to, or nil where the process is.
    let namespace: NetworkNamespace?

    /// Whether the host forwards IPv6 packets (`net.ipv6.conf.all.forwarding`).
    func forwardsIPv6() async throws -> Bool {
        let setting = try Sysctl(["net", "ipv6", "conf", "all", "forwarding"])
        return try await namespace.run { try setting.read() } == "1"
    }

    /// Lets the host not learn routes from what is behind a bridge: a container is no router (`accept_ra` 0).
    func ignoreAdvertisements(on bridge: InterfaceName) async throws {
        do {
            try await write("0", to: ["net", "ipv6", "conf", bridge.description, "accept_ra"])
        } catch let error as SyscallError where error.number == .notFound || error.number == .readOnlyFileSystem {
            // A host without IPv6 learns nothing; where /proc/sys is read-only, the forwarding host ignores them anyway.
        }
    }

    /// Makes a change.
    func make(_ change: HostChange) async throws {
        switch change {
        case .forwardsIPv6: try await write("1", to: ["net", "ipv6", "conf", "all", "forwarding"])
        // 2: hears router advertisements although the host forwards.
        case .hearsAdvertisements(let link): try await write("2", to: ["net", "ipv6", "conf", link.description, "accept_ra"])
        }
    }

    /// Undoes a change, where it is still there.
    func undo(_ change: HostChange) async throws {
        switch change {
        case .forwardsIPv6: try await write("0", to: ["net", "ipv6", "conf", "all", "forwarding"])
        case .hearsAdvertisements(let link):
            do {
                try await write("1", to: ["net", "ipv6", "conf", link.description, "accept_ra"])
            } catch let error as SyscallError where error.number == .notFound {
                // The link is gone, and its setting with it.
            }
        }
    }

    private func write(_ value: String, to path: [String]) async throws {
        let setting = try Sysctl(path)
        try await namespace.run { try setting.write(value) }
    }
}
