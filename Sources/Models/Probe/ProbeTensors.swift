internal import Tensor

/// The arrays of a probe file, taken one by one with the shape that the rules give; what is left at the end is refused.
struct ProbeTensors {
  private let entries: [String: Safetensors.Entry]
  private let letters: String
  private var taken: Set<String> = []

  /// - Parameter letters: where the lengths in the rules come from, for messages about shapes.
  init(_ file: Safetensors, letters: String) {
    entries = file.entries
    self.letters = letters
  }

  /// Number of arrays in the file.
  var count: Int { entries.count }

  /// Whether there is an array of that name.
  func holds(_ name: String) -> Bool { entries[name] != nil }

  private func fault(_ name: String, _ text: String) -> ProbeError { ProbeError("tensor '\(name)': \(text)") }

  /// An array whose shape fits; nil stands for a length that is read off.
  ///
  /// - Parameter mayBeEmpty: whether the first length may be 0.
  private mutating func take(
    _ name: String, _ type: Safetensors.ElementType, _ shape: [Int?], mayBeEmpty: Bool = false
  ) throws(ProbeError) -> Safetensors.Entry {
    guard let entry = entries[name] else { throw fault(name, "is missing") }
    taken.insert(name)
    guard entry.type == type else { throw fault(name, "has dtype \(entry.type.rawValue), must be \(type.rawValue)") }
    let fits = entry.shape.count == shape.count && zip(entry.shape, shape).allSatisfy { $1 == nil || $0 == $1 }
    if entry.shape.dropFirst(mayBeEmpty ? 1 : 0).contains(0) { throw fault(name, "is empty: shape \(entry.shape)") }
    guard fits else {
      let wanted = shape.map { $0.map(String.init) ?? "any" }.joined(separator: ", ")
      throw fault(name, "has shape \(entry.shape), must be [\(wanted)]; \(letters)")
    }
    return entry
  }

  mutating func floats(
    _ name: String, _ shape: [Int?], mayBeEmpty: Bool = false
  ) throws(ProbeError) -> (values: [Float], shape: [Int]) {
    let entry = try take(name, .f32, shape, mayBeEmpty: mayBeEmpty)
    let values = entry.floats ?? []
    if let place = values.firstIndex(where: { !$0.isFinite }) {
      throw fault(name, "element \(place) is \(values[place].isNaN ? "NaN" : "infinite")")
    }
    return (values, entry.shape)
  }

  mutating func integers(
    _ name: String, _ shape: [Int?], mayBeEmpty: Bool = false
  ) throws(ProbeError) -> (values: [Int64], shape: [Int]) {
    let entry = try take(name, .i64, shape, mayBeEmpty: mayBeEmpty)
    return (entry.int64s ?? [], entry.shape)
  }

  mutating func bytes(_ name: String, _ shape: [Int?]) throws(ProbeError) -> (values: [UInt8], shape: [Int]) {
    let entry = try take(name, .u8, shape)
    return (entry.bytes, entry.shape)
  }

  /// Refuses arrays that nobody asked for.
  func refuseRest() throws(ProbeError) {
    if let name = entries.keys.filter({ !taken.contains($0) }).min() {
      throw fault(name, "is not called for by the spec")
    }
  }
}
