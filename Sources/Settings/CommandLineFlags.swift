// SPDX-License-Identifier: Apache-2.0

/// The settings that a command line gives as flags.
///
/// Whether the flags are right is for whoever runs the command to say: here `--socket PATH` and `--socket=PATH` are found, nothing is refused.
struct CommandLineFlags {
    /// The values of each setting that is given, by its name.
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
