internal import Experiment
internal import Sessions
internal import TerminalUI

extension CommandID {
  static let featureLetters: CommandID = "features.letters"
  static let featurePairs: CommandID = "features.pairs"
}

/// Features of source and target in two dimensions, with the prototypes of their classes and the pairs that were mixed.
///
/// Shapes tell the domain and how sure the model is, colours the class; prototypes are letters, which the list of classes
/// explains. One class can be made to stand out.
struct FeaturesPanel: Panel {
  /// The class that stands out; nil shows all alike.
  private(set) var chosen: Int?
  /// Whether pictures are drawn the other way: as letters of their class, or as shapes where there are no colours.
  private(set) var isOtherwise = false
  private(set) var showsPairs = true
  private var map = FeatureMap { _ in nil }
  private var step: Int?

  let name = "features"
  let title = "Features"
  let word = "map"
  let subjects: RunSubject = .adaptation
  var commands: [Binding] {
    [
      binding(
        [.character("n")], .featureLetters, "letters",
        "pictures as shapes, or as letters of their class: small ones source, capitals target", rank: 10),
      binding([.character("x")], .featurePairs, "pairs", "show or hide the lines between mixed pictures", rank: 12),
    ] + arrows("class", rank: 11)
  }

  func claim(_ shared: Shared) -> PanelClaim {
    PanelClaim(name, minimum: Size(40, 12), widthShare: 26, heightShare: 18, priority: 70)
  }

  mutating func prepare(_ shared: Shared) {
    let latest = shared.evaluations.last { evaluation in
      evaluation.matrices.contains { $0.name == "map.source" || $0.name == "map.target" }
    }
    // Tables of one evaluation belong together: prototypes of another one would lie elsewhere.
    let tables = latest?.matrices ?? []
    map = FeatureMap { name in tables.first { $0.name == name } }
    step = latest?.step
  }

  func detail(_ shared: Shared) -> String {
    guard let step else { return "" }
    guard let chosen = shownClass else { return "first two components of both domains · at step \(grouped(step))" }
    let members = map.points.filter { $0.classIndex == chosen }
    let targets = members.count(where: \.kind.isTarget)
    return "\(name(chosen)): \(members.count - targets) source, \(targets) target"
  }

  private var shownClass: Int? { map.classes.isEmpty ? nil : chosen.map { min($0, map.classes.count - 1) } }

  private func name(_ index: Int) -> String { truncated(sanitized(map.classes[index]), to: 20) }

  mutating func update(_ command: CommandID, _ shared: inout Shared) -> Question? {
    let last = map.classes.count - 1
    switch command {
    case .featureLetters: isOtherwise.toggle()
    case .featurePairs: showsPairs.toggle()
    // All alike stands before the first class and after the last one.
    case .cellUp: chosen = last < 0 ? nil : shownClass.map { $0 > 0 ? $0 - 1 : nil } ?? last
    case .cellDown: chosen = last < 0 ? nil : shownClass.map { $0 < last ? $0 + 1 : nil } ?? 0
    default: break
    }
    return nil
  }

  func table(_ shared: Shared) -> DataTable? {
    func className(_ point: FeatureMap.Point) -> DataTable.Cell {
      point.classIndex.map { .text(map.classes[$0]) } ?? .none
    }
    let pictures = map.points.map { point -> [DataTable.Cell] in
      [
        .text(point.kind.isTarget ? "target" : "source"), .text("\(point.kind)"), className(point), .double(point.x),
        .double(point.y),
      ]
    }
    let prototypes = map.prototypes.map { point -> [DataTable.Cell] in
      [
        .text(point.kind.isTarget ? "target" : "source"), .text("prototype"), className(point), .double(point.x),
        .double(point.y),
      ]
    }
    let rows = pictures + prototypes
    return rows.isEmpty ? nil : DataTable(columns: ["domain", "kind", "class", "x", "y"], rows: rows)
  }

  func view(_ shared: Shared, in area: Rect, on canvas: inout Canvas) {
    guard step != nil else {
      return drawNothing("no map yet: evaluations draw the features of both domains", in: area, on: &canvas)
    }
    guard !map.points.isEmpty else {
      return drawNothing("the tables of the map have no row that can be placed", in: area, on: &canvas)
    }
    let isMono = canvas.theme.depth == .mono
    FeaturePicture(
      map: map, chosen: shownClass, showsLetters: isMono != isOtherwise, showsPairs: showsPairs
    ).draw(in: area, on: &canvas)
  }
}
