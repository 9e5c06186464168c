import Addressing
import IPAM
import NetworkModel
import Testing

struct AddressScopeTests {
    /// Two networks on pools of mdnp's, one of another IPAM's, and a pool that nobody has.
    private static func state() throws -> DesiredState {
        DesiredState([
            .addresses(.leasePool(try pool("fd00:1::/64", id: "mdnp-1"))),
            .addresses(.leasePool(try pool("10.1.0.0/24", id: "mdnp-2"))),
            .addresses(.leasePool(try pool("10.2.0.0/24", id: "mdnp-3"))),
            .addresses(.leasePool(try pool("10.9.0.0/24", id: "mdnp-9", space: .global))),
            .putNetwork(NetworkRecord(try network("9c41aa", "fd00:1::/64", "10.1.0.0/24", space: .local), .standing)),
            .putNetwork(NetworkRecord(try network("9c41bb", "10.7.0.0/24"), .standing)),
        ])
    }

    @Test(
        arguments: [
            ("10.1.0.0/24", ["10.1.0.0/24"], ["mdnp-2"]), ("mdnp-3", ["10.2.0.0/24"], ["mdnp-3"]),
            ("mdnp-9", ["10.9.0.0/24"], ["mdnp-9"]), ("9c41aa", ["10.1.0.0/24", "fd00:1::/64"], ["mdnp-2", "mdnp-1"]),
            ("9c41a", ["10.1.0.0/24", "fd00:1::/64"], ["mdnp-2", "mdnp-1"]),
            // No pool is leased of these: reservations may be left.
            ("10.5.0.0/24", ["10.5.0.0/24"], [nil]), ("10.1.0.0/25", ["10.1.0.0/25"], [nil]),
            ("10.9.0.0/24", ["10.9.0.0/24"], [nil]),
        ] as [(String, [String], [String?])]
    )
    func `a subnet, a pool's id and the beginning of a network's are understood, IPv4 before IPv6`(
        text: String,
        blocks: [String],
        pools: [String?]
    ) throws {
        let scope = try Self.state().scope(text)
        #expect(scope.text == text)
        #expect(scope.blocks.map(\.prefix.description) == blocks)
        #expect(scope.blocks.map(\.pool?.id.text) == pools)
    }

    @Test(arguments: [
        ("9d", #"network or pool "9d": is not known; "mdnp pools" shows what there is"#),
        ("", #"network or pool "": is not known; "mdnp pools" shows what there is"#),
        ("mdnp-", #"network or pool "mdnp-": is not known; "mdnp pools" shows what there is"#),
        ("10.1.0.7/24", #"network or pool "10.1.0.7/24": is not known; "mdnp pools" shows what there is"#),
        ("9c41", #"network or pool "9c41": is the beginning of 2 networks' ids: give more of it"#),
        (
            "9c41b",
            #"network or pool "9c41b": has no addresses of mdnp's: create it with --ipam-driver=mdnp"#
        ),
    ])
    func `anything else is refused with what to do`(text: String, line: String) throws {
        let state = try Self.state()
        let refusal = #expect(throws: Refusal.self) { try state.scope(text) }
        #expect(refusal?.description == line)
    }
}
