// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire
import Testing

/// Unknown parts of messages, as of a newer kernel, are kept and encoded again, and are never an error.
@Suite struct UnknownTests {
    private static let mark: [UInt8] = [0xde, 0xad, 0xbe, 0xef]

    /// Expects that a message with one unknown attribute is decoded and encoded without a loss.
    private func expectKept<Message: NetlinkPayload>(
        in type: Message.Type,
        family: UInt8 = 1,
        _ write: (inout ByteWriter) -> Void
    ) throws {
        var writer = ByteWriter()
        writer.append([family, 0, 0, 0])
        write(&writer)
        let message = try Message(payload: writer.bytes[...])
        let again = message.encoded
        #expect(again.first == family)
        #expect(again.indices.count { again[$0...].starts(with: Self.mark) } == 1, "\(message)")
        #expect(try Message(payload: again[...]) == message)
    }

    private func rule(_ writer: inout ByteWriter, _ name: String, _ body: (inout ByteWriter) -> Void) {
        writer.attribute(1, text: "mdnp")
        writer.attribute(2, text: "forward")
        writer.nested(4) { list in
            list.nested(1) { expression in
                expression.attribute(1, text: name)
                body(&expression)
            }
        }
    }

    @Test func `an unknown attribute of an expression is kept`() throws {
        try expectKept(in: NFRule.self) { writer in
            rule(&writer, "counter") { expression in
                expression.nested(2) { _ in }
                expression.attribute(99) { $0.append(Self.mark) }
            }
        }
    }

    @Test func `an unknown attribute in the data of an expression is kept`() throws {
        try expectKept(in: NFRule.self) { writer in
            rule(&writer, "counter") { $0.nested(2) { $0.attribute(99) { $0.append(Self.mark) } } }
        }
    }

    @Test func `an expression of an unknown kind is kept`() throws {
        try expectKept(in: NFRule.self) { writer in
            rule(&writer, "newer") { $0.nested(2) { $0.attribute(1) { $0.append(Self.mark) } } }
        }
    }

    @Test func `data that is neither value nor verdict is kept`() throws {
        try expectKept(in: NFRule.self) { writer in
            rule(&writer, "immediate") { expression in
                expression.nested(2) { immediate in
                    immediate.attribute(1, bigEndian: UInt32(8))
                    immediate.nested(2) { $0.attribute(99) { $0.append(Self.mark) } }
                }
            }
        }
    }

    @Test(arguments: [1, 5, 0xffff_fffd] as [UInt32]) func `an unknown attribute of a verdict is kept`(code: UInt32)
        throws
    {
        try expectKept(in: NFRule.self) { writer in
            rule(&writer, "immediate") { expression in
                expression.nested(2) { immediate in
                    immediate.attribute(1, bigEndian: UInt32(0))
                    immediate.nested(2) { data in
                        data.nested(2) { verdict in
                            verdict.attribute(1, bigEndian: code)
                            verdict.attribute(2, text: "other")
                            verdict.attribute(99) { $0.append(Self.mark) }
                        }
                    }
                }
            }
        }
    }

    @Test func `an unknown policy and an unknown attribute of a hook are kept`() throws {
        try expectKept(in: NFChain.self) { writer in
            writer.attribute(1, text: "mdnp")
            writer.attribute(3, text: "ingress")
            writer.nested(4) { hook in
                hook.attribute(1, bigEndian: UInt32(0))
                hook.attribute(2, bigEndian: UInt32(10))
                hook.attribute(99) { $0.append(Self.mark) }
            }
            writer.attribute(5, bigEndian: UInt32(77))
        }
    }

    @Test func `an unknown attribute of a set's description is kept`() throws {
        try expectKept(in: NFSet.self) { writer in
            writer.attribute(1, text: "mdnp")
            writer.nested(9) { description in
                description.attribute(1, bigEndian: UInt32(100))
                description.attribute(99) { $0.append(Self.mark) }
            }
        }
    }

    @Test func `an unknown attribute of a request is kept`() throws {
        try expectKept(in: NFRequest.self) { $0.attribute(99) { $0.append(Self.mark) } }
        try expectKept(in: ConnectionRequest.self, family: 2) { $0.attribute(99) { $0.append(Self.mark) } }
    }

    @Test func `an nf_tables family without a name is kept`() throws {
        try expectKept(in: NFTable.self, family: 12) { $0.attribute(99) { $0.append(Self.mark) } }
        #expect("\(NFFamily(rawValue: 12))" == "12")
        #expect("\(NFFamily.inet)" == "inet")
    }

    @Test func `a link index is the same, signed or unsigned`() throws {
        var message = AddressMessage(try #require(InterfaceAddress("10.1.0.1/24") as InterfaceAddress?), linkIndex: 7)
        #expect(try AddressMessage(payload: message.encoded[...]).linkIndex == 7)
        message.linkIndex = LinkIndex(rawValue: -1)
        #expect(try AddressMessage(payload: message.encoded[...]).linkIndex == LinkIndex(rawValue: -1))
        #expect(LinkIndex(rawValue: 2) < 10 && "\(LinkIndex(rawValue: 10))" == "10")
    }
}
