import ArgumentParser
import Experiment
import Foundation
import Sweeps

/// `switchyard sweeps`: shows sweeps, decides in them by hand, and judges the rules that end trials early.
struct SweepsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweeps", abstract: "Show sweeps and decide in them by hand, also while they run.",
    subcommands: [Show.self, Keep.self, Kill.self, Pause.self, Resume.self, Add.self, Budget.self, JudgeCommand.self])
}

/// The file of a sweep.
private struct SweepArgument: ParsableArguments {
  @Argument(help: "The file of a sweep.", completion: .file(extensions: ["sqlite"]))
  var file: String
}

/// Trials of a sweep and what is to become of them.
private protocol TrialDecision: ParsableCommand {
  static var action: Decision.Action { get }
  var place: SweepArgument { get }
  var trials: [Int] { get }
  var reason: String { get }
}

extension TrialDecision {
  fileprivate var reason: String { "" }

  fileprivate func decide() throws {
    let store = try SweepStore(place.file)
    defer { store.close() }
    let known = Set(try store.contents().trials.map(\.number))
    for trial in trials where !known.contains(trial) {
      throw CommandError("\(place.file): has no trial \(trial); `switchyard sweeps show \(place.file)` lists them")
    }
    for trial in trials { try store.decide(Self.action, author: "user", trial: trial, reason: reason) }
    print("recorded; a sweep under way carries it out within a second or two, another one when it goes on")
  }
}

extension SweepsCommand {
  /// `switchyard sweeps show`
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show the trials of a sweep and what they came to.")
    @OptionGroup fileprivate var place: SweepArgument
    @Option(help: "Text for people, json or csv for programs.")
    var format = SweepTable.Format.text

    func run() throws { try SweepTable(SweepReport(try SweepStore.contents(of: place.file))).print(format) }
  }

  /// `switchyard sweeps keep`
  struct Keep: TrialDecision {
    static let configuration = CommandConfiguration(
      abstract: "No rule may end these trials; one that was ended goes on.")
    static let action = Decision.Action.keep
    @OptionGroup fileprivate var place: SweepArgument
    @Argument(help: "Numbers of trials.") var trials: [Int]

    func run() throws { try decide() }
  }

  /// `switchyard sweeps kill`
  struct Kill: TrialDecision {
    static let configuration = CommandConfiguration(abstract: "End these trials, each with a checkpoint.")
    static let action = Decision.Action.kill
    @OptionGroup fileprivate var place: SweepArgument
    @Argument(help: "Numbers of trials.") var trials: [Int]
    @Option(help: "Why; it is recorded.") var reason = ""

    func run() throws { try decide() }
  }

  /// `switchyard sweeps pause`
  struct Pause: TrialDecision {
    static let configuration = CommandConfiguration(abstract: "Hold these trials up, each with a checkpoint.")
    static let action = Decision.Action.pause
    @OptionGroup fileprivate var place: SweepArgument
    @Argument(help: "Numbers of trials.") var trials: [Int]

    func run() throws { try decide() }
  }

  /// `switchyard sweeps resume`
  struct Resume: TrialDecision {
    static let configuration = CommandConfiguration(abstract: "Let paused or killed trials go on.")
    static let action = Decision.Action.resume
    @OptionGroup fileprivate var place: SweepArgument
    @Argument(help: "Numbers of trials.") var trials: [Int]

    func run() throws { try decide() }
  }

  /// `switchyard sweeps add`
  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Add trials: more that are drawn as the others were, or one combination, with all seeds.")
    @OptionGroup fileprivate var place: SweepArgument
    @Option(help: "Draw so many more combinations.") var trials: Int?
    @Option(
      name: .customLong("set"), help: ArgumentHelp("A key of the combination; may be repeated.", valueName: "key=value")
    )
    var settings: [String] = []

    func validate() throws {
      if (trials == nil) == settings.isEmpty { throw ValidationError("give either --trials or --set") }
      if let trials, trials < 1 || trials > 100_000 {
        throw ValidationError("--trials is \(trials): give 1 to 100000")
      }
    }

    func run() throws {
      let store = try SweepStore(place.file)
      defer { store.close() }
      let contents = try store.contents()
      if let trials {
        if contents.sweep.trials == nil {
          throw CommandError("--trials: all combinations of this sweep are in it already: give one with --set")
        }
        try store.decide(.add, author: "user", value: "\(trials)")
      } else {
        let recipe = try contents.sweep.recipe.applying(sets: settings)
        // The sweep's axes first, so that its tables have a value for each; then what is set besides.
        let axes = contents.sweep.space.axes.map { Setting($0.key, recipe[$0.key]) }
        let others = recipe.differences(from: contents.sweep.recipe).map { Setting($0.key, $0.value) }
          .filter { other in !axes.contains { $0.key == other.key } }
        try store.decide(.add, author: "user", value: SweepStore.text(axes + others))
      }
      print("recorded; a sweep under way carries it out within a second or two, another one when it goes on")
    }
  }

  /// `switchyard sweeps budget`
  struct Budget: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Give a sweep another budget, or none.")
    @OptionGroup fileprivate var place: SweepArgument
    @Argument(help: "How long it may run in all, such as 2h; none: as long as it takes.")
    var budget: String

    func run() throws {
      guard budget == "none" || TimeSpan(budget) != nil else {
        throw CommandError("\(budget): is no length of time; write such as 90m or 2h, or none")
      }
      let store = try SweepStore(place.file)
      defer { store.close() }
      try store.decide(
        .budget, author: "user", value: TimeSpan(budget).map { "\($0.seconds)" } ?? "none")
      print("recorded; a sweep under way carries it out within a second or two, another one when it goes on")
    }
  }
}
