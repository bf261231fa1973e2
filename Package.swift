// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
//
// Every target and every arrow between them; docs/ARCHITECTURE.md draws the same picture.

import PackageDescription

/// Fuzz targets need libFuzzer's own `main`, which breaks a plain build, so they exist only when asked for.
let withFuzzTargets = Context.environment["LONGWAVE_FUZZ"] != nil

/// Without the control plane and the programs, a build for the sanitizers takes a minute and not five.
let mediaOnly = Context.environment["LONGWAVE_MEDIA_ONLY"] != nil

/// What measures the packet path replaces `malloc`, which nothing else should be linked to, so it waits to be asked for.
let withHotPath = Context.environment["LONGWAVE_BENCH"] != nil

/// Settings of every target that is ours: strict, and a warning is an error.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    // Methods that return spans say whose storage they borrow.
    .enableExperimentalFeature("Lifetimes"),
]

// MARK: - The media plane

/// C libraries as the system has them, and the little C that must be compiled.
let systemLibraries: [Target] = [
    .systemLibrary(name: "CUV", pkgConfig: "libuv", providers: [.apt(["libuv1-dev"])]),
    .systemLibrary(name: "CNice", pkgConfig: "nice", providers: [.apt(["libnice-dev"])]),
    .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CSRTP", pkgConfig: "libsrtp2", providers: [.apt(["libsrtp2-dev"])]),
    .target(name: "CShims"),
]

let mediaPlane: [Target] = [
    .target(name: "RTP", swiftSettings: strict),
    .target(name: "SDP", swiftSettings: strict),
    .target(name: "Forwarding", dependencies: ["RTP"], swiftSettings: strict),
    .target(
        name: "Transport",
        dependencies: ["RTP", "CUV", "CNice", "COpenSSL", "CShims"],
        swiftSettings: strict
    ),
    .target(
        name: "Relay",
        dependencies: [
            "Forwarding", "RTP", "SDP", "Transport",
            .product(name: "Logging", package: "swift-log"),
        ],
        swiftSettings: strict
    ),
]

// MARK: - The control plane and the programs

let controlPlane: [Target] = [
    .target(
        name: "Signaling",
        dependencies: [
            .product(name: "Crypto", package: "swift-crypto"),
            .product(name: "CryptoExtras", package: "swift-crypto"),
            .product(name: "Hummingbird", package: "hummingbird"),
            .product(name: "HummingbirdCore", package: "hummingbird"),
            .product(name: "HTTPTypes", package: "swift-http-types"),
            .product(name: "Logging", package: "swift-log"),
            .product(name: "Metrics", package: "swift-metrics"),
            .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOEmbedded", package: "swift-nio"),
            .product(name: "NIOHTTP1", package: "swift-nio"),
            .product(name: "NIOHTTPCompression", package: "swift-nio-extras"),
            .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
            .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
            .product(name: "NIOWebSocket", package: "swift-nio"),
            .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        ],
        resources: [.embedInCode("Client"), .embedInCode("Demos"), .embedInCode("Pages/Resources")],
        swiftSettings: strict
    )
]

let programs: [Target] = [
    .executableTarget(
        name: "longwave",
        dependencies: [
            "Relay", "Signaling", "Transport",
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
            .product(name: "Configuration", package: "swift-configuration"),
            .product(name: "Logging", package: "swift-log"),
            .product(name: "Metrics", package: "swift-metrics"),
            .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            .product(name: "UnixSignals", package: "swift-service-lifecycle"),
        ],
        swiftSettings: strict
    ),
    .target(
        name: "LoadKit",
        dependencies: [
            "RTP", "SDP", "Transport",
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
            .product(name: "AsyncHTTPClient", package: "async-http-client"),
            .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOHTTP1", package: "swift-nio"),
            .product(name: "NIOPosix", package: "swift-nio"),
            .product(name: "NIOWebSocket", package: "swift-nio"),
        ],
        path: "loadtest/Sources/LoadKit",
        swiftSettings: strict
    ),
    .executableTarget(
        name: "longwave-load",
        dependencies: ["LoadKit"],
        path: "loadtest/Sources/longwave-load",
        swiftSettings: strict
    ),
]

// MARK: - Tests

let mediaPlaneTests: [Target] = [
    .target(name: "TestSupport", dependencies: ["RTP"], path: "Tests/TestSupport", swiftSettings: strict),
    .testTarget(name: "RTPTests", dependencies: ["RTP", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "SDPTests", dependencies: ["SDP", "TestSupport"], swiftSettings: strict),
    .testTarget(
        name: "ForwardingTests",
        dependencies: ["Forwarding", "RTP", "TestSupport"],
        swiftSettings: strict
    ),
    .testTarget(
        name: "TransportTests",
        dependencies: ["Transport", "RTP", "CSRTP", "TestSupport"],
        swiftSettings: strict
    ),
    .testTarget(
        name: "RelayTests",
        dependencies: [
            "Relay", "Forwarding", "RTP", "SDP", "Transport", "TestSupport",
            .product(name: "Logging", package: "swift-log"),
        ],
        swiftSettings: strict
    ),
]

let controlPlaneTests: [Target] = [
    .testTarget(
        name: "SignalingTests",
        dependencies: [
            "Signaling",
            .product(name: "Hummingbird", package: "hummingbird"),
            .product(name: "HummingbirdTesting", package: "hummingbird"),
            .product(name: "HTTPTypes", package: "swift-http-types"),
            .product(name: "Logging", package: "swift-log"),
            .product(name: "Metrics", package: "swift-metrics"),
            .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOEmbedded", package: "swift-nio"),
            .product(name: "NIOPosix", package: "swift-nio"),
            .product(name: "NIOWebSocket", package: "swift-nio"),
            .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        ],
        swiftSettings: strict
    ),
    .testTarget(
        name: "LongwaveTests",
        dependencies: [
            "longwave", "Relay", "Signaling", "Transport",
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
            .product(name: "Logging", package: "swift-log"),
        ],
        swiftSettings: strict
    ),
]

let programTests: [Target] = [
    .testTarget(
        name: "LoadTests",
        dependencies: [
            "LoadKit", "RTP", "SDP",
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
            .product(name: "NIOCore", package: "swift-nio"),
            .product(name: "NIOWebSocket", package: "swift-nio"),
        ],
        swiftSettings: strict
    )
]

func fuzzer(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: name,
        dependencies: dependencies,
        path: "Tests/Fuzzing/\(name)",
        exclude: ["Corpus", "Dictionary"],
        swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]
    )
}

let fuzzers: [Target] = [
    fuzzer("FuzzRTP", ["RTP"]),
    fuzzer("FuzzRTCP", ["RTP"]),
    fuzzer("FuzzSDP", ["SDP"]),
    fuzzer("FuzzIntake", ["SDP"]),
    fuzzer("FuzzSTUN", ["Transport"]),
    fuzzer("FuzzForwarding", ["Forwarding", "RTP"]),
]

/// `loadtest/hot-path`: the packet path alone, and C that measures it.
let hotPath: [Target] = [
    .target(name: "CHotPath", path: "loadtest/HotPath/C", linkerSettings: [.linkedLibrary("crypto")]),
    .executableTarget(
        name: "longwave-hotpath",
        dependencies: ["Forwarding", "RTP", "Transport", "CHotPath"],
        path: "loadtest/HotPath/Sources",
        swiftSettings: strict
    ),
]

let package = Package(
    name: "longwave",
    products: mediaOnly
        ? []
        : [
            .executable(name: "longwave", targets: ["longwave"]),
            .executable(name: "longwave-load", targets: ["longwave-load"]),
        ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: ["YAML"]),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.34.1"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: systemLibraries + mediaPlane + mediaPlaneTests
        + (mediaOnly ? [] : controlPlane + programs + controlPlaneTests + programTests)
        + (withFuzzTargets ? fuzzers : []) + (withHotPath ? hotPath : [])
)
