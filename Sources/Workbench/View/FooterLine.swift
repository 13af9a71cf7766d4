internal import Experiment
internal import TerminalUI

/// The lower line: the keys that work now, and a short answer to the last one.
struct FooterLine {
  private let state: WorkbenchState

  init(_ state: WorkbenchState) { self.state = state }

  func status(_ theme: Theme) -> StatusLine {
    if let dialog = state.dialog {
      return StatusLine(left: FooterKeys.items(dialog.keys, theme: theme), role: .footer, gap: 2)
    }
    let items = FooterKeys.items(state.bindings, in: state.contexts, theme: theme, title: title)
    var right: [StatusLine.Item] = []
    if let flash = state.flash {
      right.append(.init([Span(" \(flash.text) ", theme[.ok].adding(.reverse))], priority: 1000))
    }
    return StatusLine(left: items, right: right, role: .footer, gap: 2)
  }

  private func title(_ binding: Binding) -> String {
    switch binding.command {
    case .pause where state.history.state.status == .paused: "resume"
    case .play where state.shared.playback?.isPlaying == true: "pause"
    case .freeze where state.isFrozen: "thaw"
    case .zoom where state.isZoomed: "all panels"
    default: binding.title
    }
  }
}
