// SPDX-License-Identifier: Apache-2.0

import Addressing

/// The differences between the desired and the observed state.
extension Diagnosis {
    var ports: [Finding] {
        unreserved.compactMap { publication in
            // A port at an address that the host lacks cannot be reserved.
            let address = publication.host.address
            guard address.isUnspecified || facts.has(address) else { return nil }
            return Finding(
                .ports,
                about: "port \(publication.host)",
                finding:
                    "is published for endpoint \(publication.endpoint.short), but another process has it",
                advice: "find the process (ss -lnp) and stop it; mdnp reserves the port within 30 s"
            )
        }
    }

    /// Links without an owner, with or without an alias of mdnp.
    var links: [Finding] {
        let links = observed.links.values.compactMap(\.link)
        let retired = links.filter(\.isRetired).map(\.name)
        let unknown = links.compactMap { link -> Finding? in
            switch link.alias {
            case .endpoint(let id, on: _) where !link.isRetired && desired.endpoints[id] == nil:
                leak("link \(link.name)", finding: "belongs to an endpoint that does not exist", link: link.name)
            case .network(let id) where desired.networks[id] == nil:
                leak(link.subject, finding: "belongs to a network that does not exist", link: link.name)
            default: nil
            }
        }
        return unknown
            + observed.halfMade.map {
                leak("link \($0)", finding: "is in an mdnp link group and has no alias of mdnp", link: $0)
            }
            + retired.map { leak("link \($0)", finding: "is retired but not deleted", link: $0) }
    }

    /// The repairs that the keeper should make.
    ///
    /// The keeper repairs within a second, so remaining differences are beyond its ability.
    var kernel: [Finding] {
        Plan.repairs(from: observed, to: desired).batches.map { steps in
            Finding(
                .kernel,
                about: steps.subject,
                finding: "differs from the expected configuration; automatic repair failed",
                advice: "find the cause in the mdnp log (\"cannot repair\")"
            )
        } + clientLists
    }

    /// Client lists that stay unfilled: the keeper fills a long one within seconds.
    private var clientLists: [Finding] {
        desired.clientLists.filter { observed.unfilledClientLists.contains($0.id) }.sorted { $0.id < $1.id }.map {
            list in
            Finding(
                .kernel,
                about: "client list \(list.id)",
                finding:
                    "lacks ranges of publish.allow=\(list.summary): their clients are blocked",
                advice: "find the cause in the mdnp log (\"cannot fill client list\")"
            )
        }
    }

    /// Frames that the firewall dropped because of their source.
    var senders: [Finding] {
        facts.droppedFrames.flatMap { link, frames -> [Finding] in
            guard let id = desired.owner(of: link), let endpoint = desired.endpoints[id] else { return [] }
            return frames.map { frames in
                Finding(
                    .senders,
                    about: "endpoint \(endpoint.id.short), link \(link)\(frames.suffix)",
                    finding: frames.summary,
                    advice: "if the container must send them, connect it with --driver-opt \(frames.option)"
                )
            }
        }
    }

    private func leak(_ subject: String, finding: String, link: InterfaceName) -> Finding {
        Finding(.links, about: subject, finding: finding, advice: "run \"ip link delete \(link)\", or restart mdnp")
    }
}

extension DroppedFrames {
    /// The suffix that distinguishes findings about one link.
    fileprivate var suffix: String {
        switch reason {
        case .mac: ", MAC address"
        case .source(let address): ", \(address.family)"
        case .claim: ", neighbor discovery"
        case .etherType: ", ethertype"
        }
    }
}

extension [Step] {
    /// The subject of the repairs of a batch.
    fileprivate var subject: String {
        switch first {
        case .ensure(let resource)?, .repair(let resource)?: resource.link?.subject ?? "firewall"
        default: "firewall"
        }
    }
}
