// SPDX-License-Identifier: Apache-2.0

import Addressing
import NetlinkWire
import Testing

/// Replies of Linux 6.18, with `NETLINK_EXT_ACK` and, except for two, `NETLINK_CAP_ACK`.
@Suite struct NetlinkReplyTests {
    @Test func `an acknowledgement is an error with number 0`() throws {
        let error = try error("24000000 02000001 07000000 91610000 00000000 38000000 10000506 07000000 00000000")
        #expect(error.isAcknowledgement)
        #expect(error.requestLength == 56)
        #expect(error.request.type == .newLink)
        #expect(error.request.flags == [.request, .acknowledge, .create, .exclusive])
        #expect(error.request.sequence == 7)
        #expect(error.extendedAck == ExtendedAck())
    }

    @Test func `a failure has the error number`() throws {
        let error = try error("24000000 02000001 07000000 91610000 EFFFFFFF 38000000 10000506 07000000 00000000")
        #expect(error.errorNumber == 17)
        #expect(!error.isAcknowledgement)
    }

    @Test func `a failure has the kernel's message`() throws {
        let error = try error(
            """
            3C000000 02000003 07000000 91610000
            A1FFFFFF 3C000000 10000506 07000000 00000000
            18000100 556E6B6E 6F776E20 64657669 63652074 79706500
            """
        )
        #expect(error.errorNumber == 95)
        #expect(error.extendedAck.message == "Unknown device type")
        #expect(error.extendedAck.offset == nil)
    }

    @Test func `a failure names the attribute that caused it`() throws {
        let error = try error(
            """
            78000000 02000003 07000000 91610000
            DEFFFFFF 40000000 10000506 07000000 00000000
            27000100 41747472 69627574 65206661 696C6564  // NLMSGERR_ATTR_MSG
              20706F6C 69637920 76616C69 64617469 6F6E0000
            08000200 28000000                             // NLMSGERR_ATTR_OFFS
            24000480 0C000400 00000000 00000000           // NLMSGERR_ATTR_POLICY
              0C000500 FFFFFFFF 00000000 08000100 04000000
            """
        )
        #expect(error.errorNumber == 34)
        #expect(error.extendedAck.message == "Attribute failed policy validation")
        #expect(error.extendedAck.offset == 40)
        #expect(error.extendedAck.unknown.map(\.type) == [4])
    }

    @Test func `a failure that repeats the request has the kernel's message behind it`() throws {
        let error = try error(
            """
            60000000 02000002 07000000 2C58A9BD
            9BFFFFFF
              2C000000 18000506 07000000 00000000
              02180000 FE030001 00000000 08000100 0A630000 08000500 0A580001
            20000100 4E657874 686F7020 68617320 696E7661 6C696420 67617465 77617900
            """
        )
        #expect(error.errorNumber == 101)
        #expect(error.extendedAck.message == "Nexthop has invalid gateway")
        let route = try RouteMessage(payload: error.request.payload)
        #expect(route.destinationPrefix == Prefix("10.99.0.0/24"))
        #expect(route.gateway == IPAddress("10.88.0.1"))
    }

    @Test func `a failure that repeats the request names the attribute that caused it`() throws {
        let error = try error(
            """
            A8000000 02000002 07000000 2C58A9BD
            DEFFFFFF
              40000000 10000506 07000000 00000000
              00000000 00000000 00000000 00000000
              06000300 78000000 06000400 01000000 10001200 09000100 76657468 00000000
            27000100 41747472 69627574 65206661 696C6564
              20706F6C 69637920 76616C69 64617469 6F6E0000
            08000200 28000000
            24000480 0C000400 00000000 00000000 0C000500 FFFFFFFF 00000000 08000100 04000000
            """
        )
        #expect(error.request.payload.count == 48)
        #expect(error.extendedAck.offset == 40)
    }

    @Test func `a failure names a missing attribute`() throws {
        let error = try error(
            """
            34000000 02000003 07000000 00000000
            EAFFFFFF 20000000 10000506 07000000 00000000
            08000500 08000000  // NLMSGERR_ATTR_MISS_TYPE
            08000600 14000000  // NLMSGERR_ATTR_MISS_NEST
            """
        )
        #expect(error.extendedAck.missingType == 8)
        #expect(error.extendedAck.missingNest == 20)
    }

    @Test func `the end of a list has no error number or 0`() throws {
        for hex in ["14000000 03000200 07000000 91610000 00000000", "10000000 03000200 07000000 91610000"] {
            guard case .done(let done) = try NetlinkReply(message(bytes(hex))) else {
                Issue.record("not an end: \(hex)")
                continue
            }
            #expect(done.errorNumber == 0)
            #expect(done.extendedAck == ExtendedAck())
        }
    }

    @Test func `a refused list ends with the kernel's message`() throws {
        let hex = """
            48000000 03000202 07000000 91610000
            EAFFFFFF
            33000100 496E7661 6C696420 76616C75 65732069 6E206865 61646572
              20666F72 206C696E 6B206475 6D702072 65717565 73740000
            """
        guard case .done(let done) = try NetlinkReply(message(bytes(hex))) else {
            Issue.record("not an end")
            return
        }
        #expect(done.errorNumber == 22)
        #expect(done.extendedAck.message == "Invalid values in header for link dump request")
    }

    @Test func `other control messages are distinguished from content`() throws {
        #expect(try NetlinkReply(message(bytes("10000000 01000000 00000000 00000000"))) == .noOperation)
        #expect(try NetlinkReply(message(bytes("10000000 04000000 00000000 00000000"))) == .overrun)
        let content = try message(Captured.route)
        #expect(try NetlinkReply(content) == .content(content))
    }

    @Test func `an error number that cannot be negated is decoded without a trap`() throws {
        let error = try error("24000000 02000001 07000000 00000000 00000080 10000000 10000506 07000000 00000000")
        #expect(error.errorNumber == .min)
    }

    @Test func `a repeated request shorter than a header is an error`() {
        #expect(throws: DecodeError.self) {
            try error("24000000 02000000 07000000 00000000 EFFFFFFF 0F000000 10000506 07000000 00000000")
        }
    }

    private func error(_ hex: String) throws -> ErrorMessage {
        guard case .error(let error) = try NetlinkReply(message(bytes(hex))) else {
            throw DecodeError("not an error", offset: 0)
        }
        return error
    }
}
