// SPDX-License-Identifier: Apache-2.0

public import Driver
public import NetworkModel

/// The sources that are read on each scrape; their values are not counted separately.
public struct MetricsSources: Sendable {
    let view: DriverView
    let repairs: @Sendable () -> [Repairs.Kind: Repairs.Record]
    let reaper: @Sendable () -> Reaper.Progress
    let traffic: any TrafficMeter
}

extension MetricsSources {
    /// Creates the sources from a driver and a meter of its endpoints' traffic.
    public init(of context: DriverContext, view: DriverView, traffic: any TrafficMeter) {
        self.init(
            view: view,
            repairs: { context.repairs.all },
            reaper: { context.reaper.progress },
            traffic: traffic
        )
    }
}
