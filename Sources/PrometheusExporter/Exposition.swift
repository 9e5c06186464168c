// SPDX-License-Identifier: Apache-2.0

/// The text format of Prometheus, version 0.0.4.
public enum Exposition {
    /// The format's name, for the field `Content-Type`.
    public static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// Samples as text: metrics in the order given, series in that of their labels; a metric without series is left out.
    public static func text(of samples: Samples, as metrics: [MetricFamily]) -> String {
        var text = ""
        for metric in metrics {
            guard let series = samples.byMetric[metric.name] else { continue }
            text += "# HELP \(metric.name) \(metric.help.escaped(quotes: false))\n"
            text += "# TYPE \(metric.name) \(metric.kind.word)\n"
            for (labels, value) in series.sorted(by: { $0.labels < $1.labels }) {
                switch (value, metric.kind) {
                case (.count(let count), _): line(&text, metric.name, labels.text, "\(count)")
                case (.number(let number), _): line(&text, metric.name, labels.text, word(number))
                case (.histogram(let counts, let sum), .histogram(let bounds)):
                    histogram(&text, metric.name, labels.text, bounds, counts, sum)
                case (.histogram, _): continue
                }
            }
        }
        return text
    }

    private static func histogram(
        _ text: inout String,
        _ name: String,
        _ labels: String,
        _ bounds: [Double],
        _ counts: [UInt64],
        _ sum: Double
    ) {
        var total: UInt64 = 0
        let before = labels.isEmpty ? "" : labels + ","
        for (bound, count) in zip(bounds + [.infinity], counts) {
            total += count
            line(&text, name + "_bucket", "\(before)le=\"\(word(bound))\"", "\(total)")
        }
        line(&text, name + "_sum", labels, word(sum))
        line(&text, name + "_count", labels, "\(total)")
    }

    private static func line(_ text: inout String, _ name: String, _ labels: String, _ value: String) {
        text += name
        if !labels.isEmpty {
            text += "{"
            text += labels
            text += "}"
        }
        text += " "
        text += value
        text += "\n"
    }

    /// A number as Go reads it; whole ones as such.
    private static func word(_ number: Double) -> String {
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number < 0 ? "-Inf" : "+Inf" }
        guard let whole = Int64(exactly: number), abs(whole) < 1 << 53 else { return "\(number)" }
        return "\(whole)"
    }
}
