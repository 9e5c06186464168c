import Foundation
import Lab
import Testing

extension EndToEnd {
    /// The Debian package on a host that systemd runs, from its installation to its purge.
    @Suite struct Package {
        @Test(arguments: Engine.chosen)
        func `it is installed, upgraded while containers talk, removed and purged, and Docker goes on`(
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
                    try await Self.remove(packages[1], systemd)
                    try await Self.purge(systemd)
                } catch {
                    let journal = try await systemd.run(
                        "sh",
                        "-c",
                        "journalctl --no-pager | grep -v level=info | tail -n 40"
                    )
                    Issue.record("the journal of \(engine.name):\n\(journal)")
                    try await systemd("end")
                    throw error
                }
                try await systemd("end")
                for service in LabService.allCases { try await host.start(service) }
            }
        }

        private static func install(_ package: String, _ systemd: Systemd) async throws {
            try await systemd.run("dpkg", "--no-triggers", "--install", package)
            for unit in ["mdnp.socket", "mdnp.service"] {
                #expect(try await systemd.run("systemctl", "is-enabled", unit) == "enabled")
                #expect(try await systemd.run("systemctl", "is-active", unit) == "active")
            }
            try await systemd.run("systemctl", "start", "docker.service")
            try await systemd.run(systemd.script("lab"), "image", "busybox")
            let subnets = ["--subnet", "10.118.0.0/24", "--ipv6", "--subnet", "fd00:118::/64"]
            try await systemd.run(["docker", "network", "create", "--driver", "mdnp"] + subnets + ["n"])
            try await systemd.container("web", "--publish", "118:80", "busybox", "httpd", "-f", "-h", "/etc")
            try await systemd.container("alice", "busybox", "sleep", "86400")
            // What the sandbox of the unit does not keep it from.
            for address in ["10.118.0.1", "fd00:118::1", "web"] {
                try await systemd.run("docker", "exec", "alice", "ping", "-c", "1", "-W", "4", address)
            }
            try await systemd.run("busybox", "wget", "-qO-", "http://127.0.0.1:118/hosts")
            #expect(try await systemd.run("mdnp", "doctor").hasPrefix("nothing is wrong"))
            let taken = try await systemd.host.run(
                systemd.words(["docker", "run", "--rm", "--network", "n", "--publish", "118:80", "busybox", "true"])
            )
            #expect(taken.errors.contains("118/tcp is taken by mdnp"))
        }

        /// Neither containers nor Docker notice, nor who calls meanwhile.
        private static func upgrade(_ package: String, _ systemd: Systemd) async throws {
            let before = try await systemd.processes()
            let socket = try await systemd.run("systemctl", "show", "--value", "--property=InvocationID", "mdnp.socket")
            let talk = "ping -i 0.05 web >/tmp/talk"
            try await systemd.run("docker", "exec", "--detach", "alice", "sh", "-c", talk)
            // Containers start and end from its beginning to its end.
            let upgrade = "dpkg --no-triggers --install \(package) >/dev/null & while kill -0 $!; do"
            let calls = "docker run --rm --network n busybox true || exit 1; done 2>/dev/null; wait $!"
            try await systemd.run("sh", "-c", "\(upgrade) \(calls)")
            let summary = "killall -INT ping; sleep 1; tail -n 2 /tmp/talk"
            #expect(try await systemd.run("docker", "exec", "alice", "sh", "-c", summary).contains(" 0% packet loss"))
            let after = try await systemd.processes()
            #expect(before["docker"] == after["docker"])
            #expect(before["mdnp"] != after["mdnp"])
            #expect(
                try await systemd.run("systemctl", "show", "--value", "--property=InvocationID", "mdnp.socket")
                    == socket
            )
        }

        /// A daemon that is killed is started again.
        private static func fail(_ systemd: Systemd) async throws {
            let killed = try await systemd.processes()["mdnp"]
            try await systemd.run("systemctl", "kill", "--signal=KILL", "mdnp.service")
            let isBack = try await eventually(within: .seconds(20)) {
                guard try await systemd.processes()["mdnp"] != killed else { return false }
                return (try? await systemd.run("mdnp", "networks")) != nil
            }
            #expect(isBack)
        }

        /// Containers keep their network without mdnp, and Docker has it back with it.
        private static func remove(_ package: String, _ systemd: Systemd) async throws {
            try await systemd.run("dpkg", "--no-triggers", "--remove", "mdnp")
            #expect(try await systemd.processes()["mdnp"] == "0")
            try await systemd.run("docker", "exec", "alice", "ping", "-c", "1", "-W", "4", "web")
            try await systemd.run("busybox", "wget", "-qO-", "http://127.0.0.1:118/hosts")
            try await systemd.run("test", "!", "-e", "/usr/bin/mdnp")
            try await systemd.run("test", "-s", "/var/lib/mdnp/mdnp.sqlite")
            try await systemd.run("dpkg", "--no-triggers", "--install", package)
            try await systemd.container("back", "busybox", "sleep", "86400")
            try await systemd.run("docker", "exec", "back", "ping", "-c", "1", "-W", "4", "web")
        }

        private static func purge(_ systemd: Systemd) async throws {
            try await systemd.run("sh", "-c", "docker ps -aq | xargs docker rm --force")
            // Though a network is left, whose rules would stay.
            try await systemd.run("dpkg", "--no-triggers", "--purge", "mdnp")
            try await systemd.run("test", "!", "-e", "/var/lib/mdnp")
            #expect(try await !systemd.run("nft", "list", "tables").contains("mdnp"))
            #expect(try await !systemd.run("iptables", "-S", "DOCKER-USER").contains("mark"))
            let left = "find /etc /usr /var/lib/systemd /run -xdev -name '*mdnp*' -not -path '*/mdnp-lab*'"
            #expect(try await systemd.run("sh", "-c", left) == "")
            try await systemd.run("sh", "-c", "ip link delete group 28004 || true")
        }
    }
}

/// systemd on a lab host (`script/systemd`).
struct Systemd {
    let host: LabHost

    func callAsFunction(_ verb: String) async throws {
        try await host.succeed(script("systemd"), verb)
    }

    func script(_ name: String) -> String {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../script/\(name)").standardized.path
    }

    func words(_ words: [String]) -> [String] { [script("systemd"), "run"] + words }

    /// Runs a command there.
    @discardableResult
    func run(_ words: String...) async throws -> String { try await run(words) }

    /// Runs a command there.
    @discardableResult
    func run(_ words: [String]) async throws -> String { try await host.succeed(self.words(words)) }

    /// Runs a container on the network `n`.
    func container(_ name: String, _ words: String...) async throws {
        try await run(["docker", "run", "--detach", "--stop-signal", "KILL", "--name", name, "--network", "n"] + words)
    }

    /// The main processes of the services.
    func processes() async throws -> [String: String] {
        var processes: [String: String] = [:]
        for service in ["docker", "mdnp"] {
            processes[service] = try await run(
                "systemctl",
                "show",
                "--value",
                "--property=MainPID",
                "\(service).service"
            )
        }
        return processes
    }
}

extension LabHost {
    /// Packages of the mdnp that was built with these tests, each newer than the one before.
    fileprivate func packages(_ count: Int) async throws -> [String] {
        var packages: [String] = []
        for revision in 1...count {
            // Speed before size.
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
