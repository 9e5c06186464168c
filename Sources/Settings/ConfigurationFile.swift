import Configuration
import Foundation
import Spelling
import SystemPackage
import Yams

/// The configuration file: YAML, a line for each setting.
///
///     socket: /run/docker/plugins/mdnp.sock
///     pool-range: [10.128.0.0/9/24, 10.0.0.0/8/24]
struct ConfigurationFile {
    let path: String
    /// Whether a file that is not there is as good as an empty one.
    let mayBeMissing: Bool

    /// What the file says; nil where there is none.
    ///
    /// A key that is no setting's is refused, and a value that is neither a text nor a list of them.
    func source(of settings: [Setting]) async throws(SettingsError) -> ConfigReader? {
        guard let text = try text() else { return nil }
        do {
            guard let root = try Yams.compose(yaml: text), root != Node("") else { return nil }
            guard let mapping = root.mapping else { throw SettingsError(path, "is not a list of KEY: VALUE lines") }
            for (key, value) in mapping { try Self.check(key, value, settings, path) }
            return ConfigReader(provider: try await FileProvider<YAMLSnapshot>(filePath: FilePath(path)))
        } catch let error as SettingsError {
            throw error
        } catch {
            throw SettingsError(path, "is not understood: \(Self.oneLine(error))")
        }
    }

    private func text() throws(SettingsError) -> String? {
        do {
            return try String(contentsOf: URL(filePath: path), encoding: .utf8)
        } catch CocoaError.fileReadNoSuchFile where mayBeMissing {
            return nil
        } catch {
            let cause = access(path, R_OK) == 0 ? "is not UTF-8 text" : String(cString: strerror(errno))
            throw SettingsError(path, "cannot be read: \(cause)")
        }
    }

    private static func check(_ key: Node, _ value: Node, _ settings: [Setting], _ path: String) throws(SettingsError) {
        let name = key.string ?? "\(key)"
        let place = "\(path):\(key.mark?.line ?? 0)"
        guard let setting = settings.first(where: { $0.name == name }) else {
            throw SettingsError(unknown: name, at: place, among: settings.map(\.name))
        }
        if value.scalar != nil { return }
        guard let items = value.sequence, setting.kind == .list, items.allSatisfy({ $0.scalar != nil }) else {
            throw SettingsError(place, "\(name) takes \(setting.kind == .list ? "a list of values" : "one value")")
        }
    }

    /// A parser's complaint without the text that it quotes.
    private static func oneLine(_ error: any Error) -> String {
        guard case .parser(_, let problem, let mark, _) = error as? YamlError else {
            return "\(error)".split(separator: "\n").joined(separator: " ")
        }
        return "\(problem), line \(mark.line)"
    }
}

extension SettingsError {
    /// A name that no setting has, with the one that is nearest to it.
    init(unknown name: String, at place: String, among known: [String]) {
        let advice = nearestName(to: name, among: known).map { "did you mean \($0)?" }
        self.init(place, "\(name) is not known; \(advice ?? "known are \(known.joined(separator: ", "))")")
    }
}
