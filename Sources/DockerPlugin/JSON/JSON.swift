// SPDX-License-Identifier: Apache-2.0

import DockerPluginAPI
import FoundationEssentials
import NIOCore

/// JSON bodies to values and back.
enum JSON {
    /// Reads a request; the error says which field is wrong, and how, or which option is beyond the limits.
    static func decode<Value: Decodable>(
        _ type: Value.Type,
        from body: ByteBuffer,
        within limits: OptionLimits = OptionLimits()
    ) throws(PluginError) -> Value {
        guard body.readableBytes > 0 else { throw PluginError("the request is empty") }
        let value: Value
        do {
            value = try JSONDecoder().decode(type, from: Data(body.readableBytesView))
        } catch let error as DecodingError {
            throw PluginError(error.words)
        } catch {
            throw PluginError("the request is not valid JSON")
        }
        if let request = value as? any OptionCarrying { try limits.check(request.options) }
        return value
    }

    /// Writes an answer; nil only for values that JSON has no words for.
    static func encode(_ value: some Encodable) -> ByteBuffer? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return (try? encoder.encode(value)).map { ByteBuffer(bytes: $0) }
    }
}

/// A request with options that a user gave.
protocol OptionCarrying {
    /// The options by name.
    var options: [String: String] { get }
}

extension CreateNetworkRequest: OptionCarrying {}
extension GatewayAllocationRequest: OptionCarrying {}
extension AllocateNetworkRequest: OptionCarrying {}
extension CreateEndpointRequest: OptionCarrying {}
extension RequestPoolRequest: OptionCarrying {}
extension RequestAddressRequest: OptionCarrying {}
