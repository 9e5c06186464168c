// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

/// Every module: Swift 6 language mode, no warning left standing, every import said where it is used.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

// The rooms of the house, bottom to top. An arrow points only downwards: a module that may not open a
// socket cannot, since it does not depend on what would let it.
let package = Package(
    name: "mdnp",
    products: [
        .executable(name: "mdnp", targets: ["mdnp"]),
        .library(name: "Netlink", targets: ["Netlink", "NetlinkWire", "LinuxSystem", "Addressing"]),
        .library(name: "NetlinkTesting", targets: ["NetlinkTesting"]),
        .library(name: "DockerPlugin", targets: ["DockerPlugin", "DockerPluginAPI", "Addressing"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration.git", from: "1.4.0", traits: []),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics.git", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams.git", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
    ],
    targets: [
        // Pure values and bytes.
        .target(name: "Addressing", swiftSettings: strict),
        .target(name: "NetlinkWire", dependencies: ["Addressing"], swiftSettings: strict),
        .target(name: "EthernetWire", dependencies: ["Addressing"], swiftSettings: strict),
        .target(name: "DBusWire", swiftSettings: strict),
        .target(name: "Spelling", swiftSettings: strict),

        // Syscalls.
        .target(name: "CLinux"),
        .target(name: "LinuxSystem", dependencies: ["CLinux"], swiftSettings: strict),
        .target(
            name: "Netlink",
            dependencies: ["Addressing", "CLinux", "LinuxSystem", "NetlinkWire"],
            swiftSettings: strict
        ),

        .target(
            name: "NetlinkTesting",
            dependencies: ["Addressing", "LinuxSystem", "Netlink", "NetlinkWire"],
            swiftSettings: strict
        ),

        // Pure decisions about networks, endpoints and addresses.
        .target(name: "IPAM", dependencies: ["Addressing"], swiftSettings: strict),
        .target(name: "NetworkModel", dependencies: ["Addressing", "IPAM", "Spelling"], swiftSettings: strict),

        // Effects, behind the protocols of NetworkModel.
        .target(
            name: "SQLiteStateStore",
            dependencies: [
                "Addressing", "IPAM", "LinuxSystem", "NetworkModel", .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "KernelDataplane",
            dependencies: ["Addressing", "EthernetWire", "LinuxSystem", "Netlink", "NetlinkWire", "NetworkModel"],
            swiftSettings: strict
        ),

        // Limits of the log, and listeners with limits of time and number.
        .target(
            name: "LogLimits",
            dependencies: [.product(name: "Logging", package: "swift-log")],
            swiftSettings: strict
        ),
        .target(
            name: "Listening",
            dependencies: [
                "Addressing", "CLinux", "LinuxSystem", "LogLimits",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "HTTPListening",
            dependencies: [
                "Listening", "LogLimits",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict
        ),

        .target(
            name: "HTTPRequesting",
            dependencies: [
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: strict
        ),

        .target(
            name: "PortRelay",
            dependencies: [
                "Addressing", "CLinux", "LinuxSystem", "LogLimits", "Netlink", "NetlinkWire", "NetworkModel",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),

        // Docker's plugin protocol, and the driver that implements it.
        .target(name: "DockerPluginAPI", dependencies: ["Addressing"], swiftSettings: strict),
        .target(
            name: "Driver",
            dependencies: [
                "Addressing", "DockerPluginAPI", "IPAM", "NetworkModel",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "DockerPlugin",
            dependencies: [
                "Addressing", "CLinux", "DockerPluginAPI", "LinuxSystem", "Listening", "LogLimits", "Spelling",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict
        ),

        // Names of networks and containers, from the API of the Docker engine.
        .target(
            name: "DockerEngine",
            dependencies: [
                "HTTPRequesting", "NetworkModel",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            swiftSettings: strict
        ),

        // A message bus, and firewalld on it, followed in the background.
        .target(
            name: "DBus",
            dependencies: [
                "DBusWire", .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "FirewallZones",
            dependencies: [
                "Addressing", "DBus", "DBusWire", "NetworkModel", .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),

        // Edges: JSON and HTTP in and out, nothing decided here.
        .target(
            name: "AdminAPI",
            dependencies: [
                "Addressing", "Driver", "HTTPListening", "HTTPRequesting", "IPAM", "Listening", "LogLimits",
                "NetworkModel",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict
        ),

        // Settings of the daemon: flags, environment and a file.
        .target(
            name: "Settings",
            dependencies: [
                "Spelling",
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: strict
        ),

        // Metrics for Prometheus.
        .target(
            name: "PrometheusExporter",
            dependencies: [.product(name: "CoreMetrics", package: "swift-metrics")],
            swiftSettings: strict
        ),
        .target(
            name: "MetricsAPI",
            dependencies: [
                "Addressing", "CLinux", "DockerPluginAPI", "Driver", "HTTPListening", "IPAM", "LinuxSystem",
                "Listening", "LogLimits", "NetworkModel", "PrometheusExporter",
                .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict
        ),

        // Ends the process between any two effects, where a test asks for it.
        .target(
            name: "FaultInjection",
            dependencies: [
                "Addressing", "DockerPluginAPI", "NetworkModel", .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),

        // The executable that joins the rooms, and those that measure it from outside.
        .executableTarget(
            name: "mdnp",
            dependencies: [
                "Addressing", "AdminAPI", "DockerEngine", "DockerPlugin", "DockerPluginAPI", "Driver", "FaultInjection",
                "FirewallZones", "IPAM", "KernelDataplane", "LinuxSystem", "Listening", "MetricsAPI", "NetworkModel",
                "PortRelay",
                "SQLiteStateStore", "Settings", "Spelling",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict
        ),

        .target(name: "Measuring", path: "Benchmarks/Measuring", swiftSettings: strict),
        .executableTarget(
            name: "LifeBenchmark",
            dependencies: ["Addressing", "LinuxSystem", "Measuring", "Netlink", "NetlinkWire", "PluginTesting"],
            path: "Benchmarks/LifeBenchmark",
            swiftSettings: strict
        ),
        .executableTarget(
            name: "AddressBenchmark",
            dependencies: ["Addressing", "IPAM", "LinuxSystem", "Measuring", "PluginTesting"],
            path: "Benchmarks/AddressBenchmark",
            swiftSettings: strict
        ),
        .executableTarget(
            name: "RecoveryBenchmark",
            dependencies: ["LinuxSystem", "Measuring", "PluginTesting"],
            path: "Benchmarks/RecoveryBenchmark",
            swiftSettings: strict
        ),

        .executableTarget(
            name: "MetricsBenchmark",
            dependencies: ["Addressing", "LinuxSystem", "Measuring", "Netlink", "NetlinkWire", "PluginTesting"],
            path: "Benchmarks/MetricsBenchmark",
            swiftSettings: strict
        ),

        // How fast containers reach each other. It starts lab hosts, which are made for tests.
        .target(name: "CTraffic", path: "Benchmarks/CTraffic"),
        .executableTarget(
            name: "PathBenchmark",
            dependencies: [
                "CTraffic", "Lab", "LinuxSystem", "Measuring",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            path: "Benchmarks/PathBenchmark",
            swiftSettings: strict
        ),

        // Tests. KernelTesting: network namespaces and witnesses. PluginTesting: a client that calls as dockerd does.
        .testTarget(
            name: "MeasuringTests",
            dependencies: [
                "KernelTesting", "LinuxSystem", "Measuring", "PathBenchmark",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict
        ),
        .testTarget(name: "AddressingTests", dependencies: ["Addressing"], swiftSettings: strict),
        .testTarget(name: "SpellingTests", dependencies: ["Spelling"], swiftSettings: strict),
        .testTarget(name: "SettingsTests", dependencies: ["Settings"], swiftSettings: strict),
        .testTarget(name: "IPAMTests", dependencies: ["Addressing", "IPAM"], swiftSettings: strict),
        .testTarget(name: "EthernetWireTests", dependencies: ["Addressing", "EthernetWire"], swiftSettings: strict),
        .testTarget(name: "DBusWireTests", dependencies: ["DBusWire"], swiftSettings: strict),
        .testTarget(
            name: "FirewallZonesTests",
            dependencies: [
                "Addressing", "CLinux", "DBus", "DBusWire", "FirewallZones", "NetworkModel",
                .product(name: "InMemoryLogging", package: "swift-log"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),
        .testTarget(name: "NetlinkWireTests", dependencies: ["Addressing", "NetlinkWire"], swiftSettings: strict),
        .target(
            name: "PluginTesting",
            dependencies: ["CLinux", "LinuxSystem"],
            path: "Tests/PluginTesting",
            swiftSettings: strict
        ),
        .target(
            name: "NetworkModelTesting",
            dependencies: ["Addressing", "NetworkModel"],
            path: "Tests/NetworkModelTesting",
            swiftSettings: strict
        ),
        .testTarget(
            name: "NetworkModelTests",
            dependencies: ["Addressing", "IPAM", "NetworkModel", "NetworkModelTesting"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "SQLiteStateStoreTests",
            dependencies: [
                "Addressing", "IPAM", "NetworkModel", "SQLiteStateStore",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "DriverTests",
            dependencies: [
                "Addressing", "DockerPluginAPI", "Driver", "IPAM", "NetworkModel", "NetworkModelTesting",
                "SQLiteStateStore",
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "PrometheusExporterTests",
            dependencies: ["PrometheusExporter", .product(name: "CoreMetrics", package: "swift-metrics")],
            swiftSettings: strict
        ),
        .testTarget(
            name: "MetricsAPITests",
            dependencies: [
                "Addressing", "DockerPluginAPI", "Driver", "IPAM", "LinuxSystem", "MetricsAPI", "NetworkModel",
                "PrometheusExporter", "SQLiteStateStore",
            ],
            swiftSettings: strict
        ),
        .target(
            name: "KernelTesting",
            dependencies: ["CLinux", "LinuxSystem"],
            path: "Tests/KernelTesting",
            swiftSettings: strict
        ),
        .testTarget(
            name: "DockerEngineTests",
            dependencies: [
                "DockerEngine", "NetworkModel", "PluginTesting", .product(name: "Logging", package: "swift-log"),
            ],
            resources: [.copy("Recordings")],
            swiftSettings: strict
        ),
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "Addressing", "AdminAPI", "Driver", "IPAM", "NetworkModel", "mdnp",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "DaemonTests",
            dependencies: ["KernelTesting", "LinuxSystem", "PluginTesting", "mdnp"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "LinuxSystemTests",
            dependencies: ["CLinux", "KernelTesting", "LinuxSystem"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "NetlinkTests",
            dependencies: ["Addressing", "KernelTesting", "LinuxSystem", "Netlink", "NetlinkTesting", "NetlinkWire"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "KernelDataplaneTests",
            dependencies: [
                "Addressing", "KernelDataplane", "KernelTesting", "LinuxSystem", "Netlink", "NetlinkWire",
                "NetworkModel", "NetworkModelTesting",
            ],
            exclude: ["Golden"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "LogLimitsTests",
            dependencies: [
                "LogLimits", .product(name: "InMemoryLogging", package: "swift-log"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),
        .testTarget(name: "ListeningTests", dependencies: ["Listening"], swiftSettings: strict),
        .testTarget(
            name: "HTTPListeningTests",
            dependencies: [
                "HTTPListening", "HTTPRequesting", "Listening", "LogLimits", "PluginTesting",
                .product(name: "InMemoryLogging", package: "swift-log"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "PortRelayTests",
            dependencies: [
                "Addressing", "CLinux", "KernelTesting", "LinuxSystem", "NetlinkWire", "NetworkModel", "PortRelay",
                .product(name: "InMemoryLogging", package: "swift-log"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "DockerPluginTests",
            dependencies: [
                "Addressing", "DockerPlugin", "DockerPluginAPI", "Listening", "PluginTesting",
                .product(name: "InMemoryLogging", package: "swift-log"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            resources: [.copy("Recordings")],
            swiftSettings: strict
        ),

        // The code of the libraries' articles.
        .testTarget(
            name: "ExampleTests",
            dependencies: [
                "Addressing", "DockerPlugin", "DockerPluginAPI", "KernelTesting", "LinuxSystem", "Netlink",
                "NetlinkTesting", "NetlinkWire",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict
        ),

        // The README and the guides as commands to run, and what holds them against the repository.
        .target(name: "GuideTesting", path: "Tests/GuideTesting", swiftSettings: strict),
        .testTarget(name: "GuideTestingTests", dependencies: ["GuideTesting"], swiftSettings: strict),

        // The executable that a user installs.
        .testTarget(
            name: "PackagingTests",
            dependencies: ["LinuxSystem", "NetworkModel", "mdnp"],
            swiftSettings: strict
        ),

        // Real Docker engines on hosts of their own, and what their users see of mdnp.
        .target(name: "Lab", dependencies: ["CLinux"], path: "Tests/Lab", swiftSettings: strict),
        .testTarget(
            name: "EndToEndTests",
            dependencies: ["Addressing", "GuideTesting", "KernelTesting", "Lab", "PluginTesting", "mdnp"],
            swiftSettings: strict
        ),
    ]
)
