// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension Packaging {
    /// Tests of `script/install` and `script/uninstall` on a host that is a directory.
    @Suite struct Install {
        @Test func `uninstall removes the installed files and keeps the files of others`() throws {
            let host = try Workplace()
            let variables = ["DESTDIR": host.path]
            for directory in ["usr/local/bin", "usr/local/share/man", "var/lib/mdnp"] {
                try run("mkdir", "-p", "\(host.path)/\(directory)")
            }
            try run("touch", "\(host.path)/usr/local/bin/other", "\(host.path)/var/lib/mdnp/mdnp.sqlite")
            let before = try host.contents()

            try script("install", variables: variables)
            let installed = try host.contents()
            for path in ["bin/mdnp", "lib/systemd/system/mdnp.service", "share/man/man1/mdnp.1.gz"] {
                #expect(installed.contains("usr/local/\(path)"))
            }
            let unit = "\(host.path)/usr/local/lib/systemd/system/mdnp.service"
            #expect(try String(contentsOfFile: unit, encoding: .utf8).contains("ExecStart=/usr/local/bin/mdnp serve"))

            // Installs over an older version with a file that the new version lacks.
            let list = "\(host.path)/usr/local/share/mdnp/installed"
            try run("sh", "-c", "touch '\(host.path)/usr/local/bin/old' && echo bin/old >>'\(list)'")
            try script("install", variables: variables)
            #expect(try host.contents() == installed.union(["usr/local/bin/old"]))

            try script("uninstall", variables: variables)
            #expect(try host.contents() == before)
        }

        @Test func `a purge removes the state too, and uninstall fails if mdnp is not installed`() throws {
            let host = try Workplace()
            let variables = ["DESTDIR": host.path]
            try run("mkdir", "-p", "\(host.path)/opt/mdnp", "\(host.path)/var/lib/mdnp")
            try script("install", "/opt/mdnp", variables: variables)
            try script("uninstall", "--purge", "/opt/mdnp", variables: variables)
            #expect(try host.contents() == ["opt/mdnp", "var/lib"])
            let failure = #expect(throws: Failure.self) { try script("uninstall", "/opt/mdnp", variables: variables) }
            #expect(failure?.output == "uninstall: no mdnp is installed in \(host.path)/opt/mdnp\n")
        }
    }
}
