import Models
import Tensor
import Testing

/// Every kind of fault that a probe must refuse, and the word that its message must hold.
@Suite struct MoERefusalTests {
  struct Fault: Sendable, CustomTestStringConvertible {
    let word: String
    /// Entries of the spec that are replaced or added; nil removes one.
    var spec: [String: String?] = [:]
    var tensors: @Sendable (inout Safetensors) -> Void = { _ in }
    var testDescription: String { "\(word) \(spec)" }
  }

  static let plain: [String: String] = [
    "block": "\"moe\"", "router": "\"topk\"", "activation": "\"swiglu\"", "experts": "4", "k": "2",
  ]

  /// A small legal file for the spec.
  static func file(_ changes: [String: String?]) -> Safetensors {
    let spec = plain.merging(changes.compactMapValues { $0 }) { $1 }.filter { changes[$0.key] != .some(nil) }
    let text = "{" + spec.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", ") + "}"
    var file = Safetensors(metadata: ["spec": text])
    let router = spec["router"]
    func add(_ name: String, _ shape: [Int]) {
      file[name] = .init((0..<shape.reduce(1, *)).map { Float($0 % 7) * 0.1 - 0.3 }, shape)
    }
    add("x", [8, 3])
    add("dy", [8, 3])
    for prefix in spec["block"] == "\"cartesian\"" ? ["a.", "b."] : [""] {
      if router != "\"hash\"" { add(prefix + "router.weight", [4, 3]) }
      add(prefix + "experts.up", [4, 3, 2])
      add(prefix + "experts.gate", [4, 3, 2])
      add(prefix + "experts.down", [4, 2, 3])
      if !prefix.isEmpty { add(prefix + "norm.weight", [3]) }
      if spec["shared_expert"] != nil {
        add(prefix + "shared.up", [3, 5])
        add(prefix + "shared.gate", [3, 5])
        add(prefix + "shared.down", [5, 3])
      }
      if spec["shared_expert"] == "\"coefficient\"" {
        add(prefix + "coefficient.weight", [2, 3])
        add(prefix + "coefficient.bias", [2])
      }
      if router == "\"bias-balanced\"" { add(prefix + "bias", [4]) }
      if router == "\"mask\"" { file[prefix + "mask.visible"] = .init(Array(repeating: UInt8(1), count: 12), [3, 4]) }
      if router == "\"hash\"" { file[prefix + "hash.table"] = .init([0, 1, 1, 2, 2, 3].map { Int64($0) }, [3, 2]) }
    }
    if router == "\"mask\"" || router == "\"hash\"" {
      file["token_ids"] = .init((0..<8).map { Int64($0 % 3) }, [8])
    }
    return file
  }

  static let legal: [[String: String?]] = [
    [:], ["block": "\"cartesian\""], ["router": "\"mask\""], ["router": "\"hash\""],
    ["router": "\"bias-balanced\"", "scores": "\"sigmoid\""], ["router": "\"expert-choice\"", "capacity_factor": "1"],
    ["shared_expert": "\"coefficient\""], ["shared_expert": "\"add\""], ["norm_eps": "1e-5", "bias_rate": "0"],
    ["capacity_factor": "null", "rectify": "{}"], ["capacity_factor": "1.5", "rectify": "{\"fill_in\": true}"],
    ["k": "1", "straight_through": "true"], ["capacity_factor": "1e300"],
  ]

  @Test(arguments: legal)
  func acceptsWhatIsLegal(spec: [String: String?]) throws {
    #expect(try MoEProbe.run(Self.file(spec))["y"]?.shape == [8, 3])
  }

  static let specFaults: [Fault] = [
    Fault(word: "block", spec: ["block": nil]), Fault(word: "router", spec: ["router": nil]),
    Fault(word: "activation", spec: ["activation": nil]), Fault(word: "experts", spec: ["experts": nil]),
    Fault(word: "'k'", spec: ["k": nil]), Fault(word: "block", spec: ["block": "\"dense\""]),
    Fault(word: "router", spec: ["router": "\"top-k\""]), Fault(word: "router", spec: ["router": "null"]),
    Fault(word: "activation", spec: ["activation": "\"relu\""]), Fault(word: "scores", spec: ["scores": "\"tanh\""]),
    Fault(word: "priority", spec: ["priority": "1"]), Fault(word: "experts", spec: ["experts": "true"]),
    Fault(word: "experts", spec: ["experts": "4.0"]), Fault(word: "experts", spec: ["experts": "\"4\""]),
    Fault(word: "experts", spec: ["experts": "0"]), Fault(word: "experts", spec: ["experts": "99999999999999999999"]),
    Fault(word: "'k'", spec: ["k": "0"]), Fault(word: "k:", spec: ["k": "5"]),
    Fault(word: "'experts'", spec: ["k": "9223372036854775807", "experts": "9223372036854775807"]),
    Fault(word: "devices", spec: ["devices": "3"]), Fault(word: "devices", spec: ["devices": "0"]),
    Fault(word: "devices", spec: ["devices": "null"]), Fault(word: "devices", spec: ["devices": "-1"]),
    Fault(word: "capacity_factor", spec: ["capacity_factor": "0"]),
    Fault(word: "capacity_factor", spec: ["capacity_factor": "-1"]),
    Fault(word: "capacity_factor", spec: ["capacity_factor": "NaN"]),
    Fault(word: "capacity_factor", spec: ["capacity_factor": "1e999"]),
    Fault(word: "capacity_factor", spec: ["capacity_factor": "\"1\""]),
    Fault(word: "capacity_factor", spec: ["capacity_factor": "true"]),
    Fault(word: "renormalize", spec: ["renormalize": "1"]), Fault(word: "renormalize", spec: ["renormalize": "null"]),
    Fault(word: "straight_through", spec: ["straight_through": "\"yes\""]),
    Fault(word: "rectify", spec: ["rectify": "true"]), Fault(word: "rectify", spec: ["rectify": "null"]),
    Fault(word: "rectify.local", spec: ["rectify": "{\"local\": true}"]),
    Fault(word: "rectify.fill_in", spec: ["rectify": "{\"fill_in\": 1}"]),
    Fault(word: "rectify.fill_priority", spec: ["rectify": "{\"fill_priority\": \"position\"}"]),
    Fault(word: "shared_expert", spec: ["shared_expert": "false"]),
    Fault(word: "balance_coef", spec: ["balance_coef": "-0.1"]),
    Fault(word: "z_coef", spec: ["z_coef": "Infinity"]), Fault(word: "bias_rate", spec: ["bias_rate": "\"\""]),
    Fault(word: "norm_eps", spec: ["norm_eps": "0"]), Fault(word: "colour", spec: ["colour": "1"]),
  ]

  static let combinations: [Fault] = [
    Fault(word: "fill_in", spec: ["k": "4", "capacity_factor": "1", "rectify": "{\"fill_in\": true}"]),
    Fault(word: "scores", spec: ["scores": "\"sigmoid\""]),
    Fault(word: "scores", spec: ["router": "\"hash\"", "scores": "\"sigmoid\""]),
    Fault(word: "intra_gpu", spec: ["rectify": "{\"intra_gpu\": true}"]),
    Fault(word: "fill_in", spec: ["rectify": "{\"fill_in\": true}"]),
    Fault(word: "intra_gpu", spec: ["router": "\"hash\"", "capacity_factor": "1", "rectify": "{\"intra_gpu\": true}"]),
    Fault(word: "fill_in", spec: ["router": "\"hash\"", "capacity_factor": "1", "rectify": "{\"fill_in\": true}"]),
    Fault(
      word: "intra_gpu",
      spec: ["router": "\"expert-choice\"", "capacity_factor": "1", "rectify": "{\"intra_gpu\": true}"]),
    Fault(
      word: "fill_in", spec: ["router": "\"expert-choice\"", "capacity_factor": "1", "rectify": "{\"fill_in\": true}"]),
    Fault(word: "capacity_factor", spec: ["router": "\"expert-choice\""]),
    Fault(word: "straight_through", spec: ["straight_through": "true"]),
    Fault(
      word: "straight_through",
      spec: ["k": "1", "capacity_factor": "1", "straight_through": "true", "rectify": "{\"fill_in\": true}"]),
    Fault(
      word: "straight_through",
      spec: ["k": "1", "router": "\"expert-choice\"", "capacity_factor": "1", "straight_through": "true"]),
    Fault(word: "devices", spec: ["devices": "4"]) { $0["x"] = .init(Array(repeating: Float(1), count: 18), [6, 3]) },
  ]

  static let tensorFaults: [Fault] = [
    Fault(word: "spec") { $0.metadata = [:] }, Fault(word: "spec") { $0.metadata["spec"] = "{" },
    Fault(word: "spec") { $0.metadata["spec"] = "[1]" }, Fault(word: "spec") { $0.metadata["spec"] = "" },
    Fault(word: "twice") { $0.metadata["spec"]! = $0.metadata["spec"]!.dropLast() + ", \"k\": 1}" },
    Fault(word: "'x'") { $0["x"] = nil }, Fault(word: "'dy'") { $0["dy"] = nil },
    Fault(word: "'router.weight'") { $0["router.weight"] = nil },
    Fault(word: "'experts.gate'") { $0["experts.gate"] = nil },
    Fault(word: "'experts.up'") { $0["experts.up"] = nil },
    Fault(word: "'experts.gate'", spec: ["activation": "\"gelu-tanh\""]),
    Fault(word: "'bias'") { $0["bias"] = .init([0, 0, 0, 0] as [Float], [4]) },
    Fault(word: "'token_ids'") { $0["token_ids"] = .init(Array(repeating: Int64(0), count: 8), [8]) },
    Fault(word: "'router.weight'", spec: ["router": "\"hash\""]) { $0["router.weight"] = .init([1] as [Float], [1]) },
    Fault(word: "'norm.weight'") { $0["norm.weight"] = .init([1, 1, 1] as [Float], [3]) },
    Fault(word: "'experts.up'", spec: ["block": "\"cartesian\""]) { $0["experts.up"] = $0["a.experts.up"] },
    Fault(word: "'b.experts.up'", spec: ["block": "\"cartesian\""]) { $0["b.experts.up"] = nil },
    Fault(word: "'x'") { $0["x"] = .init(Array(repeating: 1.0, count: 24), [8, 3]) },
    Fault(word: "'x'") { $0["x"] = .init(Array(repeating: Float(1), count: 24), [24]) },
    Fault(word: "'x'") { $0["x"] = .init([] as [Float], [0, 3]) },
    Fault(word: "'x'") { $0["x"] = .init([] as [Float], [8, 0]) },
    Fault(word: "'dy'") { $0["dy"] = .init(Array(repeating: Float(1), count: 24), [3, 8]) },
    Fault(word: "'router.weight'") { $0["router.weight"] = .init(Array(repeating: Float(1), count: 12), [3, 4]) },
    Fault(word: "'experts.down'") { $0["experts.down"] = .init(Array(repeating: Float(1), count: 24), [4, 3, 2]) },
    Fault(word: "'experts.up'") { $0["experts.up"] = .init([] as [Float], [4, 3, 0]) },
    Fault(word: "'x'") { $0["x"] = .init([Float.nan] + Array(repeating: 1, count: 23), [8, 3]) },
    Fault(word: "'dy'") { $0["dy"] = .init([Float.infinity] + Array(repeating: 1, count: 23), [8, 3]) },
    Fault(word: "'experts.up'") {
      $0["experts.up"] = .init([-Float.infinity] + Array(repeating: 1, count: 23), [4, 3, 2])
    },
    Fault(word: "'bias'", spec: ["router": "\"bias-balanced\""]) {
      $0["bias"] = .init([0, 0, 0, .nan] as [Float], [4])
    },
    Fault(word: "'token_ids'", spec: ["router": "\"mask\""]) {
      $0["token_ids"] = .init([0, 1, 2, 3, 0, 0, 0, 0] as [Int64], [8])
    },
    Fault(word: "'token_ids'", spec: ["router": "\"hash\""]) {
      $0["token_ids"] = .init([0, 1, 2, -1, 0, 0, 0, 0] as [Int64], [8])
    },
    Fault(word: "'token_ids'", spec: ["router": "\"hash\""]) {
      $0["token_ids"] = .init([Int32](repeating: 0, count: 8), [8])
    },
    Fault(word: "'hash.table'", spec: ["router": "\"hash\""]) {
      $0["hash.table"] = .init([0, 4, 1, 2, 2, 3] as [Int64], [3, 2])
    },
    Fault(word: "'hash.table'", spec: ["router": "\"hash\""]) {
      $0["hash.table"] = .init([0, -1, 1, 2, 2, 3] as [Int64], [3, 2])
    },
    Fault(word: "'hash.table'", spec: ["router": "\"hash\""]) {
      $0["hash.table"] = .init([0, 1, 1, 1, 2, 3] as [Int64], [3, 2])
    },
    Fault(word: "'hash.table'", spec: ["router": "\"hash\"", "k": "1"]),
    Fault(word: "'mask.visible'", spec: ["router": "\"mask\""]) {
      $0["mask.visible"] = .init([1, 1, 1, 2] + Array(repeating: UInt8(1), count: 8), [3, 4])
    },
    Fault(word: "'mask.visible'", spec: ["router": "\"mask\""]) {
      $0["mask.visible"] = .init([0, 0, 0, 0] + Array(repeating: UInt8(1), count: 8), [3, 4])
    },
    Fault(word: "'b.mask.visible'", spec: ["router": "\"mask\"", "block": "\"cartesian\""]) {
      $0["b.mask.visible"] = .init([0, 0, 0, 0] + Array(repeating: UInt8(1), count: 8), [3, 4])
    },
    Fault(word: "'shared.gate'", spec: ["shared_expert": "\"add\""]) { $0["shared.gate"] = nil },
    Fault(word: "'coefficient.bias'", spec: ["shared_expert": "\"coefficient\""]) { $0["coefficient.bias"] = nil },
  ]

  @Test(arguments: specFaults + combinations + tensorFaults)
  func refusesInOneLine(fault: Fault) {
    var file = Self.file(fault.spec)
    fault.tensors(&file)
    #expect {
      _ = try MoEProbe.run(file)
    } throws: { error in
      let line = "\(error)"
      return error is ProbeError && line.contains(fault.word) && !line.contains("\n")
    }
  }
}
