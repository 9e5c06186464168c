// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DockerPlugin
import Foundation

/// The command `mdnp discovery`, which prints a plugin file for Docker.
///
/// Docker needs the file if the daemon listens outside Docker's own plugin directory.
struct Discovery: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the plugin file with which Docker finds the daemon.",
        usage: "mdnp discovery <form> <options>",
        discussion: """
            Takes the listening options of "mdnp serve". Write the output to /etc/docker/plugins/mdnp.json or \
            /etc/docker/plugins/mdnp.spec; the file name is the driver name. The command needs no daemon.
            """
    )

    /// The two formats of Docker's plugin files.
    enum Form: String, ExpressibleByArgument, CaseIterable {
        case json, spec
    }

    @Argument(help: "json (address and certificates) or spec (address only).")
    var form: Form

    @OptionGroup var listening: ListenOptions

    @Option(help: "Client certificate for Docker if the daemon has --tls-ca, by its path for Docker (PEM).")
    var clientCertificate: String?

    @Option(help: "Private key of the client certificate (PEM).")
    var clientKey: String?

    @Option(help: "Driver name in the file; Docker uses the file name.")
    var name = "mdnp"

    func run() throws {
        do {
            let file = DiscoveryFile(name: name, listener: try listening.absolute().listener(), client: try client())
            let text =
                switch form {
                case .json: try file.json()
                case .spec: try file.spec()
                }
            print(text, terminator: "")
        } catch {
            MDNP.fail("\(error)")
            throw ExitCode.failure
        }
    }

    private func client() throws -> TLSClientFiles? {
        switch (clientCertificate, clientKey) {
        case (let certificate?, let key?):
            return TLSClientFiles(certificate: certificate.absolutePath, key: key.absolutePath)
        case (nil, nil):
            return nil
        default:
            throw ValidationError("--client-certificate and --client-key: use both")
        }
    }
}

extension ListenOptions {
    /// The same options with absolute paths: Docker reads them in another directory.
    fileprivate func absolute() -> Self {
        var options = self
        options.socket = socket?.absolutePath
        options.authority = authority?.absolutePath
        options.certificate = certificate?.absolutePath
        options.key = key?.absolutePath
        return options
    }
}

extension String {
    fileprivate var absolutePath: String { URL(fileURLWithPath: self).path }
}
