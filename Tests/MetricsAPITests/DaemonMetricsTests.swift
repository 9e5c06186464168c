// SPDX-License-Identifier: Apache-2.0

import Addressing
import MetricsAPI
import Testing

@Suite struct DaemonMetricsTests {
    @Test func `by default, only the host itself can scrape metrics`() {
        #expect("\(DaemonMetrics.standardAddress)" == "127.0.0.1:9477")
    }
}
