// SPDX-License-Identifier: Apache-2.0

public import Addressing

// Findings about bridges that no repair can correct.

extension BridgeMode {
    /// `bridge`.
    public var linkKind: String { "bridge" }

    /// Returns a finding about the first bridge without IPv6, and one about the first without a filter that protects 127.0.0.0/8.
    public func findings(about networks: [Network], in diagnosis: Diagnosis) -> [Finding] {
        [missingIPv6(of: networks, in: diagnosis), unguardedLoopback(of: networks, in: diagnosis)].compactMap(\.self)
    }

    /// Returns a frame between two unknown ports of the bridge.
    public func frame(
        _ family: IPFamily,
        from source: IPAddress?,
        to target: IPAddress?,
        on network: Network
    ) -> FilteredPacket? {
        var frame = FilteredPacket(family, .untracked)
        frame.bridge = network.bridge
        frame.source = source
        frame.destination = target
        return frame
    }

    /// Returns a finding about the first bridge without IPv6: the network exists, but its IPv6 gateway does not.
    private func missingIPv6(of networks: [Network], in diagnosis: Diagnosis) -> Finding? {
        let observed = diagnosis.observed
        let lacking = networks.first { network in
            observed.bridge(of: network.id)?.hasIPv6 == false
                && network.gatewayAddresses.contains { $0.address.family == .v6 }
        }
        guard let network = lacking else { return nil }
        let own = network.ipv6Setting
        let advice =
            switch observed.ipv6Absence {
            case .kernel: "boot the kernel without ipv6.disable=1, or use a network without IPv6"
            case .allLinks: "run \"sysctl -w net.ipv6.conf.all.disable_ipv6=0\", and keep it in /etc/sysctl.d"
            case .newLinks:
                "run \"sysctl -w net.ipv6.conf.default.disable_ipv6=0 \(own)=0\", and keep it in /etc/sysctl.d"
            case nil: "run \"sysctl -w \(own)=0\""
            }
        return Finding(
            .hasIPv6,
            about: observed.ipv6Absence?.setting ?? own,
            finding: """
                is 1: bridge \(network.bridge) of \(network.subject) has no IPv6 address, so its containers have no IPv6 connectivity \
                beyond their network; IPv4 works
                """,
            advice: advice
        )
    }

    /// Returns a finding about the first bridge that routes 127.0.0.0/8 without a filter of its own.
    private func unguardedLoopback(of networks: [Network], in diagnosis: Diagnosis) -> Finding? {
        guard let failure = diagnosis.facts.loopbackGuardFailure,
            let network = networks.first(where: \.routesLoopback)
        else { return nil }
        return Finding(
            .loopback,
            about: "bridge \(network.bridge)",
            finding:
                "has no filter for 127.0.0.0/8 (\(failure)): containers reach it while the firewall is flushed",
            advice: "run mdnp with CAP_BPF, on a kernel with cls_bpf"
        )
    }
}
