import Data
import Testing

private let wordNetIsHere =
  (try? CorpusCatalog.corpus(named: "wordnet")).flatMap { CorpusLibrary.standard.folder(of: $0) } != nil

/// The suite as the package gives it.
@Suite(.enabled(if: wordNetIsHere, "the package wordnet-base is absent"))
struct WordNetTasksTests {
  private static let tasks = Result { try WordNetTasks() }

  /// A synonym set that any task trains on is held out in none, and one of a validation part is in no test.
  @Test func noSetIsOnBothSides() throws {
    let tasks = try Self.tasks.get()
    var parts: [TaskPart: Set<Int>] = [:]
    for name in tasks.taskNames {
      for part in TaskPart.allCases { parts[part, default: []].formUnion(try tasks.synsets(of: name, part)) }
    }
    let (training, validation, test) = (parts[.training] ?? [], parts[.validation] ?? [], parts[.test] ?? [])
    #expect(training.count > 10_000 && validation.count > 2000 && test.count > 3000)
    #expect(training.isDisjoint(with: validation) && training.isDisjoint(with: test))
    #expect(validation.isDisjoint(with: test))
  }

  @Test func sizesAndKinds() throws {
    let tasks = try Self.tasks.get()
    var kinds: [TaskKind: Int] = [:]
    for name in tasks.taskNames {
      let task = try tasks.task(named: name)
      kinds[task.kind, default: 0] += 1
      #expect((600...6000).contains(task.training.count), "\(name): \(task.training.count)")
      #expect((150...600).contains(task.validation.count), "\(name): \(task.validation.count)")
      #expect((250...1000).contains(task.test.count), "\(name): \(task.test.count)")
      #expect(!tasks.summary(of: name).isEmpty)
      check(task)
    }
    #expect(kinds.count == 5, "there are tasks of \(kinds)")
  }

  /// What the targets of a kind must be like.
  private func check(_ task: LanguageTask) {
    for examples in [task.training, task.validation, task.test] {
      var counts = Array(repeating: 0, count: task.labels.count)
      var scores: Set<Double> = []
      var right: [Int: [Bool]] = [:]
      for example in examples {
        switch example.target {
        case .category(let index): counts[index] += 1
        case .score(let score):
          #expect(task.scoreRange?.contains(score) ?? false)
          scores.insert(score)
        case .answer(let question, let isRight): right[question, default: []].append(isRight)
        case .tags(let tags):
          guard case .words(let words) = example.content else {
            Issue.record("\(task.name): tags without words")
            continue
          }
          // One span each: a first tag, then only further ones.
          let marked = tags.indices.filter { task.labels[tags[$0]] != "O" }
          #expect(tags.count == words.count && !marked.isEmpty && marked.last! - marked[0] + 1 == marked.count)
          #expect(marked.enumerated().allSatisfy { task.labels[tags[$1]].hasPrefix($0 == 0 ? "B-" : "I-") })
        }
      }
      if task.kind == .classification || task.kind == .pairs {
        #expect(counts.min()! > 0 && counts.max()! <= 2 * counts.min()!, "\(task.name): \(counts)")
      }
      if task.kind == .similarity { #expect(scores.count > 20, "\(task.name)") }
      #expect(right.values.allSatisfy { $0.count > 2 && $0.count { $0 } == 1 }, "\(task.name)")
    }
    // What chance gets among three to six answers of which one is right.
    if task.kind == .ranking {
      let scores = TaskBaseline.scores(of: task)
      #expect(scores.allSatisfy { (0.3...0.6).contains($0.value) }, "\(task.name): \(scores)")
    }
  }

  /// The same from a second reading.
  @Test func followsFromThePackage() throws {
    let (one, two) = (try Self.tasks.get(), try Self.tasks.get())
    for name in ["antonym", "sense", "verb-similarity"] {
      #expect(try one.task(named: name).test == two.task(named: name).test)
    }
  }
}
