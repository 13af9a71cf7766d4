import Foundation
import Sweeps

/// Prints what happens in a sweep: a line for each trial, and on a terminal one that lives.
final class SweepPrinter {
  let isLive: Bool
  private let sweep: Sweep
  private var hasLiveLine = false

  /// - Parameter isLive: whether a last line is drawn over and over.
  init(_ sweep: Sweep, isLive: Bool) {
    (self.sweep, self.isLive) = (sweep, isLive)
  }

  func take(_ event: SweepEvent) {
    switch event {
    case .note(let text): line(text)
    case .started(let trial):
      if trial.step > 0 {
        line("\(name(trial)): goes on after step \(trial.step)")
      } else if !isLive {
        line("\(name(trial)): starts")
      }
    case .ended(let trial, let value, let progress):
      let figure = value.map { " held-out \(String(format: "%.4f", $0))" } ?? ""
      let reason = trial.reason.isEmpty ? "" : ": \(trial.reason)"
      line(
        "[\(progress.over)/\(progress.total)] \(name(trial)): \(trial.state.rawValue) at step \(trial.step)\(figure)\(reason)\(left(progress))"
      )
    case .decided(let decision):
      line("by hand: \(decision.action.rawValue)\(decision.trial.map { " \($0)" } ?? "") \(decision.value)")
    case .tick(let progress): draw(progress)
    }
  }

  /// Removes the line that lives.
  func finish() { clear() }

  func line(_ text: String) {
    clear()
    print(PlainPrinter.printable(text))
    fflush(nil)
  }

  private func name(_ trial: SweepTrial) -> String {
    "trial \(trial.number) (\(trial.settings.label)\(sweep.seeds.count > 1 ? " seed=\(trial.seed)" : ""))"
  }

  private func left(_ progress: SweepProgress) -> String {
    guard progress.over < progress.total else { return "" }
    return progress.secondsLeft.map { ", \(Quantity.duration($0)) left" } ?? ""
  }

  private func draw(_ progress: SweepProgress) {
    guard isLive else { return }
    let running = progress.running.map { "\($0.trial): \($0.step)/\($0.target)" }.joined(separator: "  ")
    var size = winsize()
    let known = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 1
    let text = "[\(progress.over)/\(progress.total)] \(running)\(left(progress))".prefix(
      known ? Int(size.ws_col) - 1 : 79)
    StandardError.write("\r\(text)\u{1B}[K")
    hasLiveLine = true
  }

  private func clear() {
    if hasLiveLine { StandardError.write("\r\u{1B}[K") }
    hasLiveLine = false
  }
}
