// SPDX-License-Identifier: Apache-2.0

import Addressing
import DockerPluginAPI

/// A request that can be encoded as Docker wrote it, to prove that decoding loses no field.
protocol WrittenByDocker {
    /// The JSON that Docker sent, without fields that drivers do not need.
    var json: JSONValue { get }
}

extension NetworkReference: WrittenByDocker {
    var json: JSONValue { JSONValue(["NetworkID": networkID]) }
}

extension EndpointReference: WrittenByDocker {
    var json: JSONValue { JSONValue(["NetworkID": networkID, "EndpointID": endpointID]) }
}

extension IPAMPool {
    var json: JSONValue {
        var fields: [String: JSONValue] = ["AddressSpace": .string(addressSpace), "Pool": JSONValue(orEmpty: pool)]
        if let gateway { fields["Gateway"] = JSONValue(orEmpty: gateway) }
        if !auxiliary.isEmpty { fields["AuxAddresses"] = JSONValue(auxiliary) }
        return .object(fields)
    }
}

extension CreateNetworkRequest: WrittenByDocker {
    var json: JSONValue {
        var known: [String: JSONValue] = [
            "com.docker.network.generic": JSONValue(options),
            "com.docker.network.enable_ipv6": .flag(enableIPv6),
        ]
        if let enableIPv4 { known["com.docker.network.enable_ipv4"] = .flag(enableIPv4) }
        if isInternal { known["com.docker.network.internal"] = .flag(true) }
        return .object([
            "NetworkID": .string(networkID), "Options": .object(known),
            "IPv4Data": .list(ipv4.map(\.json)), "IPv6Data": .list(ipv6.map(\.json)),
        ])
    }
}

extension ExposedPort {
    var json: JSONValue { .object(["Proto": .number(Int(transport.number)), "Port": .number(Int(port))]) }
}

extension PortBinding {
    var json: JSONValue {
        .object([
            "Proto": .number(Int(transport.number)), "Port": .number(Int(containerPort)),
            "IP": JSONValue(orEmpty: containerAddress), "HostIP": JSONValue(orEmpty: hostAddress),
            "HostPort": .number(Int(hostPorts?.first ?? 0)), "HostPortEnd": .number(Int(hostPorts?.last ?? 0)),
        ])
    }
}

/// Returns Docker's options of an endpoint, in calls that have any.
private func options(_ portMap: [PortBinding], _ exposedPorts: [ExposedPort]) -> [String: JSONValue] {
    [
        "com.docker.network.portmap": .list(portMap.map(\.json)),
        "com.docker.network.endpoint.exposedports": .list(exposedPorts.map(\.json)),
    ]
}

extension CreateEndpointRequest: WrittenByDocker {
    var json: JSONValue {
        var known = DockerPluginTests.options(portMap, exposedPorts)
        if !dnsServers.isEmpty {
            known["com.docker.network.endpoint.dnsservers"] = .list(dnsServers.map { .string($0) })
        }
        if let interfaceName { known["com.docker.network.endpoint.ifname"] = .string(interfaceName) }
        for (name, value) in options { known[name] = .string(value) }
        return .object([
            "NetworkID": .string(networkID), "EndpointID": .string(endpointID), "Options": .object(known),
            "Interface": .object([
                "Address": JSONValue(orEmpty: interface.ipv4), "AddressIPv6": JSONValue(orEmpty: interface.ipv6),
                "MacAddress": JSONValue(orEmpty: interface.mac),
            ]),
        ])
    }
}

extension JoinRequest: WrittenByDocker {
    var json: JSONValue {
        .object([
            "NetworkID": .string(networkID), "EndpointID": .string(endpointID), "SandboxKey": .string(sandboxKey),
            "Options": .object(options(portMap, exposedPorts)),
        ])
    }
}

extension ExternalConnectivityRequest: WrittenByDocker {
    var json: JSONValue {
        var known = options(portMap, exposedPorts)
        known["com.docker.network.driver.private.no_proxy_6to4"] = .flag(forbidsIPv6Relay)
        return .object([
            "NetworkID": .string(networkID), "EndpointID": .string(endpointID), "Options": .object(known),
        ])
    }
}

extension RequestPoolRequest: WrittenByDocker {
    var json: JSONValue {
        .object([
            "AddressSpace": .string(addressSpace), "Pool": JSONValue(orEmpty: pool),
            "SubPool": JSONValue(orEmpty: subPool), "Options": JSONValue(options), "V6": .flag(family == .v6),
        ])
    }
}

extension ReleasePoolRequest: WrittenByDocker {
    var json: JSONValue { JSONValue(["PoolID": poolID]) }
}

extension RequestAddressRequest: WrittenByDocker {
    var json: JSONValue {
        var known = options
        if isGateway { known["RequestAddressType"] = "com.docker.network.gateway" }
        if let mac { known["com.docker.network.endpoint.macaddress"] = mac.description }
        if let endpointName { known["com.docker.network.endpoint.name"] = endpointName }
        return .object([
            "PoolID": .string(poolID), "Address": JSONValue(orEmpty: address), "Options": JSONValue(known),
        ])
    }
}

extension ReleaseAddressRequest: WrittenByDocker {
    var json: JSONValue { JSONValue(["PoolID": poolID, "Address": address.description]) }
}
