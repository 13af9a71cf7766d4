internal import Data
public import Models

/// Examples of one task as an encoder and the task's head take them.
public struct TaskBatch: Sendable, Equatable {
  /// The task, by its place in the run's list.
  public var task: Int
  /// The sequences.
  public var encoder: EncoderBatch
  /// The positions whose vectors the head reads: the first of each sequence, or those where words begin.
  public var positions: [Int32]
  /// What the head should say there.
  public var targets: HeadTargets

  /// Tokens without padding.
  public var tokens: Int { encoder.tokens }

  /// Puts examples of a task together.
  ///
  /// - Precondition: there are examples, and they are the task's.
  init(_ examples: [EncodedExample], of task: EncodedTask, number: Int, padding: Int32) {
    self.task = number
    encoder = EncoderBatch(examples.map(\.ids), types: examples.map(\.types), padding: padding)
    var (positions, indices, scores): ([Int32], [Int32], [Float]) = ([], [], [])
    for (row, example) in examples.enumerated() {
      let first = Int32(row * encoder.length)
      if task.kind == .labelling {
        positions += example.wordStarts.map { first + $0 }
      } else {
        positions.append(first)
      }
      switch example.target {
      case .category(let index): indices.append(Int32(index))
      case .score(let score): scores.append(Float(task.unit(score)))
      case .answer(_, let isRight): indices.append(isRight ? 1 : 0)
      case .tags(let tags): indices += tags.prefix(example.wordStarts.count).map { Int32($0) }
      }
    }
    self.positions = positions
    targets = task.kind == .similarity ? .scores(scores) : .indices(indices)
  }
}

extension EncoderBatch {
  /// The numbers of the sequences, 0 ..< rows.
  var numbers: [Int32] { (0..<rows).map { Int32($0) } }
}

extension HeadKind {
  /// What a task needs; a task of one class gets a second that nothing is of.
  init(_ task: EncodedTask) {
    switch task.kind {
    case .classification, .pairs: self = .classes(max(2, task.labels.count))
    case .ranking: self = .classes(2)
    case .similarity: self = .score
    case .labelling: self = .tags(max(2, task.labels.count))
    }
  }
}
