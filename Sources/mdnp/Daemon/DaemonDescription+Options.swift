// SPDX-License-Identifier: Apache-2.0

import AdminAPI
import DockerPlugin
import LinuxSystem
import Settings

extension DaemonDescription {
    /// Describes the daemon of this process.
    ///
    /// - Parameters:
    ///   - listener: The address for Docker.
    ///   - passed: The sockets from the service manager, which replace the address.
    init(listeningAt listener: PluginListener, passed: [PassedSocket]) async throws(SettingsError) {
        let adopted = passed.compactMap { socket in
            if case .unixListener(let path) = socket.kind { path } else { nil }
        }
        let values = try await CommandLineCompletion.ofProcess.settings().values
        self.init(
            version: Version.current,
            sockets: adopted.isEmpty ? ["\(listener)"] : adopted,
            settings: values.filter(\.isShown).map { value in
                .init(value.setting.name, value: value.texts.joined(separator: ","), from: "\(value.origin)")
            }
        )
    }
}
