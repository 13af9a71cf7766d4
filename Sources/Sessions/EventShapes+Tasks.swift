import Experiment

/// What version 5 asks of tasks, figures, matrices and pictures. Each `malformed` says what is wrong, or is nil.
private enum NameRule {
  /// Longest name in bytes of UTF-8.
  static let longest = 256

  /// SQLite ends a text at a NUL, and lists of names are parted by one.
  static func fault(_ name: String, longest: Int = longest) -> String? {
    if name.utf8.contains(0) { return "holds a NUL" }
    return name.utf8.count > longest ? "is longer than \(longest) bytes" : nil
  }

  static func fault(in names: [String]) -> String? { names.lazy.compactMap { fault($0) }.first }
}

extension TaskShape {
  /// Tasks and groups have numbers up to this.
  static let limit = 1 << 16

  var malformed: String? {
    for (what, text) in [("name", name), ("kind", kind), ("metric", metric)] {
      if let fault = NameRule.fault(text) { return "\(what) \(fault)" }
    }
    if !(0...Self.limit).contains(group) { return "group is out of range" }
    return (0...RowCells.limit).contains(examples) ? nil : "number of examples is out of range"
  }
}

extension TaskScore {
  var malformed: String? {
    if !(0...TaskShape.limit).contains(task) { return "number is out of range" }
    if !(0...TaskShape.limit).contains(group) { return "group is out of range" }
    if !(0...RowCells.limit).contains(examples) { return "number of examples is out of range" }
    return metrics.lazy.compactMap(\.malformed).first.map { "metric's \($0)" }
  }
}

extension NamedValue {
  var malformed: String? { NameRule.fault(name).map { "name \($0)" } }
}

extension NamedMatrix {
  /// Most values: 16 MiB.
  static let largest = 1 << 22

  var malformed: String? {
    if let fault = NameRule.fault(name) { return "name \(fault)" }
    if let fault = NameRule.fault(in: rows) ?? NameRule.fault(in: columns) { return "name of a row or column \(fault)" }
    if !isWellFormed { return "values have a wrong length" }
    return values.count > Self.largest ? "values are more than \(Self.largest)" : nil
  }
}

extension Picture {
  /// Most pixels in a row.
  static let widest = 1 << 16
  /// Most bytes of a picture.
  static let largest = 1 << 24
  /// Longest caption in bytes.
  private static let longestCaption = 4096

  var malformed: String? {
    if let fault = NameRule.fault(name) { return "name \(fault)" }
    if let fault = NameRule.fault(caption, longest: Self.longestCaption) { return "caption \(fault)" }
    if !isWellFormed { return "pixels do not fill whole rows" }
    return pixels.count > Self.largest ? "pixels take more than \(Self.largest) bytes" : nil
  }
}
