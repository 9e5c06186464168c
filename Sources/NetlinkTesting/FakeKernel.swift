// SPDX-License-Identifier: Apache-2.0

public import LinuxSystem
public import Netlink
public import NetlinkWire
import Synchronization

/// A network namespace in memory, for tests of programs that use `Netlink`: no root, no kernel.
///
/// The fake has links, addresses of links, and the tables, chains, rules, sets and elements of nf_tables. It stores what requests say and
/// returns the kernel's errors for what is missing or taken; it forwards no packets and knows no defaults of drivers. Other requests fail with
/// `EOPNOTSUPP`.
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
        var refusals: [(operation: String, number: ErrorNumber, words: String?)] = []
    }

    private let state = Mutex(State())

    /// A namespace with the link `lo`, down, and without addresses and tables.
    public init() {}

    /// A socket of a family: `NetlinkFamily.route` or `NetlinkFamily.netfilter`.
    public func socket(_ family: NetlinkFamily) -> FakeSocket {
        FakeSocket(kernel: self, family: family)
    }

    /// All requests so far, in order.
    public var requests: [NetlinkRequest] { state.withLock { $0.requests } }

    /// Refuses the next request of an operation, such as `"add link"`; of a batch of nf_tables nothing is carried out then.
    public func refuse(_ operation: String, with number: ErrorNumber, words: String? = nil) {
        state.withLock { $0.refusals.append((operation, number, words)) }
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
                        throw request.refused(refusal.number, words: refusal.words)
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

    /// Carries requests out one after the other, as the kernel does.
    public func exchange(_ requests: [NetlinkRequest]) throws(NetlinkError) -> [[NetlinkMessage]] {
        try kernel.answer(requests, of: family)
    }
}

/// An exchange that a closure plays: it sees the requests, and returns the messages that answer each, or throws.
public struct ClosureExchange: NetlinkExchange {
    private let answer: @Sendable ([NetlinkRequest]) throws(NetlinkError) -> [[NetlinkMessage]]

    /// An exchange by its closure.
    public init(_ answer: @escaping @Sendable ([NetlinkRequest]) throws(NetlinkError) -> [[NetlinkMessage]]) {
        self.answer = answer
    }

    /// Returns what the closure returns.
    public func exchange(_ requests: [NetlinkRequest]) throws(NetlinkError) -> [[NetlinkMessage]] {
        try answer(requests)
    }
}

extension NetlinkRequest {
    /// The error of a request that is refused.
    func refused(_ number: ErrorNumber, words: String? = nil) -> NetlinkError {
        NetlinkError(operation: operation, subject: subject, cause: .refused(number, words: words, offset: nil))
    }

    /// The value that the request carries.
    func payload<Value: NetlinkPayload>(as type: Value.Type = Value.self) throws(NetlinkError) -> Value {
        do throws(DecodeError) {
            return try Value(payload: message.payload)
        } catch {
            throw refused(.invalid, words: "\(error)")
        }
    }

    /// A Boolean value that says whether the request has all these flags.
    func has(_ flags: NetlinkFlags) -> Bool { message.flags.isSuperset(of: flags) }

    /// A Boolean value that says whether the request asks for a list.
    var isDump: Bool { has(.dump) && !has(.acknowledge) }
}
