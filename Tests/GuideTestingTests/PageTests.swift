// SPDX-License-Identifier: Apache-2.0

import Foundation
import GuideTesting
import Testing

struct PageTests {
    @Test(arguments: Page.all) func `every block states its kind, so that no command is skipped`(page: Page) throws {
        for block in try page.blocks {
            #expect(["sh", "console", "yaml", "text"].contains(block.language), "\(page.path):\(block.firstLine)")
            #expect([[], ["fails"]].contains(block.remarks), "\(page.path):\(block.firstLine)")
        }
    }

    @Test(arguments: Page.all) func `every console block begins with a command`(page: Page) throws {
        for block in try page.blocks where block.language == "console" {
            #expect(block.lines.first?.hasPrefix("$ ") == true, "\(page.path):\(block.firstLine)")
        }
    }

    @Test func `every guide has commands to try`() throws {
        #expect(Page.all.count == 8)
        for page in Page.all { #expect(try page.commands.count >= 4, "\(page.path)") }
    }

    @Test func `every stand-in replaces a command that a page has`() throws {
        let commands = Set(try Page.all.flatMap { try $0.commands.map(\.text) })
        for standIn in StandIn.all { #expect(commands.contains(standIn.command), "\(standIn.command)") }
        #expect(Set(StandIn.all.map(\.command)).count == StandIn.all.count)
    }

    @Test func `every script that a page names exists and is executable`() throws {
        for page in Page.all {
            for match in try page.text.matches(of: /script\/[a-z-]+/) {
                #expect(FileManager.default.isExecutableFile(atPath: "\(Page.root)/\(match.output)"), "\(match.output)")
            }
        }
    }

    @Test func `the compose file of the guide equals the file that the page shows`() throws {
        let guide = Page(path: "Documentation/Guides/Compose.md")
        let shown = try #require(try guide.blocks.first { $0.language == "yaml" })
        let file = try Page(path: "Documentation/Guides/compose.yaml").text
        #expect(shown.lines.joined(separator: "\n") + "\n" == file)
    }

    @Test func `the README leads to every guide`() throws {
        let readme = try Page(path: "README.md").text
        for page in Page.all.dropFirst() { #expect(readme.contains("(\(page.path))"), "\(page.path)") }
    }
}
