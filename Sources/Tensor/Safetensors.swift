/// The contents of a safetensors file: named arrays and a table of texts.
///
/// Format: 8 bytes length of the header, little-endian; the header, JSON; the data. Every array has a name, an element
/// type, a shape and two offsets into the data; together they cover the data without gap or overlap.
public struct Safetensors: Sendable, Equatable {
  /// The element types that are known, by their names in the header.
  public enum ElementType: String, Sendable, CaseIterable {
    case f64 = "F64"
    case f32 = "F32"
    case f16 = "F16"
    case bf16 = "BF16"
    case i64 = "I64"
    case i32 = "I32"
    case i16 = "I16"
    case i8 = "I8"
    case u64 = "U64"
    case u32 = "U32"
    case u16 = "U16"
    case u8 = "U8"
    case bool = "BOOL"

    /// Bytes of an element.
    public var size: Int {
      switch self {
      case .f64, .i64, .u64: 8
      case .f32, .i32, .u32: 4
      case .f16, .bf16, .i16, .u16: 2
      case .i8, .u8, .bool: 1
      }
    }
  }

  /// One array; its elements are little-endian, row-major.
  public struct Entry: Sendable, Equatable {
    /// Type of the elements.
    public let type: ElementType
    /// Lengths of the dimensions; empty for a single value.
    public let shape: [Int]
    /// The elements as they stand in the file.
    public let bytes: [UInt8]

    /// - Precondition: the number of bytes fits the shape.
    public init(type: ElementType, shape: [Int], bytes: [UInt8]) {
      precondition(bytes.count == shape.reduce(type.size, *), "\(bytes.count) bytes for \(type.rawValue) \(shape)")
      self.type = type
      self.shape = shape
      self.bytes = bytes
    }

    /// Number of elements.
    public var count: Int { bytes.count / type.size }
  }

  /// Texts by name.
  public var metadata: [String: String]
  /// Arrays by name.
  public var entries: [String: Entry]

  /// Contents to be written or changed; empty without arguments.
  public init(metadata: [String: String] = [:], entries: [String: Entry] = [:]) {
    self.metadata = metadata
    self.entries = entries
  }

  /// The array of that name.
  public subscript(name: String) -> Entry? {
    get { entries[name] }
    set { entries[name] = newValue }
  }
}

/// What is wrong with a safetensors file, in one line that begins with its name.
public struct SafetensorsError: Error, CustomStringConvertible, Equatable {
  /// The whole line.
  public let message: String
  /// One line for people.
  public var description: String { message }

  init(_ file: String, _ text: String) { message = "\(file): \(text)" }
}

extension Safetensors.Entry {
  /// - Precondition: the number of values fits the shape.
  public init(_ values: [Float], _ shape: [Int]) { self.init(type: .f32, shape: shape, bytes: bytesOf(values)) }
  /// - Precondition: the number of values fits the shape.
  public init(_ values: [Double], _ shape: [Int]) { self.init(type: .f64, shape: shape, bytes: bytesOf(values)) }
  /// - Precondition: the number of values fits the shape.
  public init(_ values: [Int64], _ shape: [Int]) { self.init(type: .i64, shape: shape, bytes: bytesOf(values)) }
  /// - Precondition: the number of values fits the shape.
  public init(_ values: [Int32], _ shape: [Int]) { self.init(type: .i32, shape: shape, bytes: bytesOf(values)) }
  /// - Precondition: the number of values fits the shape.
  public init(_ values: [UInt8], _ shape: [Int]) { self.init(type: .u8, shape: shape, bytes: values) }

  /// The values if this is F32, else nil.
  public var floats: [Float]? { type == .f32 ? elements() : nil }
  /// The values if this is F64, else nil.
  public var doubles: [Double]? { type == .f64 ? elements() : nil }
  /// The values if this is I64, else nil.
  public var int64s: [Int64]? { type == .i64 ? elements() : nil }
  /// The values if this is I32, else nil.
  public var int32s: [Int32]? { type == .i32 ? elements() : nil }
  /// The values if this is U8, else nil.
  public var uint8s: [UInt8]? { type == .u8 ? bytes : nil }

  private func elements<Value: BitwiseCopyable>() -> [Value] {
    [Value](unsafeUninitializedCapacity: count) { target, made in
      made = count
      UnsafeMutableRawBufferPointer(target).copyBytes(from: bytes)
    }
  }
}

private func bytesOf<Value: BitwiseCopyable>(_ values: [Value]) -> [UInt8] { values.withUnsafeBytes { Array($0) } }
