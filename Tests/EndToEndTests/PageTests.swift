// SPDX-License-Identifier: Apache-2.0

import GuideTesting
import Lab
import Testing

extension EndToEnd {
    /// Tests of the README and the guides, as a new user would follow them: each page on its own host, each command unchanged.
    @Suite struct Pages {
        @Test(arguments: Engine.chosen, Page.all)
        func `the commands of a page have the stated results, and nothing remains at its end`(
            engine: Engine,
            page: Page
        ) async throws {
            let host = try await LabHost.start(engine)
            do {
                let before = Set(try await host.links().map(\.name))
                if try await host.follows(page) { try await host.expectNothingLeft(beside: before) }
            } catch {
                await host.end()
                throw error
            }
            await host.end()
        }
    }
}

extension LabHost {
    /// Runs a page's commands up to the first one with an unexpected result.
    ///
    /// Returns true if there is none.
    fileprivate func follows(_ page: Page) async throws -> Bool {
        for command in try page.commands {
            guard try await follows(command, of: page) else { return false }
        }
        return true
    }

    /// Runs a command of a page.
    ///
    /// Returns true if the result is the one that the page states.
    private func follows(_ command: PageCommand, of page: Page) async throws -> Bool {
        var output = try await type(command, of: page)
        if command.isQuestion, !command.isMet(by: output) {
            _ = try await eventually {
                output = try await type(command, of: page)
                return command.isMet(by: output)
            }
        }
        let isMet = command.isMet(by: output)
        #expect(
            isMet,
            """
            \(page.path):\(command.line): \(command.text)
            exit status \(output.status), \(output.text)
            instead of \(command.output.map { "\($0)" } ?? "any output")
            \(logs)
            """
        )
        return isMet
    }

    /// Runs the command in the page's directory.
    ///
    /// Standard output and standard error are combined, as on a terminal.
    private func type(_ command: PageCommand, of page: Page) async throws -> Output {
        let text = StandIn.of(command.text)?.replacement ?? command.text
        // All commands on a lab host run as root.
        return try await run("sh", "-c", "exec 2>&1; sudo() { \"$@\"; }; cd '\(page.directory)'\n\(text)")
    }

    /// Expects that the commands of the page have removed all objects that they created.
    fileprivate func expectNothingLeft(beside links: Set<String>) async throws {
        #expect(try await docker("ps", "--all", "--quiet") == "")
        #expect(try await docker("network", "ls", "--quiet", "--filter", "type=custom") == "")
        #expect(try await endpoints() == 0)
        #expect(try await pools() == [])
        // The reaper removes links after the call.
        #expect(try await eventually { Set(try await self.links().map(\.name)) == links })
    }
}

extension PageCommand {
    /// Returns true if the result of a command matches the page.
    fileprivate func isMet(by printed: Output) -> Bool {
        let hasEnded = fails ? printed.status != 0 && printed.status != 124 : printed.status == 0
        // The output of a replacement is not compared.
        return hasEnded && (StandIn.of(text) != nil || output?.matches(printed.text) ?? true)
    }
}
