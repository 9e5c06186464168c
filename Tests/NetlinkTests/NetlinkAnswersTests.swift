// SPDX-License-Identifier: Apache-2.0

import LinuxSystem
import NetlinkWire
import Testing

@testable import Netlink

struct NetlinkAnswersTests {
    private let port: UInt32 = 4711
    private let get = NetlinkRequest("get link", subject: "eth0", type: .getLink, flags: [], body: LinkMessage())
    private let add = NetlinkRequest(
        "add link",
        subject: "eth1",
        type: .newLink,
        flags: [.create, .exclusive],
        body: LinkMessage()
    )
    private let list = NetlinkRequest.list("list links", subject: "", type: .getLink, body: LinkMessage())

    private func answers(to requests: [NetlinkRequest]) -> NetlinkAnswers {
        NetlinkAnswers(to: requests, firstSequence: 10, portID: port)
    }

    private func message(
        _ type: MessageType,
        _ sequence: UInt32,
        _ payload: [UInt8] = [],
        flags: NetlinkFlags = [],
        port: UInt32? = nil
    ) -> [UInt8] {
        let port = port ?? self.port
        let message = NetlinkMessage(
            type: type,
            flags: flags,
            sequence: sequence,
            portID: port,
            payload: payload[...]
        )
        return message.encoded
    }

    /// Returns a reply to a request of 32 bytes, with an extended acknowledgement if there is a message.
    private func verdict(_ number: Int32, _ sequence: UInt32, message text: String? = nil, offset: UInt32? = nil)
        -> [UInt8]
    {
        var writer = ByteWriter()
        writer.append(integer: -number)
        writer.append(NetlinkMessage(type: .newLink, sequence: sequence, portID: port).encoded)
        writer.attribute(1, text: text)
        writer.attribute(2, integer: offset)
        return message(.error, sequence, writer.bytes, flags: [.capped, .extendedAck])
    }

    @Test func `messages and their acknowledgement may share a datagram`() throws {
        var answers = answers(to: [get, add])
        answers.receive((message(.newLink, 10, [1]) + verdict(0, 10))[...])
        #expect(!answers.isComplete)
        answers.receive(verdict(0, 11)[...])
        #expect(answers.isComplete)
        let result = try answers.result()
        #expect(result.map(\.count) == [1, 0])
        #expect(result[0][0].payload.first == 1)
    }

    @Test func `replies to another request or another socket are ignored`() throws {
        var answers = answers(to: [get])
        answers.receive((verdict(17, 9) + verdict(17, 11) + message(.newLink, 10, [1], port: 1))[...])
        #expect(!answers.isComplete)
        answers.receive((message(.newLink, 10, [2]) + verdict(0, 10))[...])
        #expect(try answers.result().joined().map(\.payload.first) == [2])
    }

    @Test func `an error names its request and has the kernel's message and offset`() throws {
        var answers = answers(to: [get, add])
        answers.receive((verdict(0, 10) + verdict(17, 11, message: "Name is taken", offset: 32))[...])
        let error = #expect(throws: NetlinkError.self) { try answers.result() }
        #expect(error?.cause == .refused(.exists, message: "Name is taken", offset: 32))
        #expect("\(try #require(error))" == "add link eth1: EEXIST: File exists: kernel: \"Name is taken\"")
    }

    @Test func `the first of several errors is thrown`() throws {
        var answers = answers(to: [get, add])
        answers.receive((verdict(19, 10) + verdict(17, 11))[...])
        let error = #expect(throws: NetlinkError.self) { try answers.result() }
        #expect(error?.isNoDevice == true)
        #expect(error?.operation == "get link")
    }

    @Test func `a request without a reply is an error`() throws {
        var answers = answers(to: [get, add])
        answers.receive(verdict(0, 10)[...])
        let error = #expect(throws: NetlinkError.self) { try answers.result() }
        #expect(error?.cause == .unanswered)
        #expect(error?.subject == "eth1")
    }

    @Test func `a malformed datagram ends the request`() throws {
        var answers = answers(to: [get])
        answers.receive([1, 2, 3])
        #expect(answers.isComplete)
        let error = #expect(throws: NetlinkError.self) { try answers.result() }
        guard case .malformed = error?.cause else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `a list ends with the done message, which may report a failure`() throws {
        var answers = answers(to: [list])
        answers.receive(message(.newLink, 10, [1], flags: .multipart)[...])
        #expect(!answers.isComplete)
        answers.receive(message(.done, 10, [0, 0, 0, 0], flags: .multipart)[...])
        #expect(try answers.result().joined().count == 1)

        var failed = self.answers(to: [list])
        failed.receive(message(.done, 10, [0xea, 0xff, 0xff, 0xff], flags: .multipart)[...])
        let error = #expect(throws: NetlinkError.self) { try failed.result() }
        #expect(error?.number == .invalid)
    }

    private func listed(isInterrupted: Bool) -> NetlinkAnswers {
        var answers = answers(to: [list])
        let flags: NetlinkFlags = isInterrupted ? [.multipart, .dumpInterrupted] : .multipart
        answers.receive(message(.newLink, 10, [1], flags: flags)[...])
        answers.receive(message(.done, 10, [0, 0, 0, 0], flags: .multipart)[...])
        return answers
    }

    @Test func `an interrupted list is requested again as a whole`() throws {
        var attempts = 0
        let result = try NetlinkSocket.retrying(list) { () throws(SyscallError) in
            attempts += 1
            return listed(isInterrupted: attempts < 5)
        }
        #expect(attempts == 5)
        #expect(result.joined().count == 1)
    }

    @Test func `a list that is interrupted five times is an error`() throws {
        var attempts = 0
        let error = #expect(throws: NetlinkError.self) {
            try NetlinkSocket.retrying(list) { () throws(SyscallError) in
                attempts += 1
                return listed(isInterrupted: true)
            }
        }
        #expect(attempts == 5)
        #expect(error?.cause == .dumpInterrupted)
        #expect("\(try #require(error))" == "list links: interrupted by changes in each of five attempts")
    }

    @Test func `a request that accepts an interrupted list gets one after five attempts`() throws {
        var request = list
        request.acceptsInterruptedList = true
        var attempts = 0
        let result = try NetlinkSocket.retrying(request) { () throws(SyscallError) in
            attempts += 1
            return listed(isInterrupted: true)
        }
        #expect(attempts == 5)
        #expect(result.joined().count == 1)
    }
}
