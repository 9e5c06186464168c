// SPDX-License-Identifier: Apache-2.0

import AdminAPI
import DockerPlugin
import LinuxSystem
import Settings

extension DaemonDescription {
    /// What the daemon of this process says of itself.
    ///
    /// - Parameters:
    ///   - listener: Where it listens.
    ///   - passed: The sockets that the service manager passed; theirs are the places then.
    init(listeningAt listener: PluginListener, passed: [PassedSocket]) async throws(SettingsError) {
        let adopted = passed.compactMap { socket in
            if case .unixListener(let path) = socket.kind { path } else { nil }
        }
        let values = try await CommandLineCompletion.ofProcess.settings().values
        self.init(
            version: Version.current,
            sockets: adopted.isEmpty ? ["\(listener)"] : adopted,
            settings: values.filter(\.isTold).map { value in
                .init(value.setting.name, value: value.texts.joined(separator: ","), from: "\(value.origin)")
            }
        )
    }
}
