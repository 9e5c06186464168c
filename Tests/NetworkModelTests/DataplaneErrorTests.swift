// SPDX-License-Identifier: Apache-2.0

import NetworkModel
import Testing

struct DataplaneErrorTests {
    @Test func `an error is printed in one line, with its remedy if it has one`() {
        let errors: [(DataplaneError, String)] = [
            (.refused("add link mv1", .notFound, "ENOENT: No such file"), "add link mv1: ENOENT: No such file"),
            (
                .refused("add link mv1", .notPermitted, "EPERM: Operation not permitted"),
                "add link mv1: EPERM: Operation not permitted; run mdnp as root, or with CAP_NET_ADMIN and CAP_NET_RAW"
            ),
            (.interrupted("list links: interrupted"), "list links: interrupted"),
            (.unavailable("open netlink: EMFILE"), "open netlink: EMFILE"),
            (.conflict("link br0: is not mdnp's; choose another"), "link br0: is not mdnp's; choose another"),
            (.failed("link mv1: is gone"), "link mv1: is gone"),
        ]
        for (error, line) in errors { #expect("\(error)" == line) }
    }
}
