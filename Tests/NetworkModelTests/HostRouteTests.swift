import NetworkModel
import Testing

struct HostRouteTests {
    @Test(
        arguments: [
            (nil, "route 10.1.0.0/16"), ("tun0", "route 10.1.0.0/16 of link tun0"),
            ("docker0", "Docker's network bridge (route 10.1.0.0/16 of link docker0)"),
            (
                "br-9c41e0f2a7b3",
                "Docker's network 9c41e0f2a7b3 (route 10.1.0.0/16 of link br-9c41e0f2a7b3)"
            ),
            // Not Docker's, though they begin so.
            ("br-lan", "route 10.1.0.0/16 of link br-lan"),
            ("br-9c41e0f2a7bx", "route 10.1.0.0/16 of link br-9c41e0f2a7bx"),
            ("docker0.5", "route 10.1.0.0/16 of link docker0.5"),
        ] as [(String?, String)]
    )
    func `a route is told by its link, and Docker's networks by their names`(link: String?, words: String) throws {
        #expect(HostRoute(to: try prefix("10.1.0.0/16"), link: link).description == words)
    }

    @Test(arguments: [
        ("0.0.0.0/0", true), ("0.0.0.0/1", true), ("128.0.0.0/1", true), ("8.0.0.0/7", true), ("10.0.0.0/8", false),
        ("10.1.0.0/16", false), ("::/0", true), ("2000::/3", true), ("fc00::/7", false), ("fd00::/8", false),
    ])
    func `a route to more than a private block is a default route`(destination: String, isDefault: Bool) throws {
        #expect(HostRoute(to: try prefix(destination)).leadsEverywhere == isDefault)
    }
}
