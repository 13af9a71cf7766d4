public import Experiment

/// What is measured of every MoE layer in every step.
public enum RouterMeasure: String, Sendable, CaseIterable {
  case maximumOverMean = "max/mean"
  case variation = "cv"
  case entropy = "entropy"
  case chosenMass = "mass"
  case margin = "margin"
  case dead = "dead"
  case dropped = "drop %"
  case padded = "pad %"
  case rectified = "rectified"
  case filled = "filled"
  case balance = "balance"
  case z = "z"

  /// One sentence on what it is.
  public var meaning: String {
    switch self {
    case .maximumOverMean: "load of the busiest expert over the mean; 1 is even"
    case .variation: "standard deviation of the experts' loads over their mean; 0 is even"
    case .entropy: "mean entropy of the router's scores over experts, in nats"
    case .chosenMass: "mean score of the chosen experts together; 1: the router knows no other"
    case .margin: "mean score of the last choice less that of the best not chosen"
    case .dead: "experts with under 1 % of their share for the last 20 steps"
    case .dropped: "choices lost to capacity, % of all choices"
    case .padded: "slots left empty, % of all slots"
    case .rectified: "dropped tokens computed by an expert on their own device, on top of the slots"
    case .filled: "empty slots given to extra choices"
    case .balance: "balance loss without its coefficient; 1 is even"
    case .z: "z loss without its coefficient"
    }
  }

  /// Decimals that it is shown with.
  public var places: Int {
    switch self {
    case .dead, .rectified, .filled: 0
    case .dropped, .padded: 1
    case .maximumOverMean, .variation, .entropy: 2
    case .chosenMass, .margin, .balance, .z: 3
    }
  }

  /// Its value for a layer at a step's index; NaN where it has no meaning.
  public func value(_ layer: LayerHistory, at index: Int) -> Double {
    guard index >= 0, index < layer.count else { return .nan }
    func total(_ column: LedgerColumn) -> Double { Double(layer.totals(column)[index]) }
    switch self {
    case .maximumOverMean: return LayerFigures(layer, at: index).maximumOverMean
    case .variation: return LayerFigures(layer, at: index).variation
    case .entropy: return Double(layer.entropy[index])
    case .chosenMass: return Double(layer.chosenMass[index])
    case .margin: return Double(layer.margin[index])
    case .dead:
      return Double((0..<layer.experts).count { layer.isDead($0, at: index) })
    case .dropped: return total(.routed) > 0 ? total(.dropped) / total(.routed) * 100 : 0
    case .padded:
      let slots = total(.kept) + total(.filled) + total(.padded)
      return slots > 0 ? total(.padded) / slots * 100 : 0
    case .rectified: return total(.rectified)
    case .filled: return total(.filled)
    case .balance: return Double(layer.balance[index])
    case .z: return Double(layer.z[index])
    }
  }
}
