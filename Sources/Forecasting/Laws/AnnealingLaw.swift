import Foundation

/// L = L0 + A · S1^-α - C · S2 for the mean loss, S1 the area under the learning rate and S2 its annealing area.
///
/// Source: Tissue et al. 2024, "Scaling Law with Learning Rate Annealing", arXiv:2408.11029, eq. 1. There S1 and S2 are
/// sums over steps; here they are integrals over tokens of the rate, straight between checkpoints, and S2 counts falls
/// only. Both are divided by S1 at the last fitted checkpoint.
public struct AnnealingLaw: Sendable, Equatable {
  /// L0, in nats.
  public var floor: Double
  /// A.
  public var amplitude: Double
  /// α, 0.01 ... 3.
  public var exponent: Double
  /// C, at least 0.
  public var annealing: Double

  /// The mean loss for areas S1 and S2.
  public func value(area: Double, annealed: Double) -> Double {
    floor + amplitude * exp(-exponent * log(area)) - annealing * annealed
  }

  /// Least squares over α by search, over the rest exactly.
  static func fit(areas: [Double], annealed: [Double], losses: [Double]) -> AnnealingLaw {
    let y = CentredColumn(losses)
    let bend = CentredColumn(annealed.map { -$0 })
    func fit(_ exponent: Double) -> BentLineFit {
      BentLineFit(CentredColumn(areas.map { exp(-exponent * log($0)) }), bend, y)
    }
    let range = RateFamily.power.range
    let (low, high) = (log(range.lowerBound), log(range.upperBound))
    let grid = (0..<64).map { low + (high - low) * Double($0) / 63 }
    let values = grid.map { fit(exp($0)).squares }
    let best = values.indices.min { values[$0] < values[$1] } ?? 0
    let inner = minimum(from: grid[max(best - 1, 0)], to: grid[min(best + 1, 63)]) { fit(exp($0)).squares }
    let exponent = inner.value < values[best] ? exp(inner.place) : exp(grid[best])
    let line = fit(exponent)
    return AnnealingLaw(floor: line.offset, amplitude: line.slope, exponent: exponent, annealing: line.bend)
  }
}

/// The two areas of a learning rate that is known at some counts of tokens.
struct AnnealingAreas {
  /// S1 and S2 at each of them.
  private(set) var areas: [Double] = []
  private(set) var annealed: [Double] = []

  /// - Parameter memory: tokens over which a fall of the rate is forgotten (the paper's 1/(1 - λ), in steps).
  init(tokens: [Int], rates: [Double], memory: Double) {
    let peak = rates.indices.max { rates[$0] < rates[$1] } ?? 0
    // Before the first checkpoint the rate is taken to have been the same.
    var (area, momentum, sum) = (rates[0] * Double(tokens[0]), 0.0, 0.0)
    for index in tokens.indices {
      if index > 0 {
        let length = Double(tokens[index] - tokens[index - 1])
        area += length * (rates[index] + rates[index - 1]) / 2
        // m' = fall - m / memory, solved over the stretch; S2 is the integral of m.
        let fall = index > peak ? max(0, rates[index - 1] - rates[index]) / length : 0
        let kept = exp(-length / memory)
        sum += memory * momentum * (1 - kept) + fall * memory * (length - memory * (1 - kept))
        momentum = momentum * kept + fall * memory * (1 - kept)
      }
      areas.append(area)
      annealed.append(sum)
    }
  }
}

/// What the law with annealing says of the checkpoints whose learning rate is known in advance.
public struct AnnealingForecast: Sendable, Equatable {
  /// The law, in areas over S1 of the last fitted checkpoint.
  public let law: AnnealingLaw
  /// The mean loss at each count of tokens after the fitted part.
  public let predictions: [(tokens: Int, loss: Double)]
  /// Errors where the loss was measured.
  public let errors: HeldOutErrors?
  /// Whether the fitted part determines the law.
  public let identifiability: Identifiability

  /// Equal in everything.
  public static func == (a: AnnealingForecast, b: AnnealingForecast) -> Bool {
    a.law == b.law && a.errors == b.errors && a.identifiability == b.identifiability
      && a.predictions.elementsEqual(b.predictions) { $0 == $1 }
  }

  /// The share of all tokens over which a fall of the rate is forgotten; ours, within the paper's range of λ.
  static let memory = 0.05

  /// nil unless the rate is known, and somewhere above 0, at every checkpoint.
  init?(_ checkpoints: [CheckpointFit], fitted: Range<Int>, at places: [(Int, Double?)]) {
    let rates = checkpoints.compactMap(\.learningRate)
    guard rates.count == checkpoints.count, checkpoints[..<fitted.upperBound].contains(where: { $0.learningRate != 0 }),
      let last = checkpoints.last
    else { return nil }
    let all = AnnealingAreas(
      tokens: checkpoints.map(\.tokens), rates: rates, memory: Self.memory * Double(last.tokens))
    let scale = all.areas[fitted.upperBound - 1]
    let areas = all.areas.map { $0 / scale }
    let annealed = all.annealed.map { $0 / scale }
    guard scale > 0, areas[fitted.lowerBound] > 0 else { return nil }
    let law = AnnealingLaw.fit(
      areas: Array(areas[fitted]), annealed: Array(annealed[fitted]), losses: checkpoints[fitted].map(\.meanLoss))
    self.law = law
    let later = checkpoints.indices[fitted.upperBound...].filter { index in
      places.contains { $0.0 == checkpoints[index].tokens }
    }
    predictions = later.map { (checkpoints[$0].tokens, law.value(area: areas[$0], annealed: annealed[$0])) }
    errors = HeldOutErrors(forecast: predictions.map(\.loss), measured: later.map { checkpoints[$0].meanLoss })
    if annealed[fitted.upperBound - 1] <= 0 {
      identifiability = .notIdentified("the learning rate does not fall within the fitted part: C has no effect there")
    } else if law.annealing == 0 {
      identifiability = .notIdentified("C is 0: the fitted part shows nothing of the learning rate's fall")
    } else if law.amplitude <= 0 {
      identifiability = .notIdentified("A is not above 0: the fitted part shows no power law")
    } else if law.floor < 0 {
      identifiability = .notIdentified("L0 is below 0: the fitted part does not show where the power law flattens")
    } else {
      identifiability = .identified
    }
  }
}
