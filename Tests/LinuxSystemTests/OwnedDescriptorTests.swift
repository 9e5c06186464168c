// SPDX-License-Identifier: Apache-2.0

import CLinux
import LinuxSystem
import Testing

struct OwnedDescriptorTests {
    @Test func `a descriptor is readable once it has data`() throws {
        let wakeUp = try WakeUp()
        let before = (wakeUp.descriptor.isReadable(), wakeUp.descriptor.isReadable(within: 1))
        wakeUp.signal()
        let after = (wakeUp.descriptor.isReadable(), wakeUp.descriptor.isReadable(within: -1))
        #expect(before == (false, false))
        #expect(after == (true, true))
    }

    @Test func `a descriptor is closed with its owner, and its connection ends`() throws {
        var ends: [Int32] = [-1, -1]
        #expect(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0)
        let reader = OwnedDescriptor(adopting: ends[0])
        do {
            let writer = OwnedDescriptor(adopting: ends[1])
            try writer.write([1, 2, 3], subject: "socket")
        }
        let bytes = try reader.readToEnd(subject: "socket")
        #expect(bytes == [1, 2, 3])
    }
}
