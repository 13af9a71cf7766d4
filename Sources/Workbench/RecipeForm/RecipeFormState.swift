public import Experiment
internal import Sweeps
public import TerminalUI

/// Everything that the form of a recipe is a function of.
public struct RecipeFormState: Sendable {
  /// What is edited.
  public internal(set) var draft: RecipeDraft
  /// What would be started.
  public internal(set) var plan = FormPlan()
  /// Where the recipe comes from: a file, a session's name.
  public let origin: String
  /// The key or field that is chosen, by its place in `rows`.
  public internal(set) var selected = 0
  /// Columns and rows.
  public internal(set) var size: Size

  /// A line of text that is being typed at a row.
  struct Edit: Sendable, Equatable {
    var isAxis: Bool
    var text: String
    /// What is wrong with it so far.
    var fault: String?
  }

  /// Keys that differ from the standard.
  var keys: [CommandID: [TerminalUI.Key]] = [:]
  var themes: [String] = []
  var theme = ""
  var takesMouse = false
  var flash: (text: String, until: Double)?
  var dialog: SceneDialog<FormPurpose>?
  /// Commands that the palette was used for, the last one first.
  var recentCommands: [CommandID] = []

  let costs: RecipeCosts
  var rows: [FormRow] = []
  var filter = ""
  var showsOnlyChanged = false
  var edit: Edit?
  /// The schedule of merging that is being edited over the form.
  var schedule: ScheduleEditor?
  /// The drafts before each change, the latest at the end.
  var past: [RecipeDraft] = []
  /// What was last saved or started.
  var saved: RecipeDraft
  /// Operations a second of one trial, once they were measured; and whether they are being measured.
  var rate: Double?
  var isMeasuring = false
  /// What the user wants done and nobody has fetched yet.
  var orders: [FormOrder] = []

  /// The form before the first key.
  ///
  /// - Parameters:
  ///   - origin: a file, a session's name.
  ///   - costs: what a recipe costs.
  public init(_ recipe: Recipe, origin: String, costs: RecipeCosts, size: Size = .zero) {
    draft = RecipeDraft(recipe)
    saved = draft
    self.origin = origin
    self.costs = costs
    self.size = size
    refresh()
    selected = rows.firstIndex { !$0.isTable } ?? 0
  }

  /// The one table of keys.
  public var bindings: KeyBindings { KeyBindings(FormCommands.all).overridingKnown(keys) }
  /// The contexts that get a key, the innermost first.
  public var contexts: [KeyContext] {
    if schedule != nil { return [.formSchedule] }
    return canEditSchedule ? [.formMerging, .global] : [.global]
  }

  /// The row that is chosen; nil when none is shown.
  var row: FormRow? { rows.indices.contains(selected) && !rows[selected].isTable ? rows[selected] : nil }

  /// Works out anew what depends on the draft; the chosen row stays chosen as long as it is shown.
  mutating func refresh() {
    let before = row
    rows = FormRow.shown(draft, filter: filter, onlyChanged: showsOnlyChanged)
    if let before, let place = rows.firstIndex(of: before) {
      selected = place
    } else {
      selected = nearest(to: selected)
    }
    plan = FormPlan(draft, costs)
  }

  /// The row at a place, or the nearest below or above it that can be chosen.
  func nearest(to place: Int) -> Int {
    let places = rows.indices.filter { !rows[$0].isTable }
    return places.first { $0 >= place } ?? places.last ?? 0
  }
}

/// What becomes of an answer.
enum FormPurpose: Sendable, Equatable {
  case filter
  case ratio
  case choose
  case save(isAsked: String)
  case start
  case leave
}

/// What the form wants done.
public enum FormOrder: Sendable, Equatable {
  /// Write a recipe to a file, over one that exists only where it was asked for.
  case save(String, to: String, replacing: Bool)
  /// Measure the rate of a recipe with so many threads.
  case measure(Recipe, threads: Int)
}

extension FormRow {
  /// Whether it is the name of a group.
  var isTable: Bool { if case .table = self { true } else { false } }
}
