import AdminAPI
import DockerPlugin
import LinuxSystem
import Settings

extension Serve {
    /// What the daemon says of itself.
    func description(listeningAt listener: PluginListener, passed: [PassedSocket]) async throws(SettingsError)
        -> DaemonDescription
    {
        let adopted = passed.compactMap { socket in
            if case .unixListener(let path) = socket.kind { path } else { nil }
        }
        let values = try await CommandLineCompletion.ofProcess.settings().values
        return DaemonDescription(
            version: Version.current,
            sockets: adopted.isEmpty ? ["\(listener)"] : adopted,
            settings: values.filter(\.isTold).map { value in
                .init(value.setting.name, value.texts.joined(separator: ","), from: "\(value.origin)")
            }
        )
    }
}
