/// One record of a TensorBoard event file: an `Event` in protobuf's format, framed as TFRecord does it: length (8 bytes),
/// its masked CRC-32C (4), the message, its masked CRC-32C (4), all little-endian.
///
/// Field numbers follow `event.proto`, `summary.proto`, `tensor.proto` and the plugins' own messages of TensorBoard 2.
struct EventRecord {
  /// Seconds since 1970.
  var time: Double
  var step: Int
  private var content: (inout Protobuf) -> Void

  /// What a file begins with.
  static func version(time: Double) -> EventRecord {
    EventRecord(time: time, step: 0) { $0.text(3, "brain.Event:2") }
  }

  /// Values of one step.
  static func summary(_ values: [SummaryValue], step: Int, time: Double) -> EventRecord {
    EventRecord(time: time, step: step) { event in
      event.message(5) { summary in
        for value in values { summary.message(1) { value.write(to: &$0) } }
      }
    }
  }

  /// The record as it stands in the file.
  var bytes: [UInt8] {
    var event = Protobuf()
    event.double(1, time)
    event.integer(2, step)
    content(&event)
    let length = Self.littleEndian(UInt64(event.bytes.count))
    return length + Self.littleEndian(CRC32C.masked(length)) + event.bytes
      + Self.littleEndian(CRC32C.masked(event.bytes))
  }

  private static func littleEndian(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }
}

/// A value of a summary under its tag.
struct SummaryValue {
  enum Content {
    case scalar(Double)
    /// Markdown.
    case text(String)
    /// Numbers of things in bins of width 1, the first from −½ to ½.
    case counts([Int])
    /// A recipe's keys, and how the run was named.
    case settings([(key: String, value: Setting)], group: String, start: Double)
    /// The end of the run that the settings belong to.
    case ended(succeeded: Bool, at: Double)
  }

  /// A value of a hyperparameter.
  enum Setting: Equatable {
    case number(Double)
    case text(String)
    case truth(Bool)
  }

  var tag: String
  var content: Content

  init(_ tag: String, _ content: Content) { (self.tag, self.content) = (tag, content) }

  private enum DataType { static let (float, string) = (1, 7) }
  private enum DataClass { static let tensor = 2 }

  func write(to value: inout Protobuf) {
    value.text(1, tag)
    switch content {
    case .scalar(let number): value.float(2, Float(number))
    case .text(let text):
      value.message(9) { metadata in
        metadata.message(1) { $0.text(1, "text") }
        metadata.integer(4, DataClass.tensor)
      }
      value.message(8) { tensor in
        tensor.integer(1, DataType.string)
        tensor.message(2) { $0.message(2) { $0.integer(1, 1) } }
        tensor.text(8, text)
      }
    case .counts(let counts):
      value.message(5) { Self.write(counts, to: &$0) }
    case .settings(let settings, let group, let start):
      Self.writeHyperparameters(to: &value) { data in
        data.message(3) { session in
          for (key, setting) in settings {
            session.message(1) { entry in
              entry.text(1, key)
              entry.message(2) { it in
                switch setting {
                case .number(let number): it.double(2, number)
                case .text(let text): it.text(3, text)
                case .truth(let truth): it.integer(4, truth ? 1 : 0)
                }
              }
            }
          }
          session.text(4, group)
          session.double(5, start)
        }
      }
    case .ended(let succeeded, let time):
      Self.writeHyperparameters(to: &value) { data in
        data.message(4) { end in
          end.integer(1, succeeded ? 1 : 2)
          end.double(2, time)
        }
      }
    }
  }

  /// The plug-in takes its data from the metadata; the value itself is an empty tensor.
  private static func writeHyperparameters(to value: inout Protobuf, _ fill: (inout Protobuf) -> Void) {
    value.message(9) { metadata in
      metadata.message(1) { plugin in
        plugin.text(1, "hparams")
        plugin.message(2) { data in
          data.integer(1, 0)
          fill(&data)
        }
      }
      metadata.integer(4, DataClass.tensor)
    }
    value.message(8) { tensor in
      tensor.integer(1, DataType.float)
      tensor.message(2) { $0.message(2) { $0.integer(1, 0) } }
    }
  }

  private static func write(_ counts: [Int], to histogram: inout Protobuf) {
    let numbers = counts.map(Double.init)
    let total = numbers.reduce(0, +)
    let weighted = numbers.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
    let squares = numbers.enumerated().reduce(0) { $0 + Double($1.offset * $1.offset) * $1.element }
    histogram.double(1, 0)
    histogram.double(2, Double(max(0, counts.count - 1)))
    histogram.double(3, total)
    histogram.double(4, weighted)
    histogram.double(5, squares)
    // An empty bin before the first gives it a left edge.
    histogram.doubles(6, [-0.5] + counts.indices.map { Double($0) + 0.5 })
    histogram.doubles(7, [0] + numbers)
  }
}
