public import Forecasting

/// The evaluations of a trial so far: what early stopping looks at.
public struct TrialCurve: Sendable, Equatable {
  /// One evaluation.
  public struct Point: Sendable, Equatable {
    /// Steps done.
    public var step: Int
    /// Tokens seen.
    public var tokens: Int
    /// Held-out cross-entropy in nats a token.
    public var loss: Double
    /// Held-out bits a byte.
    public var bitsPerByte: Double

    /// All fields, as they are described above.
    public init(step: Int, tokens: Int, loss: Double, bitsPerByte: Double) {
      (self.step, self.tokens, self.loss, self.bitsPerByte) = (step, tokens, loss, bitsPerByte)
    }
  }

  /// The trial's number.
  public var trial: Int
  /// Steps of the whole run.
  public var steps: Int
  /// By step ascending.
  public var points: [Point]
  /// What the forecast said after each point; absent where it was not asked.
  public var outlooks: [Int: ForecastStop.Outlook] = [:]

  /// All fields, as they are described above.
  public init(
    trial: Int, steps: Int, points: [Point], outlooks: [Int: ForecastStop.Outlook] = [:]
  ) {
    (self.trial, self.steps, self.points, self.outlooks) = (trial, steps, points, outlooks)
  }

  /// Whether the last evaluation is the one at the end.
  public var isComplete: Bool { points.last.map { $0.step >= steps } ?? false }

  /// The share of the run that is done at a point. Trials are compared at equal shares: their lengths may differ.
  func progress(_ point: Point) -> Double { Double(point.step) / Double(steps) }

  /// The lowest figure of the points up to a share of the run; nil before the first, or without a finite one. Runs are
  /// evaluated every so many steps, so a small slack keeps equal shares equal.
  func lowest(upTo progress: Double, _ objective: Objective) -> Double? {
    points.lazy.filter { self.progress($0) <= progress + 1e-9 }.map { objective.value($0) }.filter(\.isFinite).min()
  }

  /// The figure of the last point up to a share of the run.
  func latest(upTo progress: Double, _ objective: Objective) -> Double? {
    points.last { self.progress($0) <= progress + 1e-9 }.map { objective.value($0) }
  }

  /// The curve with its first points only, as it was known once.
  public func prefix(_ count: Int) -> TrialCurve {
    TrialCurve(trial: trial, steps: steps, points: Array(points.prefix(count)), outlooks: outlooks)
  }
}
