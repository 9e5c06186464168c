// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import LinuxSystem
import NIOCore
import NIOSSL

extension TLSFiles {
    /// The time for a client to acknowledge the end of a connection.
    private static let shutdownTime = TimeAmount.seconds(2)

    /// Loads the files and checks that they are valid now and match.
    ///
    /// - Throws: A `TLSFileError` for an unreadable file, for an expired or not yet valid certificate, for a key of another certificate, or
    ///   for a CA that did not sign the certificate.
    func load() throws(TLSFileError) -> NIOSSLContext {
        let chain = try certificates(role: "certificate", path: certificate)
        if let flaw = chain.first?.flaw(at: time(nil)) { throw error("certificate", path: certificate, cause: flaw) }

        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) },
            privateKey: .privateKey(try privateKey())
        )
        configuration.minimumTLSVersion = .tlsv12
        configuration.shutdownTimeout = Self.shutdownTime
        let server = try context(configuration)
        guard let clientCA else { return server }

        let authorities = try certificates(role: "CA", path: clientCA)
        // Without expired CA certificates: a client's certificate could match an expired one instead of its successor.
        let roots = authorities.filter { $0.flaw(at: time(nil)) == nil }
        if roots.isEmpty, let flaw = authorities.first?.flaw(at: time(nil)) {
            throw error("CA", path: clientCA, cause: flaw)
        }
        guard Rehearsal(server: server, roots: roots).succeeds else {
            throw error(
                "certificate",
                path: certificate,
                cause: "is not signed by the CA \(clientCA), or not for a server"
            )
        }
        configuration.trustRoots = .certificates(roots)
        configuration.certificateVerification = .noHostnameVerification
        return try context(configuration)
    }

    private func certificates(role: String, path: String) throws(TLSFileError) -> [NIOSSLCertificate] {
        let bytes = try content(role: role, path: path)
        guard let certificates = try? NIOSSLCertificate.fromPEMBytes(bytes), !certificates.isEmpty else {
            throw error(role, path: path, cause: "is not a PEM certificate")
        }
        return certificates
    }

    private func privateKey() throws(TLSFileError) -> NIOSSLPrivateKey {
        let bytes = try content(role: "key", path: key)
        guard let key = try? NIOSSLPrivateKey(bytes: bytes, format: .pem) else {
            throw error("key", path: key, cause: "is not a PEM private key, or has a passphrase")
        }
        return key
    }

    private func content(role: String, path: String) throws(TLSFileError) -> [UInt8] {
        do throws(SyscallError) {
            return try OwnedDescriptor(opening: path).readToEnd(subject: path)
        } catch {
            throw self.error(role, path: path, cause: "\(error.number)")
        }
    }

    /// Each file is valid by itself, so any remaining error is a mismatch of key and certificate.
    private func context(_ configuration: TLSConfiguration) throws(TLSFileError) -> NIOSSLContext {
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw self.error("key", path: key, cause: "does not match the certificate \(certificate)")
        }
    }

    private func error(_ role: String, path: String, cause: String) -> TLSFileError {
        TLSFileError(role: role, path: path, cause: cause)
    }
}

extension NIOSSLCertificate {
    /// Returns the reason for which the certificate is invalid at a time; nil if it is valid.
    fileprivate func flaw(at now: time_t) -> String? {
        func day(_ time: time_t) -> String {
            Date(timeIntervalSince1970: TimeInterval(time)).formatted(.iso8601.year().month().day())
        }
        if notValidAfter < now { return "expired on \(day(notValidAfter)); renew it" }
        if notValidBefore > now { return "is not valid before \(day(notValidBefore)); check the host's clock" }
        return nil
    }
}
