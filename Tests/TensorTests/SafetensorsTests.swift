import Foundation
import Tensor
import Testing

@Suite struct SafetensorsTests {
  static func build(_ header: String, data: Int) -> [UInt8] {
    withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) } + Array(header.utf8)
      + (0..<data).map { UInt8($0 % 251) }
  }

  static let sample: Safetensors = {
    var file = Safetensors(metadata: ["quote \" and \\": "line\nbreak\u{1} ü"])
    file["b"] = .init([1, 2, 3] as [UInt8], [3])
    file["a"] = .init([1.5, -.infinity, 0, .leastNonzeroMagnitude] as [Float], [2, 2])
    file["long"] = .init([.min, .max] as [Int64], [2, 1])
    file["short"] = .init([-1, 7] as [Int32], [2])
    file["wide"] = .init([.pi] as [Double], [])
    file["none"] = .init([] as [Float], [0, 3])
    return file
  }()

  @Test func whatIsWrittenReadsBack() throws {
    let bytes = Self.sample.serialised
    #expect(try Safetensors(bytes: bytes, file: "f") == Self.sample)
    let read = try Safetensors(bytes: bytes, file: "f")
    #expect(
      read["long"]?.int64s == [.min, .max] && read["short"]?.int32s == [-1, 7] && read["b"]?.uint8s == [1, 2, 3])
    #expect(read["wide"]?.doubles == [.pi] && read["wide"]?.floats == nil)
    #expect(read["a"]?.floats == [1.5, -.infinity, 0, .leastNonzeroMagnitude])
  }

  /// The reference implementation's own bytes for {"a": [1, 2]} with metadata {"k": "v"}.
  @Test func readsWhatOthersWrite() throws {
    let header =
      "{\"__metadata__\":{\"k\":\"v\"},\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}      "
    var bytes = Self.build(header, data: 0)
    for value in [Float(1), 2] { withUnsafeBytes(of: value) { bytes += $0 } }
    let file = try Safetensors(bytes: bytes, file: "f")
    #expect(file["a"]?.floats == [1, 2] && file.metadata == ["k": "v"])
  }

  @Test func everyCutIsNoticed() {
    let bytes = Self.sample.serialised
    for length in 0..<bytes.count {
      #expect(throws: SafetensorsError.self) { try Safetensors(bytes: bytes.prefix(length), file: "f") }
    }
  }

  static let damaged: [(header: String, data: Int, word: String)] = [
    ("", 0, "JSON"), ("{", 0, "JSON"), ("[]", 0, "object"), ("{} x", 0, "JSON"), ("\u{0}\u{1}", 0, "JSON"),
    ("{\"a\":1}", 0, "'a'"), ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4, "data_offsets"),
    ("{\"a\":{\"dtype\":\"F31\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "F31"),
    ("{\"a\":{\"dtype\":4,\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "dtype"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1.0],\"data_offsets\":[0,4]}}", 4, "shape"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[true],\"data_offsets\":[0,4]}}", 4, "shape"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}", 4, "shape"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,8]}}", 4, "truncated"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}", 4, "backwards"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4, "fit"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 8, "no tensor"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8, "gap"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,8],\"data_offsets\":[0,0]}}", 0, "too large"),
    ("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,99999999999999999999]}}", 4, "data_offsets"),
    (
      "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[2,6]}}",
      6, "overlaps"
    ),
    (
      "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]},\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[4,8]}}",
      8, "twice"
    ),
    ("{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4],\"x\":0}}", 4, "'x'"),
    ("{\"__metadata__\":{\"k\":1}}", 0, "'k'"), ("{\"__metadata__\":[]}", 0, "__metadata__"),
    (String(repeating: "[", count: 100_000), 0, "deeply"),
  ]

  @Test(arguments: damaged.indices)
  func namesWhatIsDamaged(index: Int) {
    let (header, data, word) = Self.damaged[index]
    #expect {
      _ = try Safetensors(bytes: Self.build(header, data: data), file: "model.file")
    } throws: { error in
      let line = "\(error)"
      return line.hasPrefix("model.file: ") && line.contains(word) && !line.contains("\n")
    }
  }

  @Test(arguments: [UInt64(1) << 63, .max, 1 << 40])
  func absurdHeaderLengthsAreTruncation(length: UInt64) {
    let bytes = withUnsafeBytes(of: length.littleEndian) { Array($0) } + [UInt8](repeating: 32, count: 100)
    #expect {
      _ = try Safetensors(bytes: bytes, file: "f")
    } throws: { "\($0)".contains("truncated") }
  }

  @Test func filesAreReplacedWholeOrNotAtAll() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("safetensors-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/a.safetensors"
    try Self.sample.write(to: path)
    #expect(try Safetensors(path: path) == Self.sample)
    try Safetensors(metadata: ["second": "time"]).write(to: path)
    #expect(try Safetensors(path: path).metadata == ["second": "time"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a.safetensors"])
    #expect(throws: SafetensorsError.self) { try Self.sample.write(to: folder) }
    #expect(throws: SafetensorsError.self) { try Self.sample.write(to: folder + "/missing/a") }
    #expect(throws: SafetensorsError.self) { try Safetensors(path: folder + "/missing") }
    #expect(throws: SafetensorsError.self) { try Safetensors(path: folder) }
  }

  @Test func numbersBooleansAndTextsStayApart() throws {
    let value = try JSONValue(
      parsing: Array("[1, 1.0, true, \"1\", -0, 1e3, NaN, null, \"\\ud83d\\ude00\\u00fc\"]".utf8))
    guard case .array(let items) = value else { return #expect(Bool(false)) }
    #expect(items.map(\.integer) == [1, nil, nil, nil, 0, nil, nil, nil, nil])
    #expect(items[1].double == 1 && items[5].double == 1000 && items[2].double == nil && items[6].double?.isNaN == true)
    #expect(items[8] == .string("😀ü"))
  }

  @Test(arguments: [
    "01", "1.", ".5", "+1", "1e", "--1", "'a'", "{\"a\":1,}", "[1,]", "{a:1}", "\"\\x\"", "\"\\ud800\"", "\"\u{1}\"",
    "tru", "",
    "{\"a\" 1}", "[1 2]", "\"", "nul", "1 2",
  ])
  func whatIsNotJSONIsRefused(text: String) {
    #expect(throws: JSONError.self) { try JSONValue(parsing: Array(text.utf8)) }
  }
}
