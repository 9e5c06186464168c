// SPDX-License-Identifier: Apache-2.0

import Addressing
import LinuxSystem
import NetworkModel

/// The settings under `/proc/sys/net` that mdnp changes on the host.
struct HostSettings: Provider {
    /// The namespace of the settings; nil for that of the process.
    let namespace: NetworkNamespace?
    /// The directory for writing.
    ///
    /// Reading uses `/proc/sys`, which may be read-only.
    let directory: String

    private static let forwarding = ["net", "ipv6", "conf", "all", "forwarding"]

    /// Returns a Boolean value that indicates whether the host forwards IPv6 packets (`net.ipv6.conf.all.forwarding`).
    ///
    /// A host without IPv6 does not forward.
    func forwardsIPv6() async throws -> Bool {
        try await read(Self.forwarding) == "1"
    }

    /// Makes the host ignore router advertisements on a bridge: a container is no router (`accept_ra` 0).
    func ignoreAdvertisements(on bridge: InterfaceName) async throws {
        do {
            try await write("0", to: Self.acceptance(of: bridge))
        } catch let error as SyscallError where error.number == .notFound || error.number == .readOnlyFileSystem {
            // A link without IPv6 accepts no advertisements. With a read-only /proc/sys, the setting cannot change: a host that forwards
            // IPv6 ignores routers anyway, any other accepts them.
        }
    }

    /// Returns a Boolean value that indicates whether the kernel drops IPv4 packets from sources that it reaches by another link
    /// (`rp_filter` 1).
    ///
    /// The higher value of the setting of all links and that of the link counts.
    func checksSourcesStrictly(on link: InterfaceName) async throws -> Bool {
        var highest = "0"
        for name in ["all", link.description] {
            if let value = try await read(["net", "ipv4", "conf", name, "rp_filter"]) { highest = max(highest, value) }
        }
        return highest == "1"
    }

    /// Applies a change.
    nonisolated(nonsending) func ensure(_ resource: Resource) async throws {
        guard case .setting(let change) = resource else { return }
        switch change {
        case .forwardsIPv6: try await write("1", to: Self.forwarding)
        // 2: accept router advertisements even if the host forwards.
        case .acceptsAdvertisements(let link): try await replace("1", by: "2", in: Self.acceptance(of: link))
        }
    }

    /// Reverts a change if the setting still has its value.
    nonisolated(nonsending) func remove(_ key: ResourceKey) async throws {
        guard case .setting(let change) = key else { return }
        switch change {
        case .forwardsIPv6: try await replace("1", by: "0", in: Self.forwarding)
        case .acceptsAdvertisements(let link): try await replace("2", by: "1", in: Self.acceptance(of: link))
        }
    }

    private static func acceptance(of link: InterfaceName) -> [String] {
        ["net", "ipv6", "conf", link.description, "accept_ra"]
    }

    /// Replaces a value by another; a setting with a third value, or of a missing link, stays as it is.
    private func replace(_ old: String, by new: String, in path: [String]) async throws {
        guard try await read(path) == old else { return }
        do {
            try await write(new, to: path)
        } catch let error as SyscallError where error.number == .notFound {}
    }

    /// Reads a value; nil for a missing setting.
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
