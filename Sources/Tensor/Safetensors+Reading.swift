internal import Foundation

extension Safetensors {
  /// Reads and checks a whole file.
  ///
  /// - Throws: `SafetensorsError`, when it cannot be read, is cut off or breaks the format.
  public init(path: String) throws(SafetensorsError) {
    let file: Data
    do {
      file = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
    } catch {
      let reason = FileManager.default.fileExists(atPath: path) ? "cannot be read" : "no such file"
      throw SafetensorsError(path, reason)
    }
    try self.init(bytes: file, file: path)
  }

  /// Reads a file's bytes.
  ///
  /// - Parameter file: its name, for messages.
  public init(bytes: some RandomAccessCollection<UInt8>, file: String) throws(SafetensorsError) {
    guard bytes.count >= 8 else {
      throw SafetensorsError(file, "truncated: \(bytes.count) bytes are no safetensors file")
    }
    let length = bytes.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(bytes.count - 8) else {
      throw SafetensorsError(
        file,
        "truncated: the header should have \(length) bytes, \(bytes.count - 8) are left (cut off, or no safetensors)")
    }
    let data = bytes.dropFirst(8 + Int(length))
    let json: JSONValue
    do {
      json = try JSONValue(parsing: bytes.dropFirst(8).prefix(Int(length)))
    } catch {
      throw SafetensorsError(file, "the header is not JSON (truncated or damaged): \(error)")
    }
    guard case .object(let members) = json else { throw SafetensorsError(file, "the header is not a JSON object") }
    self.init()
    var places: [Place] = []
    for (name, value) in members {
      if name == "__metadata__" {
        metadata = try Self.texts(value, file)
        continue
      }
      let place = try Place(name, value, file, dataBytes: data.count)
      places.append(place)
      entries[name] = Entry(
        type: place.type, shape: place.shape, bytes: Array(data.dropFirst(place.begin).prefix(place.end - place.begin)))
    }
    try Self.checkCoverage(places, file, dataBytes: data.count)
  }

  private static func texts(_ value: JSONValue, _ file: String) throws(SafetensorsError) -> [String: String] {
    guard case .object(let members) = value else { throw SafetensorsError(file, "__metadata__ is not an object") }
    var table: [String: String] = [:]
    for (key, value) in members {
      guard case .string(let text) = value else {
        throw SafetensorsError(file, "metadata '\(key)' is \(value.kind), not a text")
      }
      table[key] = text
    }
    return table
  }

  private static func checkCoverage(_ places: [Place], _ file: String, dataBytes: Int) throws(SafetensorsError) {
    var covered = 0
    for place in places.sorted(by: { ($0.begin, $0.end) < ($1.begin, $1.end) }) {
      if place.begin != covered {
        let fault = place.begin < covered ? "overlaps the one before it" : "leaves a gap before it"
        throw SafetensorsError(
          file, "tensor '\(place.name)' \(fault): data_offsets \(place.begin)..\(place.end), \(covered) bytes covered")
      }
      covered = place.end
    }
    if covered != dataBytes {
      throw SafetensorsError(file, "\(dataBytes - covered) bytes at the end belong to no tensor")
    }
  }

  /// Where the header says that a tensor lies.
  private struct Place {
    let name: String
    let type: ElementType
    let shape: [Int]
    let (begin, end): (Int, Int)

    init(_ name: String, _ value: JSONValue, _ file: String, dataBytes: Int) throws(SafetensorsError) {
      func fault(_ text: String) -> SafetensorsError { SafetensorsError(file, "tensor '\(name)': \(text)") }
      guard case .object(let members) = value else { throw fault("its entry in the header is not an object") }
      var parts: [String: JSONValue] = [:]
      for (key, value) in members {
        if !["dtype", "shape", "data_offsets"].contains(key) { throw fault("unknown key '\(key)' in the header") }
        parts[key] = value
      }
      guard case .string(let word)? = parts["dtype"] else { throw fault("its dtype is missing or no text") }
      guard let type = ElementType(rawValue: word) else { throw fault("unknown dtype '\(word)'") }
      guard let shape = Self.sizes(parts["shape"]) else { throw fault("its shape is not a list of whole numbers ≥ 0") }
      guard let offsets = Self.sizes(parts["data_offsets"]), offsets.count == 2 else {
        throw fault("its data_offsets are not two whole numbers ≥ 0")
      }
      var wanted = type.size
      // A length of 0 makes the product 0 whatever the others are.
      if shape.contains(0) { wanted = 0 }
      for length in shape where wanted > 0 {
        let (product, overflow) = wanted.multipliedReportingOverflow(by: length)
        if overflow { throw fault("its shape \(shape) is too large") }
        wanted = product
      }
      let (begin, end) = (offsets[0], offsets[1])
      if begin > end { throw fault("its data_offsets \(begin)..\(end) run backwards") }
      if end > dataBytes {
        throw fault("truncated: its data_offsets \(begin)..\(end) lie outside the data of \(dataBytes) bytes (cut off)")
      }
      if end - begin != wanted {
        throw fault("\(end - begin) bytes do not fit \(type.rawValue) of shape \(shape), which takes \(wanted)")
      }
      (self.name, self.type, self.shape, self.begin, self.end) = (name, type, shape, begin, end)
    }

    private static func sizes(_ value: JSONValue?) -> [Int]? {
      guard case .array(let items)? = value else { return nil }
      let sizes = items.compactMap(\.integer)
      return sizes.count == items.count && sizes.allSatisfy { $0 >= 0 } ? sizes : nil
    }
  }
}
