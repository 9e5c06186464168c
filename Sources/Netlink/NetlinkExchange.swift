// SPDX-License-Identifier: Apache-2.0

public import NetlinkWire

/// Whatever carries requests to the kernel and brings its answers: a ``NetlinkSocket``, or a closure in tests.
public protocol NetlinkExchange: Sendable {
    /// Sends requests in one datagram and returns the messages that answer each of them, acknowledgements left out.
    ///
    /// The kernel carries them out one after the other. Throws the first error; requests before and after the failed
    /// one may have been carried out, unless they are a batch of nf_tables. A list travels alone.
    func exchange(_ requests: [NetlinkRequest]) throws(NetlinkError) -> [[NetlinkMessage]]
}

extension NetlinkExchange {
    /// Sends one request whose acknowledgement is all that is wanted.
    public func send(_ request: NetlinkRequest) throws(NetlinkError) {
        _ = try exchange([request])
    }

    /// Sends one request and reads what answers it, messages of other types left out.
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
