// SPDX-License-Identifier: Apache-2.0

import Addressing

/// Publications by the requests that they may answer: an answer is found in as many steps for ten thousand ports as for one.
struct PublishedAnswers {
    private struct Target: Hashable {
        let transport: TransportProtocol
        let containerPort: UInt16
    }

    private struct Lead: Hashable {
        let target: Target
        let hostPort: UInt16
    }

    /// The host ports that lead to a container port, in order.
    private var hostPorts: [Target: [UInt16]] = [:]
    private var publications: [Lead: [Publication]] = [:]

    init(_ publications: [Publication]) {
        for publication in publications {
            let lead = Self.lead(of: publication)
            if self.publications[lead] == nil { hostPorts[lead.target, default: []].append(lead.hostPort) }
            self.publications[lead, default: []].append(publication)
        }
        for target in hostPorts.keys { hostPorts[target]?.sort() }
    }

    /// The publications that were not taken out, by host port.
    var remaining: [Publication] {
        publications.values.flatMap(\.self).sorted { $0.host < $1.host }
    }

    /// Takes out what answers a request, and returns its host port, the lowest that does; nil if nothing does.
    mutating func removeAnswer(to request: PortRequest) -> UInt16? {
        let target = Target(transport: request.transport, containerPort: request.containerPort)
        guard let ports = hostPorts[target] else { return nil }
        var index = request.hostPorts.map { ports.firstIndex(notBelow: $0.first) } ?? 0
        while index < ports.count, request.hostPorts?.contains(ports[index]) ?? true {
            let lead = Lead(target: target, hostPort: ports[index])
            let left = publications[lead]?.filter { !request.isAnswered(by: $0) } ?? []
            if left.count < publications[lead]?.count ?? 0 {
                publications[lead] = left.isEmpty ? nil : left
                if left.isEmpty { hostPorts[target]?.remove(at: index) }
                return lead.hostPort
            }
            index += 1
        }
        return nil
    }

    private static func lead(of publication: Publication) -> Lead {
        Lead(
            target: Target(transport: publication.host.transport, containerPort: publication.container.port),
            hostPort: publication.host.port
        )
    }
}

extension [UInt16] {
    /// The index of the first element that is not below a value, in an array in order; its count if all are.
    fileprivate func firstIndex(notBelow value: UInt16) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
