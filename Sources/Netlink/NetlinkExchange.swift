// SPDX-License-Identifier: Apache-2.0

public import NetlinkWire

/// A transport for requests and replies of the kernel: a ``NetlinkSocket``, or a closure in tests.
public protocol NetlinkExchange: Sendable {
    /// Sends requests in one datagram and returns the messages of the reply to each, without acknowledgements.
    ///
    /// The kernel executes the requests one after the other. Throws the first error; requests before and after the failed one may have been
    /// executed, except in a batch of nf_tables. A request for a list must be the only one.
    func exchange(_ requests: [NetlinkRequest]) throws(NetlinkError) -> [[NetlinkMessage]]
}

extension NetlinkExchange {
    /// Sends one request and waits for its acknowledgement.
    public func send(_ request: NetlinkRequest) throws(NetlinkError) {
        _ = try exchange([request])
    }

    /// Sends one request and returns the messages of a type from the reply.
    public func read<Value: NetlinkPayload>(
        _ request: NetlinkRequest,
        expecting type: MessageType,
        as: Value.Type = Value.self
    ) throws(NetlinkError) -> [Value] {
        let messages = try exchange([request]).joined()
        do throws(DecodeError) {
            var values: [Value] = []
            for message in messages where message.type == type {
                values.append(try Value(payload: message.payload))
            }
            return values
        } catch {
            throw request.error(.malformed(error))
        }
    }
}
