import Foundation
import Studies

/// Prints what happens in a study: a line for each trial, and on a terminal one that lives.
final class StudyPrinter {
  private let total: Int
  private let isLive: Bool
  private let toErrors: Bool
  private var hasLiveLine = false
  /// Names of the trials that failed.
  private var failures: [String] = []

  /// - Parameters:
  ///   - isLive: whether a last line is drawn over and over.
  ///   - toErrors: whether standard output is left to the table.
  init(total: Int, isLive: Bool, toErrors: Bool) {
    self.total = total
    self.isLive = isLive
    self.toErrors = toErrors
  }

  func take(_ event: StudyEvent) {
    switch event {
    case .note(let text): line(text)
    case .started(let trial, .resume(let step)): line("\(trial.name): goes on after step \(step)")
    case .started(let trial, .evaluate(let condition)):
      if !isLive { line("\(trial.name): evaluated under \(condition)") }
    case .started(let trial, .run):
      if !isLive { line("\(trial.name): starts") }
    case .finished(let trial, let figures, let progress):
      let conditions = figures.conditions.sorted { $0.key < $1.key }
        .map { ", \($0.key) \(String(format: "%.4f", $0.value))" }.joined()
      line(
        "\(count(progress)) \(trial.name): held-out \(figures.inWords)\(conditions)\(left(progress))"
      )
    case .failed(let trial, let message, let progress):
      failures.append(trial.name)
      line("\(count(progress)) \(trial.name): failed: \(message)\(left(progress))")
    case .tick(let progress): draw(progress)
    }
  }

  /// Removes the line that lives.
  func finish() { clear() }

  func line(_ text: String) {
    clear()
    if toErrors { return StandardError.write(Self.printable(text) + "\n") }
    print(Self.printable(text))
    fflush(nil)
  }

  /// Which trials failed, in one line; nil where none did.
  var complaint: String? {
    if failures.isEmpty { return nil }
    let (named, most) = (failures.prefix(Self.mostNamed), failures.count - Self.mostNamed)
    let list = named.joined(separator: ", ") + (most > 0 ? " and \(most) more" : "")
    return "\(failures.count) of \(total) trials failed: \(list); the table leaves them out, --anew runs them again"
  }

  /// Each failure has had its own line.
  private static let mostNamed = 8

  private func count(_ progress: StudyProgress) -> String { "[\(progress.done + progress.failed)/\(total)]" }

  private func left(_ progress: StudyProgress) -> String {
    progress.secondsLeft.map { ", \(Quantity.duration($0)) left" } ?? ""
  }

  private func draw(_ progress: StudyProgress) {
    guard isLive else { return }
    let running = progress.running
      .map { $0.step < $0.steps ? "\($0.name) \($0.step)/\($0.steps)" : "\($0.name) evaluates" }
      .joined(separator: "  ")
    var size = winsize()
    let known = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 1
    let text = Self.printable("\(count(progress)) \(running)\(left(progress))").prefix(
      known ? Int(size.ws_col) - 1 : 79)
    StandardError.write("\r\(text)\u{1B}[K")
    hasLiveLine = true
  }

  private func clear() {
    if hasLiveLine { StandardError.write("\r\u{1B}[K") }
    hasLiveLine = false
  }

  /// Control characters from names must not reach a terminal.
  private static func printable(_ line: String) -> String {
    String(String.UnicodeScalarView(line.unicodeScalars.filter { $0.properties.generalCategory != .control }))
  }
}

extension TrialFigures {
  /// The held-out loss with the one that compares between tokenizers.
  var inWords: String {
    let nats = String(format: "%.4f", loss)
    if let accuracy { return "\(nats), accuracy \(String(format: "%.4f", accuracy.last))" }
    if !tasks.isEmpty {
      let score = tasks.reduce(0) { $0 + $1.value } / Double(tasks.count)
      return "\(nats), mean score \(String(format: "%.4f", score)) over \(tasks.count) tasks"
    }
    return bitsPerByte.map { "\(nats) nats, \(String(format: "%.4f", $0)) bits a byte" } ?? nats
  }
}
