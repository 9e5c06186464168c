// SPDX-License-Identifier: Apache-2.0

/// The name of an option of Docker or the user.
struct OptionKey: CodingKey, Hashable {
    /// The name.
    let stringValue: String

    /// Always nil: options have names only.
    var intValue: Int? { nil }

    /// Creates the key of the option `name`.
    init(_ name: String) {
        self.stringValue = name
    }

    init(stringValue: String) {
        self.init(stringValue)
    }

    init?(intValue: Int) {
        nil
    }

    static var generic: Self { Self("com.docker.network.generic") }
    static var isInternal: Self { Self("com.docker.network.internal") }
    static var enableIPv4: Self { Self("com.docker.network.enable_ipv4") }
    static var enableIPv6: Self { Self("com.docker.network.enable_ipv6") }
    static var portMap: Self { Self("com.docker.network.portmap") }
    static var exposedPorts: Self { Self("com.docker.network.endpoint.exposedports") }
    static var interfaceName: Self { Self("com.docker.network.endpoint.ifname") }
    static var dnsServers: Self { Self("com.docker.network.endpoint.dnsservers") }
    static var sysctls: Self { Self("com.docker.network.endpoint.sysctls") }
    static var mac: Self { Self("com.docker.network.endpoint.macaddress") }
    static var endpointName: Self { Self("com.docker.network.endpoint.name") }
    static var addressType: Self { Self("RequestAddressType") }
    static var noProxy6To4: Self { Self("com.docker.network.driver.private.no_proxy_6to4") }
}
