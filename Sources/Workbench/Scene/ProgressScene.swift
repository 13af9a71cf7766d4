public import TerminalUI

/// Something that takes a while and tells what it does, one line at a time.
public protocol PreparationProgress: AnyObject {
  /// The lines so far.
  var soFar: [String] { get }
  /// Whether it has come to its end, good or bad.
  var isReady: Bool { get }
  /// Has `action` called on some thread whenever there is more.
  func onProgress(_ action: @escaping @Sendable () -> Void)
}

/// What is shown until something is ready; then it is left by `.back`.
public struct ProgressScene: Scene {
  private let title: String
  private let progress: any PreparationProgress
  private var size = Size(0, 0)
  private var lines: [String] = []

  /// Shows nothing yet.
  public init(title: String, _ progress: any PreparationProgress) {
    self.title = title
    self.progress = progress
  }

  /// `q` and Ctrl-C leave before the end.
  public mutating func take(_ input: SceneInput, at now: Double) -> [Effect] {
    switch input {
    case .key(.character("q")), .key(.ctrl("c")): return [.leave(.run(.finished))]
    case .key(.ctrl("z")): return [.suspend]
    case .key(.ctrl("l")): return [.redraw]
    case .resized(let size): self.size = size
    case .printed(let printed): lines += printed
    case .signal: return [.leave(.terminated)]
    case .lost: return [.leave(.terminalLost)]
    case .key, .themes, .mouse, .tick: break
    }
    return []
  }

  /// Takes new lines in; leaves when all is ready.
  public mutating func gather(at now: Double) -> [Effect]? {
    if progress.isReady { return [.leave(.back)] }
    let found = progress.soFar
    guard found != lines else { return nil }
    lines = found
    return []
  }

  /// The work tells.
  public func onArrival(_ wake: @escaping @Sendable () -> Void) { progress.onProgress(wake) }

  /// The last lines, in a box.
  public func picture(_ theme: Theme) -> CellBuffer {
    var canvas = Canvas(size, theme: theme)
    let box = canvas.bounds.centered(Size(72, 12))
    canvas.draw(Overlay(title, detail: "q leaves"), in: box)
    let inner = box.inset(left: 2, top: 1, right: 2, bottom: 1)
    for (row, line) in lines.suffix(inner.height).enumerated() {
      canvas.text(theme.glyphs.printable(sanitized(line)), in: inner.row(row), style: theme[.text])
    }
    return canvas.buffer
  }
}
