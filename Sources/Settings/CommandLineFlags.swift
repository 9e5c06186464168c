// SPDX-License-Identifier: Apache-2.0

/// The settings that the flags of a command line set.
///
/// Parses `--socket PATH` and `--socket=PATH` and rejects nothing: the command itself validates its flags.
struct CommandLineFlags {
    /// The values of each flag that is present, by the name of the setting.
    private(set) var values: [String: [String]] = [:]

    init(of settings: [Setting], in arguments: [String]) {
        let byFlag = Dictionary(settings.map { ($0.flag, $0) }) { first, _ in first }
        var rest = arguments[...]
        while let word = rest.popFirst(), word != "--" {
            let halves = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard let setting = byFlag[halves[0]] else { continue }
            let value = setting.kind == .flag ? "true" : halves.count > 1 ? halves[1] : rest.popFirst()
            values[setting.name, default: []] += value.map { [$0] } ?? []
        }
    }
}
