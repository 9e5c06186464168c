// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension Packaging {
    /// Tests of the contents of the Debian package.
    ///
    /// The end-to-end tests cover the installation, on a host with systemd.
    @Suite struct Package {
        @Test func `the package has all files, depends on the linked libraries, and passes lintian`() throws {
            let place = try Workplace()
            // A fast compression, although the package is larger.
            let variables = ["DPKG_DEB_COMPRESSOR_TYPE": "gzip", "DPKG_DEB_COMPRESSOR_LEVEL": "1"]
            let package = try script("package", place.path, "7", variables: variables)
                .trimmingCharacters(in: .newlines)
            #expect(try run("dpkg-deb", "--field", package, "Version").hasSuffix("-7\n"))
            let depends = try run("dpkg-deb", "--field", package, "Depends")
            for library in ["libc6", "libsqlite3-0", "libstdc++6"] { #expect(depends.contains("\(library) (>= ")) }

            let list = try run("dpkg-deb", "--contents", package).split(separator: "\n")
            let paths = list.compactMap { $0.split(separator: " ").last }
            for path in [
                "bin/mdnp", "lib/systemd/system/mdnp.service", "lib/systemd/system/mdnp.socket",
                "share/bash-completion/completions/mdnp", "share/doc/mdnp/copyright",
                "share/fish/vendor_completions.d/mdnp.fish", "share/man/man1/mdnp.1.gz",
                "share/zsh/vendor-completions/_mdnp",
            ] { #expect(paths.contains("./usr/\(path)")) }
            for line in list { #expect(line.contains(" root/root ")) }

            // The executable of the tests is linked with the builder's Swift. The shipped executable is not.
            let suppressed = "--suppress-tags=custom-library-search-path"
            #expect(try run("lintian", "--allow-root", "--fail-on=error,warning", suppressed, package) == "")
        }
    }
}
