// SPDX-License-Identifier: Apache-2.0

import GuideTesting
import Lab
import Testing

extension EndToEnd {
    /// The README and the guides, tried as a new user would: each on a host of its own, command by command as it stands.
    @Suite struct Pages {
        @Test(arguments: Engine.chosen, Page.all)
        func `the commands of a page do what it says, and at its end nothing is left`(
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
    /// Types a page's commands, up to the first that does not do what the page says; whether there was none.
    fileprivate func follows(_ page: Page) async throws -> Bool {
        for command in try page.commands {
            guard try await follows(command, of: page) else { return false }
        }
        return true
    }

    /// Types a command of a page; whether what came of it is what the page says.
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

    /// Runs it in the page's directory; what it prints and what it complains of are one, as on a terminal.
    private func type(_ command: PageCommand, of page: Page) async throws -> Output {
        let text = StandIn.of(command.text)?.replacement ?? command.text
        // Everybody is root on a lab host.
        return try await run("sh", "-c", "exec 2>&1; sudo() { \"$@\"; }; cd '\(page.directory)'\n\(text)")
    }

    /// A reader who has come to the end of a page has undone what it had them do.
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
    /// Whether a command that was run has done what the page says.
    fileprivate func isMet(by printed: Output) -> Bool {
        let hasEnded = fails ? printed.status != 0 && printed.status != 124 : printed.status == 0
        // A replacement prints what it likes.
        return hasEnded && (StandIn.of(text) != nil || output?.matches(printed.text) ?? true)
    }
}
