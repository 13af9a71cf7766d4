public import Experiment

/// Runs that are laid over each other: which they are, which of them is the baseline, which are hidden.
public struct Comparison: Sendable {
  /// The runs, in the order in which they were added.
  public private(set) var runs: [ComparedRun] = []
  /// Files that are no sessions, or damaged, with what is wrong with them.
  public private(set) var leftOut: [(path: String, message: String)] = []
  /// Place of the run that the others are compared with; nil without runs.
  public private(set) var baseline: Int?
  private var nextLook = 0

  /// The most runs at a time: more lines than that say nothing, and each takes memory.
  public static let limit = 64

  /// No runs yet.
  public init() {}

  /// Adds a session of which nothing has been read yet.
  ///
  /// - Parameter look: its lasting look, if it has one and no other run here has it; otherwise the next free one.
  /// - Returns: what is wrong, or nil.
  public mutating func add(_ path: String, look: Int? = nil) -> String? {
    guard !runs.contains(where: { $0.path == path }) else { return "it is among the runs already" }
    guard runs.count < Comparison.limit else { return "there are \(Comparison.limit) runs already" }
    leftOut.removeAll { $0.path == path }
    let taken = Set(runs.map(\.look))
    if let look, !taken.contains(look) {
      runs.append(ComparedRun(path: path, look: max(0, look)))
    } else {
      while taken.contains(nextLook) { nextLook += 1 }
      runs.append(ComparedRun(path: path, look: nextLook))
      nextLook += 1
    }
    baseline = baseline ?? 0
    return nil
  }

  /// Takes a run out. The first of those that are left becomes the baseline if it was that.
  public mutating func remove(_ place: Int) {
    guard runs.indices.contains(place) else { return }
    runs.remove(at: place)
    guard let old = baseline else { return }
    baseline = runs.isEmpty ? nil : old == place ? 0 : old > place ? old - 1 : old
  }

  /// Takes a run out whose session cannot be read, and remembers why.
  public mutating func leaveOut(_ path: String, _ message: String) {
    if let place = runs.firstIndex(where: { $0.path == path }) { remove(place) }
    leftOut.append((path, message))
  }

  /// Takes in what a session has told.
  ///
  /// - Parameter isRead: whether all that it holds so far has been read.
  public mutating func apply(_ events: [Stamped], to path: String, isRead: Bool) {
    guard let place = runs.firstIndex(where: { $0.path == path }) else { return }
    for event in events { runs[place].apply(event) }
    runs[place].isRead = isRead
    if isRead { runs[place].settle() }
  }

  /// Compares with this run from now on.
  public mutating func setBaseline(_ place: Int) { if runs.indices.contains(place) { baseline = place } }

  /// Leaves a run out of charts and means, or takes it in again.
  public mutating func toggleHidden(_ place: Int) {
    if runs.indices.contains(place) { runs[place].isHidden.toggle() }
  }

  /// Takes all runs in again.
  public mutating func showAll() { for place in runs.indices { runs[place].isHidden = false } }

  /// Works out the curves of a measure for all runs that are shown, and for the baseline.
  mutating func prepare(_ measure: CompareMeasure, _ layer: LayerChoice) {
    for place in runs.indices where !runs[place].isHidden || place == baseline {
      runs[place].prepare(measure, layer)
    }
  }
}

extension Comparison {
  /// The run that the others are compared with.
  public var base: ComparedRun? { baseline.map { runs[$0] } }

  /// Whether all sessions have been read as far as they go.
  public var isRead: Bool { runs.allSatisfy(\.isRead) }

  /// What the runs are called: their names; with the seed where two have the same name, the file's name where that does
  /// not tell them apart.
  public var labels: [String] {
    let names = runs.map(\.name)
    let withSeeds = runs.map { run in run.state.header.map { "\(run.name) \($0.seed)" } ?? run.name }
    let files = runs.map(\.fileName)
    return runs.indices.map { place in
      if names.count(where: { $0 == names[place] }) == 1 { return names[place] }
      if withSeeds.count(where: { $0 == withSeeds[place] }) == 1 { return withSeeds[place] }
      return files.count { $0 == files[place] } == 1 ? files[place] : runs[place].path
    }
  }

  /// What runs of one recipe are called together: what their labels begin with alike, without their seeds.
  ///
  /// - Parameter labels: of all runs, as `labels` has them.
  public func label(of members: [Int], among labels: [String]) -> String {
    guard let first = members.first, labels.indices.contains(first) else { return "" }
    if members.count == 1 { return labels[first] }
    if members.allSatisfy({ runs[$0].name == runs[first].name }) { return runs[first].name }
    let common = members.reduce(labels[first]) { common, member in
      String(zip(common, labels[member]).prefix { $0.0 == $0.1 }.map(\.0))
    }
    func isSeparator(_ character: Character?) -> Bool { character.map { "-_., ".contains($0) } ?? false }
    var name = Substring(common)
    // Seeds may begin with the same digit.
    let bare = name.dropLast(name.reversed().prefix { $0.isNumber }.count)
    if bare.hasSuffix("seed") || isSeparator(bare.last) { name = bare }
    if name.hasSuffix("seed") { name = name.dropLast(4) }
    while isSeparator(name.last) { name = name.dropLast() }
    return name.isEmpty ? labels[first] : String(name)
  }

  /// Layers of the runs that are shown, each once, in the order of the baseline's and then of the others'.
  public var layers: [LayerChoice] {
    var found: [LayerChoice] = []
    let order = (baseline.map { [$0] } ?? []) + runs.indices.filter { $0 != baseline }
    for place in order where !runs[place].isHidden || place == baseline {
      for layer in runs[place].state.layers {
        let choice = LayerChoice.one(layer: layer.layer, part: layer.part)
        if !found.contains(choice) { found.append(choice) }
      }
    }
    return found
  }

  /// Whether losses of the runs that are shown mean the same as the baseline's: what is worst of all.
  public var remark: String {
    guard let base else { return "" }
    let remarks = runs.filter { !$0.isHidden && $0.path != base.path && $0.state.header != nil }
      .map { Comparability(base.state, $0.state) }
    let worst = remarks.first { !$0.isSameText } ?? remarks.first { !$0.isSameTokenizer } ?? remarks.first
    return remarks.isEmpty ? "" : worst?.remark ?? ""
  }

  /// Whether the runs that are shown are evaluated on the baseline's text, or on its tasks.
  public var comparesText: Bool {
    guard let base else { return true }
    return runs.allSatisfy {
      $0.isHidden || $0.state.header == nil || Comparability(base.state, $0.state).isSameText
    }
  }

  /// Whether nats a token compare among the runs that are shown.
  public var comparesNats: Bool {
    guard let base else { return true }
    return runs.allSatisfy {
      $0.isHidden || $0.state.header == nil || Comparability(base.state, $0.state).isSameTokenizer
    }
  }
}
