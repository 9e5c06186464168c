// SPDX-License-Identifier: Apache-2.0

import DockerPluginAPI
import FoundationEssentials
import NIOCore

/// Decodes and encodes JSON bodies.
enum JSON {
    /// Decodes a request.
    ///
    /// - Throws: A `PluginError` that names the invalid field and its problem, or the option beyond the limits.
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
            throw PluginError(error.summary)
        } catch {
            throw PluginError("the request is not valid JSON")
        }
        if let request = value as? any OptionCarrying { try limits.check(request.options) }
        return value
    }

    /// Encodes a response; nil for values that JSON cannot represent.
    static func encode(_ value: some Encodable) -> ByteBuffer? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return (try? encoder.encode(value)).map { ByteBuffer(bytes: $0) }
    }
}

/// A request with options of the user.
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
