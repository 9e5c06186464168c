// SPDX-License-Identifier: Apache-2.0

import Addressing
import LinuxSystem
import NetworkModel

/// What mdnp changes of the host itself, under `/proc/sys/net`.
struct HostSettings: Provider {
    /// Where to, or nil where the process is.
    let namespace: NetworkNamespace?
    /// Where they are written; read they are under `/proc/sys`, which may be read-only.
    let directory: String

    private static let forwarding = ["net", "ipv6", "conf", "all", "forwarding"]

    /// Whether the host forwards IPv6 packets (`net.ipv6.conf.all.forwarding`); a host without IPv6 does not.
    func forwardsIPv6() async throws -> Bool {
        try await read(Self.forwarding) == "1"
    }

    /// Lets the host not learn routes from what is behind a bridge: a container is no router (`accept_ra` 0).
    func ignoreAdvertisements(on bridge: InterfaceName) async throws {
        do {
            try await write("0", to: Self.acceptance(of: bridge))
        } catch let error as SyscallError where error.number == .notFound || error.number == .readOnlyFileSystem {
            // A link without IPv6 learns nothing. Where /proc/sys is read-only nothing can be done: a host that forwards
            // IPv6 ignores routers anyway, any other believes them.
        }
    }

    /// Whether the kernel drops IPv4 packets that come in by a link other than the one that their source is reached by (`rp_filter` 1).
    ///
    /// The higher of the setting of all links and of the link's own counts.
    func checksSourcesStrictly(on link: InterfaceName) async throws -> Bool {
        var highest = "0"
        for name in ["all", link.description] {
            if let value = try await read(["net", "ipv4", "conf", name, "rp_filter"]) { highest = max(highest, value) }
        }
        return highest == "1"
    }

    /// Makes a change.
    nonisolated(nonsending) func ensure(_ resource: Resource) async throws {
        guard case .setting(let change) = resource else { return }
        switch change {
        case .forwardsIPv6: try await write("1", to: Self.forwarding)
        // 2: hears router advertisements although the host forwards.
        case .hearsAdvertisements(let link): try await replace("1", by: "2", in: Self.acceptance(of: link))
        }
    }

    /// Undoes a change, where it is still there.
    nonisolated(nonsending) func remove(_ key: ResourceKey) async throws {
        guard case .setting(let change) = key else { return }
        switch change {
        case .forwardsIPv6: try await replace("1", by: "0", in: Self.forwarding)
        case .hearsAdvertisements(let link): try await replace("2", by: "1", in: Self.acceptance(of: link))
        }
    }

    private static func acceptance(of link: InterfaceName) -> [String] {
        ["net", "ipv6", "conf", link.description, "accept_ra"]
    }

    /// Writes a value over another; what has a third one by now, or is gone with its link, is no longer mdnp's to change.
    private func replace(_ old: String, by new: String, in path: [String]) async throws {
        guard try await read(path) == old else { return }
        do {
            try await write(new, to: path)
        } catch let error as SyscallError where error.number == .notFound {}
    }

    /// Reads a value; nil if there is no such setting.
    func read(_ path: [String]) async throws -> String? {
        let setting = try Sysctl(path)
        do {
            return try await namespace.run { try setting.read() }
        } catch let error as SyscallError where error.number == .notFound {
            return nil
        }
    }

    private func write(_ value: String, to path: [String]) async throws {
        let setting = try Sysctl(path, under: directory)
        try await namespace.run { try setting.write(value) }
    }
}
