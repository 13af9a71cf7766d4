/// How one task is made of WordNet.
struct WordNetTask: Sendable {
  let name: String
  let kind: TaskKind
  var labels: [String] = []
  let metrics: [TaskMetric]
  /// What it is made of and what it asks for, in a line.
  let source: String
  /// The most examples of each part.
  var sizes: [TaskPart: Int] = [.training: 3000, .validation: 500, .test: 800]
  var scoreRange: ClosedRange<Double>?
  /// At most so many examples of a side, in no special order.
  let make: @Sendable (_ side: inout WordNetSide, _ count: Int) -> [WordNetExample]
}
