// SPDX-License-Identifier: Apache-2.0

import Lab
import Testing

extension EndToEnd {
    /// Tests of the Debian package on a host with systemd, from the installation to the purge.
    @Suite struct Package {
        @Test(arguments: Engine.chosen)
        func `containers and Docker keep working through the package's installation, upgrade, removal and purge`(
            engine: Engine
        ) async throws {
            try await engine.host.tidily { host in
                try await host.stop(.engine)
                try await host.stop(.mdnp)
                let packages = try await host.packages(2)
                let systemd = Systemd(host: host)
                try await systemd("boot")
                do {
                    try await Self.install(packages[0], systemd)
                    try await Self.upgrade(packages[1], systemd)
                    try await Self.fail(systemd)
                    try await Self.stopAndStart(systemd)
                    try await Self.remove(packages[1], systemd)
                    try await Self.purge(systemd)
                    try await Self.installFromSource(systemd)
                } catch {
                    Issue.record("systemd of \(engine.name) says:\n\(try await systemd.journal())")
                    try await systemd("end")
                    throw error
                }
                try await systemd("end")
                for service in LabService.usual { try await host.start(service) }
            }
        }

        private static func install(_ package: String, _ systemd: Systemd) async throws {
            try await systemd.run("dpkg", "--no-triggers", "--install", package)
            #expect(
                try await systemd.run("systemctl", "is-enabled", "mdnp.socket", "mdnp.service") == "enabled\nenabled"
            )
            #expect(try await systemd.run("systemctl", "is-active", "mdnp.socket", "mdnp.service") == "active\nactive")
            try await systemd.run("systemctl", "enable", "--now", "docker.service")
            try await systemd.run(systemd.script("lab"), "image", "busybox")
            let subnets = ["--subnet", "10.118.0.0/24", "--ipv6", "--subnet", "fd00:118::/64"]
            try await systemd.run(["docker", "network", "create", "--driver", "mdnp"] + subnets + ["n"])
            let always = ["--restart", "always"]
            try await systemd.container("web", always + ["--publish", "118:80"], "httpd", "-f", "-h", "/etc")
            try await systemd.container("alice", always, "sleep", "86400")
            // The unit's sandbox permits these operations.
            try await talk(systemd)
            try await nameHolders(systemd)
            #expect(try await systemd.run("mdnp", "doctor").hasPrefix("no problems found"))
        }

        /// Expects that errors name the holder of a port, although the service has no capability to inspect processes.
        private static func nameHolders(_ systemd: Systemd) async throws {
            let holders = ["busybox", "httpd", "-h", "/etc", "-f", "-p"]
            try await systemd.run(["systemd-run", "--unit=holder"] + holders + ["119"])
            try await systemd.run("busybox", "httpd", "-h", "/etc", "-p", "120")
            let container = ["run", "--detach", "--rm", "--name", "holder", "--network", "host"]
            let id = try await systemd.run(["docker"] + container + holders + ["121"])
            try await systemd.run(
                "docker",
                "run",
                "--detach",
                "--rm",
                "--name",
                "proxy",
                "--publish",
                "122:80",
                "busybox",
                "sleep",
                "60"
            )
            for (port, holder) in [
                (119, "holder.service"), (120, "a process of user root"), (121, "container \(id.prefix(12))"),
                (122, "docker.service"),
            ] {
                let words = ["docker", "run", "--rm", "--network", "n", "--publish", "\(port):80", "busybox", "true"]
                let errors = try await systemd.host.run(systemd.words(words)).errors
                #expect(errors.contains("host port 0.0.0.0:\(port)/tcp is in use by \(holder)"), "\(errors)")
            }
            let status = try await systemd.run("cat", "/proc/\(systemd.processes().mdnp)/status")
            // CAP_NET_BIND_SERVICE, CAP_NET_ADMIN, CAP_NET_RAW, CAP_BPF.
            for set in ["CapPrm", "CapEff", "CapBnd"] { #expect(status.contains("\(set):\t0000008000003400\n")) }
            try await systemd.run("systemctl", "stop", "holder.service")
            try await systemd.run("docker", "kill", "holder", "proxy")
        }

        /// Expects that containers reach their gateway and each other, and that the host reaches a published port.
        private static func talk(_ systemd: Systemd) async throws {
            for address in ["10.118.0.1", "fd00:118::1", "web"] {
                try await systemd.run("docker", "exec", "alice", "ping", "-c", "1", "-W", "4", address)
            }
            try await systemd.run("busybox", "wget", "-qO-", "http://127.0.0.1:118/hosts")
        }

        /// Upgrades the package.
        ///
        /// Neither containers nor Docker fail, including calls during the upgrade.
        private static func upgrade(_ package: String, _ systemd: Systemd) async throws {
            let before = try await systemd.processes()
            let socket = try await systemd.property("InvocationID", of: "mdnp.socket")
            let talk = "ping -i 0.05 web >/tmp/talk"
            try await systemd.run("docker", "exec", "--detach", "alice", "sh", "-c", talk)
            // Containers start and end throughout the upgrade.
            let upgrade = "dpkg --no-triggers --install \(package) >/dev/null & while kill -0 $!; do"
            let calls = "docker run --rm --network n busybox true || exit 1; done 2>/dev/null; wait $!"
            try await systemd.run("sh", "-c", "\(upgrade) \(calls)")
            let words = "killall -INT ping; sleep 1; tail -n 2 /tmp/talk"
            let summary = try await systemd.run("docker", "exec", "alice", "sh", "-c", words)
            let counts = try #require(summary.firstMatch(of: /(\d+) packets transmitted, (\d+) packets received/))
            // The last packet may be on its way when ping ends.
            #expect(try #require(Int(counts.1)) - #require(Int(counts.2)) <= 1, "\(summary)")
            let after = try await systemd.processes()
            #expect(before.docker == after.docker)
            #expect(before.mdnp != after.mdnp)
            #expect(try await systemd.property("InvocationID", of: "mdnp.socket") == socket)
        }

        /// Kills the daemon and expects that systemd starts it again.
        private static func fail(_ systemd: Systemd) async throws {
            let killed = try await systemd.processes().mdnp
            try await systemd.run("systemctl", "kill", "--signal=KILL", "mdnp.service")
            let isBack = try await eventually {
                guard try await systemd.processes().mdnp != killed else { return false }
                return (try? await systemd.run("mdnp", "networks")) != nil
            }
            #expect(isBack)
        }

        /// Shuts down and boots, and expects that mdnp starts before Docker and ends after it.
        private static func stopAndStart(_ systemd: Systemd) async throws {
            try await systemd.run("systemctl", "isolate", "lab.target")
            let ends = try await systemd.moments("InactiveEnter")
            #expect(ends.docker <= ends.mdnp)
            try await systemd.run("systemctl", "start", "multi-user.target")
            let starts = try await systemd.moments("ActiveEnter")
            #expect(starts.mdnp < starts.docker)
            #expect(try await eventually { (try? await talk(systemd)) != nil })
        }

        /// Removes and reinstalls the package.
        ///
        /// Containers keep their network without mdnp, and Docker can use it afterwards.
        private static func remove(_ package: String, _ systemd: Systemd) async throws {
            try await systemd.run("dpkg", "--no-triggers", "--remove", "mdnp")
            #expect(try await systemd.processes().mdnp == "0")
            try await talk(systemd)
            try await systemd.run("test", "!", "-e", "/usr/bin/mdnp")
            try await systemd.run("test", "-s", "/var/lib/mdnp/mdnp.sqlite")
            try await systemd.run("dpkg", "--no-triggers", "--install", package)
            try await systemd.container("back", [], "sleep", "86400")
            try await systemd.run("docker", "exec", "back", "ping", "-c", "1", "-W", "4", "web")
        }

        private static func purge(_ systemd: Systemd) async throws {
            try await systemd.run("sh", "-c", "docker ps -aq | xargs docker rm --force")
            // The rules and routes of a host with several uplinks.
            try await systemd.run(
                "ip",
                "rule",
                "add",
                "priority",
                "1091",
                "fwmark",
                "0x20000000",
                "lookup",
                "28005",
                "protocol",
                "109"
            )
            try await systemd.run("ip", "route", "add", "unreachable", "default", "table", "28005", "protocol", "109")
            // The purge removes the rules although a network exists.
            try await systemd.run("dpkg", "--no-triggers", "--purge", "mdnp")
            try await systemd.run("test", "!", "-e", "/var/lib/mdnp")
            #expect(try await !systemd.run("nft", "list", "tables").contains("mdnp"))
            for program in ["iptables", "ip6tables"] {
                let rules = try await systemd.run(program, "-S")
                #expect(!rules.contains("mark") && !rules.contains("MDNP"), "\(program)")
            }
            for family in ["-4", "-6"] {
                #expect(try await !systemd.run("ip", family, "rule").contains("proto 109"))
                #expect(try await systemd.run("ip", family, "route", "show", "table", "all", "protocol", "109") == "")
            }
            let left = "find /etc /usr /var/lib/systemd /run -xdev -name '*mdnp*' -not -path '*/mdnp-lab*'"
            #expect(try await systemd.run("sh", "-c", left) == "")
            try await systemd.run("ip", "link", "delete", "group", "28004")
        }

        /// Installs the same units below `/usr/local`.
        private static func installFromSource(_ systemd: Systemd) async throws {
            let executable = "MDNP=\(systemd.host.directory)/bin/mdnp"
            for _ in 1...2 { try await systemd.run("env", executable, systemd.script("install")) }
            #expect(try await systemd.run("systemctl", "is-active", "mdnp.socket", "mdnp.service") == "active\nactive")
            #expect(try await systemd.run("mdnp", "networks", "--format", "json").filter { !$0.isWhitespace } == "[]")
            try await systemd.run(systemd.script("uninstall"), "--purge")
            #expect(try await systemd.processes().mdnp == "0")
            try await systemd.run("test", "!", "-e", "/usr/local/bin/mdnp", "-a", "!", "-e", "/var/lib/mdnp")
        }
    }
}

extension LabHost {
    /// Creates packages of the mdnp that was built with these tests, each newer than the previous one.
    fileprivate func packages(_ count: Int) async throws -> [String] {
        var packages: [String] = []
        for revision in 1...count {
            // A fast build, although the package is larger.
            let variables = ["MDNP=\(directory)/bin/mdnp", "DPKG_DEB_COMPRESSOR_TYPE=none"]
            packages.append(
                try await succeed(
                    ["env"] + variables + [Systemd(host: self).script("package"), directory, "\(revision)"]
                )
            )
        }
        return packages
    }
}
