// SPDX-License-Identifier: Apache-2.0

public import LinuxSystem
public import Netlink
public import NetlinkWire
import Synchronization

/// A network namespace in memory, for tests of programs that use `Netlink` without root or a kernel.
///
/// The fake has links, addresses of links, and the tables, chains, rules, sets and elements of nf_tables. The fake stores the content of
/// requests, and returns the kernel's errors for missing or existing objects. Packets are not forwarded, and there are no driver defaults.
/// Other requests fail with `EOPNOTSUPP`.
///
///     let kernel = FakeKernel()
///     let links = Links(kernel.socket(.route))
///     try links.addBridge(LinkDescription(name: try InterfaceName("br0")))
///     #expect(try links.list().map(\.name) == ["lo", "br0"])
public final class FakeKernel: Sendable {
    private struct State {
        var route = FakeRoute()
        var ruleset = FakeRuleset()
        var requests: [NetlinkRequest] = []
        var refusals: [(operation: String, number: ErrorNumber, message: String?)] = []
    }

    private let state = Mutex(State())

    /// Creates a namespace with the link `lo`, which is down, and without addresses or tables.
    public init() {}

    /// Returns a socket of a family: `NetlinkFamily.route` or `NetlinkFamily.netfilter`.
    public func socket(_ family: NetlinkFamily) -> FakeSocket {
        FakeSocket(kernel: self, family: family)
    }

    /// All requests since the creation of the fake, in order.
    public var requests: [NetlinkRequest] { state.withLock { $0.requests } }

    /// Rejects the next request of an operation, such as `"add link"`; a rejected nf_tables batch has no effect.
    public func refuse(_ operation: String, with number: ErrorNumber, message: String? = nil) {
        state.withLock { $0.refusals.append((operation, number, message)) }
    }

    fileprivate func answer(
        _ requests: [NetlinkRequest],
        of family: NetlinkFamily
    ) throws(NetlinkError) -> [[NetlinkMessage]] {
        try state.withLock { state throws(NetlinkError) in
            state.requests += requests
            let isBatch = family == .netfilter && requests.count > 1
            let before = state.ruleset
            var answers: [[NetlinkMessage]] = []
            for request in requests {
                do throws(NetlinkError) {
                    if let place = state.refusals.firstIndex(where: { $0.operation == request.operation }) {
                        let refusal = state.refusals.remove(at: place)
                        throw request.refused(refusal.number, message: refusal.message)
                    }
                    switch family {
                    case .route: answers.append(try state.route.answer(request))
                    case .netfilter: answers.append(try state.ruleset.answer(request, inBatch: isBatch))
                    default: throw request.refused(.notSupported)
                    }
                } catch {
                    if isBatch { state.ruleset = before }
                    throw error
                }
            }
            return answers
        }
    }
}

/// A socket of a ``FakeKernel``.
public struct FakeSocket: NetlinkExchange {
    fileprivate let kernel: FakeKernel
    fileprivate let family: NetlinkFamily

    /// Executes requests one after the other, as the kernel does.
    public func exchange(_ requests: [NetlinkRequest]) throws(NetlinkError) -> [[NetlinkMessage]] {
        try kernel.answer(requests, of: family)
    }
}

/// An exchange whose closure receives the requests, and returns the messages of the reply to each, or throws.
public struct ClosureExchange: NetlinkExchange {
    private let answer: @Sendable ([NetlinkRequest]) throws(NetlinkError) -> [[NetlinkMessage]]

    /// Creates an exchange with a closure.
    public init(_ answer: @escaping @Sendable ([NetlinkRequest]) throws(NetlinkError) -> [[NetlinkMessage]]) {
        self.answer = answer
    }

    /// Returns the result of the closure.
    public func exchange(_ requests: [NetlinkRequest]) throws(NetlinkError) -> [[NetlinkMessage]] {
        try answer(requests)
    }
}

extension NetlinkRequest {
    /// Returns the error of a rejected request.
    func refused(_ number: ErrorNumber, message: String? = nil) -> NetlinkError {
        NetlinkError(operation: operation, subject: subject, cause: .refused(number, message: message, offset: nil))
    }

    /// Returns the decoded payload.
    func payload<Value: NetlinkPayload>(as type: Value.Type = Value.self) throws(NetlinkError) -> Value {
        do throws(DecodeError) {
            return try Value(payload: message.payload)
        } catch {
            throw refused(.invalid, message: "\(error)")
        }
    }

    /// Returns a Boolean value that indicates whether the request has all these flags.
    func has(_ flags: NetlinkFlags) -> Bool { message.flags.isSuperset(of: flags) }

    /// A Boolean value that indicates whether the request is for a list.
    var isDump: Bool { has(.dump) && !has(.acknowledge) }
}
