// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// A reader of packet counters, separate from the dataplane: no call waits for it.
public protocol TrafficMeter: Sendable {
    /// Returns the traffic of endpoint links by their names, from the containers' side; omits missing links.
    func traffic(of links: [InterfaceName]) async throws(DataplaneError) -> [InterfaceName: Traffic]
}
