// SPDX-License-Identifier: Apache-2.0

import Configuration
import Foundation
import Spelling
import Yams

/// The configuration file: YAML, with one line for each setting.
///
///     socket: /run/docker/plugins/mdnp.sock
///     pool-range: [10.128.0.0/9/24, 10.0.0.0/8/24]
struct ConfigurationFile {
    let path: String
    /// A Boolean value that indicates whether a missing file is equivalent to an empty one.
    let mayBeMissing: Bool

    /// Returns the contents of the file; nil for a missing or empty file.
    ///
    /// - Throws: A `SettingsError` for an unknown key, or for a value that is neither a text nor a list of texts.
    func source(of settings: [Setting]) async throws(SettingsError) -> ConfigReader? {
        guard let text = try text() else { return nil }
        do {
            guard let root = try Yams.compose(yaml: text), root != Node("") else { return nil }
            guard let mapping = root.mapping else {
                throw SettingsError(path, cause: "is not a list of KEY: VALUE lines")
            }
            var values: [AbsoluteConfigKey: ConfigValue] = [:]
            for (key, value) in mapping {
                let (name, content) = try Self.check(key, value: value, against: settings, in: path)
                values[AbsoluteConfigKey([name])] = ConfigValue(content, isSecret: false)
            }
            return ConfigReader(provider: InMemoryProvider(name: path, values: values))
        } catch let error as SettingsError {
            throw error
        } catch {
            throw SettingsError(path, cause: "is not valid YAML: \(Self.oneLine(error))")
        }
    }

    /// The maximum size of the file, in bytes.
    private static let limit = 1 << 20

    private func text() throws(SettingsError) -> String? {
        guard let bytes = try bytes() else { return nil }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw SettingsError(path, cause: "cannot be read: is not UTF-8 text")
        }
        return text
    }

    /// Returns the contents of a file, or of a finite device such as `/dev/null`; nil if the file is missing.
    private func bytes() throws(SettingsError) -> [UInt8]? {
        // Nonblocking: otherwise, the open of a pipe waits for its writer.
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT, mayBeMissing { return nil }
            throw failure
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure }
        guard [S_IFREG, S_IFCHR].contains(status.st_mode & S_IFMT) else {
            throw SettingsError(path, cause: "cannot be read: is not a file")
        }
        var bytes = [UInt8](repeating: 0, count: Self.limit + 1)
        var count = 0
        while count < bytes.count {
            let rest = bytes.count - count
            let added = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress?.advanced(by: count), rest) }
            if added < 0, errno == EINTR { continue }
            guard added >= 0 else { throw failure }
            if added == 0 { return Array(bytes[..<count]) }
            count += added
        }
        throw SettingsError(path, cause: "cannot be read: has more than \(Self.limit) bytes")
    }

    /// The error of the last system call.
    private var failure: SettingsError {
        SettingsError(path, cause: "cannot be read: \(String(cString: strerror(errno)))")
    }

    /// Returns the name and the value of a line that sets a known setting.
    private static func check(
        _ key: Node,
        value: Node,
        against settings: [Setting],
        in path: String
    ) throws(SettingsError) -> (name: String, value: ConfigContent) {
        let name = key.string ?? "\(key)"
        let place = "\(path):\(key.mark?.line ?? 0)"
        guard let setting = settings.first(where: { $0.name == name }) else {
            throw SettingsError(unknown: name, at: place, among: settings.map(\.name))
        }
        if let scalar = value.scalar { return (name, .string(scalar.string)) }
        guard let items = value.sequence, setting.kind == .list, items.allSatisfy({ $0.scalar != nil }) else {
            throw SettingsError(
                place,
                cause: "\(name) takes \(setting.kind == .list ? "a list of values" : "one value")"
            )
        }
        return (name, .stringArray(items.compactMap(\.scalar?.string)))
    }

    /// Formats a parser error without its quotation of the file.
    private static func oneLine(_ error: any Error) -> String {
        guard case .parser(_, let problem, let mark, _) = error as? YamlError else {
            return "\(error)".split(separator: "\n").joined(separator: " ")
        }
        return "\(problem), line \(mark.line)"
    }
}

extension SettingsError {
    /// Creates an error for an unknown name that suggests the most similar known name.
    init(unknown name: String, at place: String, among known: [String]) {
        let advice = nearestName(to: name, among: known).map { "did you mean \($0)?" }
        self.init(place, cause: "\(name) does not exist; \(advice ?? "use one of \(known.joined(separator: ", "))")")
    }
}
