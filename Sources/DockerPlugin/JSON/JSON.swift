import DockerPluginAPI
import FoundationEssentials
import NIOCore

/// JSON bodies to values and back.
enum JSON {
    /// Reads a request; the error says which field is wrong, and how.
    static func decode<Value: Decodable>(_ type: Value.Type, from body: ByteBuffer) throws(PluginError) -> Value {
        guard body.readableBytes > 0 else { throw PluginError("the request is empty") }
        do {
            return try JSONDecoder().decode(type, from: Data(body.readableBytesView))
        } catch let error as DecodingError {
            throw PluginError(error.words)
        } catch {
            throw PluginError("the request is not valid JSON")
        }
    }

    /// Writes an answer; nil only for values that JSON has no words for.
    static func encode(_ value: some Encodable) -> ByteBuffer? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return (try? encoder.encode(value)).map { ByteBuffer(bytes: $0) }
    }
}
