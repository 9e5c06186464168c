// SPDX-License-Identifier: Apache-2.0

import Addressing
import Logging
import NetworkModel

/// The reservation of published ports after a start or a change of addresses.
extension Reconciler {
    /// Reserves published ports without a reservation: at a start, and when the host gets an address.
    ///
    /// Ports whose address the host has lost are released, if they may wait for it. A port that cannot be reserved stays published; a start
    /// logs the failure.
    func reservePorts(isStart: Bool = false) async throws(DriverError) {
        try await lanes.run(on: .ports) { () throws(DriverError) in
            guard let published = try? await store.read(\.endpointPublications) else { return }
            let absent = await absentAddresses(of: published)
            for endpoint in published {
                let (waiting, outcomes) = await portsApart(endpoint.publications.portCount) {
                    (release(endpoint, at: absent), reserve(endpoint, without: absent))
                }
                if !waiting.isEmpty {
                    logger.notice("ports waiting for their host address", metadata: ["ports": "\(waiting.summary)"])
                }
                let reserved = outcomes.flatMap { (try? $0.get()) ?? [] }
                if !reserved.isEmpty { await portCalls.relay(reserved) }
                for outcome in outcomes {
                    switch outcome {
                    case .success(let publications):
                        if !isStart { count(.port, with: "reserved \(publications.summary)") }
                    case .failure(let error):
                        if isStart {
                            logger.error("cannot reserve published port on the host", metadata: ["cause": "\(error)"])
                        }
                    }
                }
            }
        }
    }

    /// The awaited addresses of ports that the host lacks.
    private func absentAddresses(of published: [EndpointPublications]) async -> Set<IPAddress> {
        let awaited = published.filter(\.waitsForAddresses).flatMap(\.publications).map(\.host.address)
            .filter { !$0.isUnspecified }
        guard !awaited.isEmpty else { return [] }
        do {
            return try await dataplane.absentAddresses(among: Set(awaited))
        } catch {
            logger.warning("cannot read host addresses", metadata: ["cause": "\(error)"])
            return []
        }
    }

    /// Releases ports whose address the host has lost, and returns them; they stay published.
    private func release(_ endpoint: EndpointPublications, at absent: Set<IPAddress>) -> [Publication] {
        let waiting = endpoint.publications.filter { absent.contains($0.host.address) && ports.hasReserved($0.host) }
        if !waiting.isEmpty { ports.release(waiting.hostPorts) }
        return waiting
    }

    /// Reserves the ports of an endpoint that have no reservation, and returns the reserved ones and the failures.
    private func reserve(
        _ endpoint: EndpointPublications,
        without absent: Set<IPAddress>
    ) -> [Result<[Publication], PortError>] {
        endpoint.publications.groups.compactMap { group in
            let missing = group.filter { !absent.contains($0.host.address) && !ports.hasReserved($0.host) }
            guard !missing.isEmpty else { return nil }
            return Result { () throws(PortError) in try reserve(missing, for: endpoint.clients) }
        }
    }

    /// Reserves ports of one request, and returns them without those at addresses that the host lacks.
    private func reserve(_ missing: [Publication], for clients: AddressSet) throws(PortError) -> [Publication] {
        var rest = missing
        while true {
            do throws(PortError) {
                try ports.reserve(rest, for: clients)
                return rest
            } catch .noSuchAddress(let address) where rest.contains(where: { $0.host.address != address }) {
                rest.removeAll { $0.host.address == address }
            }
        }
    }
}

/// The publications of an endpoint, and the options of their reservation.
private struct EndpointPublications: Sendable {
    let publications: [Publication]
    /// The only clients that the ports serve.
    let clients: AddressSet
    let waitsForAddresses: Bool
}

extension DesiredState {
    /// The publications of each endpoint, in the order of their host ports.
    fileprivate var endpointPublications: [EndpointPublications] {
        Dictionary(grouping: publications.all, by: \.endpoint).map { id, publications in
            let options = publishing(of: id)
            return EndpointPublications(
                publications: publications.sorted { $0.host < $1.host },
                clients: options.clients?.addresses ?? [],
                waitsForAddresses: options.waitsForAddresses
            )
        }
        .sorted { $0.publications[0].host < $1.publications[0].host }
    }
}
