internal import Experiment

/// One thing that a twin may do otherwise.
struct TwinOffer: Sendable, Equatable {
  /// What is done, in words.
  var title: String
  /// The key that changes; nil: nothing does, and the twin must do the very same.
  var key: String?
  /// The value that is offered, as one types it.
  var value: String
  /// Whether that is the only other value, so that nobody has to type.
  var isOnly = false

  /// What can be done to a run as it stands.
  ///
  /// - Parameters:
  ///   - layer: the MoE layer that is looked at, with its part.
  ///   - expert: the expert to be masked there: the chosen one, or the busiest.
  static func all(for recipe: Recipe, layer: String, expert: Int?) -> [TwinOffer] {
    var offers: [TwinOffer] = []
    func number(_ title: String, _ key: Key<Double>, _ value: Double) {
      offers.append(TwinOffer(title: title, key: key.path, value: typed(value)))
    }
    func typed(_ value: Double) -> String { value == value.rounded() ? String(Int(value)) : String(value) }
    if recipe[Keys.MoE.experts] > 0 {
      let isHash = recipe[Keys.MoE.router] == .hash
      if let expert {
        let masked = recipe[Keys.MoE.maskedExperts]
        let name = "\(layer):\(expert)"
        let value = (masked.contains(name) ? masked : masked + [name]).joined(separator: ", ")
        offers.append(TwinOffer(title: "mask an expert", key: Keys.MoE.maskedExperts.path, value: value))
      }
      if !isHash {
        let isFrozen = recipe[Keys.MoE.freezeRouter]
        offers.append(
          TwinOffer(
            title: isFrozen ? "let the router learn" : "freeze the router", key: Keys.MoE.freezeRouter.path,
            value: String(!isFrozen), isOnly: true))
        let k = recipe[Keys.MoE.k]
        offers.append(
          TwinOffer(title: "choices of a token", key: Keys.MoE.k.path, value: String(k > 1 ? k - 1 : k + 1)))
      }
      let factor = recipe[Keys.MoE.capacityFactor]
      number("capacity factor", Keys.MoE.capacityFactor, factor == 0 ? 1 : factor * 2)
      if !isHash {
        let temperature = recipe[Keys.MoE.temperature]
        number("temperature", Keys.MoE.temperature, temperature == 1 ? 2 : 1)
        let balance = recipe[Keys.MoE.balanceCoefficient]
        number("balance loss", Keys.MoE.balanceCoefficient, balance == 0 ? 0.01 : 0)
        let z = recipe[Keys.MoE.zCoefficient]
        number("z loss", Keys.MoE.zCoefficient, z == 0 ? 0.001 : 0)
      }
    }
    number("learning rate", Keys.Optimizer.learningRate, recipe[Keys.Optimizer.learningRate] / 2)
    offers.append(TwinOffer(title: "nothing: it must do the very same", key: nil, value: ""))
    // Runs of another kind do not read all of these keys.
    let known = Set(recipe.keys.map(\.path))
    return offers.filter { offer in offer.key.map { known.contains($0) } ?? true }
  }
}

/// What becomes of a run and its twin.
enum TwinAnswer: CaseIterable {
  case original, twin, more, cancel

  /// The answers that make sense: both can only go on where there are steps left.
  static func all(canGoOn: Bool) -> [TwinAnswer] { allCases.filter { canGoOn || $0 != .more } }
}
