/// Precision, recall and F1 of whole spans, as the script conlleval of the CoNLL shared tasks counts them.
///
/// A span begins at `B-x`, and also at an `I-x` that does not continue one of the same kind; it is found if a predicted
/// span has the same words and kind.
public struct SpanMetrics: Sendable, Equatable {
  /// Spans of the truth.
  public private(set) var truths = 0
  /// Spans that are predicted.
  public private(set) var predictions = 0
  /// Spans in both.
  public private(set) var found = 0

  /// Shapes: for each sentence a tag a word.
  /// - Precondition: both lists are of the same lengths.
  public init(truths: [[String]], predictions: [[String]]) {
    precondition(truths.count == predictions.count, "\(truths.count) and \(predictions.count) sentences")
    for (truth, prediction) in zip(truths, predictions) {
      precondition(truth.count == prediction.count, "\(truth.count) and \(prediction.count) words")
      let (mine, theirs) = (Self.spans(truth), Self.spans(prediction))
      self.truths += mine.count
      self.predictions += theirs.count
      found += mine.intersection(theirs).count
    }
  }

  /// Share of the predicted spans that are right; 0 without any.
  public var precision: Double { predictions == 0 ? 0 : Double(found) / Double(predictions) }
  /// Share of the true spans that are found; 0 without any.
  public var recall: Double { truths == 0 ? 0 : Double(found) / Double(truths) }
  /// Harmonic mean of both; 0 where there is nothing.
  public var f1: Double { truths + predictions == 0 ? 0 : 2 * Double(found) / Double(truths + predictions) }

  private struct Span: Hashable {
    let words: Range<Int>
    let kind: Substring
  }

  private static func spans(_ tags: [String]) -> Set<Span> {
    var spans: Set<Span> = []
    var open: (start: Int, kind: Substring)?
    func end(at place: Int) {
      if let open { spans.insert(Span(words: open.start..<place, kind: open.kind)) }
      open = nil
    }
    for (place, tag) in tags.enumerated() {
      let kind = tag.dropFirst(2)
      if tag.hasPrefix("I-"), let open, open.kind == kind { continue }
      end(at: place)
      if tag.hasPrefix("B-") || tag.hasPrefix("I-") { open = (place, kind) }
    }
    end(at: tags.count)
    return spans
  }
}
