// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire
import NetworkModel
import Testing

@testable import PortRelay

/// The parsing of socket lists, control group paths, and user files.
struct OwnerNameTests {
    private static let id = String(repeating: "0123456789abcdef", count: 4)

    @Test(
        arguments: [
            ("/system.slice/nginx.service", "nginx.service"), ("/system.slice/ssh.socket", "ssh.socket"),
            ("/system.slice/system-getty.slice/getty@tty1.service", "getty@tty1.service"),
            ("/system.slice/docker.service/sub/group", "docker.service"), ("/init.scope", "systemd"),
            ("/machine.slice/machine-web.scope", "machine-web.scope"),
            ("/system.slice/docker-\(id).scope", "container 0123456789ab"), ("/docker/\(id)", "container 0123456789ab"),
            ("/docker/\(id)/system.slice/nginx.service", "container 0123456789ab"),
            ("/machine.slice/libpod-\(id).scope/container", "container 0123456789ab"),
            ("/kubepods.slice/kubepods-pod1.slice/cri-containerd-\(id).scope", "container 0123456789ab"),
            ("/user.slice/user-1000.slice/user@1000.service/app.slice/web.service", "web.service of user alice"),
            (
                "/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-\(id).scope",
                "container 0123456789ab of user alice"
            ),
            ("/user.slice/user-1000.slice/session-3.scope", nil),
            ("/user.slice/user-1000.slice/user@1000.service", nil),
            ("/system.slice", nil), ("/", nil), ("", nil), ("/0123456789ab", nil), ("/x\(id)", nil),
            ("/ÿ\(id.dropLast(2))", nil),
        ] as [(String, String?)]
    )
    func `a control group has the name that administrators know`(path: String, name: String?) {
        #expect(ControlGroup(path: path).name(ofUser: "alice") == name)
    }

    @Test(arguments: [
        ("0.0.0.0", [1, 2, 3, 4]), ("127.0.0.1", [1, 2, 3, 4]), ("127.0.0.2", [2]), ("::", [2, 5, 6]),
        ("2001:db8::7", [2, 5, 6]), ("2001:db8::8", [2, 6]),
    ])
    func `conflicting sockets of the same family that listen come first`(address: String, inodes: [UInt32])
        throws
    {
        let sockets = [
            try socket(3, .established, "127.0.0.1"), try socket(4, .established, "::ffff:127.0.0.1"),
            try socket(2, .listening, "::"), try socket(1, .listening, "127.0.0.1"),
            try socket(5, .listening, "2001:db8::7"), try socket(6, .listening, "::", isIPv6Only: true),
            try socket(0, .listening, "0.0.0.0"), try socket(7, .listening, "0.0.0.0", port: 8081),
        ]
        #expect(sockets.inTheWay(of: try .of(address, 8080)).map(\.inode) == inodes)
    }

    private func socket(
        _ inode: UInt32,
        _ state: SocketState,
        _ address: String,
        port: UInt16 = 8080,
        isIPv6Only: Bool? = nil
    ) throws -> SocketMessage {
        var socket = SocketMessage(state, at: AddressPort(try #require(IPAddress(address)), port: port))
        socket.inode = inode
        socket.isIPv6Only = isIPv6Only
        return socket
    }

    @Test(
        arguments: [
            (0, "root"), (33, "www-data"), (3, nil), (1000, "alice"), (5, nil), (99, nil),
        ] as [(UInt32, String?)]
    )
    func `a user name is found by its number`(user: UInt32, name: String?) {
        let text = """
            root:x:0:0:root:/root:/bin/bash
            www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin
            :x:5:
            damaged:x
            more:x:03:3:
            alice:x:1000:1000
            bob:x:1000:1000
            """
        #expect(UserNames.name(of: user, in: Array(text.utf8)) == name)
    }
}
