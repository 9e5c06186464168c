// SPDX-License-Identifier: Apache-2.0

/// The text format of Prometheus, version 0.0.4.
public enum Exposition {
    /// The value of the header field `Content-Type`.
    public static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// Formats samples as text: metrics in the given order, series sorted by labels, without empty metrics.
    public static func text(of samples: Samples, as metrics: [MetricFamily]) -> String {
        var text = ""
        for metric in metrics {
            guard let series = samples.byMetric[metric.name] else { continue }
            text += "# HELP \(metric.name) \(metric.help.escaped(quotes: false))\n"
            text += "# TYPE \(metric.name) \(metric.kind.word)\n"
            for (labels, value) in series.sorted(by: { $0.labels < $1.labels }) {
                switch (value, metric.kind) {
                case (.count(let count), _): line(&text, name: metric.name, labels: labels.text, value: "\(count)")
                case (.number(let number), _): line(&text, name: metric.name, labels: labels.text, value: word(number))
                case (.histogram(let counts, let sum), .histogram(let bounds)):
                    histogram(&text, name: metric.name, labels: labels.text, bounds: bounds, counts: counts, sum: sum)
                case (.histogram, _): continue
                }
            }
        }
        return text
    }

    private static func histogram(
        _ text: inout String,
        name: String,
        labels: String,
        bounds: [Double],
        counts: [UInt64],
        sum: Double
    ) {
        var total: UInt64 = 0
        let before = labels.isEmpty ? "" : labels + ","
        for (bound, count) in zip(bounds + [.infinity], counts) {
            total += count
            line(&text, name: name + "_bucket", labels: "\(before)le=\"\(word(bound))\"", value: "\(total)")
        }
        line(&text, name: name + "_sum", labels: labels, value: word(sum))
        line(&text, name: name + "_count", labels: labels, value: "\(total)")
    }

    private static func line(_ text: inout String, name: String, labels: String, value: String) {
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

    /// Formats a number in the syntax of Go; integers without a fraction.
    private static func word(_ number: Double) -> String {
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number < 0 ? "-Inf" : "+Inf" }
        guard let whole = Int64(exactly: number), abs(whole) < 1 << 53 else { return "\(number)" }
        return "\(whole)"
    }
}
