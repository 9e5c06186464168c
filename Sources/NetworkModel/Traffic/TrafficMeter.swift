// SPDX-License-Identifier: Apache-2.0

public import Addressing

/// What counts packets, beside what carries them: reading it keeps no call waiting.
public protocol TrafficMeter: Sendable {
    /// What has passed the endpoints' links of these names, as the containers see it; those that are not there are left out.
    func traffic(of links: [InterfaceName]) async throws(DataplaneError) -> [InterfaceName: Traffic]
}
