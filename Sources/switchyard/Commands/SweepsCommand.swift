import ArgumentParser
import Experiment
import Foundation
import Sweeps
import Workbench

/// `switchyard sweeps`: shows sweeps, decides in them by hand, and judges the rules that end trials early.
struct SweepsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweeps", abstract: "Show sweeps and decide in them by hand, also while they run.",
    subcommands: [
      Show.self, Watch.self, Keep.self, Kill.self, Pause.self, Resume.self, Add.self, Budget.self, JudgeCommand.self,
    ])
}

/// The file of a sweep.
private struct SweepArgument: ParsableArguments {
  @Argument(
    help: ArgumentHelp("The file of a sweep, or its folder.", valueName: "sweep"),
    completion: .file(extensions: ["sqlite"]))
  var place: String

  /// The file.
  func file() throws -> String { try SweepPlace.file(named: place) }
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
    let file = try place.file()
    let store = try SweepStore(file)
    defer { store.close() }
    let known = Set(try store.contents().trials.map(\.number))
    for trial in trials where !known.contains(trial) {
      throw CommandError("\(file): has no trial \(trial); `switchyard sweeps show \(file)` lists them")
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

    func run() throws { try SweepTable(SweepReport(try SweepStore.contents(of: try place.file()))).print(format) }
  }

  /// `switchyard sweeps watch`
  struct Watch: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Follow a sweep on the screen, whoever runs it, and decide in it by hand.",
      discussion: """
        Trials with their curves, parallel coordinates, slices, importance of the axes, balance against loss. Leaving the \
        screen does not touch the sweep.
        """)
    @OptionGroup fileprivate var place: SweepArgument
    @OptionGroup var display: DisplayOptions

    func run() throws {
      let file = try place.file()
      _ = try SweepStore.contents(of: file)
      guard display.isScreen else {
        throw CommandError("watch needs a terminal; `switchyard sweeps show \(file)` prints the table")
      }
      try Navigator.open(display.screen, at: .sweep(file: file))
    }
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
    }

    func run() throws {
      let store = try SweepStore(try place.file())
      defer { store.close() }
      let contents = try store.contents()
      let value =
        try trials.map { try AddedTrials.drawn($0, in: contents) }
        ?? AddedTrials.combination(settings, in: contents)
      try store.decide(.add, author: "user", value: value)
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
      let store = try SweepStore(try place.file())
      defer { store.close() }
      try store.decide(
        .budget, author: "user", value: TimeSpan(budget).map { "\($0.seconds)" } ?? "none")
      print("recorded; a sweep under way carries it out within a second or two, another one when it goes on")
    }
  }
}
