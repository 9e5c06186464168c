// SPDX-License-Identifier: Apache-2.0

import Addressing

/// Publications by the requests that they may meet.
///
/// A search takes as many steps for ten thousand ports as for one.
struct PublishedAnswers {
    private struct Target: Hashable {
        let transport: TransportProtocol
        let containerPort: UInt16
    }

    private struct Mapping: Hashable {
        let target: Target
        let hostPort: UInt16
    }

    /// The host ports that lead to a container port, in order.
    private var hostPorts: [Target: [UInt16]] = [:]
    private var publications: [Mapping: [Publication]] = [:]

    init(_ publications: [Publication]) {
        for publication in publications {
            let mapping = Self.mapping(of: publication)
            if self.publications[mapping] == nil { hostPorts[mapping.target, default: []].append(mapping.hostPort) }
            self.publications[mapping, default: []].append(publication)
        }
        for target in hostPorts.keys { hostPorts[target]?.sort() }
    }

    /// The remaining publications, by host port.
    var remaining: [Publication] {
        publications.values.flatMap(\.self).sorted { $0.host < $1.host }
    }

    /// Removes the publications that meet a request, and returns their host port, the lowest one; nil if there is none.
    mutating func removeAnswer(to request: PortRequest) -> UInt16? {
        let target = Target(transport: request.transport, containerPort: request.containerPort)
        guard let ports = hostPorts[target] else { return nil }
        var index = request.hostPorts.map { ports.firstIndex(notBelow: $0.first) } ?? 0
        while index < ports.count, request.hostPorts?.contains(ports[index]) ?? true {
            let mapping = Mapping(target: target, hostPort: ports[index])
            let left = publications[mapping]?.filter { !request.isAnswered(by: $0) } ?? []
            if left.count < publications[mapping]?.count ?? 0 {
                publications[mapping] = left.isEmpty ? nil : left
                if left.isEmpty { hostPorts[target]?.remove(at: index) }
                return mapping.hostPort
            }
            index += 1
        }
        return nil
    }

    private static func mapping(of publication: Publication) -> Mapping {
        Mapping(
            target: Target(transport: publication.host.transport, containerPort: publication.container.port),
            hostPort: publication.host.port
        )
    }
}

extension [UInt16] {
    /// Returns the index of the first element that is not below a value in a sorted array; its count if all are below.
    fileprivate func firstIndex(notBelow value: UInt16) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
