// swift-tools-version: 6.2
import PackageDescription

/// One set of strict settings for every Swift target.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
]

let optimisedC: [CSetting] = [.unsafeFlags(["-O3", "-Wall", "-Wextra", "-Werror", "-Wno-unused-function"])]

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(of name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.init(stringLiteral: name), "TestSupport"] + dependencies,
    swiftSettings: strict)
}

let package = Package(
  name: "switchyard",
  products: [.executable(name: "switchyard", targets: ["switchyard"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
  ],
  targets: [
    .systemLibrary(name: "CNcurses", providers: [.apt(["libncurses-dev"])]),
    .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(name: "CJPEG", pkgConfig: "libjpeg", providers: [.apt(["libjpeg62-turbo-dev"])]),
    .target(name: "CImages", dependencies: ["CPNG", "CJPEG"], cSettings: optimisedC),
    .target(name: "CKernels", cSettings: optimisedC),
    .target(name: "CTerminal", cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]),

    library("TOMLReading", ["TOMLKit"]),
    library("Experiment", ["TOMLReading", "TOMLKit"]),
    library("Threading"),
    library("Tensor", ["CKernels", "COpenBLAS", "Threading"]),
    library("Data", ["CZlib", "CImages", "Threading"]),
    library("Forecasting", ["Experiment"]),
    library("Clustering", ["Tensor", "Data"]),
    library("Models", ["Tensor"]),
    library("Training", ["Models", "Data", "Clustering", "Experiment", "Tensor"]),
    library("Sessions", ["Experiment", .product(name: "GRDB", package: "GRDB.swift")]),
    library("Trials", ["Experiment", "Sessions"]),
    library("Studies", ["Experiment", "Sessions", "Trials", "Forecasting", "TOMLReading", "TOMLKit"]),
    library(
      "Sweeps",
      [
        "Experiment", "Forecasting", "Sessions", "Trials", "TOMLReading", "TOMLKit",
        .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    library("TerminalUI", ["CNcurses", "CTerminal", "TOMLReading", "TOMLKit"]),
    library("Workbench", ["TerminalUI", "Experiment", "Sessions", "Sweeps", "Forecasting"]),
    .executableTarget(
      name: "switchyard",
      dependencies: [
        "Experiment", "Tensor", "Data", "Forecasting", "Clustering", "Models", "Training", "Sessions", "Trials",
        "Studies", "Sweeps", "TerminalUI", "Workbench",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    .target(
      name: "TestSupport", dependencies: ["Tensor", "TerminalUI", "Experiment"], path: "Tests/TestSupport",
      swiftSettings: strict),
    tests(of: "Experiment"),
    tests(of: "Tensor", ["Threading"]),
    tests(of: "Data"),
    tests(of: "Forecasting", ["Experiment"]),
    tests(of: "Clustering", ["Tensor", "Data"]),
    tests(of: "Models", ["Tensor"]),
    tests(of: "Training", ["Models", "Data", "Experiment", "Tensor"]),
    tests(of: "Sessions", ["Experiment"]),
    tests(of: "Studies", ["Experiment", "Sessions", "Forecasting"]),
    tests(of: "Sweeps", ["Experiment", "Forecasting", "Sessions", "Trials"]),
    tests(of: "TerminalUI"),
    tests(of: "Workbench", ["TerminalUI", "Experiment", "Sessions", "Sweeps", "Forecasting"]),
    .testTarget(
      name: "SwitchyardTests", dependencies: ["switchyard", "TestSupport", "Experiment", "Sessions"],
      swiftSettings: strict),
  ]
)
