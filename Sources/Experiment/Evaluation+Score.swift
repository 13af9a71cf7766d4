extension Evaluation {
  /// The figure with this name; nil where there is none, or it is not a number.
  public func figure(_ name: String) -> Double? {
    figures.first { $0.name == name && !$0.value.isNaN }?.value
  }

  /// The one number, rising with quality, by which runs are ranked that are not judged by their loss: the mean of the
  /// tasks' main metrics (`score`), or the share of right answers (`accuracy`). Nil for other runs.
  public var score: Double? { figure("score") ?? figure("accuracy") }

  /// What `score` is called.
  public var scoreWord: String { figure("score") == nil && figure("accuracy") != nil ? "accuracy" : "score" }

  /// What `loss` is called. That of targets without labels is no loss on held-out examples: ln C less the criterion by
  /// which an evaluation is chosen.
  public var lossWord: String { figure("criterion") == nil ? "held-out" : "label-free" }

  /// Held-out bits a byte, nil where it was not measured: of runs that predict no text.
  public var knownBits: Double? { bitsPerByte.isNaN ? nil : bitsPerByte }

  /// `1.234 nats, 0.567 bits a byte`, or `1.234, score 0.567` of a run that is judged by a score: what a line says of it.
  ///
  /// - Parameters:
  ///   - unit: what stands behind the loss.
  ///   - bits: what stands behind the bits.
  ///   - digits: turns a number into text.
  public func headline(loss unit: String = "", bits: String, digits: (Double) -> String) -> String {
    var parts = [digits(loss) + unit]
    if let knownBits { parts.append(digits(knownBits) + bits) }
    if let score { parts.append("\(scoreWord) " + digits(score)) }
    return parts.joined(separator: ", ")
  }
}
