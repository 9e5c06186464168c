// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PrometheusExporter

/// The text format of the exposition.
struct ExpositionTests {
    private let metric = MetricFamily("mdnp_things", kind: .gauge, labels: ["name"], help: "Things.")

    private func text(_ value: Samples.Value, _ labels: Labels = [:]) -> String {
        var samples = Samples()
        samples.add(value, to: metric, labels: labels)
        return String(Exposition.text(of: samples, as: [metric]).split(separator: "\n").last ?? "")
    }

    @Test func `metrics keep their order, series are sorted by labels, and each metric has its help and type`() {
        let calls = MetricFamily("mdnp_calls_total", kind: .counter, labels: ["call"], help: "Calls.")
        let silent = MetricFamily("mdnp_silent", kind: .gauge, help: "Never there.")
        var samples = Samples()
        samples.add(3, to: metric)
        samples.add(2, to: calls, labels: ["call": "Leave"])
        samples.add(1, to: calls, labels: ["call": "Join"])
        let expected = """
            # HELP mdnp_calls_total Calls.
            # TYPE mdnp_calls_total counter
            mdnp_calls_total{call="Join"} 1
            mdnp_calls_total{call="Leave"} 2
            # HELP mdnp_things Things.
            # TYPE mdnp_things gauge
            mdnp_things 3

            """
        #expect(Exposition.text(of: samples, as: [calls, silent, metric]) == expected)
    }

    @Test func `a histogram has a count for each bound, the sum, and the total number`() {
        let histogram = MetricFamily(
            "mdnp_wait_seconds",
            kind: .histogram(bounds: [0.000_25, 0.5, 1]),
            labels: ["call"],
            help: "Waiting."
        )
        var samples = Samples()
        samples.add(.histogram(counts: [2, 0, 3, 1], sum: 4.25), to: histogram, labels: ["call": "Join"])
        let expected = """
            # HELP mdnp_wait_seconds Waiting.
            # TYPE mdnp_wait_seconds histogram
            mdnp_wait_seconds_bucket{call="Join",le="0.00025"} 2
            mdnp_wait_seconds_bucket{call="Join",le="0.5"} 2
            mdnp_wait_seconds_bucket{call="Join",le="1"} 5
            mdnp_wait_seconds_bucket{call="Join",le="+Inf"} 6
            mdnp_wait_seconds_sum{call="Join"} 4.25
            mdnp_wait_seconds_count{call="Join"} 6

            """
        #expect(Exposition.text(of: samples, as: [histogram]) == expected)
        samples = Samples()
        samples.add(.histogram(counts: [1, 0, 0, 0], sum: 0.0001), to: histogram)
        let bare = Exposition.text(of: samples, as: [histogram])
        #expect(bare.contains("\nmdnp_wait_seconds_bucket{le=\"0.00025\"} 1\n"))
        #expect(bare.contains("\nmdnp_wait_seconds_count 1\n"))
    }

    @Test(arguments: [
        (0, "0"), (1, "1"), (-7, "-7"), (0.25, "0.25"), (1_790_000_000.5, "1790000000.5"),
        (18_446_744_073_709_551_616, "1.8446744073709552e+19"), (.infinity, "+Inf"), (-.infinity, "-Inf"),
        (.nan, "NaN"),
    ])
    func `a number is formatted as Go parses it`(number: Double, word: String) {
        #expect(text(.number(number)) == "mdnp_things \(word)")
    }

    @Test func `the largest counter of the kernel loses no digit`() {
        #expect(text(.count(.max)) == "mdnp_things 18446744073709551615")
    }

    @Test func `quotes, backslashes and line breaks in a label value are escaped`() {
        #expect(text(.count(1), ["name": "a\"b\\c\nd"]) == #"mdnp_things{name="a\"b\\c\nd"} 1"#)
        #expect(text(.count(1), ["name": "größe {}=,"]) == #"mdnp_things{name="größe {}=,"} 1"#)
    }

    @Test func `backslashes and line breaks in a help text are escaped, and quotes are not`() {
        let metric = MetricFamily("mdnp_odd", kind: .gauge, help: "A \"C:\\\"\nof two lines.")
        var samples = Samples()
        samples.add(1, to: metric)
        let first = Exposition.text(of: samples, as: [metric]).split(separator: "\n").first
        #expect(first == #"# HELP mdnp_odd A "C:\\"\nof two lines."#)
    }
}
