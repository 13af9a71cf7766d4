import Experiment
import Foundation
import Studies
import Testing

/// The runner with a program of the test's own: a script that puts sessions recorded beforehand where real runs would.
@Suite struct StudyRunnerTests {
  private let fixture: StudyFixture
  private let study: Study

  init() throws {
    fixture = try StudyFixture(StudyFixture.pair + "\nconditions = [\"disable-top-expert\"]\n")
    study = try fixture.study()
    for (index, trial) in study.trials.enumerated() {
      try fixture.record(trial, to: finished(trial), loss: Double(index))
      try fixture.record(trial, to: cut(trial), reason: nil, step: 5, extra: [.step(Step(step: 5, tokens: 0, loss: 1))])
      try fixture.record(
        trial, to: "\(fixture.path)/evaluated/\(trial.name).sqlite", loss: Double(index),
        conditions: [["disable-top-expert"]: Double(index) + 10])
    }
  }

  private func finished(_ trial: Trial) -> String { "\(fixture.path)/finished/\(trial.name).sqlite" }
  private func cut(_ trial: Trial) -> String { "\(fixture.path)/cut/\(trial.name).sqlite" }
  private var calls: [String] {
    let text = (try? String(contentsOfFile: fixture.path + "/calls", encoding: .utf8)) ?? ""
    return text.split(separator: "\n").map(String.init)
  }

  /// A program that notes its call and then does `body`, which finds `$verb`, `$session` and `$name`.
  private func program(_ body: String) throws -> String {
    try fixture.program(
      """
      cd '\(fixture.path)'
      echo "$verb $name" >> calls
      finish() { cp "finished/$name.sqlite" "$session.new" && mv "$session.new" "$session"; }
      evaluate() { cp "evaluated/$name.sqlite" "$session.new" && mv "$session.new" "$session"; }
      cut() { mkdir -p "${session%.sqlite}.checkpoints"; touch "${session%.sqlite}.checkpoints/step-00000005.safetensors"
        cp "cut/$name.sqlite" "$session"; }
      \(body)
      """)
  }

  private static let works = """
    case $verb in
    run | resume) finish ;;
    evaluate) evaluate ;;
    esac
    """

  private func runner(
    _ body: String, jobs: Int = 2, anew: Bool = false, report: @escaping (StudyEvent) -> Void = { _ in },
    check: @escaping ([Study.Member]) throws -> Void = { _ in }
  ) throws -> StudyRunner {
    StudyRunner(
      study: study, folder: fixture.folder,
      options: StudyRunner.Options(program: try program(body), jobs: jobs, threads: 1, anew: anew), check: check,
      report: report)
  }

  @Test(arguments: [1, 3])
  func everyTrialIsRunOnceAndEvaluatedWhereAsked(jobs: Int) throws {
    var done: [Int] = []
    let outcome = try runner(Self.works, jobs: jobs) { event in
      if case .finished(_, _, let progress) = event { done.append(progress.done) }
    }.run()
    #expect(outcome == .completed(failed: 0))
    #expect(done == [1, 2, 3, 4])
    #expect(
      calls.sorted() == [
        "evaluate two-seed1", "evaluate two-seed2", "run one-seed1", "run one-seed2", "run two-seed1", "run two-seed2",
      ])
    let results = StudyResults(of: study, in: fixture.folder)
    #expect(results.missing.isEmpty)
    #expect(
      results.figures["two"]?[2]
        == TrialFigures(
          loss: 3, bitsPerByte: 1.5, conditions: ["disable-top-expert": 13], conditionBits: ["disable-top-expert": 6.5])
    )
    // And no second time.
    let again = try runner(Self.works, jobs: jobs).run()
    #expect(again == .completed(failed: 0))
    #expect(calls.count == 6)
  }

  @Test func theRecipeOfATrialIsWhatTheProgramGets() throws {
    _ = try runner(Self.works).run()
    let text = try String(contentsOfFile: fixture.folder.path + "/recipes/two-seed2.toml", encoding: .utf8)
    let recipe = try Recipe(toml: text, file: "two")
    #expect(recipe[Keys.Run.seed] == 2)
    #expect(recipe[Keys.MoE.k] == 2)
    #expect(recipe[Keys.Run.threads] == 1)
  }

  @Test func aKilledTrialGoesOnFromItsCheckpoint() throws {
    let outcome = try runner(
      """
      case $verb in
      run) if [ $name = one-seed2 ]; then cut; kill -9 $$; fi; finish ;;
      resume) finish ;;
      evaluate) evaluate ;;
      esac
      """
    ).run()
    #expect(outcome == .completed(failed: 0))
    #expect(calls.filter { $0.hasSuffix("one-seed2") } == ["run one-seed2", "resume one-seed2"])
    #expect(StudyResults(of: study, in: fixture.folder).missing.isEmpty)
    // Nothing needs the checkpoints of a finished trial.
    #expect(!FileManager.default.fileExists(atPath: fixture.folder.path + "/one-seed2.checkpoints"))
  }

  @Test func aCheckpointThatCannotBeTakenUpIsMovedAside() throws {
    let outcome = try runner(
      """
      case $verb in
      run) if [ $name = one-seed1 ] && [ $(grep -c "run $name" calls) = 1 ]; then cut; kill -9 $$; fi; finish ;;
      resume) echo "switchyard: the checkpoint is damaged" >&2; exit 2 ;;
      evaluate) evaluate ;;
      esac
      """
    ).run()
    #expect(outcome == .completed(failed: 0))
    #expect(calls.filter { $0.hasSuffix("one-seed1") } == ["run one-seed1", "resume one-seed1", "run one-seed1"])
    #expect(FileManager.default.fileExists(atPath: fixture.folder.path + "/aside/one-seed1-1.sqlite"))
  }

  @Test func aTrialThatIsAlwaysKilledIsGivenUp() throws {
    let outcome = try runner(
      "case $verb in evaluate) evaluate ;; *) if [ $name = one-seed1 ]; then kill -9 $$; fi; finish ;; esac"
    ).run()
    #expect(outcome == .completed(failed: 1))
    #expect(calls.filter { $0.hasSuffix("one-seed1") }.count == 3)
  }

  @Test func aFailureSaysWhyAndLeavesTheOthersAlone() throws {
    var failures: [String] = []
    let outcome = try runner(
      """
      if [ $name = one-seed1 ]; then echo fine; echo "switchyard: data.corpora: not found" >&2; exit 2; fi
      \(Self.works)
      """
    ) { event in
      if case .failed(let trial, let message, _) = event { failures.append("\(trial.name): \(message)") }
    }.run()
    #expect(outcome == .completed(failed: 1))
    #expect(failures == ["one-seed1: switchyard: data.corpora: not found"])
    #expect(StudyResults(of: study, in: fixture.folder).missing.map(\.trial) == ["one-seed1"])
  }

  @Test func whereNoTrialComesToItsEndTheRestIsNotTried() throws {
    var many = study
    many.seeds = [1, 2, 3, 4]
    func outcome(_ body: String) throws -> StudyRunner.Outcome {
      let options = StudyRunner.Options(program: try program(body), jobs: 1, threads: 1)
      return try StudyRunner(study: many, folder: fixture.folder, options: options) { _ in }.run()
    }
    let none = try outcome("echo 'error: no disk' >&2; exit 2")
    #expect(none == .gaveUp(failed: 5, left: 3))
    #expect(calls.count == 5)
    // With one that works the others are tried.
    let one = try outcome("if [ $name = one-seed1 ]; then finish; else exit 2; fi")
    #expect(one == .completed(failed: 7))
    #expect(calls.count == 5 + 8)
  }

  @Test func anEvaluationThatRecordsNothingIsAFailureAndNotALoop() throws {
    let outcome = try runner("case $verb in run) finish ;; esac").run()
    #expect(outcome == .completed(failed: 2))
    #expect(calls.filter { $0 == "evaluate two-seed1" }.count <= 4)
  }

  @Test func anotherRunUnderTheNameIsRefusedOrMovedAside() throws {
    let trial = study.trials[0]
    try fixture.record(trial, to: fixture.folder.session(trial), loss: 9) { $0[Keys.MoE.experts] = 8 }
    let error = #expect(throws: StudyError.self) { try runner(Self.works).run() }
    #expect(error?.description.contains("moe.experts = 8") == true)
    #expect(error?.description.contains("--anew") == true)
    #expect(calls.isEmpty)
    let outcome = try runner(Self.works, anew: true).run()
    #expect(outcome == .completed(failed: 0))
    #expect(FileManager.default.fileExists(atPath: fixture.folder.path + "/aside/one-seed1-1.sqlite"))
    #expect(StudyResults(of: study, in: fixture.folder).figures["one"]?[1]?.loss == 0)
  }

  @Test func theCheckSeesMembersWithTrialsToRunAndMayRefuseThem() throws {
    for trial in study.trials where trial.member.name == "one" {
      try fixture.record(trial, to: fixture.folder.session(trial))
    }
    var seen: [[String]] = []
    var events = 0
    let refused = try runner(Self.works) { _ in
      events += 1
    } check: { members in
      seen.append(members.map(\.name))
      throw StudyError(file: "tiny", message: "no data")
    }
    #expect(throws: StudyError(file: "tiny", message: "no data")) { try refused.run() }
    #expect(seen == [["two"]])
    #expect(calls.isEmpty && events == 0)
    // What is finished needs nothing any more.
    _ = try runner(Self.works).run()
    let outcome = try runner(Self.works, check: { _ in throw StudyError(file: "tiny", message: "no data") }).run()
    #expect(outcome == .completed(failed: 0))
  }

  @Test func aSecondStudyIsKeptAway() throws {
    _ = try runner(Self.works).run()
    let held = open(fixture.folder.path + "/study.lock", O_RDWR)
    defer { close(held) }
    // A process that another test is just starting has the study's descriptor too, until it becomes its program.
    var tries = 0
    while flock(held, LOCK_EX | LOCK_NB) != 0, tries < 5000 {
      tries += 1
      usleep(1000)
    }
    #expect(tries < 5000)
    let error = #expect(throws: StudyError.self) { try runner(Self.works).run() }
    #expect(error?.description.contains("another process") == true)
  }

  @Test func aTrialOfADeadStudyIsWaitedForAndNotDoubled() throws {
    // What an earlier study started and left: a process that holds the trial's log and will bring the session.
    let trial = study.trials[0]
    try FileManager.default.createDirectory(atPath: fixture.folder.path + "/logs", withIntermediateDirectories: true)
    let held = open(fixture.folder.path + "/logs/\(trial.name).log", O_CREAT | O_RDWR, 0o644)
    #expect(flock(held, LOCK_EX | LOCK_NB) == 0)
    var waited: [String] = []
    let outcome = try runner(Self.works) { event in
      guard case .note(let text) = event, text.hasPrefix(trial.name) else { return }
      waited.append(text)
      try? FileManager.default.copyItem(atPath: finished(trial), toPath: fixture.folder.session(trial))
      close(held)
    }.run()
    #expect(outcome == .completed(failed: 0))
    #expect(waited.count == 1)
    #expect(!calls.contains("run \(trial.name)"))
  }

  @Test func stoppingEndsTheTrialsWithATermination() throws {
    let stopper = Stopper()
    let runner = try runner(
      """
      trap 'cut; echo "terminated $name" >> calls; exit 0' TERM
      touch ready
      while :; do sleep 0.05; done
      """, jobs: 1
    ) { event in
      guard case .started = event else { return }
      let ready = fixture.path + "/ready"
      Thread.detachNewThread {
        while !FileManager.default.fileExists(atPath: ready) { usleep(10_000) }
        stopper.runner?.stop()
      }
    }
    stopper.runner = runner
    let outcome = try runner.run()
    #expect(outcome == .interrupted)
    #expect(calls == ["run one-seed1", "terminated one-seed1"])
    #expect(fixture.folder.record(study.trials[0]) == .interrupted(step: 5))
  }
}

/// Hands the runner to the thread that stops it.
private final class Stopper: @unchecked Sendable {
  // Sendable because it is set before the thread that reads it is started.
  var runner: StudyRunner?
}
