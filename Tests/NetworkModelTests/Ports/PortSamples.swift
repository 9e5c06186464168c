// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetworkModel

/// A port as it is written: `192.0.2.1:80/tcp`.
func hostPort(_ address: String, _ port: UInt16, _ transport: TransportProtocol = .tcp) throws -> HostPort {
    HostPort(transport, try NetworkModelTests.address(address), port)
}

func publication(_ host: HostPort, _ container: String, _ port: UInt16, of endpoint: String) throws -> Publication {
    Publication(host, to: AddressPort(try address(container), port: port), of: try EndpointID(endpoint))
}
