internal import Experiment
internal import TerminalUI

/// The lower line: the keys that work now, the most important first. Keys that make a pair stand together.
struct FooterLine {
  private let state: WorkbenchState

  init(_ state: WorkbenchState) { self.state = state }

  func status(_ theme: Theme) -> StatusLine {
    if let dialog = state.dialog {
      let keys = FooterLine.keys(of: dialog)
      let items = keys.enumerated().map { item($1.0, $1.1, priority: keys.count - $0, theme) }
      return StatusLine(left: items, role: .footer, gap: 2)
    }
    let live = state.bindings.live(in: state.contexts)
    let shown = state.bindings.footer(in: state.contexts)
    let items = shown.enumerated().map { rank, binding in
      // A pair has one title: `[ ] cursor`. Its second half stays out of the footer's order.
      let pair = live.first { other in
        other.title == binding.title && other.context == binding.context && other.command != binding.command
      }
      let labels = [binding, pair].compactMap { $0?.keys.first?.label(theme.glyphs) }
      return item(labels.joined(separator: " "), title(of: binding), priority: shown.count - rank, theme)
    }
    var right: [StatusLine.Item] = []
    if let flash = state.flash {
      right.append(.init([Span(" \(flash.text) ", theme[.ok].adding(.reverse))], priority: 1000))
    }
    return StatusLine(left: items, right: right, role: .footer, gap: 2)
  }

  private func title(of binding: Binding) -> String {
    switch binding.command {
    case .pause where state.history.state.status == .paused: "resume"
    case .play where state.shared.playback?.isPlaying == true: "pause"
    case .freeze where state.isFrozen: "thaw"
    case .zoom where state.isZoomed: "all panels"
    default: binding.title
    }
  }

  private func item(_ keys: String, _ title: String, priority: Int, _ theme: Theme) -> StatusLine.Item {
    StatusLine.Item([Span(keys, theme[.key]), Span(" " + title, theme[.footer])], priority: priority)
  }

  private static func keys(of dialog: Dialog) -> [(String, String)] {
    switch dialog {
    case .help: [("Esc", "close"), ("j k", "scroll")]
    case .quit: [("Esc", "cancel"), ("Enter", "choose"), ("j k", "move")]
    case .prompt: [("Enter", "accept"), ("Esc", "cancel"), ("Ctrl-U", "clear")]
    case .choice: [("Enter", "choose"), ("Esc", "cancel"), ("j k", "move")]
    }
  }
}
