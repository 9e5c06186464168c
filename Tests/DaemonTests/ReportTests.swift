// SPDX-License-Identifier: Apache-2.0

import Foundation
import KernelTesting
import PluginTesting
import Testing

/// The file that `mdnp report` writes.
@Suite(.tags(.kernel), .requiresRoot, .freshNamespace, .timeLimit(.minutes(10)))
@OwnThread
struct ReportTests {
    /// A directory that is removed with the test.
    private final class Place {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("report-\(UUID().uuidString)")
        var file: String { directory.appendingPathComponent("r.tar.gz").path }

        init() throws {
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        }

        deinit {
            try? FileManager.default.removeItem(at: directory)
        }
    }

    /// Returns the texts of the files in a report, by path.
    private func unpack(_ place: Place, _ daemon: Daemon) async throws -> [String: String] {
        try await daemon.witness("tar", "-xzf", place.file, "-C", place.directory.path)
        let names = try FileManager.default.contentsOfDirectory(atPath: place.directory.path)
        let root = try #require(names.first { $0.hasPrefix("mdnp-report-") })
        let base = place.directory.appendingPathComponent(root)
        let paths = try FileManager.default.subpathsOfDirectory(atPath: base.path)
        var texts: [String: String] = [:]
        for path in paths { texts[path] = try? String(contentsOf: base.appendingPathComponent(path), encoding: .utf8) }
        return texts
    }

    private func rows(_ text: String?) throws -> [[String: Any]] {
        try #require(try JSONSerialization.jsonObject(with: Data((text ?? "").utf8)) as? [[String: Any]])
    }

    @Test
    func `a report has the state of the daemon, the kernel and the host, and nothing of the daemon's environment`()
        async throws
    {
        let daemon = try Daemon()
        daemon.process.environment = ["SECRET_OF_THE_TEST": "hunter2hunter2"]
        try daemon.process.start()
        let client = try daemon.process.connect()
        try client.createNetwork("n1")
        let life = Life(network: "n1", endpoint: "e1", address: "10.1.0.2/16", ports: [PublishedPort(80, host: 8080)])
        try life.create(client)
        _ = try life.join(client)
        try life.program(client)
        let place = try Place()
        let output = try await daemon.command("report", "--output", place.file)
        #expect(output.hasPrefix("mdnp: \(place.file) contains ids, names and addresses"))
        let mode = try FileManager.default.attributesOfItem(atPath: place.file)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let texts = try await unpack(place, daemon)
        #expect(texts["versions"]?.contains("kernel Linux version") == true)
        for list in ["networks", "endpoints", "ports", "pools", "status", "doctor"] {
            let path = "state/\(list).json"
            #expect(try rows(texts[path]).isEmpty == (list == "pools"), "\(path)")
        }
        #expect(try rows(texts["state/endpoints.json"]).first?["id"] as? String == "e1")
        let settings = try rows(texts["configuration.json"]).map { $0["name"] as? String }
        #expect(settings.contains("state-directory"))
        #expect(try rows(texts["kernel/links.json"]).map { $0["owner"] as? String } == ["n1", "e1"])
        #expect(texts["kernel/firewall"]?.hasPrefix("whole\n") == true)
        #expect(texts["kernel/routes"]?.contains("10.1.0.0/16") == true)
        #expect(texts["kernel/host"]?.contains("forwards IPv4: ") == true)
        #expect(texts["witness/nft-inet"]?.contains("table inet mdnp") == true)
        #expect(texts["witness/ip-link"]?.contains("mdnp endpoint e1 on n1") == true)
        #expect(texts["log"]?.contains(" info endpoint joined ") == true)
        #expect(texts["CONTENTS"]?.contains("\nstate/networks.json\n") == true)
        #expect(!texts.values.contains { $0.contains("hunter2hunter2") || $0.contains("SECRET_OF_THE_TEST") })
    }

    @Test func `a report without a daemon has the other files and lists the missing ones`() async throws {
        let daemon = try Daemon()
        let place = try Place()
        try await daemon.command("report", "--output", place.file)
        let texts = try await unpack(place, daemon)
        #expect(texts["CONTENTS"]?.contains("\nlog: missing, no daemon is running on ") == true)
        #expect(texts["CONTENTS"]?.contains("\nstate/networks.json: missing, no daemon is running on ") == true)
        #expect(texts["log"] == nil)
        #expect(texts["kernel/firewall"] == "missing\n")
        #expect(try rows(texts["kernel/links.json"]).isEmpty)
        #expect(texts["versions"]?.hasPrefix("mdnp ") == true)
    }

    @Test(arguments: ["a:b", "root@host:r.tar.gz", "-", "--file", "with space and 'quote"])
    func `a report has exactly the given file name, whatever meaning tar gives to the name`(name: String) async throws {
        let daemon = try Daemon()
        let place = try Place()
        let script = """
            import os, subprocess, sys
            os.chdir(sys.argv[2])
            sys.exit(subprocess.run([sys.argv[1], "report", "--output=" + sys.argv[3]], stdout=sys.stderr).returncode)
            """
        let output = try await daemon.witness(
            "python3",
            "-c",
            script,
            daemon.process.executablePath,
            place.directory.path,
            name
        )
        #expect(output.hasPrefix("mdnp: \(name) contains ids"), "\(output)")
        #expect(output.split(separator: "\n").count == 1, "\(output)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.directory.path) == [name])
        try FileManager.default.moveItem(atPath: "\(place.directory.path)/\(name)", toPath: place.file)
        #expect(try await unpack(place, daemon)["versions"]?.hasPrefix("mdnp ") == true)
    }

    @Test func `a report is written only to the given path, and never replaces a file`() async throws {
        let daemon = try Daemon()
        let place = try Place()
        try Data("mine".utf8).write(to: URL(fileURLWithPath: place.file))
        let nowhere = place.directory.appendingPathComponent("none/r.tar.gz").path
        for (file, cause) in [(place.file, "EEXIST: File exists"), (nowhere, "ENOENT: No such file or directory")] {
            let error = await #expect(throws: CommandError.self) {
                try await daemon.command("report", "--output", file)
            }
            #expect(error?.code == 1)
            #expect(error?.output.hasSuffix("mdnp: write \(file): create the file: \(cause)\n") == true)
        }
        #expect(try String(contentsOfFile: place.file, encoding: .utf8) == "mine")
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.directory.path) == ["r.tar.gz"])
    }
}
