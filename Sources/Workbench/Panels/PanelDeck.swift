internal import TerminalUI

/// A panel with several views of one subject, of which one is shown; `v` and `V` turn to the next and the one before.
/// Views that the run has no use for are not among them.
struct PanelDeck: Panel {
  /// Gives the panel its name, title and claim, and is its first view.
  private var first: any Panel
  private var others: [any PanelView]
  /// Place of the view that was turned to.
  private var wanted = 0
  /// What the run is about; views that it has no use for are passed over.
  private var subject = RunSubject.text

  /// Begins with the panel itself.
  init(_ first: any Panel, _ others: [any PanelView]) {
    self.first = first
    self.others = others
  }

  /// Rows of a panel's inside from which on the names of all views stand above the one that is shown.
  static let heightWithNames = 16

  /// Rows, frame included, that a view beside the first one asks for.
  static let viewHeight = 14

  private subscript(_ index: Int) -> any PanelView { index == 0 ? first : others[index - 1] }
  /// The places of the views that the run has a use for.
  private var served: [Int] { (0...others.count).filter { !self[$0].subjects.isDisjoint(with: subject) } }
  /// Place of the view that is shown.
  private var current: Int {
    let served = served
    return served.contains(wanted) ? wanted : served.first ?? 0
  }
  private var shown: any PanelView { self[current] }

  var name: String { first.name }
  var word: String { first.word }
  var shownWord: String { shown.word }
  var wantedWord: String? { self[wanted].word }
  var subjects: RunSubject { others.reduce(first.subjects) { $0.union($1.subjects) } }
  var title: String { current == 0 ? first.title : "\(first.title): \(shown.word)" }
  var words: [String] { served.map { self[$0].word } }
  /// A view that was turned to is what the user wants to see: it needs room for a map, and others give way to it.
  func claim(_ shared: Shared) -> PanelClaim {
    var claim = first.claim(shared)
    guard current != served.first else { return claim }
    claim.minimum = Size(claim.minimum.width, max(claim.minimum.height, PanelDeck.viewHeight))
    claim.heightShare = max(claim.heightShare, PanelDeck.viewHeight)
    claim.priority = max(claim.priority, 85)
    return claim
  }
  var commands: [Binding] { shown.commands }
  var allCommands: [Binding] { (0...others.count).flatMap { self[$0].commands } }
  var contexts: [KeyContext] { served.count > 1 ? [shown.context, .views] : [shown.context] }
  func detail(_ shared: Shared) -> String { shown.detail(shared) }

  mutating func turn(by step: Int) {
    let served = served
    guard let place = served.firstIndex(of: current) else { return }
    wanted = served[((place + step) % served.count + served.count) % served.count]
  }

  /// Shows a view by its word, or the first one if it is shown already.
  mutating func toggle(_ word: String) {
    guard let place = served.first(where: { self[$0].word == word }) else { return }
    wanted = current == place ? served[0] : place
  }

  mutating func show(_ word: String) { wanted = (0...others.count).first { self[$0].word == word } ?? wanted }

  mutating func update(_ command: CommandID, _ shared: inout Shared) -> Question? {
    let current = current
    return current == 0 ? first.update(command, &shared) : others[current - 1].update(command, &shared)
  }

  mutating func answer(_ text: String, to command: CommandID, _ shared: inout Shared) -> String? {
    let current = current
    return current == 0
      ? first.answer(text, to: command, &shared) : others[current - 1].answer(text, to: command, &shared)
  }

  mutating func refresh(_ shared: Shared) {
    subject = shared.subject
    first.refresh(shared)
    for index in others.indices { others[index].refresh(shared) }
    let current = current
    if current == 0 { first.prepare(shared) } else { others[current - 1].prepare(shared) }
  }

  func table(_ shared: Shared) -> DataTable? { shown.table(shared) }

  /// A click on a view's name shows it.
  mutating func point(at position: Point, in area: Rect, _ shared: inout Shared) {
    let (names, rest) = PanelDeck.parts(of: area)
    if names.contains(position) {
      if let place = places(in: names.row(0)).first(where: { $0.place.contains(position) }) { wanted = place.view }
    } else {
      let current = current
      if current == 0 {
        first.point(at: position, in: rest, &shared)
      } else {
        others[current - 1].point(at: position, in: rest, &shared)
      }
    }
  }

  /// Where the names of the views stand, if they do, and where the shown view is painted.
  private static func parts(of area: Rect) -> (names: Rect, view: Rect) {
    let (top, rest) = area.splitTop(area.height < PanelDeck.heightWithNames ? 0 : area.height >= 30 ? 2 : 1)
    return (top, rest)
  }

  func view(_ shared: Shared, in area: Rect, on canvas: inout Canvas) {
    let (names, rest) = PanelDeck.parts(of: area)
    if !names.isEmpty { drawNames(in: names.row(0), on: &canvas) }
    canvas.draw(rest) { shown.view(shared, in: rest, on: &$0) }
  }

  private func drawNames(in row: Rect, on canvas: inout Canvas) {
    let theme = canvas.theme
    for (index, place) in places(in: row) {
      let isShown = index == current
      let text = isShown ? "\(theme.glyphs.pointer)\(self[index].word)" : " \(self[index].word)"
      canvas.text(text, x: place.x, y: place.y, style: theme[isShown ? .titleFocus : .muted])
    }
  }

  /// The views whose names have room, and where.
  private func places(in row: Rect) -> [(view: Int, place: Rect)] {
    var x = row.x
    var result: [(view: Int, place: Rect)] = []
    for index in served {
      let width = displayWidth(of: self[index].word) + 1
      guard x + width <= row.maxX else { break }
      result.append((index, Rect(x: x, y: row.y, width: width, height: 1)))
      x += width + 2
    }
    return result
  }
}
