internal import Tensor

/// Keys and tensors of a probe file, taken one by one and checked.
struct VisDiTProbeInput {
  private static let letters =
    "equal lengths go by equal letters in the probe's rules, C is the spec's classes where it has any"

  var keys: SpecificationKeys
  var tensors: ProbeTensors

  init(_ file: Safetensors) throws(ProbeError) {
    keys = try SpecificationKeys(file)
    tensors = ProbeTensors(file, letters: Self.letters)
  }

  /// A share in 0 ... 1.
  mutating func share(_ key: String) throws(ProbeError) -> Double { try keys.number(key, atLeast: 0, atMost: 1) }

  mutating func temperature() throws(ProbeError) -> Float {
    let value = try keys.number("temperature", above: 0)
    guard Float(value) > 0, (1 / Float(value)).isFinite else {
      throw ProbeError("spec key 'temperature': \(value) is too small")
    }
    return Float(value)
  }

  /// A matrix of floats; nil stands for any length.
  mutating func rows(
    _ name: String, _ count: Int? = nil, _ width: Int? = nil, mayBeEmpty: Bool = false
  ) throws(ProbeError) -> FeatureRows {
    let tensor = try tensors.floats(name, [count, width], mayBeEmpty: mayBeEmpty)
    return FeatureRows(tensor.values, width: tensor.shape[1])
  }

  /// Whole numbers from 0, below the number of `what` there are.
  mutating func places(
    _ name: String, _ count: Int? = nil, below bound: Int, _ what: String, mayBeEmpty: Bool = false
  ) throws(ProbeError) -> [Int] {
    let values = try tensors.integers(name, [count], mayBeEmpty: mayBeEmpty).values
    for (element, value) in values.enumerated() where value < 0 || value >= bound {
      throw ProbeError("tensor '\(name)': element \(element) is \(value), must be in 0 ..< \(bound) (\(what))")
    }
    return values.map { Int($0) }
  }

  /// A row of floats that lie in a range.
  mutating func numbers(
    _ name: String, _ count: Int, _ range: String, _ fits: (Float) -> Bool
  ) throws(ProbeError) -> [Float] {
    let values = try tensors.floats(name, [count]).values
    if let element = values.firstIndex(where: { !fits($0) }) {
      throw ProbeError("tensor '\(name)': element \(element) is \(values[element]), must be in \(range)")
    }
    return values
  }

  /// Refuses what nobody asked for.
  func refuseRest() throws(ProbeError) { try tensors.refuseRest() }
}

extension Safetensors.Entry {
  /// A matrix.
  init(_ rows: FeatureRows) { self.init(rows.values, [rows.count, rows.width]) }
  /// A row of whole numbers.
  init(_ places: [Int]) { self.init(places.map { Int64($0) }, [places.count]) }
  /// A row of floats.
  init(_ numbers: [Double]) { self.init(numbers.map { Float($0) }, [numbers.count]) }
}
