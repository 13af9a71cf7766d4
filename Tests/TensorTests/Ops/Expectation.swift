import TestSupport
import Testing

/// Records an issue for each thing that is wrong with an operation.
func expectCorrect(_ test: OperationCase, sourceLocation: SourceLocation = #_sourceLocation) {
  for problem in GradientChecker(test).problems() {
    Issue.record(Comment(rawValue: problem), sourceLocation: sourceLocation)
  }
}

/// Sizes for row-wise operations: one element, odd, whole vectors, several pieces of work.
let rowShapes = [[1, 1], [3, 5], [7, 17], [5, 64], [2, 3, 33], [301, 130]]
