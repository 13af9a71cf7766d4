import Foundation

/// What `switchyard doctor` says: lines of a label and a finding, and what to do where something is wrong.
struct DoctorReport {
  /// One finding.
  struct Line: Equatable {
    var label: String
    var text: String
    /// What to do; nil where all is well.
    var advice: String?
  }

  private(set) var lines: [Line] = []

  mutating func add(_ label: String, _ text: String, advice: String? = nil) {
    lines.append(Line(label: label, text: text, advice: advice))
  }

  /// The findings that want something done.
  var advice: [Line] { lines.filter { $0.advice != nil } }

  /// One line a finding, advice below it, and at the end how much of it there is.
  var text: String {
    let width = (lines.map(\.label.count).max() ?? 0) + 2
    var last = ""
    let body = lines.flatMap { line -> [String] in
      // A label that stands above already need not be read again.
      let label = line.label == last ? "" : line.label
      last = line.label
      let first = label.padding(toLength: width, withPad: " ", startingAt: 0) + PlainPrinter.printable(line.text)
      guard let advice = line.advice else { return [first] }
      return [first, String(repeating: " ", count: width) + "! " + PlainPrinter.printable(advice)]
    }
    let count = advice.count
    let end = count == 0 ? "nothing is wrong" : "\(count) \(count == 1 ? "thing wants" : "things want") attention (!)"
    return (body + ["", end]).joined(separator: "\n")
  }
}
