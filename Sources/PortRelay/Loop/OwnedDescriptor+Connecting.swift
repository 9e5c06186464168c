// SPDX-License-Identifier: Apache-2.0

import Addressing
import CLinux
import LinuxSystem
import NetworkModel

extension OwnedDescriptor {
    /// Returns a non-blocking, close-on-exec socket that connects to a container, or is connected already.
    static func connecting(
        to container: AddressPort,
        over transport: TransportProtocol
    ) throws(SyscallError) -> OwnedDescriptor {
        let family = container.address.family
        let stream = transport == .udp ? SOCK_DGRAM : SOCK_STREAM
        let type = Int32(stream.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let raw = socket(family.number, type, 0)
        guard raw >= 0 else { throw SyscallError(lastOf: "open", subject: "socket") }
        let descriptor = OwnedDescriptor(adopting: raw)
        var address = SocketAddress(container.address, port: container.port).raw(on: family)
        let hasFailed = clinux_connect(raw, &address) != 0 && ErrorNumber.last != .inProgress
        guard !hasFailed else { throw SyscallError(lastOf: "connect", subject: "socket") }
        return descriptor
    }
}
